/**
 * What thousands of runs ask of git again and again, asked once: answers that follow from the id of an object alone, and
 * so are the same in every copy of a world. Refs are never remembered.
 */

import type { CommitId } from '../../src/core/objects.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import type { Repository } from '../../src/git/git.ts';

/** The repository, remembering what cannot change. */
export function remembering(repository: Repository): Repository {
  return {
    ...repository,
    resolve: (revision) =>
      isId(revision)
        ? recalled(`resolve ${revision}`, () => repository.resolve(revision))
        : repository.resolve(revision),
    mergeBase: (a, b) => recalled(`base ${a} ${b}`, () => repository.mergeBase(a, b)),
    listTree: (commit, folder) =>
      recalledOutcome(`tree ${commit} ${folder}`, () => repository.listTree(commit, folder)),
    commitsBetween: (since, until, limit) =>
      recalledOutcome(`log ${since ?? ''} ${until} ${limit}`, () => repository.commitsBetween(since, until, limit)),
    commit: (id) => recalledOutcome(`commit ${id}`, () => repository.commit(id)),
    changesOf: (commits) => recalledAll(`changes ${commits.join(' ')}`, commits, () => repository.changesOf(commits)),
    conflictsWith: (base, heads) =>
      recalledOutcome(`conflicts ${base} ${heads.join(' ')}`, () => repository.conflictsWith(base, heads)),
    readBlobs: (ids) => recalledAll(`blobs ${ids.join(' ')}`, ids, () => repository.readBlobs(ids)),
  };
}

const memory = new Map<string, unknown>();

/** Something that is not there may come later. */
function recalled<T>(key: string, ask: () => T | undefined): T | undefined {
  const known = memory.get(key) as T | undefined; // each kind of key has its own type
  if (known !== undefined) return known;
  const answer = ask();
  if (answer !== undefined) memory.set(key, answer);
  return answer;
}

function recalledOutcome<T>(key: string, ask: () => Outcome<T>): Outcome<T> {
  const known = memory.get(key) as Outcome<T> | undefined; // each kind of key has its own type
  if (known !== undefined) return known;
  const answer = ask();
  if (answer.ok) memory.set(key, answer);
  return answer;
}

/** Where one of these is not there, the answer is short of it, and may be longer later. */
function recalledAll<T extends ReadonlyMap<string, unknown>>(
  key: string,
  names: readonly string[],
  ask: () => Outcome<T>,
): Outcome<T> {
  const known = memory.get(key) as Outcome<T> | undefined; // each kind of key has its own type
  if (known !== undefined) return known;
  const answer = ask();
  if (answer.ok && answer.value.size === new Set(names).size) memory.set(key, answer);
  return answer;
}

function isId(revision: string): revision is CommitId {
  return /^[0-9a-f]{40}$/.test(revision);
}
