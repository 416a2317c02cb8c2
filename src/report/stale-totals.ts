/** What the rows come to: by stream and state, and hosts that lack advisories. */

import { noneBySeverity, severities } from './advisories-lacked.ts';
import { staleStates, type BySeverity, type StaleRow, type StaleTotal } from './report.ts';

/** One for each stream and state, also where nothing is in it; in the given order of streams, the worst state first. */
export function totalsOf(rows: readonly StaleRow[], streams: readonly string[]): readonly StaleTotal[] {
  const counts = new Map<string, { clusters: number; hosts: number }>();
  for (const { stream, state, hosts } of rows) {
    const key = `${stream} ${state}`;
    const { clusters, hosts: before } = counts.get(key) ?? { clusters: 0, hosts: 0 };
    counts.set(key, { clusters: clusters + 1, hosts: before + hosts });
  }
  return streams.flatMap((stream) =>
    staleStates.map((state) => {
      const { clusters, hosts } = counts.get(`${stream} ${state}`) ?? { clusters: 0, hosts: 0 };
      return { stream, state, clusters, hosts };
    }),
  );
}

/** Hosts that lack at least one advisory of a severity, each once: a host belongs to one cluster, which may lack it in many streams. */
export function exposedHosts(rows: readonly StaleRow[]): BySeverity {
  const counts = { ...noneBySeverity };
  for (const severity of severities) {
    const exposed = new Map(
      rows.filter(({ lacks }) => lacks[severity] > 0).map(({ cluster, hosts }) => [cluster, hosts]),
    );
    for (const hosts of exposed.values()) counts[severity] += hosts;
  }
  return counts;
}
