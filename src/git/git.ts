/** A repository, as far as the product needs it: revisions, trees, blobs, and what is written to it. */

import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { CommitId, Objects, TreeEntry } from '../core/objects.ts';
import type { History } from '../core/history.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { Changes, RefWriter, Refs } from '../core/refs.ts';
import type { BlobId } from '../core/tree.ts';
import { readObjects } from './batch.ts';
import { changesOf } from './changes.ts';
import { runGit, type Workplace } from './command.ts';
import { changedPaths, commitOf, commitsBetween, idsBetween, splitObject, tipBy } from './commits.ts';
import { makeCommits } from './drafts.ts';
import { historyOf } from './history.ts';
import { readLoose } from './loose.ts';
import { conflictsWith, makeMerge } from './merge.ts';
import { isCommitId, isObjectId } from './names.ts';
import { refWriterOf } from './ref-writer.ts';
import { listRefs, moveRefs } from './refs.ts';
import type { Store } from './store.ts';
import { readTag, verifyTag } from './tags.ts';

/** An opened repository: its objects and refs, and what is read of its history. */
export interface Repository extends Objects, Refs, Changes, History {
  /** Whether it has no files of its own beside it. */
  readonly bare: boolean;
  /** Where it is, for `openRemote`. */
  readonly store: Store;
  /** For many moves of refs. */
  readonly refWriter: () => RefWriter;
  /** The best common ancestor of two commits, or undefined. */
  mergeBase(a: CommitId, b: CommitId): CommitId | undefined;
  /** What a branch's tip was at an instant, in seconds since 1970, as the commits along its first parents say. */
  tipBy(tip: CommitId, seconds: number): CommitId | undefined;
}

/**
 * The repository that a folder belongs to: the nearest `.git` on the way up, or the folder itself where it is a bare
 * repository. Undefined where there is none, or no git.
 */
export function openRepository(directory: string): Repository | undefined {
  const found = workplaceOf(directory);
  const store = found && storeOf(found.workplace);
  if (store === undefined) return undefined;
  return {
    ...historyOf(store),
    prefix: found?.prefix ?? '',
    bare: store.gitDirectory === store.directory,
    store,
    resolve: (revision) => resolved(store, revision),
    mergeBase: (a, b) => mergeBase(store, a, b),
    tipBy: (tip, seconds) => tipBy(store, tip, seconds),
    listTree: (commit, under) => entriesOf(store, commit, under),
    readBlobs: (ids) => blobsOf(store, ids),
    listRefs: (prefix) => listRefs(store, prefix),
    moveRefs: (moves) => moveRefs(store, moves),
    refWriter: () => refWriterOf(store),
    makeCommits: (drafts) => makeCommits(store, drafts),
    commitsBetween: (since, until, limit) => commitsBetween(store, { since, until, limit }),
    idsBetween: (since, until, limit) => idsBetween(store, { since, until, limit }),
    commit: (id) => commitOf(store, id),
    changesOf: (commits) => changesOf(store, commits),
    changedPaths: (from, to) => changedPaths(store, from, to),
    makeMerge: (ours, theirs, said) => makeMerge(store, { ours, theirs, said }),
    conflictsWith: (base, heads) => conflictsWith(store, base, heads),
    readTag: (ref) => readTag(store, ref),
    verifyTag: (ref, allowedSigners) => verifyTag(store, ref, allowedSigners),
  };
}

interface Found {
  readonly workplace: Workplace;
  readonly prefix: string;
}

function workplaceOf(directory: string): Found | undefined {
  const start = realOf(directory);
  if (start === undefined) return undefined;
  for (let at = start; ; at = dirname(at)) {
    const gitDirectory = join(at, '.git');
    if (exists(gitDirectory)) {
      const prefix = relative(at, start).split(sep).join('/');
      return { workplace: { gitDirectory, directory: at }, prefix };
    }
    if (dirname(at) === at) break;
  }
  const isBare = ['HEAD', 'objects', 'refs'].every((name) => exists(join(start, name)));
  return isBare ? { workplace: { gitDirectory: start, directory: start }, prefix: '' } : undefined;
}

function realOf(directory: string): string | undefined {
  try {
    return realpathSync(directory);
  } catch {
    return undefined;
  }
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Something on the way is a file.
    return false;
  }
}

/** A folder's name may hold a line feed, so the format, which never does, is asked for last. */
function storeOf(workplace: Workplace): Store | undefined {
  const plain = plainStore(workplace);
  if (plain !== undefined) return plain;
  const asked = ['--path-format=absolute', '--git-path', 'objects', '--show-object-format'];
  const said = runGit(workplace, { arguments: ['rev-parse', ...asked] });
  if (!said.ok) return undefined;
  const [, objects, format] = /^(.*)\n(sha1|sha256)\n$/s.exec(said.value.toString('utf8')) ?? [];
  if (objects === undefined) return undefined;
  return { ...workplace, objects, hash: format === 'sha256' ? 'sha256' : 'sha1' };
}

/**
 * Where its files alone say what git would: a folder with objects of its own, whose configuration is the usual one and
 * takes in no other. Each command asks more than once, and a process costs more than a file.
 */
function plainStore(workplace: Workplace): Store | undefined {
  const { gitDirectory } = workplace;
  const isPlain = ['HEAD', 'refs', 'objects'].every((name) => exists(join(gitDirectory, name)));
  if (!isPlain || exists(join(gitDirectory, 'commondir'))) return undefined;
  const configured = textOf(join(gitDirectory, 'config'));
  if (configured === undefined || /extensions|include|repositoryformatversion\s*=\s*[^0\s]/i.test(configured))
    return undefined;
  const at = realOf(gitDirectory);
  return at === undefined ? undefined : { ...workplace, objects: join(at, 'objects'), hash: 'sha1' };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A name is at most this long, and never an option. */
const nameLimit = 1000;

function resolved(workplace: Workplace, revision: string): CommitId | undefined {
  // No control character can be in a name of git.
  if (revision === '' || revision.length > nameLimit || revision.startsWith('-') || /\p{Cc}/u.test(revision))
    return undefined;
  const name = `${revision}^{commit}`;
  return commitIn(runGit(workplace, { arguments: ['rev-parse', '--verify', '--quiet', '--end-of-options', name] }));
}

function commitIn(said: Outcome<Buffer>): CommitId | undefined {
  const id = said.ok ? said.value.toString('latin1').trim() : '';
  return isCommitId(id) ? id : undefined;
}

function mergeBase(store: Store, a: CommitId, b: CommitId): CommitId | undefined {
  // Mostly one is a single step on the other, and says so itself.
  if (isChild(store, b, a)) return a;
  if (isChild(store, a, b)) return b;
  return commitIn(runGit(store, { arguments: ['merge-base', '--end-of-options', a, b] }));
}

function isChild({ objects }: Store, id: CommitId, parent: CommitId): boolean {
  const object = isObjectId(id) ? readLoose(objects, id) : undefined;
  return object?.type === 'commit' && splitObject(object.content).headers.includes(`parent ${parent}`);
}

function entriesOf(workplace: Workplace, commit: CommitId, prefix: string): Outcome<readonly TreeEntry[]> {
  const tree = prefix === '' ? commit : `${commit}:${prefix}`;
  const said = runGit(workplace, { arguments: ['ls-tree', '-r', '-z', '-l', '--full-tree', '--end-of-options', tree] });
  if (said.ok) return succeeded(said.value.toString('utf8').split('\0').flatMap(entryOf));
  return said.why === 'gone' && isAbsent(workplace, commit, prefix) ? said : failed('unreachable', said.detail);
}

/** Whether a commit is sure to have no such folder; a broken repository must not pass for an empty fleet. */
function isAbsent(workplace: Workplace, commit: CommitId, prefix: string): boolean {
  if (prefix === '') return false;
  const said = runGit(workplace, {
    arguments: ['ls-tree', '-z', '-d', '--full-tree', '--end-of-options', commit, '--', prefix],
  });
  return said.ok && said.value.length === 0;
}

/** `MODE SP TYPE SP ID SP SIZE TAB PATH`, the size padded; `-` for a submodule, `BAD` for a lost object. */
function entryOf(line: string): readonly TreeEntry[] {
  const tab = line.indexOf('\t');
  if (tab === -1) return [];
  const [mode = '', , id = '', size = ''] = line.slice(0, tab).split(/ +/);
  return [{ path: line.slice(tab + 1), mode, id, size: Number(size) || 0 }];
}

function blobsOf(store: Store, ids: readonly BlobId[]): Outcome<ReadonlyMap<BlobId, Buffer>> {
  const read = readObjects(store, [...new Set(ids)].filter(isObjectId));
  if (!read.ok) return read;
  const blobs = read.value.filter((object) => object?.type === 'blob');
  return succeeded(new Map(blobs.flatMap((blob) => (blob === undefined ? [] : [[blob.id, blob.content]]))));
}
