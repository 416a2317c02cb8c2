/** What each of many commits did to its first parent, asked of one process. */

import type { CommitId } from '../core/objects.ts';
import { byteOrder } from '../core/order.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import type { ChangedPath, CommitChange } from '../core/refs.ts';
import { readObjects } from './batch.ts';
import { runGit } from './command.ts';
import { changeIn, commitIn } from './commits.ts';
import { isCommitId, isObjectId } from './names.ts';
import type { Store } from './store.ts';

/** Commits that are not here are left out. A merge names its parents, and no paths. */
export function changesOf(store: Store, commits: readonly CommitId[]): Outcome<ReadonlyMap<CommitId, CommitChange>> {
  const wanted = [...new Set(commits)].filter(isObjectId);
  if (wanted.length === 0) return succeeded(new Map());
  const objects = readObjects(store, wanted);
  if (!objects.ok) return objects;
  const found = objects.value.flatMap((object) => (object?.type === 'commit' ? [commitIn(object)] : []));
  const options = [
    '-r',
    '-z',
    '--raw',
    '--root',
    '--no-renames',
    '--no-relative',
    '--ignore-submodules=none',
    '--no-abbrev',
  ];
  const said = runGit(store, {
    arguments: ['diff-tree', '--stdin', ...options],
    input: found.map(({ id }) => `${id}\n`).join(''),
  });
  if (!said.ok) return said;
  const paths = pathsByCommit(said.value.toString('utf8'));
  return succeeded(new Map(found.map(({ id, parents }) => [id, { parents, paths: paths.get(id) ?? [] }])));
}

/** For each commit that changes something its id, and for each path a line `:…` and the path; each ends in NUL. */
function pathsByCommit(said: string): ReadonlyMap<CommitId, readonly ChangedPath[]> {
  const changes = new Map<CommitId, ChangedPath[]>();
  let current: ChangedPath[] = [];
  const fields = said.split('\0');
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    if (isCommitId(field)) changes.set(field, (current = []));
    else if (field.startsWith(':')) current.push(changeIn(field, fields[(at += 1)] ?? ''));
  }
  for (const paths of changes.values()) paths.sort((a, b) => byteOrder(a.path, b.path));
  return changes;
}
