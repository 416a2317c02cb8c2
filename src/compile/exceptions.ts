/** Exceptions of reports, as far as fleet.yaml can be wrong about them: whom they are for, who answers, and their end. */

import type { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import { suggester } from '../core/nearest.ts';
import type { Site } from '../core/site.ts';
import { checkOwner } from './read-fleet.ts';

/** What exceptions name; no owner is checked where they are not known. */
export interface Nameable {
  readonly clusters: readonly string[];
  readonly owners: Owners | undefined;
}

/** Reports clusters, streams and owners that are not there: such an exception would excuse nobody, and nobody would answer for it. */
export function checkExceptions(
  { exceptions, streams }: Fleet,
  { clusters, owners }: Nameable,
  out: Diagnostics,
): void {
  const known = new Set(clusters);
  const suggest = suggester();
  for (const [index, exception] of exceptions.entries()) {
    for (const [place, cluster] of exception.clusters.entries()) {
      if (known.has(cluster)) continue;
      const site = siteOf(index, 'clusters', place);
      out.add('exception-cluster-unknown', site, { cluster, nearest: suggest(cluster, known) });
    }
    for (const [place, stream] of (exception.streams ?? []).entries()) {
      if (streams.has(stream)) continue;
      out.add('stream-unknown', siteOf(index, 'streams', place), { stream, nearest: suggest(stream, streams.keys()) });
    }
    if (owners !== undefined) checkOwner(exception.owner, { owners, site: siteOf(index, 'owner'), suggest }, out);
  }
}

/** Reports exceptions whose last day has passed; `today` is a date, `YYYY-MM-DD`. */
export function checkExceptionEnds({ exceptions }: Pick<Fleet, 'exceptions'>, today: string, out: Diagnostics): void {
  for (const [index, { until, owner }] of exceptions.entries()) {
    if (until < today) out.add('exception-expired', siteOf(index, 'until'), { until, owner });
  }
}

function siteOf(index: number, ...rest: readonly (string | number)[]): Site {
  return { file: 'fleet.yaml', route: ['exceptions', index, ...rest] };
}
