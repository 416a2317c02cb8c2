/** The steps of a branch along its first parents, read by few processes however long it is. */

import { Channel } from '../core/channel.ts';
import type { BroughtStep, HistoryRequest, HistoryStep, Stretch } from '../core/history.ts';
import type { CommitId } from '../core/objects.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import { findObjects } from './batch.ts';
import type { SaidCommit } from './commits-said.ts';
import { compareStepsAside } from './compare-aside.ts';
import { type ChangedStep, compareSteps } from './differences.ts';
import { emptyTrees } from './each-tree.ts';
import { broughtIn, type Line, listCommits } from './first-parents.ts';
import { isObjectId, isPath } from './names.ts';
import type { Store } from './store.ts';

/** Steps are told while others are being found; `ends` are commits whose parents are not here. */
export async function stepsOf(
  store: Store,
  { since, until, paths, meanwhile }: HistoryRequest,
  ends: ReadonlySet<string>,
): Promise<Outcome<Stretch>> {
  if (![until, since ?? until].every(isObjectId)) return failed('gone', 'no such commit');
  if (paths.length === 0 || !paths.every(isPath)) return failed('gone', 'no such folder');
  const commits: SaidCommit[] = [];
  const trees = new Channel<string>();
  const steps = new Map<number, HistoryStep>();
  const compare = since === undefined ? compareStepsAside : compareSteps;
  const [listed, compared] = await Promise.all([
    listSteps(store, { since, until, ends }, { commits, trees }),
    compare(store, { trees, paths }, (lot) => {
      const found = lot.flatMap((changed) => stepIn(commits, changed));
      for (const [at, step] of found) steps.set(at, step);
      meanwhile?.(found.map(([, step]) => step));
    }),
  ]);
  if (!listed.ok) return listed;
  if (!compared.ok) return compared;
  const brought = new Map<CommitId, readonly BroughtStep[]>();
  for (const [at, found] of broughtIn(listed.value, broughtLimit)) {
    const merge = steps.get(at);
    if (merge !== undefined) brought.set(merge.id, found);
  }
  return succeeded({ steps: [...steps.values()], brought });
}

/** The most commits that are told of one merge. */
const broughtLimit = 1000;

interface Listed {
  /** Of the steps, newest first. */
  readonly commits: SaidCommit[];
  /** Of these commits, and after them the one before the last step; ended in any case. */
  readonly trees: Channel<string>;
}

async function listSteps(
  store: Store,
  { since, until, ends }: Pick<HistoryRequest, 'since' | 'until'> & { readonly ends: ReadonlySet<string> },
  { commits, trees }: Listed,
): Promise<Outcome<Line>> {
  let isCutOff = false;
  try {
    const listed = await listCommits(store, { since, until }, (commit) => {
      if (isCutOff) return;
      trees.add(commit.tree);
      isCutOff = ends.has(commit.said.id);
      if (!isCutOff) commits.push(commit);
    });
    if (!listed.ok) return listed;
    const isRight = isOfBranch(listed.value, since, until);
    if (!isRight.ok) return isRight;
    if (isCutOff) return listed;
    const base = since === undefined ? succeeded(emptyTrees[store.hash]) : treeOf(store, since);
    if (!base.ok) return base;
    trees.add(base.value);
    return listed;
  } finally {
    trees.end();
  }
}

function isOfBranch({ chain, ids, firsts }: Line, since: CommitId | undefined, until: CommitId): Outcome<undefined> {
  const last = chain.at(-1);
  if (since === undefined) return last === undefined ? failed('gone', `no commit ${until}`) : succeeded(undefined);
  const reached = last === undefined ? until : ids[firsts[last] ?? -1];
  return reached === since ? succeeded(undefined) : failed('denied', `${since} is not on the branch`);
}

function treeOf(store: Store, commit: CommitId): Outcome<string> {
  const found = findObjects(store, [`${commit}^{tree}`]);
  if (!found.ok) return found;
  const tree = found.value[0]?.id;
  return tree === undefined ? failed('gone', 'a commit is not here') : succeeded(tree);
}

/** A step, and its number. */
function stepIn(
  commits: readonly SaidCommit[],
  { step, changes }: ChangedStep,
): readonly (readonly [number, HistoryStep])[] {
  const said = commits[step]?.said;
  if (said === undefined) return [];
  const { id, parents, author, committer, message } = said;
  return [[step, { id, parents, author, committer, message, changes }]];
}
