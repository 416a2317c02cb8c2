/** The advisories of the releases that pins move between, from their release.yaml. */

import { Adviser } from '../change/adviser.ts';
import { advisoriesIn, closedBetween, type AdvisedRelease } from '../change/advisories.ts';
import type { Advisory, PinMove } from '../change/change.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import type { PackagePlace } from '../core/fleet.ts';
import { mappingFrom, type Plain } from '../core/value.ts';
import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import { readYaml } from './fleet-files.ts';
import { releaseFile, type OpenFleet } from './open-fleet.ts';

/** Reads the releases of a fleet when they are first needed, and no others. */
export class AdvisedReleases {
  readonly #open: OpenFleet;
  readonly #out: Diagnostics;
  readonly #read = new Map<string, AdvisedRelease>();
  readonly #advisers = new Map<string, Adviser>();

  /** What is wrong with a release is told to `out`. */
  constructor(open: OpenFleet, out: Diagnostics) {
    this.#open = open;
    this.#out = out;
  }

  /** Who knows the advisories between these pins; undefined where none moves, or the fleet has no place for packages. */
  adviser(moves: readonly PinMove[]): Adviser | undefined {
    const place = this.#open.fleet.packages;
    if (place === undefined || moves.length === 0) return undefined;
    const key = JSON.stringify(moves);
    let adviser = this.#advisers.get(key);
    if (adviser === undefined) this.#advisers.set(key, (adviser = this.#adviserFor(moves, place)));
    return adviser;
  }

  #adviserFor(moves: readonly PinMove[], place: PackagePlace): Adviser {
    const candidates = moves.flatMap((move) => this.#advisoriesBetween(move));
    return new Adviser([...new Map(candidates.map((advisory) => [advisory.id, advisory])).values()], place);
  }

  #advisoriesBetween(move: PinMove): readonly Advisory[] {
    const span = spanOf(move);
    const versions = [...(this.#open.versions.get(move.stream) ?? [])].filter((version) => lies(version, span));
    const releases = versions.map((version) => this.#release(releaseFile(move.stream, version), version));
    const { closed, reopened } = closedBetween(releases, move.from, move.to);
    return [...closed.list, ...reopened.list];
  }

  #release(file: string, version: string): AdvisedRelease {
    let release = this.#read.get(file);
    if (release === undefined) this.#read.set(file, (release = this.#readRelease(file, version)));
    return release;
  }

  #readRelease(file: string, version: string): AdvisedRelease {
    const plain = readYaml(this.#open.tree, file, 'release', this.#out)?.plain;
    if (plain === undefined) return { version };
    return { version, advisories: advisoriesIn(mappingFrom(plain as { readonly [key: string]: Plain })) }; // its schema has accepted it
  }
}

/** After `low`, or from the first on; up to `high`. */
interface Span {
  readonly low: Version | undefined;
  readonly high: Version | undefined;
}

function spanOf({ from, to }: PinMove): Span {
  const [low, high] = [from, to].map((text) => (text === undefined ? undefined : parseVersion(text)));
  return low !== undefined && high !== undefined && compareVersions(low, high) > 0
    ? { low: high, high: low }
    : { low, high };
}

function lies(text: string, { low, high }: Span): boolean {
  const version = parseVersion(text);
  if (version === undefined || high === undefined) return false;
  return compareVersions(version, high) <= 0 && (low === undefined || compareVersions(version, low) > 0);
}
