/** When releases are planned (U5): the entries of schedule.yaml, in order, as seen from a day. */

import { byteOrder } from '../core/order.ts';
import type { Kind } from '../core/version.ts';
import { dateOf, dayNumber } from '../core/days.ts';

export interface PlannedRelease {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly stream: string;
  readonly kind: Kind;
  /** The day from which only fixes go in. */
  readonly freeze: string | undefined;
  readonly note: string | undefined;
  /** The days after those two, on which a whole day in a calendar ends. */
  readonly dayAfter: string;
  readonly freezeAfter: string | undefined;
  /** The same for as long as the plan's date, stream and kind are: calendars know an event by it. */
  readonly id: string;
}

/** `schedule.yaml` after its schema has accepted it. */
export interface WrittenSchedule {
  readonly releases?: readonly {
    readonly date: string;
    readonly stream: string;
    readonly kind: Kind;
    readonly freeze?: string;
    readonly note?: string;
  }[];
}

/** By date, then stream, then kind. */
export function scheduleFrom({ releases = [] }: WrittenSchedule): readonly PlannedRelease[] {
  const sorted = releases.toSorted(
    (a, b) => byteOrder(a.date, b.date) || byteOrder(a.stream, b.stream) || byteOrder(a.kind, b.kind),
  );
  const seen = new Map<string, number>();
  return sorted.map(({ date, stream, kind, freeze, note }) => {
    const name = `${encodeURIComponent(wellFormed(stream))}-${kind}-${date}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const freezeAfter = freeze === undefined ? undefined : dayAfter(freeze);
    return {
      date,
      stream,
      kind,
      freeze,
      note,
      dayAfter: dayAfter(date),
      freezeAfter,
      id: count === 1 ? name : `${name}-${count}`,
    };
  });
}

/** A planned release as seen from a day; days are negative where it is past. */
export interface Upcoming extends PlannedRelease {
  readonly days: number;
  readonly freezeDays: number | undefined;
  /** `past`: the day is over; `frozen`: only fixes go in any more; `ahead`: neither. */
  readonly state: 'past' | 'frozen' | 'ahead';
}

export function seenFrom(today: string, planned: readonly PlannedRelease[]): readonly Upcoming[] {
  const now = dayNumber(today) ?? 0;
  return planned.map((release) => {
    const days = (dayNumber(release.date) ?? now) - now;
    const freeze = release.freeze === undefined ? undefined : dayNumber(release.freeze);
    const freezeDays = freeze === undefined ? undefined : freeze - now;
    const state = days < 0 ? 'past' : freezeDays !== undefined && freezeDays <= 0 ? 'frozen' : 'ahead';
    return { ...release, days, freezeDays, state };
  });
}

function dayAfter(date: string): string {
  return dateOf((dayNumber(date) ?? 0) + 1);
}

/** `encodeURIComponent` throws on half a surrogate pair. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
