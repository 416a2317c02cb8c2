/** What is late becomes due, then overdue, then unmaintained: a policy in another order is told where it is written. */

import type { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet, OwnStaleness, Stream } from '../core/fleet.ts';
import type { Site } from '../core/site.ts';
import { defaultStaleness, staleness } from './read-staleness.ts';

/** What a fleet, a stream or a cluster says of it, and where. */
interface Level {
  /** The file, and the way to its `stale`. */
  readonly site: Site;
  readonly own: OwnStaleness | undefined;
}

/** Reports what the fleet, or one of its streams, says in the wrong order. */
export function checkFleetStaleness(fleet: Pick<Fleet, 'stale' | 'streams'>, out: Diagnostics): void {
  checkOrder([fleetLevel(fleet)], out);
  for (const stream of fleet.streams.values()) checkOrder([fleetLevel(fleet), streamLevel(stream)], out);
}

/** Reports what a cluster says in the wrong order, once what it leaves out is filled in for each stream. */
export function checkClusterStaleness(
  { file, stale }: { readonly file: string; readonly stale: OwnStaleness | undefined },
  fleet: Pick<Fleet, 'stale' | 'streams'>,
  out: Diagnostics,
): void {
  if (stale === undefined) return;
  const own = { site: { file, route: ['stale'] }, own: stale };
  for (const stream of fleet.streams.values()) checkOrder([fleetLevel(fleet), streamLevel(stream), own], out);
}

type Limit = 'due' | 'overdue' | 'unmaintained';

const inOrder: readonly (readonly [Limit, Limit])[] = [
  ['due', 'overdue'],
  ['overdue', 'unmaintained'],
];

/** Of the last level; one that says neither of the two is not to blame. */
function checkOrder(levels: readonly Level[], out: Diagnostics): void {
  const policy = staleness(defaultStaleness, ...levels.map(({ own }) => own));
  const here = levels.at(-1);
  for (const [earlier, later] of inOrder) {
    const said = [later, earlier].find((limit) => here?.own?.[limit] !== undefined);
    if (policy[earlier] <= policy[later] || here === undefined || said === undefined) continue;
    const other = said === later ? earlier : later;
    const from = levels.findLast(({ own }) => own?.[other] !== undefined);
    const related = from === undefined ? [] : [{ site: at(from, other), role: 'set-here' } as const];
    const facts = { earlier, earlierDays: policy[earlier], later, laterDays: policy[later] };
    out.add('stale-order', at(here, said), facts, { related });
  }
}

function at({ site }: Level, limit: Limit): Site {
  return { file: site.file, route: [...site.route, limit] };
}

/** What is the same as where a fleet says nothing need not be written there. */
function fleetLevel({ stale }: Pick<Fleet, 'stale'>): Level {
  const own = Object.fromEntries(
    (['due', 'overdue', 'unmaintained'] as const)
      .filter((limit) => stale[limit] !== defaultStaleness[limit])
      .map((limit) => [limit, stale[limit]]),
  );
  return { site: { file: 'fleet.yaml', route: ['stale'] }, own };
}

function streamLevel({ name, stale }: Stream): Level {
  return { site: { file: 'fleet.yaml', route: ['streams', name, 'stale'] }, own: stale };
}
