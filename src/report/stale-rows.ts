/** The rows of the stale report: each cluster in each stream, by what was asked for. */

import { byteOrder } from '../core/order.ts';
import { lackedIn, noneBySeverity } from './advisories-lacked.ts';
import type { Exceptions } from './exceptions.ts';
import type { Staleness } from '../core/fleet.ts';
import type { ClusterToday, FleetFacts } from './facts.ts';
import { staleStates, type Exposure, type StaleRow, type StaleState } from './report.ts';
import { exposureCounter, exposuresOf, type Counts, type Exposed } from './stale-exposures.ts';
import { dateAt, numberOf } from './stale-days.ts';
import { standingOf } from './stale-state.ts';
import { streamSight, type StreamSight } from './stale-stream.ts';
import { turnOf, type Situation } from './turn.ts';

/** A cluster in a stream, before anything is told of it. */
export interface Draft {
  readonly cluster: ClusterToday;
  readonly stream: StreamSight;
}

export interface Rows {
  /** Worst first. */
  readonly rows: readonly StaleRow[];
  readonly exposures: readonly Exposure[];
}

/** Every cluster in every stream that `isAsked` lets through; by stream in the order of the fleet. */
export function draftsOf(
  facts: FleetFacts,
  isAsked: (cluster: ClusterToday, stream: string) => boolean,
): readonly Draft[] {
  return facts.streams.flatMap(({ name }) => {
    const stream = streamSight(name, facts.releases.get(name) ?? []);
    return facts.clusters.filter((cluster) => isAsked(cluster, name)).map((cluster) => ({ cluster, stream }));
  });
}

export interface Around {
  readonly facts: FleetFacts;
  readonly exceptions: Exceptions;
  /** A day, `YYYY-MM-DD`. */
  readonly today: string;
}

export function rowsOf(drafts: readonly Draft[], around: Around): Rows {
  const today = numberOf(around.today);
  const streams = new Map(drafts.map(({ stream }) => [stream.name, stream]));
  const lacked = new Map([...streams.values()].map((stream) => [stream.name, lackedIn(stream, today)]));
  const exposures = exposuresOf(drafts.map(exposedOf), lacked);
  const known: Known = { around, day: today, count: exposureCounter() };
  const rows = drafts.map((draft, index) => rowOf(draft, exposures.each[index], known));
  const rank = new Map(around.facts.streams.map(({ name }, index) => [name, index]));
  return { rows: rows.sort((a, b) => worstFirst(a, b, rank)), exposures: exposures.list };
}

const nothing: Counts = { lacks: noneBySeverity, lacksOver: noneBySeverity, patchBy: undefined };

interface Known {
  readonly around: Around;
  readonly day: number;
  readonly count: ReturnType<typeof exposureCounter>;
}

/** Every member is written out: spreading others into it takes several times as long, and there are very many rows. */
function rowOf({ cluster, stream }: Draft, exposure: Exposure | undefined, { around, day, count }: Known): StaleRow {
  const { facts, exceptions } = around;
  const at = { cluster: cluster.name, stream: stream.name };
  const place = `${stream.name} ${cluster.name}`;
  const pinned = ownOf(cluster.pins, stream.name);
  const pin = stream.pinned(pinned);
  const past = facts.past.get(place);
  const hold = holdOf(cluster, stream, around.today);
  const standing = standingOf({ pin, policy: policyOf(cluster, stream), hold, past, today: day });
  const isLacking = standing.state !== 'current' || pin.newer.length > 0 || hold?.isOver === true;
  const exception = isLacking ? exceptions.excusing(at) : undefined;
  const counts = exposure === undefined ? nothing : count(exposure, exceptions.spared(at));
  const accepts = ownOf(cluster.accepts, stream.name) ?? 'major';
  return {
    cluster: cluster.name,
    stream: stream.name,
    file: cluster.file,
    line: ownOf(cluster.lines, stream.name) ?? ownOf(cluster.lines, '') ?? 1,
    service: cluster.service,
    site: cluster.site,
    owners: cluster.owners,
    call: cluster.call,
    hosts: cluster.hosts,
    pin: pinned,
    pinnedSince: past?.pinnedSince,
    newest: stream.good.at(-1)?.version.text,
    behind: pin.behind,
    lacksSince: pin.lacksFrom === undefined ? undefined : dateAt(pin.lacksFrom),
    drift: standing.drift,
    state: standing.state,
    since: standing.since,
    overdueOn: standing.overdueOn,
    daysOver: standing.daysOver,
    hold,
    exception,
    lastActivity: past?.lastActivity,
    exposure: exposure?.key,
    lacks: counts.lacks,
    lacksOver: exception === undefined ? counts.lacksOver : noneBySeverity,
    patchBy: exception === undefined ? counts.patchBy : undefined,
    turn: turnOf({ stream, pin, hold, accepts, offer: offerOf(facts, place), today: day }),
  };
}

function exposedOf({ cluster, stream }: Draft): Exposed {
  const pin = stream.pinned(ownOf(cluster.pins, stream.name));
  return { stream: stream.name, pin, limits: policyOf(cluster, stream).advisories };
}

function policyOf(cluster: ClusterToday, stream: StreamSight): Staleness {
  const policy = cluster.policies.get(stream.name);
  if (policy === undefined) throw new Error(`${cluster.name} has no policy for ${stream.name}`);
  return policy;
}

function holdOf(cluster: ClusterToday, stream: StreamSight, today: string): StaleRow['hold'] {
  const hold = ownOf(cluster.holds, stream.name);
  return hold === undefined ? undefined : { ...hold, isOver: hold.until !== undefined && hold.until < today };
}

function offerOf({ offers }: FleetFacts, place: string): Situation['offer'] {
  return offers === undefined ? 'not-asked' : (offers.get(place) ?? 'nothing');
}

/** A stream may be called `constructor`. */
function ownOf<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

const rankOf = Object.fromEntries(staleStates.map((state, rank) => [state, rank])) as Readonly<
  Record<StaleState, number>
>;

function worstFirst(a: StaleRow, b: StaleRow, streams: ReadonlyMap<string, number>): number {
  return (
    rankOf[a.state] - rankOf[b.state] ||
    b.daysOver - a.daysOver ||
    b.hosts - a.hosts ||
    byteOrder(a.cluster, b.cluster) ||
    (streams.get(a.stream) ?? 0) - (streams.get(b.stream) ?? 0)
  );
}
