/** A release as its release.yaml tells it: what it is, what it closes, what it was made from. */

import { advisoriesIn } from '../change/advisories.ts';
import type { Advisory } from '../change/change.ts';
import { mappingFrom, type Plain } from '../core/value.ts';
import { compareVersions, parseVersion, type Version } from '../core/version.ts';

/** A bug that a release fixes, with its number and address where the release team gave them. */
export interface Bug {
  readonly id: string | undefined;
  readonly title: string;
  readonly url: string | undefined;
}

/** A file that the templates were made from. */
export interface Source {
  /** Its path in the fleet, where it lies there. */
  readonly file: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly sha256: string;
}

export interface Withdrawal {
  readonly reason: string;
  /** `YYYY-MM-DD`, where the file says it. */
  readonly date: string | undefined;
}

export interface Release {
  readonly stream: string;
  readonly version: Version;
  /** Its release.yaml, relative to the fleet. */
  readonly file: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Who answers for it; the stream's owners, where the file names nobody. */
  readonly owners: readonly string[];
  /** Empty where there are none. */
  readonly notes: string;
  readonly bugs: readonly Bug[];
  readonly documentation: readonly string[];
  readonly advisories: readonly Advisory[];
  readonly sources: readonly Source[];
  readonly withdrawn: Withdrawal | undefined;
}

/** `release.yaml` after its schema has accepted it. */
export interface WrittenRelease {
  readonly stream: string;
  readonly version: string;
  readonly date: string;
  readonly owners?: readonly string[];
  readonly notes?: string;
  readonly bugs?: readonly (string | { readonly id?: string; readonly title: string; readonly url?: string })[];
  readonly documentation?: readonly string[];
  readonly advisories?: readonly Plain[];
  readonly sources?: readonly Source[];
  readonly withdrawn?: { readonly reason: string; readonly date?: string };
}

/** The release of a file; undefined where its version is none, which the schema does not let through. */
export function releaseFrom(
  file: string,
  written: WrittenRelease,
  streamOwners: readonly string[],
): Release | undefined {
  const version = parseVersion(written.version);
  if (version === undefined) return undefined;
  const { stream, date, owners = streamOwners, notes = '', bugs = [], documentation = [], sources = [] } = written;
  return {
    stream,
    version,
    file,
    date,
    owners,
    notes,
    bugs: bugs.map(bugFrom),
    documentation,
    advisories: advisoriesIn(mappingFrom({ advisories: written.advisories ?? [] })),
    sources: sources.map(({ file: path, sha256 }) => ({ file: path, sha256 })),
    withdrawn: written.withdrawn && { reason: written.withdrawn.reason, date: written.withdrawn.date },
  };
}

/** `linux/2026_11_minor`: the name of its tag, and how people call it. */
export function tagOf({ stream, version }: Pick<Release, 'stream' | 'version'>): string {
  return `${stream}/${version.text}`;
}

/** Where everything of a version lies, relative to the fleet. */
export function folderOf(stream: string, version: string): string {
  return `templates/${stream}/${version}`;
}

/** The oldest first. */
export function inOrder(releases: Iterable<Release>): readonly Release[] {
  return [...releases].toSorted((a, b) => compareVersions(a.version, b.version));
}

/** The newest release before a version that was not withdrawn: what most clusters come from. */
export function previousOf(releases: Iterable<Release>, version: Version): Release | undefined {
  return inOrder(releases)
    .filter((release) => release.withdrawn === undefined && compareVersions(release.version, version) < 0)
    .at(-1);
}

function bugFrom(written: NonNullable<WrittenRelease['bugs']>[number]): Bug {
  if (typeof written === 'string') return { id: undefined, title: written, url: undefined };
  return { id: written.id, title: written.title, url: written.url };
}
