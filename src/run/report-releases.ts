/** What releases mean for a report: their day, whether they are published, what their rollout says, what they close. */

import { compareVersions, parseVersion } from '../core/version.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import type { ReleaseFacts } from '../report/facts.ts';
import { blobIn } from './fleet-files.ts';
import { releaseFile, type OpenFleet } from './open-fleet.ts';
import { readGate, readRelease } from './read-releases.ts';
import { rolloutFile } from './standings.ts';
import type { CachedRelease, ReleaseCache } from './release-cache.ts';

/** Which releases count on the day of the report. */
export interface PublishedOn {
  /** Their tags, as `linux/2026_8_minor`; undefined where no tag is known: then they count from the day in their file. */
  readonly tags: ReadonlySet<string> | undefined;
  /** `YYYY-MM-DD`. */
  readonly day: string;
}

export interface ReleasesOrder {
  readonly open: OpenFleet;
  readonly published: PublishedOn;
  readonly cache: ReleaseCache;
}

export interface ReadReleases {
  /** By stream, in version order. */
  readonly facts: ReadonlyMap<string, readonly ReleaseFacts[]>;
  /** Files without which it cannot be said who lacks the release: nobody is said to. */
  readonly unreadable: readonly string[];
}

/** A release whose file cannot be read is none: it might have been withdrawn. */
export function releaseFacts(order: ReleasesOrder): ReadReleases {
  const { open, cache } = order;
  const files = [...open.versions].flatMap(([stream, texts]) => [...texts].map((text) => releaseFile(stream, text)));
  open.tree.expect(files);
  const unreadable: string[] = [];
  const releases = [...open.versions].map(([stream, texts]) => {
    const facts = [...texts].flatMap((text) => releaseFact(order, { stream, text, unreadable }) ?? []);
    return [stream, facts.toSorted((a, b) => compareVersions(a.version, b.version))] as const;
  });
  cache.keep();
  return { facts: new Map(releases), unreadable };
}

interface Named {
  readonly stream: string;
  readonly text: string;
  /** Filled with what cannot be read. */
  readonly unreadable: string[];
}

function releaseFact(order: ReleasesOrder, { stream, text, unreadable }: Named): ReleaseFacts | undefined {
  const { open, published, cache } = order;
  const file = releaseFile(stream, text);
  const blob = blobIn(open.tree, file);
  const read = blob === undefined ? null : cache.find(blob, () => readCached(open, stream, text));
  // What a file says of itself is believed only where it lies in the folder of that name.
  const version = read?.version === text ? parseVersion(text) : undefined;
  if (read === null || version === undefined) {
    unreadable.push(file);
    return undefined;
  }
  const gate = readGate(open.tree, stream, text);
  if (gate.is === 'open' && gate.because === 'unreadable') unreadable.push(rolloutFile(stream, text));
  const { date, withdrawn, advisories } = read;
  const { tags, day } = published;
  return {
    stream,
    version,
    date,
    withdrawn,
    advisories,
    isPublished: tags === undefined ? date <= day : tags.has(`${stream}/${text}`),
    gate: gate.is,
  };
}

function readCached({ tree, fleet }: OpenFleet, stream: string, version: string): CachedRelease {
  const release = readRelease(tree, { stream, version, fleet }, new Diagnostics());
  if (release === undefined) return null;
  const { date, withdrawn, advisories } = release;
  return { version: release.version.text, date, withdrawn, advisories };
}
