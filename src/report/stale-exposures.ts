/** What clusters lack, once for each pin and policy: thousands of rows share some dozens of these. */

import { byteOrder } from '../core/order.ts';
import { compareVersions } from '../core/version.ts';
import { countBySeverity, limitsKey, type Lacked, type Limits } from './advisories-lacked.ts';
import type { Spared } from './exceptions.ts';
import type { BySeverity, Exposure, LackedAdvisory } from './report.ts';
import type { PinSight } from './stale-stream.ts';

/** A pin in a stream, under the limits of a policy. */
export interface Exposed {
  readonly stream: string;
  readonly pin: PinSight;
  readonly limits: Limits;
}

export interface Exposures {
  /** By stream, in the order of the fleet; then by version. Those that lack nothing are not among them. */
  readonly list: readonly Exposure[];
  /** That of each that was asked for, in the order of asking. */
  readonly each: readonly (Exposure | undefined)[];
}

/** `lacked` is by stream, in the order of the fleet. */
export function exposuresOf(all: readonly Exposed[], lacked: ReadonlyMap<string, Lacked>): Exposures {
  const byPlace = new Map<string, Exposure>();
  const list: Exposure[] = [];
  const different = new Map<string, Exposed>();
  const places = all.map(placeOf);
  for (const [index, exposed] of all.entries()) different.set(places[index] ?? '', exposed);
  const streams = [...lacked.keys()];
  const sorted = [...different].sort(
    ([, a], [, b]) => streams.indexOf(a.stream) - streams.indexOf(b.stream) || byPin(a, b) || byLimits(a, b),
  );
  const used = new Map<string, number>();
  for (const [place, exposed] of sorted) {
    const pin = exposed.pin.version?.text;
    const advisories = lacked.get(exposed.stream)?.(exposed.pin, exposed.limits) ?? [];
    if (pin === undefined || advisories.length === 0) continue;
    const name = `${exposed.stream} ${pin}`;
    const count = (used.get(name) ?? 0) + 1;
    used.set(name, count);
    const key = count === 1 ? name : `${name} ${count}`;
    const exposure = { key, stream: exposed.stream, pin, advisories, cves: cvesIn(advisories) };
    list.push(exposure);
    byPlace.set(place, exposure);
  }
  return { list, each: places.map((place) => byPlace.get(place)) };
}

export interface Counts {
  readonly lacks: BySeverity;
  readonly lacksOver: BySeverity;
  readonly patchBy: string | undefined;
}

/** Counts exposures without what a row is spared. An exposure is gone through once, whatever number of rows has it. */
export function exposureCounter(): (exposure: Exposure, spared: Spared) => Counts {
  const whole = new Map<string, Counts>();
  const byId = new Map<string, ReadonlyMap<string, LackedAdvisory>>();
  return (exposure, spared) => {
    const { key, advisories } = exposure;
    const counts = whole.get(key) ?? countsOf(exposure);
    whole.set(key, counts);
    if (spared.ids.size === 0) return counts;
    const index = byId.get(key) ?? new Map(advisories.map((advisory) => [advisory.id, advisory]));
    byId.set(key, index);
    const gone = [...spared.ids].flatMap((id) => index.get(id) ?? []);
    return gone.length === 0 ? counts : without(gone, { exposure, counts, spared });
  };
}

function countsOf({ advisories }: Exposure): Counts {
  return {
    lacks: countBySeverity(advisories),
    lacksOver: countBySeverity(advisories.filter(({ daysOver }) => daysOver > 0)),
    patchBy: earliest(advisories),
  };
}

interface Counted {
  readonly exposure: Exposure;
  readonly counts: Counts;
  readonly spared: Spared;
}

function without(gone: readonly LackedAdvisory[], { exposure, counts, spared }: Counted): Counts {
  const lacksOver = { ...counts.lacksOver };
  for (const { severity, daysOver } of gone) if (daysOver > 0) lacksOver[severity] -= 1;
  const isFirst = gone.some(({ due }) => due === counts.patchBy);
  const left = isFirst ? exposure.advisories.filter(({ id }) => !spared.ids.has(id)) : [];
  return { lacks: counts.lacks, lacksOver, patchBy: isFirst ? earliest(left) : counts.patchBy };
}

function earliest(advisories: readonly LackedAdvisory[]): string | undefined {
  let first: string | undefined;
  for (const { due } of advisories) if (due !== undefined && (first === undefined || due < first)) first = due;
  return first;
}

function cvesIn(advisories: readonly LackedAdvisory[]): number {
  const cves = new Set<string>();
  for (const advisory of advisories) for (const cve of advisory.cves) cves.add(cve);
  return cves.size;
}

function placeOf({ stream, pin, limits }: Exposed): string {
  return `${stream} ${pin.version?.text ?? ''} ${limitsKey(limits)}`;
}

function byPin({ pin: { version: a } }: Exposed, { pin: { version: b } }: Exposed): number {
  return (a === undefined || b === undefined ? 0 : compareVersions(a, b)) || byteOrder(a?.text ?? '', b?.text ?? '');
}

function byLimits(a: Exposed, b: Exposed): number {
  return byteOrder(limitsKey(a.limits), limitsKey(b.limits));
}
