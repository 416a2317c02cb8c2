/** Holds on upgrades, as far as they depend on the day. */

import type { Cluster } from '../core/cluster.ts';
import type { Diagnostics } from '../core/diagnostic.ts';

/** Reports holds whose last day has passed; `today` is a date, `YYYY-MM-DD`. */
export function checkHolds(cluster: Pick<Cluster, 'name' | 'file' | 'holds'>, today: string, out: Diagnostics): void {
  for (const { stream, until } of cluster.holds) {
    if (until >= today) continue;
    const site = { file: cluster.file, route: ['upgrade', stream, 'until'] };
    out.add('hold-expired', site, { stream, until }, { victims: [{ cluster: cluster.name }] });
  }
}
