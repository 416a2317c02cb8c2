/** What is asked of a repository: the port behind which git stands. */

import type { Outcome } from './outcome.ts';
import type { BlobId } from './tree.ts';

declare const brand: unique symbol;

/** Proof that a repository was asked for a commit of this id and has it; made by `src/git` alone. */
export type CommitId = string & { readonly [brand]: 'CommitId' };

/** A file of a commit. */
export interface TreeEntry {
  /** Relative to the folder that was listed. */
  readonly path: string;
  /** As git writes it: `100644`, `100755`, `120000` (a link), `160000` (a submodule). */
  readonly mode: string;
  readonly id: BlobId;
  /** Bytes; 0 for a submodule. */
  readonly size: number;
}

export interface Objects {
  /** Where the opened folder lies inside the repository: `` or `fleets/cern`. */
  readonly prefix: string;
  /** The commit that a revision names, or undefined. */
  resolve(revision: string): CommitId | undefined;
  /** Every file of a commit below a folder, by its path from the top; `gone` where the commit has no such folder. */
  listTree(commit: CommitId, folder: string): Outcome<readonly TreeEntry[]>;
  /** Blobs by id, in one go; those that are not there are left out. */
  readBlobs(ids: readonly BlobId[]): Outcome<ReadonlyMap<BlobId, Uint8Array>>;
}
