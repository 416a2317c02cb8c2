/** The state of a cluster in one stream: how late it is, since when, and when it is overdue. */

import type { Staleness } from '../core/fleet.ts';
import type { PastFacts } from './facts.ts';
import type { StaleRow, StaleState } from './report.ts';
import { dateAt, dayOf, daysSince } from './stale-days.ts';
import type { PinSight } from './stale-stream.ts';

/** What a state follows from; `today` is a day's number. */
export interface Circumstances {
  readonly pin: PinSight;
  readonly policy: Staleness;
  readonly hold: StaleRow['hold'];
  readonly past: PastFacts | undefined;
  readonly today: number;
}

export type Standing = Pick<StaleRow, 'drift' | 'state' | 'since' | 'overdueOn' | 'daysOver'>;

export function standingOf(circumstances: Circumstances): Standing {
  const { pin, today } = circumstances;
  const state = stateOf(circumstances);
  const overdueFrom = overdueDay(circumstances);
  return {
    drift: daysSince(pin.lacksFrom, today),
    state,
    since: sinceOf(state, circumstances),
    overdueOn: overdueFrom === undefined ? undefined : dateAt(overdueFrom),
    daysOver: daysSince(overdueFrom, today),
  };
}

function stateOf(circumstances: Circumstances): StaleState {
  const { pin, policy, hold, past, today } = circumstances;
  if (pin.version === undefined) return 'unpinned';
  if (pin.release?.withdrawn !== undefined) return 'withdrawn-version';
  const drift = daysSince(pin.lacksFrom, today);
  if (pin.newer.length === 0 || drift < policy.due) return 'current';
  if (hold?.isOver === false) return 'held';
  if (drift >= policy.unmaintained && isIdle(past, policy, today)) return 'unmaintained';
  return today >= (overdueDay(circumstances) ?? Infinity) ? 'overdue' : 'due';
}

/** Activity that is dated after today is a commit's untrue word, and counts as none. */
function isIdle(past: PastFacts | undefined, { unmaintained }: Staleness, today: number): boolean {
  const active = dayOf(past?.lastActivity);
  return active === undefined || active > today || today - active >= unmaintained;
}

/**
 * The first day on which it is overdue. A hold puts it off to the day after the hold's end, and what is late by then is
 * overdue at once. Out of a withdrawn version a cluster has to go whether it is on hold or not.
 */
function overdueDay({ pin, policy, hold }: Circumstances): number | undefined {
  const lacks = pin.lacksFrom;
  if (lacks === undefined) return undefined;
  if (hold === undefined || pin.release?.withdrawn !== undefined) return lacks + Math.max(policy.due, policy.overdue);
  const until = dayOf(hold.until);
  return until === undefined ? undefined : Math.max(until + 1, lacks + policy.due);
}

/** As far as this pin goes: a state cannot be older than the pin, where it is known how old that is. Since when it is held, or current, nothing says. */
function sinceOf(state: StaleState, circumstances: Circumstances): string | undefined {
  const { pin, policy, hold, past, today } = circumstances;
  const pinned = past?.isImported === true ? undefined : dayOf(past?.pinnedSince);
  switch (state) {
    case 'unpinned':
      return latest(today, pinned);
    case 'withdrawn-version':
      return latest(today, dayOf(pin.release?.withdrawn?.date), pinned);
    case 'unmaintained': {
      const idle = after(dayOf(past?.lastActivity), policy.unmaintained);
      return latest(today, after(pin.lacksFrom, policy.unmaintained), idle, after(dayOf(hold?.until), 1), pinned);
    }
    case 'overdue':
      return latest(today, overdueDay(circumstances), pinned);
    case 'due':
      return latest(today, after(pin.lacksFrom, policy.due), pinned);
    case 'held':
    case 'current':
      return undefined;
  }
}

function after(day: number | undefined, days: number): number | undefined {
  return day === undefined ? undefined : day + days;
}

/** The latest of the days that are known, without those after today, which are somebody's untrue word; the first one has to be known. */
function latest(
  today: number,
  first: number | undefined,
  ...others: readonly (number | undefined)[]
): string | undefined {
  if (first === undefined || first > today) return undefined;
  return dateAt(Math.max(first, ...others.flatMap((day) => (day === undefined || day > today ? [] : [day]))));
}
