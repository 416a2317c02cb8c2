/** What is written to a repository, and read of its refs and commits: the ports behind which git stands. */

import type { CommitId } from './objects.ts';
import type { Outcome } from './outcome.ts';

/** A ref's full name, `refs/heads/main`, and what it points at. */
export interface Ref {
  readonly ref: string;
  /** What the ref holds: a commit, or the object of an annotated tag. */
  readonly id: string;
  /** The commit in the end; undefined where there is none, or where it is not here. */
  readonly commit: CommitId | undefined;
}

/** One change of a ref, carried out only while the ref is as `from` says; undefined stands for a ref that is not there. */
export interface RefMove {
  readonly ref: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

export interface Signature {
  readonly name: string;
  readonly mail: string;
  /** Seconds since 1970, written as UTC. */
  readonly seconds: number;
}

/** A commit to be made. The same draft gives the same commit, wherever and whenever it is made. */
export interface CommitDraft {
  /** The first gives the files that `edits` changes; none makes a commit of nothing but the edits. */
  readonly parents: readonly CommitId[];
  /** Whole files by their path from the top of the repository; null removes one. A file that is there keeps its mode. */
  readonly edits: ReadonlyMap<string, string | null>;
  readonly message: string;
  readonly author: Signature;
}

export interface Commit {
  readonly id: CommitId;
  readonly parents: readonly CommitId[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** A path that differs between two commits; an id is undefined where the file is not there. */
export interface ChangedPath {
  readonly path: string;
  readonly from: { readonly mode: string; readonly id: string } | undefined;
  readonly to: { readonly mode: string; readonly id: string } | undefined;
}

/** What an annotated tag says of itself, and whether somebody trusted signed it. */
export interface Tag {
  /** As the tag object names itself, `linux/2026_11_minor`; a tag copied to another ref keeps it. */
  readonly name: string;
  readonly commit: CommitId;
  readonly tagger: Signature;
  readonly message: string;
}

/** The refs and commits of a repository. Each change of refs is compare-and-swap. */
/** Moves refs, all of them or none, as `moveRefs` does, where there is much to move one after the other. */
export type RefWriter = (moves: readonly RefMove[]) => Promise<Outcome<undefined>>;

export interface Refs {
  /** Every ref below a prefix that ends in `/`, or the one of that name; in byte order. */
  listRefs(prefix: string): Outcome<readonly Ref[]>;
  /** All of them or none: `conflict` where a ref is not as `from` says. */
  moveRefs(moves: readonly RefMove[]): Outcome<undefined>;
  /** Makes commits, without a ref, by one process; in the order of the drafts. A draft may not build on another. */
  makeCommits(drafts: readonly CommitDraft[]): Outcome<readonly CommitId[]>;
  /** The commits from `until` back to, and without, what `since` reaches; newest first. `limit` bounds their number. */
  commitsBetween(since: CommitId | undefined, until: CommitId, limit: number): Outcome<readonly Commit[]>;
  /** The ids of these commits alone. */
  idsBetween(since: string | undefined, until: string, limit: number): Outcome<readonly CommitId[]>;
  /** `gone` where there is no such commit. */
  commit(id: CommitId): Outcome<Commit>;
  /** The paths that differ, without looking for renames; in byte order. */
  changedPaths(from: CommitId, to: CommitId): Outcome<readonly ChangedPath[]>;
  /**
   * Merges two commits without a checkout into a commit of both; `conflict` where they do not merge, with the paths that
   * do not as the detail.
   */
  makeMerge(ours: CommitId, theirs: CommitId, said: Pick<CommitDraft, 'message' | 'author'>): Outcome<CommitId>;
  /** Which of these branches merge with `base`: a set of those that conflict. Costs no ref and leaves nothing behind. */
  conflictsWith(base: CommitId, heads: readonly CommitId[]): Outcome<ReadonlySet<CommitId>>;
  /** The tag object at a ref; `gone` where there is none, `denied` where the ref is no annotated tag. */
  readTag(ref: string): Outcome<Tag>;
  /**
   * Checks the signature of the tag at a ref against keys in the format of `ssh-keygen`'s allowed signers: the principal
   * whose key it is; `denied` where it is not signed, or by nobody of these.
   */
  verifyTag(ref: string, allowedSigners: string): Outcome<string>;
}

/** Another repository, that git reaches: where branches are pushed to. */
export interface Remote {
  /** Its address as it may be shown, without a secret. */
  readonly name: string;
  /** The branch that it starts from, `refs/heads/main`, and every ref below these prefixes. */
  listRefs(prefixes: readonly string[]): Promise<Outcome<RemoteRefs>>;
  /** Brings refs of the remote here: `+refs/heads/main:refs/tidemark/origin/heads/main`; prunes nothing. */
  fetch(refspecs: readonly string[]): Promise<Outcome<undefined>>;
  /**
   * One push of many refs, each carried out only while the remote's ref is as `from` says. Says of each ref that was
   * refused why; a failure of the whole may have carried out some of it, or all.
   */
  push(moves: readonly RefMove[]): Promise<Outcome<ReadonlyMap<string, PushRefusal>>>;
}

export interface RemoteRefs {
  readonly head: string | undefined;
  readonly refs: readonly { readonly ref: string; readonly id: string }[];
}

/** `moved`: somebody else has changed the ref meanwhile; `denied`: a rule or a hook of the remote refuses it. */
export interface PushRefusal {
  readonly why: 'moved' | 'denied';
  readonly detail: string;
}

/** What each of many commits did to its first parent, asked in one go. */
export interface Changes {
  /** Commits that are not here are left out. */
  changesOf(commits: readonly CommitId[]): Outcome<ReadonlyMap<CommitId, CommitChange>>;
}

export interface CommitChange {
  readonly parents: readonly CommitId[];
  /** Against the first parent, without looking for renames; in byte order. */
  readonly paths: readonly ChangedPath[];
}
