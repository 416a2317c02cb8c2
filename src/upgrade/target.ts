/** Which version a cluster should be offered in a stream, and in which way (design: upgrades; U7, U8, U17, S15). */

import type { UpgradeWish } from '../core/cluster.ts';
import type { UpgradeMode, UpgradePolicy } from '../core/fleet.ts';
import { compareVersions, type Kind, type Version } from '../core/version.ts';

/** What the staged rollout says of a release: the fleet may have it, nobody may, or these early-adopter teams may. */
export type Gate =
  | { readonly is: 'accepted' }
  | { readonly is: 'rejected' }
  | { readonly is: 'open'; readonly teams: readonly string[] };

/** A release of a stream. */
export interface Candidate {
  readonly version: Version;
  /** Whether its tag says that it may be offered. Those that are not still tell how large a step over them is. */
  readonly isPublished: boolean;
  /** The day of the release, `YYYY-MM-DD`. */
  readonly date: string;
  /** Why it was withdrawn, or undefined. */
  readonly withdrawn: string | undefined;
  readonly gate: Gate;
}

/** How a cluster wants to be upgraded in one stream, the fleet's policy filled in. */
export interface Wish {
  readonly mode: UpgradeMode;
  readonly accept: Kind;
  readonly automerge: Kind | 'never';
  readonly until: string | undefined;
  readonly reason: string | undefined;
}

/** A cluster in one stream. */
export interface Position {
  readonly pin: Version | undefined;
  readonly owners: readonly string[];
  readonly wish: Wish;
}

/** `back` leaves a withdrawn version where no newer one is good. */
export type Direction = 'forward' | 'back';

export type Target =
  | {
      readonly is: 'offer';
      readonly from: Version;
      readonly to: Version;
      /** The largest kind among the releases that the move passes. */
      readonly kind: Kind;
      readonly direction: Direction;
      readonly mode: Exclude<UpgradeMode, 'hold'>;
      /** Why the version that it leaves was withdrawn. */
      readonly withdrawn: string | undefined;
    }
  | {
      readonly is: 'none';
      readonly because: Because;
      /** The newest version that somebody may have. */
      readonly newest: Version | undefined;
    };

export type Because =
  /** It has the newest version that it may have. */
  | 'current'
  /** It pins no version of the stream (U3). */
  | 'unpinned'
  /** It is on hold. */
  | 'held'
  /** A newer version is in its staged rollout still, or was rejected there. */
  | 'awaits-rollout'
  /** A newer version is a larger change than the cluster accepts. */
  | 'not-accepted'
  /** No version of the stream is published. */
  | 'unpublished'
  /** Its version was withdrawn, and there is no good one to go to. */
  | 'no-way-back';

/** A hold that has ended counts no more; `today` is a date, `YYYY-MM-DD`. */
export function wishOf(policy: UpgradePolicy, own: UpgradeWish | undefined, today: string): Wish {
  const { accept = policy.accept, automerge = policy.automerge, until, reason } = own ?? {};
  const isHeld = own?.mode === 'hold' && (until === undefined || until >= today);
  const mode = isHeld ? 'hold' : own?.mode === undefined || own.mode === 'hold' ? policy.mode : own.mode;
  return { mode, accept, automerge, until, reason };
}

/** `candidates` are all releases of the stream, in any order. */
export function targetFor(position: Position, candidates: readonly Candidate[]): Target {
  const { pin, wish } = position;
  const releases = candidates.toSorted((a, b) => compareVersions(a.version, b.version));
  const open = releases.filter((release) => isFor(position, release));
  const newest = open.at(-1)?.version;
  const none = (because: Because): Target => ({ is: 'none', because, newest });
  if (pin === undefined) return none('unpinned');
  if (!releases.some(({ isPublished }) => isPublished)) return none('unpublished');
  const left = releases.find(({ version }) => version.text === pin.text)?.withdrawn;
  const newer = open.filter(({ version }) => compareVersions(version, pin) > 0);
  const acceptable = newer.filter(({ version }) => accepts(wish.accept, kindOf(pin, version, releases)));
  const forward = acceptable.at(-1)?.version;
  if (left === undefined) {
    if (wish.mode === 'hold') return none(newer.length > 0 ? 'held' : 'current');
    if (forward !== undefined) return offer(position, { from: pin, to: forward, releases, withdrawn: undefined });
    if (newer.length > 0) return none('not-accepted');
    return none(releases.some((release) => isKeptBack(release, pin)) ? 'awaits-rollout' : 'current');
  }
  const to = forward ?? open.filter(({ version }) => compareVersions(version, pin) < 0).at(-1)?.version;
  return to === undefined ? none('no-way-back') : offer(position, { from: pin, to, releases, withdrawn: left });
}

function isFor({ owners }: Position, { isPublished, withdrawn, gate }: Candidate): boolean {
  if (!isPublished || withdrawn !== undefined) return false;
  if (gate.is === 'open') return gate.teams.some((team) => owners.includes(team));
  return gate.is === 'accepted';
}

function isKeptBack({ isPublished, version, withdrawn, gate }: Candidate, pin: Version): boolean {
  return isPublished && withdrawn === undefined && gate.is !== 'accepted' && compareVersions(version, pin) > 0;
}

interface Way {
  readonly from: Version;
  readonly to: Version;
  readonly releases: readonly Candidate[];
  readonly withdrawn: string | undefined;
}

function offer({ wish }: Position, { from, to, releases, withdrawn }: Way): Target {
  const kind = kindOf(from, to, releases);
  const direction = compareVersions(to, from) > 0 ? 'forward' : 'back';
  return { is: 'offer', from, to, kind, direction, mode: modeFor(wish, kind), withdrawn };
}

/** A hold keeps new versions away, not the way out of a bad one; and only what may merge itself does. */
function modeFor({ mode, automerge }: Wish, kind: Kind): Exclude<UpgradeMode, 'hold'> {
  if (mode === 'hold') return 'offer';
  if (mode === 'offer') return mode;
  return automerge !== 'never' && accepts(automerge, kind) ? mode : 'offer';
}

function accepts(largest: Kind, kind: Kind): boolean {
  return largest === 'major' || kind === 'minor';
}

/** A step over a major release is a major one, whatever its last release is. */
function kindOf(a: Version, b: Version, releases: readonly Candidate[]): Kind {
  const [low, high] = compareVersions(a, b) < 0 ? [a, b] : [b, a];
  const passed = releases.some(
    ({ version }) =>
      version.kind === 'major' && compareVersions(version, low) > 0 && compareVersions(version, high) <= 0,
  );
  return passed ? 'major' : 'minor';
}
