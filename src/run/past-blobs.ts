/** Reads the files of a history one after the other, and holds of each cluster only the last that came. */

import type { BlobFeed, History } from '../core/history.ts';
import { failed, type Outcome } from '../core/outcome.ts';
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

/** Adds to `said` what wanted files say, of which more are named while others are read. */
export class PastReader {
  readonly #wanted: WantedBlob[] = [];
  readonly #feed: BlobFeed;
  /** What is to be done once so many are read. */
  readonly #waiting: { readonly count: number; readonly use: () => void }[] = [];
  #count = 0;
  #isMissing = false;

  constructor(history: Pick<History, 'openBlobs'>, said: SaidByBlobs) {
    const reading = { said, near: new Neighbours() };
    this.#feed = history.openBlobs(fileSizeLimit, (blob) => {
      const want = this.#wanted[this.#count];
      this.#count += 1;
      if (blob === undefined || want === undefined) this.#isMissing = true;
      else readOne(want, blob.size > fileSizeLimit ? undefined : blob.bytes, reading);
      this.#serve();
    });
  }

  /** `use` is called once these are read, and those before them. */
  read(wanted: readonly WantedBlob[], use: () => void = () => undefined): void {
    for (const want of wanted) this.#wanted.push(want);
    this.#waiting.push({ count: this.#wanted.length, use });
    this.#feed.read(wanted.map(({ id }) => id));
    this.#serve();
  }

  #serve(): void {
    for (let [next] = this.#waiting; next !== undefined && next.count <= this.#count; [next] = this.#waiting) {
      this.#waiting.shift();
      next.use();
    }
  }

  /** Once all are read. `gone` where the repository has not all of them. */
  async end(): Promise<Outcome<undefined>> {
    const ran = await this.#feed.end();
    return ran.ok && this.#isMissing
      ? failed('gone', 'files of its history are not in this repository: fetch it without --filter')
      : ran;
  }
}

/** What was read already, and the last file of each path. */
interface Reading {
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
class Neighbours {
  readonly #files = new Map<string, KnownFile>();
  #bytes = 0;

  at(file: string): KnownFile | undefined {
    return this.#files.get(file);
  }

  keep(file: string, known: KnownFile): void {
    const before = this.#files.get(file);
    this.#bytes += known.bytes.length - (before?.bytes.length ?? 0);
    this.#files.set(file, known);
    if (this.#bytes <= keptLimit) return;
    for (const [oldest, { bytes }] of this.#files) {
      if (this.#bytes <= keptLimit || oldest === file) break;
      this.#files.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}

const keptLimit = 128 * 1024 * 1024;
