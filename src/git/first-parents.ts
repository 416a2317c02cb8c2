/** The commits of a branch, and which of them its first parents lead through. */

import type { CommitId } from '../core/objects.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import type { Store } from './store.ts';
import { Fields, streamGit } from './stream.ts';

/** Commits by their places, each of which is given where the commit is first named. */
export interface Line {
  readonly ids: readonly CommitId[];
  readonly places: ReadonlyMap<string, number>;
  /** By place, how many commits git has listed before; -1 for one that was only named, as a parent. */
  readonly ranks: readonly number[];
  /** By place, the place of the first parent; -1 where there is none. */
  readonly firsts: readonly number[];
  /** By the place of a merge, the places of its other parents. */
  readonly others: ReadonlyMap<number, readonly number[]>;
}

/** The commits that `until` reaches, and `since` does not, in the order of git, newest first. */
export async function listCommits(store: Store, since: CommitId | undefined, until: CommitId): Promise<Outcome<Line>> {
  const line = new Listing(until.length);
  const fields = new Fields(0x0a, (bytes, start, end) => line.add(bytes, start, end));
  const ran = await streamGit(store, {
    arguments: ['rev-list', '--parents', '--end-of-options', until, ...(since === undefined ? [] : [`^${since}`])],
    input: '',
    use: (part) => fields.take(part),
  });
  return ran.ok ? succeeded(line) : ran;
}

/** A line being listed; git writes each commit as `ID PARENT…`. */
class Listing implements Line {
  readonly ids: CommitId[] = [];
  readonly places = new Map<string, number>();
  readonly ranks: number[] = [];
  readonly firsts: number[] = [];
  readonly others = new Map<number, readonly number[]>();
  readonly #width: number;
  #count = 0;

  constructor(width: number) {
    this.#width = width;
  }

  add(bytes: Buffer, start: number, end: number): void {
    const step = this.#width + 1;
    const place = this.#placeAt(bytes, start);
    this.ranks[place] = this.#count;
    this.#count += 1;
    if (start + step < end) this.firsts[place] = this.#placeAt(bytes, start + step);
    if (start + 2 * step >= end) return;
    const others: number[] = [];
    for (let at = start + 2 * step; at < end; at += step) others.push(this.#placeAt(bytes, at));
    this.others.set(place, others);
  }

  #placeAt(bytes: Buffer, start: number): number {
    const id = bytes.toString('latin1', start, start + this.#width) as CommitId; // git has just named it
    const known = this.places.get(id);
    if (known !== undefined) return known;
    const place = this.ids.push(id) - 1;
    this.ranks.push(-1);
    this.firsts.push(-1);
    this.places.set(id, place);
    return place;
  }
}

/** From the tip to the last of the listed commits along first parents, newest first, by their places. */
export function firstParents({ places, ranks, firsts }: Line, until: CommitId): readonly number[] {
  const chain: number[] = [];
  for (let at = places.get(until) ?? -1; (ranks[at] ?? -1) !== -1; at = firsts[at] ?? -1) chain.push(at);
  return chain;
}

/**
 * What came in by each merge of a chain: the commits that are reached from it, and not from its first parent; newest
 * first, at most `limit` of each. Walked from the oldest step on, everything that was passed before is what the first
 * parent reaches. By the merge's number in the chain, and only of those that are wanted.
 */
export function broughtIn(
  line: Line,
  chain: readonly number[],
  { wanted, limit }: { readonly wanted: ReadonlySet<number>; readonly limit: number },
): ReadonlyMap<number, readonly CommitId[]> {
  const { ids, firsts, others } = line;
  const passed = new Uint8Array(ids.length);
  const brought = new Map<number, readonly CommitId[]>();
  const rank = (place: number): number => line.ranks[place] ?? -1;
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
    if (found.length === 0 || !wanted.has(step)) continue;
    const newest = found.toSorted((a, b) => rank(a) - rank(b)).slice(0, limit);
    brought.set(
      step,
      newest.flatMap((place) => ids[place] ?? []),
    );
  }
  return brought;
}
