/** Compiles a fleet into a folder: only what changed, each cluster whole or not at all, and an index of everything. */

import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { textOfFile } from '../tree/write.ts';
import { readCache } from './cache.ts';
import { Compilation } from './compilation.ts';
import { readEmitPlans } from './emit-plans.ts';
import { readIndex } from './fleet-index.ts';
import { Inputs, type StampedTree } from './inputs.ts';
import { openFleet } from './open-fleet.ts';
import { toolVersion } from './tool.ts';
import { reportIfUnchanged } from './unchanged.ts';

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
  /** Names that were asked for and are no clusters. */
  readonly unknown: readonly string[];
}

export interface FileCounts {
  readonly written: number;
  readonly bytes: number;
  /** Outputs of clusters and hosts that are gone. */
  readonly removed: number;
  /** Outputs of failed clusters, left as they were. */
  readonly kept: readonly string[];
}

export async function compileFleet(order: CompileOrder): Promise<Outcome<CompileReport>> {
  const before = readIndex(textOfFile(`${order.out}/index.json`));
  if (before?.shard !== undefined && before.shard !== shardName(order.shard)) {
    return failed('conflict', `${order.out} holds shard ${before.shard}: give each shard an output folder of its own`);
  }
  const cache = order.cache && readCache(`${order.cache.folder}/${order.cache.name}`, toolVersion);
  const inputs = new Inputs(order.tree, cache);
  const unchanged = cache && reportIfUnchanged(cache, order, inputs);
  if (unchanged !== undefined) return succeeded(unchanged);
  const out = new Diagnostics();
  const open = openFleet(order.tree, out);
  if (open === undefined) return succeeded(nothingCompiled(out));
  const plans = await readEmitPlans(open, out);
  return new Compilation({ order, open, cache, inputs, plans, before }).run();
}

/** How a shard is called in an index: `1/4`. */
export function shardName(shard: Shard | undefined): string | undefined {
  return shard === undefined ? undefined : `${shard.index}/${shard.count}`;
}

/** Which part of the fleet an order asks for, and where it goes: a cache of another part is not this one's. */
export function askedFor({ only, shard, out }: CompileOrder): string {
  return JSON.stringify([out, only === undefined ? null : [...only].toSorted(), shardName(shard) ?? null]);
}

function nothingCompiled(out: Diagnostics): CompileReport {
  const files = { written: 0, bytes: 0, removed: 0, kept: [] };
  return { asked: 0, compiled: 0, unchanged: 0, failed: [], hosts: 0, files, diagnostics: out.sorted(), unknown: [] };
}
