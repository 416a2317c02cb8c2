/** Commits, read: what they say of themselves, which lie between two, and which files differ. */

import type { CommitId } from '../core/objects.ts';
import { byteOrder } from '../core/order.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { ChangedPath, Commit } from '../core/refs.ts';
import { readObjects, type StoredObject } from './batch.ts';
import { runGit } from './command.ts';
import { readIdentity } from './identity.ts';
import { isCommitId, isObjectId } from './names.ts';
import type { Store } from './store.ts';

/** A commit by its id; `gone` where there is no such commit. */
export function commitOf(store: Store, id: CommitId): Outcome<Commit> {
  const commits = commitsOf(store, [id]);
  const [commit] = commits.ok ? commits.value : [];
  return commits.ok ? (commit === undefined ? failed('gone', `no commit ${id}`) : succeeded(commit)) : commits;
}

export interface Stretch {
  /** Undefined goes back to the very first. */
  readonly since: string | undefined;
  readonly until: string;
  readonly limit: number;
}

/** The commits from `until` back to, and without, what `since` reaches; newest first. */
export function commitsBetween(store: Store, stretch: Stretch): Outcome<readonly Commit[]> {
  const ids = idsBetween(store, stretch);
  return ids.ok ? commitsOf(store, ids.value) : ids;
}

/** The ids of these commits alone. */
export function idsBetween(store: Store, { since, until, limit }: Stretch): Outcome<readonly CommitId[]> {
  const ends = since === undefined ? [until] : [until, `^${since}`];
  if (![until, since ?? until].every(isObjectId)) return failed('gone', 'no such commit');
  const said = runGit(store, {
    arguments: ['rev-list', `--max-count=${String(limit)}`, '--end-of-options', ...ends],
  });
  return said.ok ? succeeded(said.value.toString('latin1').split('\n').filter(isCommitId)) : said;
}

/** The commit's own bytes are read, because what git prints of them can be made to look like two of them. */
function commitsOf(store: Store, ids: readonly CommitId[]): Outcome<readonly Commit[]> {
  const objects = isObjectIds(ids) ? readObjects(store, ids) : failed('gone', 'no such commit');
  if (!objects.ok) return objects;
  const commits = objects.value.flatMap((object) => (object?.type === 'commit' ? [commitIn(object)] : []));
  return commits.length === ids.length ? succeeded(commits) : failed('gone', 'a commit is not here');
}

function isObjectIds(ids: readonly string[]): boolean {
  return ids.every(isObjectId);
}

/** The newest commit along the first parents whose committer's date, in seconds, is not later; undefined where there is none. */
export function tipBy(store: Store, tip: CommitId, seconds: number): CommitId | undefined {
  const said = runGit(store, {
    arguments: ['rev-list', '--first-parent', '--max-count=1', `--min-age=${String(seconds)}`, '--end-of-options', tip],
  });
  const id = said.ok ? said.value.toString('latin1').trim() : '';
  return isCommitId(id) ? id : undefined;
}

export function commitIn({ id, content }: StoredObject): Commit {
  const { headers, message } = splitObject(content);
  const named = (name: string): readonly string[] =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  if (!isCommitId(id)) throw new Error(`git named a commit ${id}`);
  return {
    id,
    parents: named('parent').filter(isCommitId),
    author: readIdentity(named('author')[0] ?? ''),
    committer: readIdentity(named('committer')[0] ?? ''),
    message,
  };
}

/** A commit's or a tag's header lines, continued lines left out, and the text after the first empty line. */
export function splitObject(content: Buffer): { readonly headers: readonly string[]; readonly message: string } {
  const text = content.toString('utf8');
  const end = text.indexOf('\n\n');
  const head = end === -1 ? text : text.slice(0, end);
  return {
    headers: head.split('\n').filter((line) => !line.startsWith(' ')),
    message: end === -1 ? '' : text.slice(end + 2),
  };
}

/** The paths that differ, without looking for renames; in byte order. Nothing that is configured hides one. */
export function changedPaths(store: Store, from: CommitId, to: CommitId): Outcome<readonly ChangedPath[]> {
  const options = ['-r', '-z', '--raw', '--no-renames', '--no-relative', '--ignore-submodules=none', '--no-abbrev'];
  const said = runGit(store, { arguments: ['diff-tree', ...options, '--end-of-options', from, to] });
  if (!said.ok) return said;
  const fields = said.value.toString('utf8').split('\0').slice(0, -1);
  const changed: ChangedPath[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) changed.push(changeIn(fields[at] ?? '', fields[at + 1] ?? ''));
  return succeeded(changed.toSorted((a, b) => byteOrder(a.path, b.path)));
}

/** `:MODE SP MODE SP ID SP ID SP LETTER`; the mode 000000 where there is no file. */
export function changeIn(line: string, path: string): ChangedPath {
  const [fromMode = '', toMode = '', fromId = '', toId = ''] = line.slice(1).split(' ');
  return { path, from: sideOf(fromMode, fromId), to: sideOf(toMode, toId) };
}

function sideOf(mode: string, id: string): ChangedPath['from'] {
  return mode === '000000' ? undefined : { mode, id };
}
