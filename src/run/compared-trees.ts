/** Which two trees are compared: named revisions, or the branch point and the files that lie in the folder. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { CommitId } from '../core/objects.ts';
import type { Tree } from '../core/tree.ts';
import { openRepository, type Repository } from '../git/git.ts';
import { revisionTree } from '../tree/revision.ts';
import { workingTree } from '../tree/working.ts';

export interface ComparedTrees {
  readonly base: Tree;
  readonly head: Tree;
  /** What the base is where nobody named it: `where feature left main`. */
  readonly chosen: string | undefined;
}

/** Revisions by name; undefined means the branch point for the base, the files in the folder for the head. */
export interface Named {
  readonly base: string | undefined;
  readonly head: string | undefined;
}

/** `gone` where a revision does not exist, or none is named and none can be chosen; `unreachable` where git fails. */
export function comparedTrees(folder: string, named: Named): Outcome<ComparedTrees> {
  const repository = openRepository(folder);
  if (repository === undefined) return failed('unreachable', `${folder} is not in a git repository`);
  const headName = named.head ?? (repository.bare ? 'HEAD' : undefined);
  const head = headName === undefined ? succeeded(workingTree(folder)) : revisionTree(repository, headName);
  if (!head.ok) return head;
  if (named.base !== undefined)
    return withBase(repository, { revision: named.base, name: named.base, chosen: undefined }, head.value);
  const point = branchPoint(repository, headName ?? 'HEAD');
  return point.ok ? withBase(repository, point.value, head.value) : point;
}

interface Base {
  readonly revision: string;
  /** How it is called in what is shown. */
  readonly name: string;
  readonly chosen: string | undefined;
}

function withBase(repository: Repository, { revision, name, chosen }: Base, head: Tree): Outcome<ComparedTrees> {
  const base = revisionTree(repository, revision);
  return base.ok ? succeeded({ base: { ...base.value, name }, head, chosen }) : base;
}

/** The branches that others leave from, the first that is there. */
const trunks = [
  ['refs/remotes/origin/HEAD', 'origin/HEAD'],
  ['refs/heads/main', 'main'],
  ['refs/heads/master', 'master'],
] as const;

/** Where a revision left the trunk; the revision itself where it never did, or where there is no trunk. */
function branchPoint(repository: Repository, head: string): Outcome<Base> {
  const commit = repository.resolve(head);
  if (commit === undefined)
    return failed('gone', head === 'HEAD' ? 'there is no commit yet to compare with' : `there is no commit ${head}`);
  const itself = { revision: commit, name: head, chosen: head };
  for (const [ref, trunk] of trunks) {
    const tip = repository.resolve(ref);
    if (tip === undefined) continue;
    const point = repository.mergeBase(commit, tip);
    if (point === undefined)
      return failed('gone', `${head} and ${trunk} have no commit in common: say what to compare with`);
    return succeeded(
      point === commit
        ? itself
        : { revision: point, name: short(point), chosen: `${short(point)}, where ${head} left ${trunk}` },
    );
  }
  return succeeded(itself);
}

function short(commit: CommitId): string {
  return commit.slice(0, 12);
}
