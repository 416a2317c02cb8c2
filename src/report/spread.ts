/** The spread of versions: which are in use, on how many clusters and hosts, and how far that is spread (U16). */

import { byteOrder } from '../core/order.ts';
import { compareVersions } from '../core/version.ts';
import type { ClusterToday, FleetFacts, ReleaseFacts } from './facts.ts';
import type { SpreadPoint, StreamSpread, VersionShare } from './report.ts';
import { spreadTail, type TailRow } from './spread-tail.ts';
import { isGood } from './stale-stream.ts';
import { pinOf, SpreadTally } from './spread-tally.ts';

export interface SpreadOrder {
  /** By stream, from `spreadSeries`; a stream without one is shown as it is today alone. */
  readonly series: ReadonlyMap<string, readonly SpreadPoint[]>;
  /** The rows of the stale report, of whatever streams. */
  readonly rows: readonly TailRow[];
  /** The day of the report, `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * The spread of every stream, in the order of fleet.yaml. Entropy is about versions in use: clusters without one are
 * counted beside it and have no share in it. Clusters whose file cannot be read are in no number.
 */
export function spreadReport(facts: FleetFacts, order: SpreadOrder): readonly StreamSpread[] {
  return facts.streams.map(({ name }) => streamSpread(name, facts, order));
}

function streamSpread(stream: string, facts: FleetFacts, { series, rows, today }: SpreadOrder): StreamSpread {
  const { clusters } = facts;
  const releases = facts.releases.get(stream) ?? [];
  const tally = new SpreadTally(stream);
  for (const cluster of clusters) tally.add(cluster);
  const point = tally.point(today);
  const used = Object.values(point.versions);
  return {
    stream,
    newest: newestOf(releases)?.version.text,
    versions: sharesOf(tally, { stream, facts, releases }),
    unpinned: {
      clusters: point.clusters - used.reduce((sum, { clusters: count }) => sum + count, 0),
      hosts: point.hosts - used.reduce((sum, { hosts }) => sum + hosts, 0),
    },
    byClusters: point.byClusters,
    byHosts: point.byHosts,
    tail: spreadTail(stream, { clusters, rows }),
    series: series.get(stream) ?? [point],
  };
}

/** The newest that every cluster should have. */
function newestOf(releases: readonly ReleaseFacts[]): ReleaseFacts | undefined {
  let newest: ReleaseFacts | undefined;
  for (const release of releases) {
    if (!isGood(release)) continue;
    if (newest === undefined || compareVersions(release.version, newest.version) > 0) newest = release;
  }
  return newest;
}

interface SharesOf {
  readonly stream: string;
  readonly facts: FleetFacts;
  readonly releases: readonly ReleaseFacts[];
}

function sharesOf(tally: SpreadTally, { stream, facts, releases }: SharesOf): readonly VersionShare[] {
  const newest = newestOf(releases)?.version.text;
  const withdrawn = new Set<string>(
    releases.filter((release) => release.withdrawn !== undefined).map(({ version }) => version.text),
  );
  const since = earliestPins(stream, facts);
  return [...tally.versions()].reverse().map(({ version: { text }, clusters, hosts }) => ({
    version: text,
    clusters,
    hosts,
    since: since.get(text),
    isNewest: text === newest,
    isWithdrawn: withdrawn.has(text),
  }));
}

/** By version, since when one of its clusters has it; undefined where history does not tell it of all of them. */
function earliestPins(stream: string, { clusters, past }: FleetFacts): ReadonlyMap<string, string | undefined> {
  const earliest = new Map<string, string | undefined>();
  const sinceOf = ({ name }: ClusterToday): string | undefined => past.get(`${stream} ${name}`)?.pinnedSince;
  for (const cluster of clusters) {
    const pin = pinOf(cluster, stream);
    if (pin === undefined) continue;
    const since = sinceOf(cluster);
    const known = earliest.get(pin);
    if (!earliest.has(pin)) earliest.set(pin, since);
    else if (since === undefined || known === undefined) earliest.set(pin, undefined);
    else if (byteOrder(since, known) < 0) earliest.set(pin, since);
  }
  return earliest;
}
