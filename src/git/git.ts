/** A repository, as far as the product reads it: revisions, trees, blobs. */

import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { CommitId, Objects, TreeEntry } from '../core/objects.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { BlobId } from '../core/tree.ts';
import { runGit, type Workplace } from './command.ts';

/** An opened repository: its objects, and what is read of its history. */
export interface Repository extends Objects {
  /** Whether it has no files of its own beside it. */
  readonly bare: boolean;
  /** The best common ancestor of two commits, or undefined. */
  mergeBase(a: CommitId, b: CommitId): CommitId | undefined;
}

/**
 * The repository that a folder belongs to: the nearest `.git` on the way up, or the folder itself where it is a bare
 * repository. Undefined where there is none, or no git.
 */
export function openRepository(directory: string): Repository | undefined {
  const found = workplaceOf(directory);
  if (found === undefined || !runGit(found.workplace, { arguments: ['rev-parse', '--git-dir'] }).ok) return undefined;
  const { workplace, prefix } = found;
  return {
    prefix,
    bare: workplace.gitDirectory === workplace.directory,
    resolve: (revision) => resolved(workplace, revision),
    mergeBase: (a, b) => commitIn(runGit(workplace, { arguments: ['merge-base', '--end-of-options', a, b] })),
    listTree: (commit, under) => entriesOf(workplace, commit, under),
    readBlobs: (ids) => blobsOf(workplace, ids),
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
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

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

function isCommitId(text: string): text is CommitId {
  return objectId.test(text);
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

function blobsOf(workplace: Workplace, ids: readonly BlobId[]): Outcome<ReadonlyMap<BlobId, Buffer>> {
  const wanted = [...new Set(ids)].filter((id) => objectId.test(id));
  if (wanted.length === 0) return succeeded(new Map());
  const said = runGit(workplace, { arguments: ['cat-file', '--batch', '--buffer'], input: `${wanted.join('\n')}\n` });
  return said.ok ? blobsIn(said.value) : said;
}

/** For each id one line `ID SP TYPE SP SIZE`, its content and a line feed; or a line that ends in `missing`. */
function blobsIn(said: Buffer): Outcome<ReadonlyMap<BlobId, Buffer>> {
  const blobs = new Map<BlobId, Buffer>();
  let at = 0;
  while (at < said.length) {
    const lineEnd = said.indexOf(0x0a, at);
    if (lineEnd === -1) return failed('unreachable', 'git broke off in the middle of an answer');
    const [id = '', type = '', size] = said.toString('latin1', at, lineEnd).split(' ');
    at = lineEnd + 1;
    if (size === undefined) continue;
    const end = at + Number(size);
    if (!(end < said.length)) return failed('unreachable', 'git broke off in the middle of a file');
    if (type === 'blob') blobs.set(id, said.subarray(at, end));
    at = end + 1;
  }
  return succeeded(blobs);
}
