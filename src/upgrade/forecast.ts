/** What a plan costs at a forge, before its first write: requests, pushes, hours. */

import type { Step } from './plan.ts';

/** What GitHub documents: writes that make content, for a minute and for an hour, and pushes for a minute. */
const documented = { writesPerMinute: 80, writesPerHour: 500, pushesPerMinute: 6, openRequests: 1000 } as const;

export interface Forecast {
  readonly opened: number;
  readonly updated: number;
  readonly closed: number;
  readonly commits: number;
  /** Requests that change something at the forge. */
  readonly writes: number;
  readonly pushes: number;
  /** At the documented limits. */
  readonly minutes: number;
}

/** `extra` is what a request costs beyond opening and labelling it: 1 where reviews are asked for by a write of their own. */
export function forecastOf(steps: readonly Step[], extra: number): Forecast {
  let writes = 0;
  const counts = { opened: 0, updated: 0, closed: 0, commits: 0 };
  for (const step of steps) {
    writes += writesOf(step, extra);
    if (step.do === 'open') counts.opened += 1;
    if (step.do === 'update') counts.updated += 1;
    if (step.do === 'close') counts.closed += 1;
    if (step.do === 'commit') counts.commits += 1;
  }
  const waves = Math.ceil(counts.opened / waveSize(extra));
  const pushes = Math.max(waves, steps.some(pushesBranch) ? 1 : 0) + (counts.commits > 0 ? 1 : 0);
  return { ...counts, writes, pushes, minutes: minutesFor(writes) };
}

/** How many requests one push prepares: what an hour's writes allow. */
export function waveSize(extra: number): number {
  return Math.floor(documented.writesPerHour / (2 + extra));
}

function writesOf(step: Step, extra: number): number {
  switch (step.do) {
    case 'open':
      return 2 + extra + (step.offer.mode === 'auto' ? 1 : 0);
    case 'update':
      return (
        1 + (step.request.isComplete ? 0 : extra) + (step.offer.mode === 'auto' && !step.request.mergesItself ? 1 : 0)
      );
    case 'close':
      return 2;
    case 'disarm':
      return 1;
    case 'commit':
    case 'prune':
    case 'leave':
      return 0;
  }
}

function pushesBranch(step: Step): boolean {
  if (step.do === 'prune') return true;
  return (step.do === 'open' || step.do === 'update') && step.branch.is === 'made';
}

/** Whole hours at the hour's limit, and the rest at the minute's. */
function minutesFor(writes: number): number {
  const hours = Math.floor(Math.max(writes - 1, 0) / documented.writesPerHour);
  return hours * 60 + Math.ceil((writes - hours * documented.writesPerHour) / documented.writesPerMinute);
}
