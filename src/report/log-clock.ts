/** When the steps of a branch were: what their dates claim, which of these can be believed, and what bounds the others. */

import { dateOf, dayNumber } from '../core/days.ts';
import type { Doubt } from './logbook.ts';

/** Steps are named by their place on the branch, from 0, oldest first. */
export interface LogClock {
  /** What the step claims, ISO 8601. */
  at(step: number): string;
  doubts(step: number): readonly Doubt[];
  /**
   * The first day from which history vouches for what the step did. A believed step's own day; else the day of the next
   * believed step, by which it had certainly happened; undefined where there is none, except that nothing lies between
   * the believed step before it and today.
   */
  vouchedSince(step: number): string | undefined;
  /** The last day of which history says that the step was not before it: the day of the believed step before it. */
  notBefore(step: number): string | undefined;
  /** The last step that had been made by an instant, by believed dates; -1 where none had. */
  lastBy(seconds: number): number;
  /** The day from which on all of this is the same, of whatever day the report is; undefined where it hangs on the day. */
  readonly settledFrom: string | undefined;
}

/** An instant as a date may claim it, from 1970 to 9999: ISO 8601, UTC. */
export function instantOf(seconds: number): string {
  const whole = plausible(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60];
  return `${dayOf(whole)}T${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(whole % 60)}Z`;
}

/** Whether an instant lies after the day of the report. */
export function isAfter(seconds: number, today: string): boolean {
  return plausible(seconds) >= endOf(today);
}

/**
 * The clock of a branch. Order is the branch's, never that of dates. Dates that contradict it are not all wrong: believed
 * are as many as can be true together, those after today left out; where two sets are as large, the one with the older
 * steps, so that of two steps the later is doubted.
 */
export function clockOf(dates: readonly number[], today: string): LogClock {
  const seconds = dates.map(plausible);
  const end = endOf(today);
  const isFuture = seconds.map((second) => second >= end);
  const believed = believedOf(seconds, isFuture);
  const older = neighbours(believed, 'older');
  const newer = neighbours(believed, 'newer');
  const second = (step: number): number => seconds[step] ?? 0;
  const day = (step: number | undefined): string | undefined =>
    step === undefined || step < 0 || step >= seconds.length ? undefined : dayOf(second(step));
  const early = tooEarly({ seconds, isFuture, believed, older });
  return {
    at: (step) => instantOf(second(step)),
    doubts: (step) => [
      ...(early[step] === true ? (['date-before-parent'] as const) : []),
      ...(isFuture[step] === true ? (['date-in-future'] as const) : []),
    ],
    vouchedSince(step) {
      if (believed[step] === true) return day(step);
      const before = day(older[step]);
      return day(newer[step]) ?? (before === today ? today : undefined);
    },
    notBefore: (step) => (believed[step] === true ? day(step) : day(older[step])),
    lastBy(instant) {
      // What a step that is not believed stands for is the believed one before it, so that this never falls.
      const known = (step: number): number => {
        const at = believed[step] === true ? step : (older[step] ?? -1);
        return at < 0 ? -1 : second(at);
      };
      return firstWhere(seconds.length, (step) => known(step) > instant) - 1;
    },
    settledFrom: believed.at(-1) === false || isFuture.includes(true) ? undefined : dayOf(latestOf(seconds)),
  };
}

/** The day of an instant as a date may claim it. */
export function claimedDay(seconds: number): string {
  return dayOf(plausible(seconds));
}

const secondsOfDay = 86_400;

/** The last second of the year 9999: later ones have no date of four digits, and order would break. */
const lastSecond = 253_402_300_799;

function endOf(today: string): number {
  return ((dayNumber(today) ?? Infinity) + 1) * secondsOfDay;
}

function plausible(seconds: number): number {
  return Number.isFinite(seconds) ? Math.min(Math.max(Math.trunc(seconds), 0), lastSecond) : 0;
}

function dayOf(seconds: number): string {
  return dateOf(Math.floor(seconds / secondsOfDay));
}

function latestOf(seconds: readonly number[]): number {
  let latest = 0;
  for (const second of seconds) latest = Math.max(latest, second);
  return latest;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** The longest run of steps whose dates never fall; by patience sorting, from the newest to the oldest. */
function believedOf(seconds: readonly number[], isFuture: readonly boolean[]): readonly boolean[] {
  const second = (step: number | undefined): number => seconds[step ?? 0] ?? 0;
  const ends: number[] = [];
  const next: number[] = Array.from(seconds, () => -1);
  for (let step = seconds.length - 1; step >= 0; step -= 1) {
    if (isFuture[step] === true) continue;
    const fits = ends.length === 0 || second(ends.at(-1)) >= second(step);
    const at = fits ? ends.length : firstWhere(ends.length, (end) => second(ends[end]) < second(step));
    next[step] = ends[at - 1] ?? -1;
    ends[at] = step;
  }
  const believed = Array.from(seconds, () => false);
  for (let step = ends.at(-1) ?? -1; step >= 0; step = next[step] ?? -1) believed[step] = true;
  return believed;
}

/** The nearest believed step on one side of each; -1 or beyond the end where there is none. */
function neighbours(believed: readonly boolean[], side: 'older' | 'newer'): readonly number[] {
  const found: number[] = Array.from(believed, () => -1);
  let last = side === 'older' ? -1 : believed.length;
  for (let count = 0; count < believed.length; count += 1) {
    const step = side === 'older' ? count : believed.length - 1 - count;
    found[step] = last;
    if (believed[step] === true) last = step;
  }
  return found;
}

interface Dates {
  readonly seconds: readonly number[];
  readonly isFuture: readonly boolean[];
  readonly believed: readonly boolean[];
  readonly older: readonly number[];
}

/** Which dates lie before that of the step before. A date after today says nothing of the steps that follow it. */
function tooEarly({ seconds, isFuture, believed, older }: Dates): readonly boolean[] {
  let parent = 0;
  return seconds.map((second, step) => {
    if (isFuture[step] === true) return false;
    const bound = seconds[older[step] ?? -1] ?? 0;
    const isEarly = second < parent || (believed[step] !== true && second < bound);
    parent = second;
    return isEarly;
  });
}

/** The first number below `end` of which something holds, where it holds of every later one too; else `end`. */
function firstWhere(end: number, holds: (number: number) => boolean): number {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
