/**
 * What a branch's past comes to at a commit, kept beside the steps so that a second report of the commit needs none of
 * them. As safe to delete, to copy and to write from two processes as the steps: what is not whole is not believed.
 */

import type { PastDigest } from '../report/digest.ts';
import type { PastTag } from '../report/past.ts';
import { FolderWriter, sha256Of, textOfFile } from '../tree/write.ts';
import { packDigest, unpackDigest, type PackedDigest } from './past-digest-pack.ts';
import type { FoundCluster } from './report-clusters.ts';
import { toolVersion } from './tool.ts';

export interface KeptDigest {
  /** The clusters at the commit, in the order of their files. */
  readonly clusters: readonly FoundCluster[];
  readonly digest: PastDigest;
}

/** All that it stands on but for the day, and what it says itself that it asked. */
export interface DigestKey {
  /** With its fleet.yaml, which names the streams. */
  readonly commit: string;
  /** Of the fleet in its repository. */
  readonly prefix: string;
  readonly tags: readonly PastTag[];
}

/** Increased when what follows changes its meaning, so that an older digest is not believed. */
const edition = 1;
const name = 'past-digest.cache';

/** The digest for a day; undefined where there is none, or it is not whole, or of something else. */
export function readDigest(folder: string, key: DigestKey, day: string): KeptDigest | undefined {
  const text = textOfFile(`${folder}/${name}`);
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (text.slice(0, end) !== headerOf(body, key)) return undefined;
  try {
    const kept = unpackDigest(JSON.parse(body) as PackedDigest); // as the digest says, written by packDigest
    const { from, to } = kept.digest.days;
    return from <= day && (to === undefined || day <= to) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Writes it, whole or not at all: where that is not possible, the steps are read again the next time. */
export function writeDigest(folder: string, key: DigestKey, kept: KeptDigest): void {
  const body = JSON.stringify(packDigest(kept));
  new FolderWriter(folder).write(name, `${headerOf(body, key)}\n${body}`);
}

function headerOf(body: string, { commit, prefix, tags }: DigestKey): string {
  // Who signed is no part of it: only the lines of the logbook hang on that, and say so.
  const named = tags.map(({ stream, version, commit: id, tagger }) => [stream, version, id, tagger ?? null]);
  const key = sha256Of(JSON.stringify([prefix, named]));
  return `tidemark ${toolVersion} digest ${edition} of ${commit} ${key} sha256 ${sha256Of(body)}`;
}
