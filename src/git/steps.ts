/** The steps of a branch along its first parents, read by few processes however long it is. */

import type { BroughtStep, HistoryRequest, HistoryStep, Stretch } from '../core/history.ts';
import type { CommitId } from '../core/objects.ts';
import { byteOrder } from '../core/order.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { ChangedPath } from '../core/refs.ts';
import { commitsSaid, type KnownPeople, type SaidCommit } from './commits-said.ts';
import { type ChangedFolder, changedTops, type ChangedTree, compareFolders, emptyTrees } from './differences.ts';
import { broughtIn, firstParents, type Line, listCommits } from './first-parents.ts';
import { isObjectId, isPath } from './names.ts';
import type { Store } from './store.ts';

/** The steps that changed something below the asked paths; `ends` are commits whose parents are not here. */
export async function stepsOf(
  store: Store,
  { since, until, paths }: HistoryRequest,
  ends: ReadonlySet<string>,
): Promise<Outcome<Stretch>> {
  if (![until, since ?? until].every(isObjectId)) return failed('gone', 'no such commit');
  if (paths.length === 0 || !paths.every(isPath)) return failed('gone', 'no such folder');
  const listed = await listCommits(store, since, until);
  if (!listed.ok) return listed;
  const line = listed.value;
  const chain = firstParents(line, until);
  const last = chain.at(-1);
  if (since === undefined && last === undefined) return failed('gone', `no commit ${until}`);
  const reached = last === undefined ? until : line.ids[line.firsts[last] ?? -1];
  if (since !== undefined && reached !== since) return failed('denied', `${since} is not on the branch`);
  return stepsAlong(store, { line, paths, ...cutOff(line, chain, ends) });
}

/** The places of a branch's steps, newest first, and what the last of them is compared with. */
interface Chain {
  readonly chain: readonly number[];
  readonly base: CommitId | undefined;
}

function cutOff(line: Line, chain: readonly number[], ends: ReadonlySet<string>): Chain {
  const cut = chain.findIndex((place) => ends.has(line.ids[place] ?? ''));
  const kept = cut === -1 ? chain : chain.slice(0, cut);
  return { chain: kept, base: line.ids[(cut === -1 ? line.firsts[chain.at(-1) ?? -1] : chain[cut]) ?? -1] };
}

async function stepsAlong(
  store: Store,
  { line, chain, base, paths }: Chain & Pick<HistoryRequest, 'paths'> & { readonly line: Line },
): Promise<Outcome<Stretch>> {
  const people: KnownPeople = new Map();
  const ids = [...chain.flatMap((place) => line.ids[place] ?? []), ...(base === undefined ? [] : [base])];
  const read = await each(halvesOf(ids), (half) => commitsSaid(store, half, people));
  if (!read.ok) return read;
  const commits = read.value.flat();
  const before = base === undefined ? [emptyTrees[store.hash]] : [];
  const trees = [...commits.map(({ tree }) => tree), ...before];
  const changes = new Map<number, ChangedPath[]>();
  const note = (step: number, path: ChangedPath): void => {
    const noted = changes.get(step);
    if (noted === undefined) changes.set(step, [path]);
    else noted.push(path);
  };
  const tops = await each(halvesOf(changedTrees(trees)), (half) =>
    compareFolders(store, changedTops(store, half, paths), note),
  );
  if (!tops.ok) return tops;
  const touching = new Set([...changes.keys(), ...tops.value.flat().map(({ step }) => step)]);
  const brought = broughtIn(line, chain, { wanted: touching, limit: broughtLimit });
  const [compared, others] = await Promise.all([
    each(tops.value, (half) => compareAll(store, half, note)),
    commitsSaid(store, [...brought.values()].flat(), people),
  ]);
  if (!compared.ok) return compared;
  if (!others.ok) return others;
  return succeeded({
    steps: commits.flatMap(({ said }, step) => stepOf(said, changes.get(step))),
    brought: broughtBySteps({ commits, changes, brought, others: others.value }),
  });
}

/** Of the trees of a branch, newest first, each is followed by the one before its step. */
function changedTrees(trees: readonly string[]): readonly ChangedTree[] {
  const changed: ChangedTree[] = [];
  for (const [step, after] of trees.entries()) {
    const before = trees[step + 1] ?? after;
    if (after !== before) changed.push({ step, after, before });
  }
  return changed;
}

/** The most commits that are told of one merge. */
const broughtLimit = 1000;

/** Folder by folder down to the files. */
async function compareAll(
  store: Store,
  tops: readonly ChangedFolder[],
  note: (step: number, path: ChangedPath) => void,
): Promise<Outcome<undefined>> {
  let folders = tops;
  while (folders.length > 0) {
    const within = await compareFolders(store, folders, note);
    if (!within.ok) return within;
    folders = within.value;
  }
  return succeeded(undefined);
}

/** What is long, in two: most of the work is git's, and most machines have another core for it. */
function halvesOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  const middle = all.length >> 1;
  return all.length < worthTwo ? [all] : [all.slice(0, middle), all.slice(middle)];
}

const worthTwo = 2000;

/** Reads all parts at a time. */
async function each<T, R>(parts: readonly T[], read: (part: T) => Promise<Outcome<R>>): Promise<Outcome<readonly R[]>> {
  const values: R[] = [];
  for (const done of await Promise.all(parts.map(read))) {
    if (!done.ok) return done;
    values.push(done.value);
  }
  return succeeded(values);
}

function stepOf(
  { id, parents, author, committer, message }: BroughtStep,
  changes: ChangedPath[] | undefined,
): readonly HistoryStep[] {
  if (changes === undefined) return [];
  if (changes.length > 1) changes.sort((a, b) => byteOrder(a.path, b.path));
  return [{ id, parents, author, committer, message, changes }];
}

interface Brought {
  readonly commits: readonly SaidCommit[];
  readonly changes: ReadonlyMap<number, unknown>;
  readonly brought: ReadonlyMap<number, readonly CommitId[]>;
  /** One merge's after the other's. */
  readonly others: readonly SaidCommit[];
}

function broughtBySteps({ commits, changes, brought, others }: Brought): Stretch['brought'] {
  const bySteps = new Map<CommitId, readonly BroughtStep[]>();
  let next = 0;
  for (const [step, { length }] of brought) {
    const merge = commits[step]?.said.id;
    if (merge !== undefined && changes.has(step))
      bySteps.set(
        merge,
        others.slice(next, next + length).map(({ said }) => said),
      );
    next += length;
  }
  return bySteps;
}
