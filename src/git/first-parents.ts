/** The commits of a branch, and which of them its first parents lead through. */

import type { BroughtStep } from '../core/history.ts';
import type { CommitId } from '../core/objects.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import { commitShown, type KnownPeople, type SaidCommit } from './commits-said.ts';
import type { Store } from './store.ts';
import { Fields, streamGit } from './stream.ts';

/** Commits by their places, each of which is given where the commit is first named. */
export interface Line {
  readonly ids: readonly CommitId[];
  /** By place, how many commits git has listed before; -1 for one that was only named, as a parent. */
  readonly ranks: readonly number[];
  /** By place, the place of the first parent; -1 where there is none. */
  readonly firsts: readonly number[];
  /** By the place of a merge, the places of its other parents. */
  readonly others: ReadonlyMap<number, readonly number[]>;
  /** By place, what a listed commit says. */
  readonly said: readonly (SaidCommit | undefined)[];
  /** From the tip to the last of the listed commits along first parents, newest first, by their places. */
  readonly chain: readonly number[];
}

/**
 * The commits that `until` reaches, and `since` does not, in the order of git, newest first. `follow` gets those of the
 * chain while others are still being listed.
 */
export async function listCommits(
  store: Store,
  { since, until }: { readonly since: CommitId | undefined; readonly until: CommitId },
  follow: (commit: SaidCommit) => void,
): Promise<Outcome<Line>> {
  const line = new Listing(until, follow);
  const ends = [until, ...(since === undefined ? [] : [`^${since}`])];
  const fields = new Fields(0, (bytes, start, end) => line.add(bytes.subarray(start, end)));
  const ran = await streamGit(store, {
    // Git takes a commit for a text that ends in a NUL, so that none can be made to look like two.
    arguments: ['rev-list', '--parents', '--header', '--encoding=none', '--end-of-options', ...ends],
    input: '',
    use: (part) => fields.take(part),
  });
  return ran.ok ? succeeded(line) : ran;
}

/** A line being listed; git writes each commit as a line `ID PARENT…`, and then as it shows it. */
class Listing implements Line {
  readonly ids: CommitId[] = [];
  readonly ranks: number[] = [];
  readonly firsts: number[] = [];
  readonly others = new Map<number, readonly number[]>();
  readonly said: (SaidCommit | undefined)[] = [];
  readonly chain: number[] = [];
  readonly #places = new Map<string, number>();
  readonly #people: KnownPeople = new Map();
  readonly #width: number;
  readonly #follow: (commit: SaidCommit) => void;
  #count = 0;
  /** The place of the chain's next commit. */
  #next: number;

  constructor(until: CommitId, follow: (commit: SaidCommit) => void) {
    this.#width = until.length;
    this.#follow = follow;
    this.#next = this.#placeOf(until);
  }

  add(bytes: Buffer): void {
    const step = this.#width + 1;
    const end = bytes.indexOf(lineFeed);
    const place = this.#placeAt(bytes, 0);
    this.ranks[place] = this.#count;
    this.#count += 1;
    const id = this.ids[place];
    if (id !== undefined) this.said[place] = commitShown(id, bytes.subarray(end + 1), this.#people);
    if (step < end) this.firsts[place] = this.#placeAt(bytes, step);
    if (2 * step < end) {
      const others: number[] = [];
      for (let at = 2 * step; at < end; at += step) others.push(this.#placeAt(bytes, at));
      this.others.set(place, others);
    }
    // Where clocks were wrong, git lists a parent before one of its children.
    for (let next = this.said[this.#next]; next !== undefined; next = this.said[this.#next]) {
      this.chain.push(this.#next);
      this.#follow(next);
      this.#next = this.firsts[this.#next] ?? -1;
    }
  }

  #placeAt(bytes: Buffer, start: number): number {
    return this.#placeOf(bytes.toString('latin1', start, start + this.#width) as CommitId); // git has just named it
  }

  #placeOf(id: CommitId): number {
    const known = this.#places.get(id);
    if (known !== undefined) return known;
    const place = this.ids.push(id) - 1;
    this.ranks.push(-1);
    this.firsts.push(-1);
    this.said.push(undefined);
    this.#places.set(id, place);
    return place;
  }
}

const lineFeed = 0x0a;

/**
 * What came in by each merge of a chain: the commits that are reached from it, and not from its first parent; newest
 * first, at most `limit` of each. Walked from the oldest step on, everything that was passed before is what the first
 * parent reaches. By the merge's number in the chain.
 */
export function broughtIn(
  { chain, said, ranks, firsts, others }: Line,
  limit: number,
): ReadonlyMap<number, readonly BroughtStep[]> {
  const passed = new Uint8Array(said.length);
  const brought = new Map<number, readonly BroughtStep[]>();
  const rank = (place: number): number => ranks[place] ?? -1;
  for (let step = chain.length - 1; step >= 0; step -= 1) {
    const merge = chain[step] ?? -1;
    passed[merge] = 1;
    const beside = others.get(merge);
    if (beside === undefined) continue;
    const found: number[] = [];
    const open = [...beside];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (rank(at) === -1 || passed[at] === 1) continue;
      passed[at] = 1;
      found.push(at);
      open.push(firsts[at] ?? -1, ...(others.get(at) ?? []));
    }
    if (found.length === 0) continue;
    const newest = found.toSorted((a, b) => rank(a) - rank(b)).slice(0, limit);
    brought.set(
      step,
      newest.flatMap((place) => said[place]?.said ?? []),
    );
  }
  return brought;
}
