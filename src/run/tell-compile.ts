/** Tells the owners of clusters that do not compile as they are, and of clusters that nobody answers for. */

import type { Diagnostic } from '../core/diagnostic.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { ownerTrouble } from '../notice/addressees.ts';
import { directoryOf } from '../notice/directory.ts';
import type { OpenedForge } from './open-forge.ts';
import { openTelling } from './release-telling.ts';
import { readSide } from './side.ts';
import { tell, type Told } from './tell.ts';
import { everyCluster, fleetTroubles } from './troubles.ts';

export interface TellCompileOrder {
  /** The fleet's folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly opened: OpenedForge;
  /** What was compiled, and what was found. */
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether every cluster was compiled; only then is something taken for mended. */
  readonly clusters: 'all' | 'some';
  readonly clock: () => Date;
  /** A text that no other run has. */
  readonly run: string;
}

/** Undefined where the fleet cannot be read, so that nobody is known who could be told. */
export async function tellCompile(order: TellCompileOrder): Promise<Outcome<Told | undefined>> {
  const side = readSide(order.tree);
  const { open } = side;
  if (open?.owners === undefined) return succeeded(undefined);
  const { fleet, owners } = open;
  const telling = openTelling({ ...order, ...order.opened, fleet, owners, act: 'do' });
  if (!telling.ok) return telling;
  const asked = { directory: directoryOf(owners), streams: fleet.streams };
  const forsaken = everyCluster(side).flatMap(
    (cluster) => ownerTrouble(cluster, asked, telling.value.ownersLine) ?? [],
  );
  return tell({
    ...telling.value,
    troubles: [...fleetTroubles(side, order.diagnostics), ...forsaken],
    announcements: [],
    looked: { stages: ['compile', 'owners'], clusters: order.clusters },
  });
}
