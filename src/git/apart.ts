/** Branches of which it is plain, without a merge, that they merge. */

import type { CommitId } from '../core/objects.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import type { ChangedPath, CommitChange } from '../core/refs.ts';
import { changesOf } from './changes.ts';
import { runGit } from './command.ts';
import { changedPaths } from './commits.ts';
import type { Store } from './store.ts';

/**
 * The heads that are one commit beyond something that `base` contains, and change only files that `base` has left as
 * they were there. A merge costs what the folder costs in which it takes place; this costs what the commit changes.
 */
export function plainlyClean(store: Store, base: CommitId, heads: readonly CommitId[]): Outcome<ReadonlySet<CommitId>> {
  const changes = changesOf(store, heads);
  if (!changes.ok) return changes;
  const parents = [...new Set([...changes.value.values()].flatMap(onlyParentOf))];
  const contained = containedIn(store, base, parents);
  if (!contained.ok) return contained;
  const touched = new Map<CommitId, ReadonlySet<string>>();
  for (const parent of contained.value.slice(0, mostParents)) {
    const paths = changedPaths(store, parent, base);
    if (!paths.ok) return paths;
    touched.set(parent, new Set(paths.value.map(({ path }) => path)));
  }
  const clean = [...changes.value].filter(([, change]) => {
    const [parent] = onlyParentOf(change);
    const others = parent && touched.get(parent);
    return others !== undefined && change.paths.every((path) => isEdit(path) && !others.has(path.path));
  });
  return succeeded(new Set(clean.map(([head]) => head)));
}

/** Branches start from few commits; where they do not, the rest are merged. */
const mostParents = 20;

function onlyParentOf({ parents }: CommitChange): readonly CommitId[] {
  return parents.length === 1 ? parents : [];
}

/** A file that is there before and after: nothing that could stand where something else is put, or be moved along. */
function isEdit({ from, to }: ChangedPath): boolean {
  return from !== undefined && from.mode === to?.mode && from.mode.startsWith('100');
}

function containedIn(store: Store, base: CommitId, commits: readonly CommitId[]): Outcome<readonly CommitId[]> {
  const said = runGit(store, { arguments: ['rev-list', '--stdin'], input: [`^${base}`, ...commits, ''].join('\n') });
  if (!said.ok) return said;
  const beyond = new Set<string>(said.value.toString('latin1').split('\n'));
  return succeeded(commits.filter((commit) => !beyond.has(commit)));
}
