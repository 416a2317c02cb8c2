/** When something is late: as the fleet, a stream and a cluster say it, the later over the earlier. */

import type { AdvisorySeverity, OwnStaleness, Staleness } from '../core/fleet.ts';

/** `stale` after its schema has accepted it: durations such as `36h`, `14d`, `6w`, and `never`. */
export interface WrittenStaleness {
  readonly due?: string;
  readonly overdue?: string;
  readonly unmaintained?: string;
  readonly advisories?: { readonly [S in AdvisorySeverity]?: string };
}

/**
 * What counts where a fleet says nothing. Seven days for what is critical is the rule of EGI's security policy SEC03; the
 * others follow the vendor's ratings.
 */
export const defaultStaleness: Staleness = {
  due: 14,
  overdue: 45,
  unmaintained: 180,
  advisories: { Critical: 7, Important: 30, Moderate: 90, Low: undefined },
};

/** Undefined where nothing is said. */
export function readStaleness(written: WrittenStaleness | undefined): OwnStaleness | undefined {
  if (written === undefined) return undefined;
  const { due, overdue, unmaintained, advisories } = written;
  return {
    ...(due !== undefined && { due: daysOf(due) }),
    ...(overdue !== undefined && { overdue: daysOf(overdue) }),
    ...(unmaintained !== undefined && { unmaintained: daysOf(unmaintained) }),
    ...(advisories !== undefined && {
      advisories: Object.fromEntries(
        Object.entries(advisories).map(([severity, text]) => [severity, text === 'never' ? undefined : daysOf(text)]),
      ),
    }),
  };
}

/** The policy with what a stream and then a cluster say otherwise. */
export function staleness(policy: Staleness, ...own: readonly (OwnStaleness | undefined)[]): Staleness {
  let all = policy;
  for (const one of own)
    if (one !== undefined) all = { ...all, ...one, advisories: { ...all.advisories, ...one.advisories } };
  return all;
}

const daysIn = { h: 1 / 24, d: 1, w: 7 };

/** Whole days: what is less than one counts as one. */
function daysOf(text: string): number {
  const unit = text.at(-1);
  return Math.ceil(Number(text.slice(0, -1)) * (unit === 'h' || unit === 'w' ? daysIn[unit] : daysIn.d));
}
