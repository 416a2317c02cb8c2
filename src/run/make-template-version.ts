/** Which version a new release is: as somebody named it, or the next one of the year. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { parseVersion, type Kind, type Version } from '../core/version.ts';
import { openRepository } from '../git/git.ts';
import { folderOf } from '../release/release.ts';
import { newestVersion, nextNumber, twinOf, versionOf } from '../release/template-version.ts';
import type { OpenFleet } from './open-fleet.ts';
import { isReleaseTag } from './release-tags.ts';

/** `unasked` is the kind where none is named: the one that the packages propose. */
export type Wished =
  | { readonly is: 'named'; readonly text: string; readonly existing: 'refused' | 'replaced' }
  | { readonly is: 'next'; readonly year: number; readonly kind: Kind | undefined };

interface Asked {
  readonly root: string;
  readonly open: OpenFleet;
  readonly stream: string;
  readonly version: Wished;
}

/** `conflict` where the version is there already, published, or cannot be; `propose` gives the kind after the newest one. */
export function chooseVersion(
  { root, open, stream, version: wished }: Asked,
  propose: (newest: Version | undefined) => Kind,
): Outcome<Version> {
  const folders = open.versions.get(stream) ?? new Set<string>();
  const published = publishedVersions(root, stream);
  const known = new Set([...folders, ...published]);
  if (wished.is === 'next') return nextVersion(wished, { known, newestFolder: newestVersion(folders), propose });
  const version = parseVersion(wished.text);
  if (version === undefined)
    return failed(
      'conflict',
      `${wished.text} is no version: it is YEAR_NUMBER_minor or YEAR_NUMBER_major, as 2026_9_minor`,
    );
  const twin = twinOf(known, version);
  if (twin !== undefined)
    return failed(
      'conflict',
      `${twin.text} is there already, and one year and number has one kind: take the next number`,
    );
  if (published.has(version.text))
    return failed('conflict', `${stream}/${version.text} is published, so it stays as it is: take the next number`);
  if (folders.has(version.text) && wished.existing === 'refused')
    return failed(
      'conflict',
      `${folderOf(stream, version.text)} is there already: --force writes it anew, and what was written into it by hand is lost`,
    );
  return succeeded(version);
}

interface Known {
  readonly known: ReadonlySet<string>;
  readonly newestFolder: Version | undefined;
  readonly propose: (newest: Version | undefined) => Kind;
}

function nextVersion(
  { year, kind }: Wished & { readonly is: 'next' },
  { known, newestFolder, propose }: Known,
): Outcome<Version> {
  const newest = newestVersion(known);
  if (newest !== undefined && newest.year > year)
    return failed(
      'conflict',
      `${newest.text} is newer than the year ${year}: look at --now, or name the version with tidemark template new`,
    );
  const version = versionOf(year, nextNumber(known, year), kind ?? propose(newestFolder));
  return version === undefined ? failed('conflict', `the year ${year} has no further version`) : succeeded(version);
}

/** The versions of a stream that have a tag, here or at the remote as it was last seen. */
function publishedVersions(root: string, stream: string): ReadonlySet<string> {
  const repository = openRepository(root);
  const versions = new Set<string>();
  for (const prefix of ['refs/tags/', 'refs/tidemark/origin/tags/']) {
    const refs = repository?.listRefs(prefix);
    for (const { ref } of refs?.ok === true ? refs.value : []) {
      const tag = ref.slice(prefix.length);
      if (isReleaseTag(tag) && tag.startsWith(`${stream}/`)) versions.add(tag.slice(stream.length + 1));
    }
  }
  return versions;
}
