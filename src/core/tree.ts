/**
 * What the compiler is given to read: the files of a fleet at one moment, by path.
 * A working directory, a git revision, and either of them with edits all look like this.
 */

/** A file's content as git names it (SHA-1 of `blob SIZE\0CONTENT`), or 64 hex digits in a SHA-256 repository. */
export type BlobId = string;

export interface Tree {
  /** How the tree is called in messages: `working tree`, `main~1`. */
  readonly name: string;
  /** Every path below a folder (`clusters`), or the path of one file; in byte order, relative to the fleet, with `/`. */
  list(under: string): readonly string[];
  has(path: string): boolean;
  /** What a path holds: text, or the reason it cannot be read. Undefined where there is no such file. */
  read(path: string): TreeFile | Unreadable | undefined;
  /**
   * Git's name for the file at a path, where the tree knows it without reading. Undefined where it does not, and where
   * there is no such file, or none that would be read.
   */
  blobOf?(path: string): BlobId | undefined;
  /** Says which files will be read soon, so that a tree far away can fetch them in one go. */
  expect(paths: readonly string[]): void;
}

export interface TreeFile {
  readonly blob: BlobId;
  readonly text: string;
}

export interface Unreadable {
  readonly unreadable:
    | { readonly code: 'file-unreadable'; readonly facts: { readonly reason: string } }
    | { readonly code: 'file-too-large'; readonly facts: { readonly bytes: number; readonly limit: number } }
    | { readonly code: 'file-link'; readonly facts: { readonly target: string } }
    | { readonly code: 'file-special'; readonly facts: { readonly kind: string } }
    | { readonly code: 'file-not-text'; readonly facts: { readonly reason: string } };
}
