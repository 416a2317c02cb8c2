/** The files that a compilation reads, by content, and what was known of them the last time. */

import type { Tree } from '../core/tree.ts';
import type { Cache, CachedInput } from './cache.ts';

/** A tree that can tell without reading that a file did not change. */
export interface StampedTree extends Tree {
  readonly stampOf?: (path: string) => string | undefined;
}

/** Collects the inputs of a compilation, each path once. */
export class Inputs {
  readonly #tree: StampedTree;
  readonly #before: ReadonlyMap<string, CachedInput>;
  readonly #paths: CachedInput[] = [];
  readonly #indexes = new Map<string, number>();

  constructor(tree: StampedTree, cache: Cache | undefined) {
    this.#tree = tree;
    this.#before = new Map(cache?.paths.map((input) => [input[0], input]));
  }

  get paths(): readonly CachedInput[] {
    return this.#paths;
  }

  /** The index of a path in {@link paths}. `blob` is its content where the caller has just read it. */
  add(path: string, blob?: string): number {
    const known = this.#indexes.get(path);
    if (known !== undefined) return known;
    const stamp = this.#tree.stampOf?.(path) ?? '';
    const index = this.#paths.push([path, blob ?? this.#blobOf(path, stamp), stamp]) - 1;
    this.#indexes.set(path, index);
    return index;
  }

  /** What a path holds now, as git names it; '' where there is nothing to read. */
  blobOf(path: string): string {
    return this.#paths[this.add(path)]?.[1] ?? '';
  }

  /** Whether a path holds what it held when the cache was written. */
  isAsBefore(path: string): boolean {
    return this.#before.get(path)?.[1] === this.blobOf(path);
  }

  #blobOf(path: string, stamp: string): string {
    const before = this.#before.get(path);
    if (before !== undefined && stamp !== '' && before[2] === stamp) return before[1];
    const found = this.#tree.read(path);
    return found === undefined || 'unreadable' in found ? '' : found.blob;
  }
}
