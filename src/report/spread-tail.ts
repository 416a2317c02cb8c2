/** The clusters that a low entropy hides: few, and far behind. */

import type { Staleness } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { compareVersions, parseVersion } from '../core/version.ts';
import type { FleetFacts } from './facts.ts';
import type { StaleRow, StreamSpread } from './report.ts';

/** What is asked of a row of the stale report; rows of other streams do no harm. */
export type TailRow = Pick<StaleRow, 'cluster' | 'stream' | 'pin' | 'hosts' | 'drift' | 'lacksSince' | 'state'>;

/**
 * The rows of one stream that are as far behind as their policy calls overdue, and those on a withdrawn version. Holds
 * and exceptions excuse nothing here, since what is excused is no less old. A cluster without a version is no tail: it
 * is counted beside the versions. Versions come newest first, names in byte order.
 */
export function spreadTail(
  stream: string,
  { clusters, rows }: { readonly clusters: FleetFacts['clusters']; readonly rows: readonly TailRow[] },
): StreamSpread['tail'] {
  const overdueBy = new Map(clusters.map(({ name, policies }) => [name, overdueAfter(policies.get(stream))]));
  const tail = rows.filter(
    (row) =>
      row.stream === stream &&
      row.pin !== undefined &&
      (row.state === 'withdrawn-version' || row.drift >= (overdueBy.get(row.cluster) ?? Infinity)),
  );
  const versions = new Set(tail.flatMap(({ pin }) => (pin === undefined ? [] : [pin])));
  const lacking = tail.flatMap(({ lacksSince }) => (lacksSince === undefined ? [] : [lacksSince]));
  return {
    clusters: tail.length,
    hosts: tail.reduce((sum, { hosts }) => sum + hosts, 0),
    versions: [...versions].sort(newestFirst),
    since: lacking.sort(byteOrder)[0],
    names: tail.map(({ cluster }) => cluster).sort(byteOrder),
  };
}

/** What is not even due cannot be overdue. */
function overdueAfter(policy: Staleness | undefined): number {
  return policy === undefined ? Infinity : Math.max(policy.due, policy.overdue);
}

function newestFirst(a: string, b: string): number {
  const [x, y] = [parseVersion(a), parseVersion(b)];
  return (x !== undefined && y !== undefined && compareVersions(y, x)) || byteOrder(b, a);
}
