/** What every reading of the logbook stands on: a branch oldest first, its clock, and the lives of its clusters. */

import { clockOf, type LogClock } from './log-clock.ts';
import { livesOf, type Lives } from './log-lives.ts';
import type { FleetPast, PastStep } from './past.ts';

export interface LogGround {
  /** Oldest first. */
  readonly steps: readonly PastStep[];
  readonly clock: LogClock;
  readonly lives: Lives;
}

/** Computed once, and handed to whoever needs more than one reading of a long past. */
export function groundOf(past: FleetPast, today: string): LogGround {
  const steps = past.steps.toReversed();
  return { steps, clock: stepClock(steps, today), lives: livesOf(steps, past) };
}

/** The clock of steps, oldest first. */
export function stepClock(steps: readonly PastStep[], today: string): LogClock {
  const dates = steps.map(({ committer }) => committer.seconds);
  return clockOf(dates, today);
}
