/** Reads the files of a history one after the other, and holds of each cluster only the last that came. */

import type { History } from '../core/history.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { BlobId } from '../core/tree.ts';
import type { ClusterFacts } from '../report/facts.ts';
import { fileSizeLimit } from '../tree/content.ts';
import { type KnownFile, movedPin, readBlobFacts } from './past-edits.ts';
import type { ReadFacts } from './past-facts.ts';
import { readReleasePast, readRolloutPast, type ReleasePast, type RolloutPast } from './past-files.ts';

/** A blob to read, and where it was: neighbours in time come one after the other. */
export interface WantedBlob {
  readonly id: BlobId;
  readonly file: string;
  readonly kind: 'cluster' | 'release' | 'rollout';
  /** Whether its lines are asked for too. */
  readonly isTip?: boolean;
}

/** What files said, by their blobs. */
export interface SaidByBlobs {
  readonly clusters: Map<BlobId, ClusterFacts | 'unreadable'>;
  readonly lines: Map<BlobId, ReadFacts['lines']>;
  readonly releases: Map<BlobId, ReleasePast>;
  readonly rollouts: Map<BlobId, RolloutPast>;
}

/** Adds to `reading.said` what the wanted files say. `gone` where the repository has not all of them. */
export async function readPastBlobs(
  history: Pick<History, 'eachBlob'>,
  wanted: readonly WantedBlob[],
  reading: Reading,
): Promise<Outcome<undefined>> {
  for (const done of await Promise.all(partsOf(wanted).map((part) => readPart(history, part, reading))))
    if (!done.ok) return done;
  return succeeded(undefined);
}

/** What is long, in two, each with files of its own: most machines have another core for git's part of the work. */
function partsOf(wanted: readonly WantedBlob[]): readonly (readonly WantedBlob[])[] {
  if (wanted.length < worthTwo) return [wanted];
  const parts = new Map<string, number>();
  const [even, odd]: [WantedBlob[], WantedBlob[]] = [[], []];
  for (const want of wanted) {
    let part = parts.get(want.file);
    if (part === undefined) parts.set(want.file, (part = parts.size % 2));
    (part === 0 ? even : odd).push(want);
  }
  return [even, odd];
}

const worthTwo = 2000;

async function readPart(
  history: Pick<History, 'eachBlob'>,
  wanted: readonly WantedBlob[],
  reading: Reading,
): Promise<Outcome<undefined>> {
  let isMissing = false;
  const ids = wanted.map(({ id }) => id);
  let at = 0;
  const ran = await history.eachBlob(ids, fileSizeLimit, (_, blob) => {
    const want = wanted[at];
    at += 1;
    if (blob === undefined || want === undefined) isMissing = true;
    else readOne(want, blob.size > fileSizeLimit ? undefined : blob.bytes, reading);
  });
  if (!ran.ok) return ran;
  return isMissing
    ? failed('gone', 'files of its history are not in this repository: fetch it without --filter')
    : succeeded(undefined);
}

/** What was read already, and the last file of each path. */
export interface Reading {
  readonly said: SaidByBlobs;
  readonly near: Neighbours;
}

/** Bytes are undefined where they are too many. */
function readOne({ id, file, kind, isTip }: WantedBlob, bytes: Uint8Array | undefined, { said, near }: Reading): void {
  if (kind === 'release') said.releases.set(id, bytes === undefined ? 'unreadable' : readReleasePast(id, bytes));
  else if (kind === 'rollout') said.rollouts.set(id, bytes === undefined ? 'unreadable' : readRolloutPast(id, bytes));
  else if (bytes === undefined) said.clusters.set(id, 'unreadable');
  else {
    const known = isTip === true ? undefined : near.at(file);
    const moved = known && movedPin(known, bytes);
    if (moved !== undefined) {
      near.keep(file, moved);
      said.clusters.set(id, moved.facts);
      return;
    }
    const read = readBlobFacts(id, bytes);
    said.clusters.set(id, read?.facts ?? 'unreadable');
    if (read === undefined) return;
    near.keep(file, { bytes: Buffer.from(bytes), facts: read.facts, ranges: read.ranges });
    if (isTip === true) said.lines.set(id, read.lines);
  }
}

/** The last file of each path, as many as memory is given for; those that came first go first. */
export class Neighbours {
  readonly #files = new Map<string, KnownFile>();
  #bytes = 0;

  at(file: string): KnownFile | undefined {
    return this.#files.get(file);
  }

  keep(file: string, known: KnownFile): void {
    const before = this.#files.get(file);
    this.#bytes += known.bytes.length - (before?.bytes.length ?? 0);
    this.#files.set(file, known);
    for (const [oldest, { bytes }] of this.#files) {
      if (this.#bytes <= keptLimit || oldest === file) break;
      this.#files.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}

const keptLimit = 128 * 1024 * 1024;
