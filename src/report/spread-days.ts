/** On which day a step of the branch counts, whatever its commit claims, and the days at which months end. */

import { dateOf, dayNumber } from '../core/days.ts';
import type { LogClock } from './log-clock.ts';

export interface StepDays {
  /** The day of the first step; undefined where there is none. */
  readonly first: string | undefined;
  /** How many steps, from the first, had been made by the end of a day. */
  readonly madeBy: (day: string) => number;
}

/**
 * When the steps were made, by their clock. It is the day that the logbook believes: where a date contradicts the order of
 * the branch, or lies after `today`, nobody knows when the step was made, and it counts as of the next one that is
 * believed, by which it certainly was; as `today` where there is none. So no day lies before an earlier step's.
 */
export function stepDays(clock: LogClock, steps: number, today: string): StepDays {
  const dayOf = (step: number): string => clock.vouchedSince(step) ?? today;
  return {
    first: steps === 0 ? undefined : dayOf(0),
    madeBy(day) {
      let [low, high] = [0, steps];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (dayOf(middle) <= day) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** No history of a fleet is longer; a commit that is dated 1970 is not believed to begin one. */
const mostMonths = 600;

/** The last day of each month from that of `from` to the one before that of `today`, oldest first; the last 600. */
export function monthEnds(from: string, today: string): readonly string[] {
  const ends: string[] = [];
  let end = endBefore(today);
  while (end >= from && ends.length < mostMonths) {
    ends.push(end);
    end = endBefore(end);
  }
  return ends.reverse();
}

/** The last day of the month before a day's. */
function endBefore(day: string): string {
  const start = dayNumber(`${day.slice(0, 7)}-01`);
  return start === undefined ? '' : dateOf(start - 1);
}
