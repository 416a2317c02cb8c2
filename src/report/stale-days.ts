/** Days as reports count them: calendar days, never less than none, and never past the last date that can be written. */

import { dateOf, dayNumber } from '../core/days.ts';

/** 9999-12-31: a date after it would not sort as text. */
const lastDay = 2_932_896;

/** The number of the day of a report; it comes from a clock or an option that was checked. */
export function numberOf(today: string): number {
  const day = dayNumber(today);
  if (day === undefined) throw new Error(`a report is of a day, not of ${today}`);
  return day;
}

/** The number of a date or an instant; undefined where the text is neither. */
export function dayOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : dayNumber(text.slice(0, 10));
}

export function dateAt(day: number): string {
  return dateOf(Math.min(day, lastDay));
}

/** How many days lie between; 0 where `from` is later, or is no date. */
export function daysFrom(from: string | undefined, today: number): number {
  return daysSince(dayOf(from), today);
}

/** As {@link daysFrom}, of a day's number. */
export function daysSince(from: number | undefined, today: number): number {
  return from === undefined ? 0 : Math.max(0, today - from);
}
