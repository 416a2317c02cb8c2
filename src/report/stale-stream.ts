/** A stream's releases as a cluster's pin sees them: what it should have, and what of that it lacks. */

import { byteOrder } from '../core/order.ts';
import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import type { ReleaseFacts } from './facts.ts';
import { dayOf } from './stale-days.ts';

export interface StreamSight {
  readonly name: string;
  /** In version order. */
  readonly releases: readonly ReleaseFacts[];
  /** Those that every cluster should have: published, accepted by their rollout, not withdrawn. In version order. */
  readonly good: readonly ReleaseFacts[];
  /** What one pin sees of them. Many clusters share a pin, so that each is looked at once. */
  readonly pinned: (pin: string | undefined) => PinSight;
}

export interface PinSight {
  /** Undefined where nothing is pinned, and where the pin is no version. */
  readonly version: Version | undefined;
  /** The release that it names; undefined also where that release's file cannot be read. */
  readonly release: ReleaseFacts | undefined;
  /** The releases that it lacks; none without a version. In version order. */
  readonly newer: readonly ReleaseFacts[];
  /** The number of the earliest day of one of them. */
  readonly lacksFrom: number | undefined;
  readonly behind: { readonly minor: number; readonly major: number };
}

export function streamSight(name: string, listed: readonly ReleaseFacts[]): StreamSight {
  const releases = listed.toSorted(
    (a, b) => compareVersions(a.version, b.version) || byteOrder(a.version.text, b.version.text),
  );
  const good = releases.filter(isGood);
  const known = new Map<string | undefined, PinSight>();
  const pinned = (pin: string | undefined): PinSight => {
    const sight = known.get(pin) ?? pinSight(pin, { releases, good });
    known.set(pin, sight);
    return sight;
  };
  return { name, releases, good, pinned };
}

/** Whether every cluster should have it. */
export function isGood({ isPublished, withdrawn, gate }: ReleaseFacts): boolean {
  return isPublished && withdrawn === undefined && gate === 'accepted';
}

function pinSight(pin: string | undefined, { releases, good }: Pick<StreamSight, 'releases' | 'good'>): PinSight {
  const version = pin === undefined ? undefined : parseVersion(pin);
  const newer = version === undefined ? [] : good.filter((release) => compareVersions(release.version, version) > 0);
  const days = newer.flatMap(({ date }) => dayOf(date) ?? []);
  const major = newer.filter((release) => release.version.kind === 'major').length;
  return {
    version,
    release: releases.find((release) => release.version.text === version?.text),
    newer,
    lacksFrom: days.length === 0 ? undefined : Math.min(...days),
    behind: { minor: newer.length - major, major },
  };
}
