/** Which versions come before and after another in a stream. */

import { compareVersions, parseVersion, type Kind, type Version } from '../core/version.ts';

/** The newest version below another. */
export function versionBefore(versions: Iterable<string>, version: Version): Version | undefined {
  return sorted(versions).findLast((other) => compareVersions(other, version) < 0);
}

/** A version of the same year and number, which is of the other kind. */
export function twinOf(versions: Iterable<string>, version: Version): Version | undefined {
  return sorted(versions).find((other) => compareVersions(other, version) === 0 && other.text !== version.text);
}

/** The newest version of all. */
export function newestVersion(versions: Iterable<string>): Version | undefined {
  return sorted(versions).at(-1);
}

/** The next number of a year, 1 where it has none. */
export function nextNumber(versions: Iterable<string>, year: number): number {
  return (
    Math.max(
      0,
      ...sorted(versions)
        .filter((version) => version.year === year)
        .map(({ number }) => number),
    ) + 1
  );
}

/** The version of a year, number and kind; undefined where these cannot be in one. */
export function versionOf(year: number, number: number, kind: Kind): Version | undefined {
  return parseVersion(`${year}_${number}_${kind}`);
}

function sorted(versions: Iterable<string>): readonly Version[] {
  return [...versions].flatMap((text) => parseVersion(text) ?? []).toSorted(compareVersions);
}
