/** How the spread of versions grew and shrank, month by month, from the history of the branch. */

import type { ClusterFacts, ClusterToday } from './facts.ts';
import type { ClusterStep, FleetPast, PastStep } from './past.ts';
import type { SpreadPoint } from './report.ts';
import type { LogClock } from './log-clock.ts';
import { stepClock } from './log-ground.ts';
import { monthEnds, stepDays } from './spread-days.ts';
import { SpreadTally, type Counted } from './spread-tally.ts';

export interface SeriesOrder {
  /** The fleet as it is: the last point. */
  readonly clusters: readonly Pick<ClusterToday, 'name' | 'pins' | 'hosts'>[];
  readonly streams: readonly string[];
  /** The day of the report, `YYYY-MM-DD`. */
  readonly today: string;
  /** Of these steps and this day, where somebody has it already. */
  readonly clock?: LogClock | undefined;
}

/** What the steps come to, of whatever later day the series is asked. */
export interface SpreadMonths {
  /** The day of the first step; undefined where there is none. */
  readonly first: string | undefined;
  readonly streams: ReadonlyMap<string, StreamMonths>;
}

export interface StreamMonths {
  /** The ends of the months until the day of the report, oldest first. */
  readonly points: readonly SpreadPoint[];
  /** After every step. */
  readonly last: SpreadPoint;
}

/**
 * By stream, the spread on the last day (UTC) of each month since the first step, and on the day of the report; oldest
 * first, at most 601 points. A point's `clusters` and `hosts` are all of the fleet, also those without a version of
 * the stream, which are in no entropy.
 */
export function spreadSeries(
  past: Pick<FleetPast, 'steps' | 'isShallow'>,
  order: SeriesOrder,
): ReadonlyMap<string, readonly SpreadPoint[]> {
  return seriesOn(spreadMonths(past, order), order);
}

/** The series of a day, from months that hold on it; those that have ended since are as every step left them. */
export function seriesOn(
  { first, streams: months }: SpreadMonths,
  order: SeriesOrder,
): ReadonlyMap<string, readonly SpreadPoint[]> {
  const ends = monthEnds(first ?? order.today, order.today);
  return new Map(
    order.streams.map((stream) => {
      const { points = [], last } = months.get(stream) ?? {};
      const known = new Map(points.map((point) => [point.at, point]));
      const past = ends.flatMap((at) => known.get(at) ?? (last === undefined ? [] : { ...last, at }));
      return [stream, [...past, pointToday(stream, order)]];
    }),
  );
}

/**
 * When a step was is told by {@link stepDays}. A cluster counts with what its file said last; while the file cannot be
 * read it counts nowhere, as on the day of the report. A renamed or moved cluster goes and comes in one step. Where
 * history was cut off, a cluster that it does not tell of from the first was there before, as its first step says it
 * was, or as it is today where no step touches it.
 */
export function spreadMonths(past: Pick<FleetPast, 'steps' | 'isShallow'>, order: SeriesOrder): SpreadMonths {
  const { today } = order;
  const streams = order.streams.map((stream) => ({ stream, tally: new SpreadTally(stream), points: pointList() }));
  const fleet = countedFleet(
    streams.map(({ tally }) => tally),
    clustersBefore(past, order),
  );
  const days = stepDays(order.clock ?? stepClock(past.steps.toReversed(), today), past.steps.length, today);
  let walked = 0;
  const walk = (steps: number): void => {
    for (; walked < steps; walked += 1) fleet.take(past.steps.at(-1 - walked));
  };
  for (const end of monthEnds(days.first ?? today, today)) {
    walk(days.madeBy(end));
    for (const { tally, points } of streams) points.push(tally.point(end));
  }
  walk(past.steps.length);
  return {
    first: days.first,
    streams: new Map(streams.map(({ stream, tally, points }) => [stream, { points, last: tally.point(today) }])),
  };
}

function pointList(): SpreadPoint[] {
  return [];
}

function pointToday(stream: string, { clusters, today }: SeriesOrder): SpreadPoint {
  const tally = new SpreadTally(stream);
  for (const cluster of clusters) tally.add(cluster);
  return tally.point(today);
}

/** The clusters of before the first step: none, unless history was cut off or begins in the middle. */
function clustersBefore(
  { steps, isShallow }: Pick<FleetPast, 'steps' | 'isShallow'>,
  { clusters }: SeriesOrder,
): ReadonlyMap<string, Counted> {
  const before = new Map<string, Counted>();
  if (isShallow) for (const cluster of clusters) before.set(cluster.name, cluster);
  // Newest first, so that what the oldest step says is what stays.
  for (const step of steps)
    for (const { name, from } of goingLast(step)) {
      if (isRead(from)) before.set(name, from);
      else before.delete(name);
    }
  return before;
}

interface CountedFleet {
  /** Counts what a step did. */
  readonly take: (step: PastStep | undefined) => void;
}

function countedFleet(tallies: readonly SpreadTally[], before: ReadonlyMap<string, Counted>): CountedFleet {
  const clusters = new Map<string, Counted>();
  const become = (name: string, to: Counted | undefined): void => {
    const from = clusters.get(name);
    for (const tally of tallies) {
      if (from !== undefined) tally.remove(from);
      if (to !== undefined) tally.add(to);
    }
    if (to === undefined) clusters.delete(name);
    else clusters.set(name, to);
  };
  for (const [name, cluster] of before) become(name, cluster);
  return {
    take(step) {
      if (step === undefined) return;
      for (const { name, to } of goingFirst(step)) become(name, isRead(to) ? to : undefined);
    },
  };
}

/** A cluster that moves to another folder goes and comes under one name: what comes must be what counts. */
function goingFirst({ clusters }: PastStep): readonly ClusterStep[] {
  if (clusters.length < 2) return clusters;
  return [...clusters.filter(({ to }) => to === undefined), ...clusters.filter(({ to }) => to !== undefined)];
}

function goingLast({ clusters }: PastStep): readonly ClusterStep[] {
  if (clusters.length < 2) return clusters;
  return [...clusters.filter(({ from }) => from === undefined), ...clusters.filter(({ from }) => from !== undefined)];
}

function isRead(facts: ClusterStep['to']): facts is ClusterFacts {
  return facts !== undefined && facts !== 'unreadable';
}
