/** The history of a branch, as a repository tells it: the port behind which git stands. */

import type { CommitId } from './objects.ts';
import type { Outcome } from './outcome.ts';
import type { ChangedPath, Signature } from './refs.ts';
import type { BlobId } from './tree.ts';

/** A step of the branch: what its tip became by a commit, or by a merge as a whole. */
export interface HistoryStep {
  readonly id: CommitId;
  /** The first is the branch as it was before; the others came in by a merge. */
  readonly parents: readonly CommitId[];
  /** Both are claims of whoever made the commit. */
  readonly author: Signature;
  readonly committer: Signature;
  /** At most the first 4,096 characters. */
  readonly message: string;
  /** The files below the asked folders that differ from the first parent, without looking for renames; in byte order. */
  readonly changes: readonly ChangedPath[];
}

/** A commit that a merge brought. */
export type BroughtStep = Omit<HistoryStep, 'changes'>;

export interface HistoryRequest {
  /** Undefined goes back to the very first. */
  readonly since: CommitId | undefined;
  readonly until: CommitId;
  /** Folders or files, from the top of the repository. A step that touches none of them is left out. */
  readonly paths: readonly string[];
  /** Gets steps as soon as they are known, newest first, while others are being found. */
  readonly meanwhile?: (steps: readonly HistoryStep[]) => void;
}

/** A part of a branch. */
export interface Stretch {
  /** Newest first. */
  readonly steps: readonly HistoryStep[];
  /** By merge, the commits that it brought, newest first: at most 1,000 of each. */
  readonly brought: ReadonlyMap<CommitId, readonly BroughtStep[]>;
}

/** A tag, and what its own object says of itself: undefined where the ref points at the commit. */
export interface TagHead {
  readonly ref: string;
  readonly id: string;
  readonly commit: CommitId;
  readonly said: { readonly name: string; readonly tagger: Signature } | undefined;
}

export interface History {
  /**
   * The steps of a branch along its first parents: a merge is one step, whatever came in by it. `gone` where a commit is
   * not here, `denied` where `since` is none of the branch's own steps (it was rewritten). The commit at which a shallow
   * repository was cut off is left out: what it changed cannot be known.
   */
  steps(request: HistoryRequest): Promise<Outcome<Stretch>>;
  /** Whether the repository was cut off below some commit, so that its history does not reach back to the first. */
  isShallow(): boolean;
  /** The commits on a merge's other side, without those of its first parent; newest first, at most `limit`. */
  broughtBy(merge: CommitId, limit: number): Outcome<readonly BroughtStep[]>;
  /** Every tag below a prefix that ends in `/`; in byte order. Those of lost objects are left out. */
  tagHeads(prefix: string): Outcome<readonly TagHead[]>;
  /**
   * Blobs one after the other, in the order in which they are asked for, also while others pass; undefined for one that
   * is not here. Bytes are cut off at the limit, and hold only during the call: what is kept is copied.
   */
  openBlobs(
    limit: number,
    use: (blob: { readonly size: number; readonly bytes: Uint8Array } | undefined) => void,
  ): BlobFeed;
}

export interface BlobFeed {
  read(ids: readonly BlobId[]): void;
  /** Nothing more is asked for: how it went, once all have passed. */
  end(): Promise<Outcome<undefined>>;
}
