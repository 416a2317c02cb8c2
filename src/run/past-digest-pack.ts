/** A digest as columns: clusters have most of their facts in common, and days. */

import type { PastDigest, NewestLines } from '../report/digest.ts';
import type { ClusterFacts, PastFacts } from '../report/facts.ts';
import type { StreamMonths } from '../report/spread-series.ts';
import type { KeptDigest } from './past-digest.ts';
import { at, joined, PackedFacts, Places, spelled, unspelled, type Indexes } from './past-pack-parts.ts';
import type { FoundCluster } from './report-clusters.ts';

export interface PackedDigest {
  readonly days: readonly [string, string | null];
  /** Facts but for their pins; pins; lines of pins: each cluster has one of each, the first -1 where it is unreadable. */
  readonly rests: readonly unknown[];
  readonly pins: readonly ClusterFacts['pins'][];
  readonly lines: readonly FoundCluster['lines'][];
  readonly names: readonly string[];
  readonly files: readonly string[];
  readonly clusters: Indexes;
  /** Since when pins are as they are, the last activity, whether they were imported: each triple once. */
  readonly pasts: readonly (readonly [string | null, string | null, 0 | 1])[];
  readonly places: readonly string[];
  readonly placePasts: Indexes;
  readonly first: string | null;
  readonly months: readonly (readonly [string, StreamMonths])[];
  /** With null for what is undefined. */
  readonly newest: unknown;
}

const unreadable = -1;

export function packDigest({ clusters, digest }: KeptDigest): PackedDigest {
  const facts = new PackedFacts();
  const lines = new Places<FoundCluster['lines']>((one) => JSON.stringify(one));
  const pasts = new Places<PackedDigest['pasts'][number]>((one) => one.join(' '));
  const { days, months, newest } = digest;
  return {
    days: [days.from, days.to ?? null],
    names: clusters.map(({ name }) => name),
    files: clusters.map(({ file }) => file),
    clusters: clusters.flatMap((cluster) =>
      cluster.facts === undefined
        ? [unreadable, unreadable, unreadable]
        : [...facts.placesOf(cluster.facts), lines.placeOf(cluster.lines)],
    ),
    places: [...digest.facts.keys()],
    placePasts: [...digest.facts.values()].map(({ pinnedSince = null, lastActivity = null, isImported }) =>
      pasts.placeOf([pinnedSince, lastActivity, isImported === true ? 1 : 0]),
    ),
    first: months.first ?? null,
    months: [...months.streams],
    newest: newest === undefined ? null : spelled(spread(newest)),
    rests: facts.rests.all.map(spelled),
    pins: facts.pins.all,
    lines: lines.all,
    pasts: pasts.all,
  };
}

/** Throws where the columns do not fit together. */
export function unpackDigest(packed: PackedDigest): KeptDigest {
  const [from, to] = packed.days;
  return {
    clusters: unpackClusters(packed),
    digest: {
      days: { from, to: to ?? undefined },
      facts: unpackPasts(packed),
      months: { first: packed.first ?? undefined, streams: new Map(packed.months) },
      newest: packed.newest === null ? undefined : gathered(unspelled(packed.newest) as Spread),
    },
  };
}

function unpackClusters(packed: PackedDigest): readonly FoundCluster[] {
  const { names, files, clusters, pins, lines } = packed;
  const rests = packed.rests.map((rest) => unspelled(rest) as Omit<ClusterFacts, 'pins'>);
  return names.map((name, place) => {
    const file = at(files, place);
    const rest = at(clusters, 3 * place);
    if (rest === unreadable) return { name, file, facts: undefined, lines: {} };
    const facts = joined(at(rests, rest), at(pins, clusters[3 * place + 1]));
    return { name, file, facts, lines: at(lines, clusters[3 * place + 2]) };
  });
}

function unpackPasts({ pasts, places, placePasts }: PackedDigest): PastDigest['facts'] {
  const all = pasts.map(([pinnedSince, lastActivity, isImported]): PastFacts => {
    const since = { pinnedSince: pinnedSince ?? undefined, lastActivity: lastActivity ?? undefined };
    return isImported === 1 ? { ...since, isImported: true } : since;
  });
  return new Map(places.map((place, index) => [place, at(all, placePasts[index])]));
}

/** Maps as lists. */
function spread({ logbook, signatures, asked: { merged, heads } }: NewestLines) {
  return { logbook, signatures, merged: [...merged], heads: [...heads] };
}

type Spread = ReturnType<typeof spread>;

function gathered({ logbook, signatures, merged, heads }: Spread): NewestLines {
  return { logbook, signatures, asked: { merged: new Map(merged), heads: new Map(heads) } };
}
