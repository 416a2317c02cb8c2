/** What the fleet lacks, advisory by advisory: rows that share an exposure are counted together. */

import type { LackedAdvisory, StaleReport, StaleRow } from '../report/report.ts';
import { byteOrder } from '../core/order.ts';
import { severities } from './release-words.ts';

/** An advisory of a stream, and who lacks it. */
export interface ExposedAdvisory {
  readonly stream: string;
  readonly advisory: LackedAdvisory;
  /** The pins that lack it. */
  readonly pins: readonly string[];
  readonly clusters: number;
  readonly hosts: number;
}

/** Worst first: by severity, days over, hosts, then stream and id. */
export function exposedAdvisories({ exposures, rows }: StaleReport): readonly ExposedAdvisory[] {
  const sizes = sizesOf(rows);
  const found = new Map<string, ExposedAdvisory & { readonly pins: string[] }>();
  for (const { key, stream, pin, advisories } of exposures) {
    const { clusters, hosts } = sizes.get(key) ?? { clusters: 0, hosts: 0 };
    for (const advisory of advisories) {
      const name = `${stream}\0${advisory.id}`;
      const before = found.get(name);
      const pins = before?.pins ?? [];
      if (!pins.includes(pin)) pins.push(pin);
      found.set(name, {
        stream,
        advisory: before === undefined || before.advisory.daysOver < advisory.daysOver ? advisory : before.advisory,
        pins,
        clusters: (before?.clusters ?? 0) + clusters,
        hosts: (before?.hosts ?? 0) + hosts,
      });
    }
  }
  return [...found.values()].toSorted(worstFirst);
}

function worstFirst(a: ExposedAdvisory, b: ExposedAdvisory): number {
  return (
    severities.indexOf(a.advisory.severity) - severities.indexOf(b.advisory.severity) ||
    b.advisory.daysOver - a.advisory.daysOver ||
    b.hosts - a.hosts ||
    byteOrder(a.stream, b.stream) ||
    byteOrder(a.advisory.id, b.advisory.id)
  );
}

/** How many clusters and hosts share each exposure. */
function sizesOf(
  rows: readonly StaleRow[],
): ReadonlyMap<string, { readonly clusters: number; readonly hosts: number }> {
  const sizes = new Map<string, { clusters: number; hosts: number }>();
  for (const { exposure, hosts } of rows) {
    if (exposure === undefined) continue;
    const size = sizes.get(exposure) ?? { clusters: 0, hosts: 0 };
    sizes.set(exposure, { clusters: size.clusters + 1, hosts: size.hosts + hosts });
  }
  return sizes;
}
