/** Which advisories a pin lacks: those that a newer release closes, and its own does not. */

import type { Advisory, AdvisorySeverity } from '../change/change.ts';
import type { Staleness } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { compareVersions, type Version } from '../core/version.ts';
import type { ReleaseFacts } from './facts.ts';
import type { BySeverity, LackedAdvisory } from './report.ts';
import { dateAt, dayOf, daysSince } from './stale-days.ts';
import { isGood, type PinSight, type StreamSight } from './stale-stream.ts';

/** From the worst to the least. */
export const severities: readonly AdvisorySeverity[] = ['Critical', 'Important', 'Moderate', 'Low'];

export const noneBySeverity: BySeverity = { Critical: 0, Important: 0, Moderate: 0, Low: 0 };

export type Limits = Staleness['advisories'];

/** What pins lack in a stream, under the limits of a policy; the worst first, then what has been open the longest. */
export type Lacked = (pin: PinSight, limits: Limits) => readonly LackedAdvisory[];

/** Texts of limits that are the same are the same limits. */
export function limitsKey(limits: Limits): string {
  const { Critical, Important, Moderate, Low } = limits;
  return `${Critical} ${Important} ${Moderate} ${Low}`;
}

export function lackedIn(stream: StreamSight, today: number): Lacked {
  const closings = closingsIn(stream);
  // What is told of an advisory is the same for every pin, so that many pins share it.
  const told = new Map<string, readonly LackedAdvisory[]>();
  return ({ version }, limits) => {
    if (version === undefined) return [];
    const key = limitsKey(limits);
    const all = told.get(key) ?? closings.map((closing) => tell(closing, limits, today));
    told.set(key, all);
    return all.filter((_, index) => lacks(version, closings[index]));
  };
}

export function countBySeverity(advisories: readonly { readonly severity: AdvisorySeverity }[]): BySeverity {
  const counts = { ...noneBySeverity };
  for (const { severity } of advisories) counts[severity] += 1;
  return counts;
}

/** An advisory, and how the stream closes it. */
interface Closing {
  readonly advisory: Advisory;
  readonly closedBy: ReleaseFacts;
  /** Pins below it lack the advisory … */
  readonly below: Version;
  /** … but for these, which name it themselves. */
  readonly named: ReadonlySet<string>;
}

/**
 * The first release that names an advisory and that clusters should have closes it. Where the only ones that name it are
 * bad, as one that was withdrawn, they close nothing: the next good release does, since releases add up.
 */
function closingsIn({ releases, good }: StreamSight): readonly Closing[] {
  const naming = new Map<string, { readonly advisory: Advisory; readonly by: ReleaseFacts[] }>();
  for (const release of releases) {
    for (const advisory of release.advisories) {
      const known = naming.get(advisory.id);
      if (known === undefined) naming.set(advisory.id, { advisory, by: [release] });
      else known.by.push(release);
    }
  }
  const closings = [...naming.values()].flatMap(({ advisory, by }): readonly Closing[] => {
    const [first] = by;
    const named = new Set(by.map(({ version }) => version.text));
    const own = by.find(isGood);
    if (own !== undefined) return [{ advisory, closedBy: own, below: own.version, named }];
    const next = good.find(({ version }) => first !== undefined && compareVersions(version, first.version) > 0);
    return first === undefined || next === undefined ? [] : [{ advisory, closedBy: next, below: first.version, named }];
  });
  return closings.sort(byImportance);
}

function lacks(pin: Version, closing: Closing | undefined): boolean {
  return closing !== undefined && compareVersions(pin, closing.below) < 0 && !closing.named.has(pin.text);
}

function tell({ advisory, closedBy }: Closing, limits: Limits, today: number): LackedAdvisory {
  const { id, severity, title, cves, published } = advisory;
  const limit = limits[severity];
  const since = dayOf(closedBy.date);
  const due = since === undefined || limit === undefined ? undefined : since + limit;
  return {
    id,
    severity,
    title,
    cves,
    published,
    closedBy: closedBy.version.text,
    since: closedBy.date,
    due: due === undefined ? undefined : dateAt(due),
    daysOver: daysSince(due, today),
  };
}

function byImportance(a: Closing, b: Closing): number {
  return (
    severities.indexOf(a.advisory.severity) - severities.indexOf(b.advisory.severity) ||
    byteOrder(a.closedBy.date, b.closedBy.date) ||
    byteOrder(a.advisory.id, b.advisory.id)
  );
}
