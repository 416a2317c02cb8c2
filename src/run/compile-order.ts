/** What a compilation is asked for, and what it answers. */

import type { Diagnostic } from '../core/diagnostic.ts';
import type { StampedTree } from './inputs.ts';

export interface CompileOrder {
  readonly tree: StampedTree;
  /** The output folder, absolute. */
  readonly out: string;
  /** Where the cache lies; undefined for none. */
  readonly cache: { readonly folder: string; readonly name: string } | undefined;
  /** Clusters to compile; undefined for all. */
  readonly only: ReadonlySet<string> | undefined;
  readonly shard: Shard | undefined;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly progress: (done: number, all: number) => void;
  /** Stops between two clusters, by throwing. */
  readonly signal?: AbortSignal;
}

/** Part `index` of `count`, from 1: every count-th cluster in order of name. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

export interface CompileReport {
  /** Clusters that were asked for: compiled + unchanged + failed. */
  readonly asked: number;
  readonly compiled: number;
  readonly unchanged: number;
  readonly failed: readonly string[];
  /** Hosts of the clusters that were compiled or unchanged. */
  readonly hosts: number;
  readonly files: FileCounts;
  readonly diagnostics: readonly Diagnostic[];
  /** Names that were asked for and are no clusters; then nothing is compiled. */
  readonly unknown: readonly UnknownName[];
}

export interface UnknownName {
  readonly name: string;
  readonly nearest: readonly string[];
}

export interface FileCounts {
  readonly written: number;
  readonly bytes: number;
  /** Outputs of clusters and hosts that are gone. */
  readonly removed: number;
  /** Outputs of failed clusters, left as they were. */
  readonly kept: readonly string[];
}

/** How a shard is called in an index: `1/4`. */
export function shardName(shard: Shard | undefined): string | undefined {
  return shard === undefined ? undefined : `${shard.index}/${shard.count}`;
}

/** Which part of the fleet an order asks for, and where it goes: a cache of another part is not this one's. */
export function askedFor({ only, shard, out }: CompileOrder): string {
  return JSON.stringify([out, only === undefined ? null : [...only].toSorted(), shardName(shard) ?? null]);
}
