/** The files of a fleet at a commit, read from git's objects: no checkout, and few processes. */

import type { CommitId, Objects, TreeEntry } from '../core/objects.ts';
import { byteOrder } from '../core/order.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { BlobId, Tree, TreeFile, Unreadable } from '../core/tree.ts';
import { fileOfBlob, fileSizeLimit, linkTo, special, tooLarge, unreadable } from './content.ts';
import { foldersAbove, isTreePath, isUnder, pathsUnder } from './path.ts';

export interface RevisionTree extends Tree {
  readonly commit: CommitId;
}

/**
 * The tree of a revision, below the folder that the repository was opened at; empty where the commit has no such folder.
 * `gone` where the revision names no commit.
 */
export function revisionTree(objects: Objects, revision: string): Outcome<RevisionTree> {
  const commit = objects.resolve(revision);
  if (commit === undefined) return failed('gone', `there is no commit ${revision}`);
  const listing = objects.listTree(commit, objects.prefix);
  if (!listing.ok && listing.why !== 'gone') return listing;
  const entries = listing.ok ? listing.value.filter((entry) => isTreePath(entry.path)) : [];
  const store: Store = {
    objects,
    entries: new Map(entries.map((entry) => [entry.path, entry])),
    paths: [...new Set(entries.map((entry) => entry.path))].toSorted(byteOrder),
    expected: [],
    kept: new Map(),
    keptBytes: 0,
  };
  return succeeded(treeOf(store, { name: revision, commit }));
}

/** What is known of a revision: its listing, what is wanted next, and the last blobs that came. */
interface Store {
  readonly objects: Objects;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly paths: readonly string[];
  /** Paths that will be read, in that order. */
  expected: readonly string[];
  readonly kept: Map<BlobId, Uint8Array>;
  keptBytes: number;
}

/** How many bytes are fetched at once, and how many are kept: those of two fetches. */
const fetchLimit = 8 * 1024 * 1024;
const keepLimit = 2 * fetchLimit;

const isRegular: ReadonlySet<string> = new Set(['100644', '100755']);

function treeOf(store: Store, { name, commit }: { readonly name: string; readonly commit: CommitId }): RevisionTree {
  return {
    name,
    commit,
    list: (under) => pathsUnder(store.paths, under),
    has: (path) => store.entries.has(path) || linkAbove(store, path) !== undefined,
    read: (path) => read(store, path),
    blobOf: (path) => {
      const entry = store.entries.get(path);
      return entry !== undefined && isRegular.has(entry.mode) && entry.size <= fileSizeLimit ? entry.id : undefined;
    },
    expect: (paths) => {
      store.expected = paths.filter((path) => store.entries.has(path));
    },
  };
}

function read(store: Store, path: string): TreeFile | Unreadable | undefined {
  const entry = store.entries.get(path);
  if (entry === undefined) {
    const link = linkAbove(store, path);
    return link && linkTo(targetOf(store, link));
  }
  if (entry.mode === '120000') return linkTo(targetOf(store, entry));
  if (!isRegular.has(entry.mode)) return special(entry.mode === '160000' ? 'a submodule' : `of mode ${entry.mode}`);
  if (entry.size > fileSizeLimit) return tooLarge(entry.size);
  const bytes = store.kept.get(entry.id) ?? fetched(store, entry);
  return bytes instanceof Uint8Array ? fileOfBlob(entry.id, bytes) : bytes;
}

/** A link that stands where a folder of this path should. */
function linkAbove({ entries }: Store, path: string): TreeEntry | undefined {
  if (!isTreePath(path)) return undefined;
  const folder = foldersAbove(path).find((above) => entries.get(above)?.mode === '120000');
  return folder === undefined ? undefined : entries.get(folder);
}

function targetOf({ objects }: Store, entry: TreeEntry): string {
  if (entry.size > fileSizeLimit) return '';
  const blobs = objects.readBlobs([entry.id]);
  return blobs.ok ? new TextDecoder().decode(blobs.value.get(entry.id)) : '';
}

/** Fetches a blob together with those that are likely to be read after it. */
function fetched(store: Store, entry: TreeEntry): Uint8Array | Unreadable {
  const blobs = store.objects.readBlobs(batchFrom(store, entry));
  if (!blobs.ok) return unreadable(blobs.detail);
  for (const [id, bytes] of blobs.value) keep(store, id, bytes);
  return blobs.value.get(entry.id) ?? unreadable('the repository has lost this object');
}

/** What is expected from here on; else the whole top folder, or what follows in it where it is large. */
function batchFrom(store: Store, entry: TreeEntry): readonly BlobId[] {
  const position = store.expected.indexOf(entry.path);
  if (position !== -1) {
    store.expected = store.expected.slice(position);
    return fitting(store, store.expected).ids;
  }
  const top = entry.path.includes('/') ? (entry.path.split('/', 1)[0] ?? '') : undefined;
  const beside = store.paths.filter((path) => (top === undefined ? !path.includes('/') : isUnder(path, top)));
  const whole = fitting(store, beside);
  return whole.ids.includes(entry.id) ? whole.ids : fitting(store, beside.slice(beside.indexOf(entry.path))).ids;
}

/** As many blobs of these files as are fetched at once, from the first on, without those at hand. */
function fitting(store: Store, paths: readonly string[]): { readonly ids: readonly BlobId[] } {
  const ids: BlobId[] = [];
  let bytes = 0;
  for (const path of paths) {
    const entry = store.entries.get(path);
    if (entry === undefined || !isRegular.has(entry.mode) || entry.size > fileSizeLimit || store.kept.has(entry.id))
      continue;
    bytes += entry.size;
    if (bytes > fetchLimit && ids.length > 0) break;
    ids.push(entry.id);
  }
  return { ids };
}

/** Keeps a blob, and lets the oldest go: a file is mostly read once, soon after it came. */
function keep(store: Store, id: BlobId, bytes: Uint8Array): void {
  if (store.kept.has(id)) return;
  store.kept.set(id, bytes);
  store.keptBytes += bytes.length;
  for (const [oldest, content] of store.kept) {
    if (store.keptBytes <= keepLimit) break;
    store.kept.delete(oldest);
    store.keptBytes -= content.length;
  }
}
