/** What exceptions excuse: being behind as such, or some advisories alone; none of them once it is past its end. */

import type { ExceptionFacts, FleetFacts } from './facts.ts';
import type { ExceptionRow, StaleRow } from './report.ts';
import { daysFrom } from './stale-days.ts';

/** What is asked of a row. */
export type Place = Pick<StaleRow, 'cluster' | 'stream'>;

export interface Exceptions {
  readonly list: readonly ExceptionRow[];
  /** The places in `list` of those that name a cluster and a stream, running or ended. */
  readonly covering: (place: Place) => readonly number[];
  /** The one that excuses being behind, and all that this leaves open; of several the one that runs the longest. */
  readonly excusing: (place: Place) => number | undefined;
  /** The advisories that a row need not close though it has to keep up. */
  readonly spared: (place: Place) => Spared;
}

export interface Spared {
  readonly ids: ReadonlySet<string>;
}

export function exceptionRows(
  exceptions: FleetFacts['exceptions'],
  today: { date: string; day: number },
): ExceptionRow[] {
  return exceptions.map((exception) => exceptionRow(exception, today));
}

function exceptionRow(exception: ExceptionFacts, today: { date: string; day: number }): ExceptionRow {
  const { clusters, streams = [], advisories = [], owner, reason, until, line } = exception;
  const isOver = until < today.date;
  const daysOver = isOver ? daysFrom(until, today.day) : 0;
  return { clusters, streams, advisories, owner, reason, until, line, isOver, daysOver, rows: 0 };
}

/** Looks rows up in exceptions, as a report lists them. */
export function exceptionsIn(list: readonly ExceptionRow[]): Exceptions {
  const byCluster = placesByCluster(list);
  const sets = new Map<string, ReadonlySet<string>>();
  const covering = ({ cluster, stream }: Place): readonly number[] =>
    byCluster.get(cluster)?.filter((index) => isFor(list[index], stream)) ?? none;
  const running = (place: Place): readonly number[] => covering(place).filter((index) => list[index]?.isOver === false);
  return {
    list,
    covering,
    excusing: (place) => {
      const general = running(place).filter((index) => list[index]?.advisories.length === 0);
      return general.reduce<number | undefined>((best, index) => longer(list, best, index), undefined);
    },
    spared: (place) => {
      if (!byCluster.has(place.cluster)) return nothingSpared;
      const some = running(place).filter((index) => list[index]?.advisories.length !== 0);
      const key = some.join(' ');
      const set = sets.get(key) ?? new Set(some.flatMap((index) => list[index]?.advisories ?? []));
      sets.set(key, set);
      return { ids: set };
    },
  };
}

const none: readonly number[] = [];
const nothingSpared: Spared = { ids: new Set() };

function placesByCluster(list: readonly ExceptionRow[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, { clusters }] of list.entries()) {
    for (const cluster of new Set(clusters)) {
      const known = places.get(cluster);
      if (known === undefined) places.set(cluster, [index]);
      else known.push(index);
    }
  }
  return places;
}

function isFor(exception: ExceptionRow | undefined, stream: string): boolean {
  return exception !== undefined && (exception.streams.length === 0 || exception.streams.includes(stream));
}

function longer(list: readonly ExceptionRow[], best: number | undefined, index: number): number {
  return best === undefined || (list[index]?.until ?? '') > (list[best]?.until ?? '') ? index : best;
}
