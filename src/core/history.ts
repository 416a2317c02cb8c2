/** The history of a branch, as a repository tells it: the port behind which git stands. */

import type { CommitId } from './objects.ts';
import type { Outcome } from './outcome.ts';
import type { ChangedPath, Signature } from './refs.ts';

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

export interface HistoryRequest {
  /** Undefined goes back to the very first. */
  readonly since: CommitId | undefined;
  readonly until: CommitId;
  /** Folders or files, from the top of the repository. A step that touches none of them is left out. */
  readonly paths: readonly string[];
}

export interface History {
  /**
   * The steps of a branch along its first parents, newest first: a merge is one step, whatever came in by it. `gone`
   * where a commit is not here, `denied` where `since` is none of the branch's own steps (it was rewritten).
   */
  steps(request: HistoryRequest): Outcome<readonly HistoryStep[]>;
  /** Whether the repository was cut off below some commit, so that its history does not reach back to the first. */
  isShallow(): boolean;
  /** The commits on a merge's other side, without those of its first parent; newest first, at most `limit`. */
  broughtBy(merge: CommitId, limit: number): Outcome<readonly Omit<HistoryStep, 'changes'>[]>;
}
