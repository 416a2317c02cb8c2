/** Compiles a fleet into a folder: only what changed, each cluster whole or not at all, and an index of everything. */

import { succeeded, type Outcome } from '../core/outcome.ts';
import { readCache } from './cache.ts';
import type { CompileOrder, CompileReport } from './compile-order.ts';
import { Inputs } from './inputs.ts';
import { toolVersion } from './tool.ts';
import { reportIfUnchanged } from './unchanged.ts';

export type { CompileOrder, CompileReport, Shard } from './compile-order.ts';

export async function compileFleet(order: CompileOrder): Promise<Outcome<CompileReport>> {
  const cache = order.cache && readCache(`${order.cache.folder}/${order.cache.name}`, toolVersion);
  const inputs = new Inputs(order.tree, cache);
  const unchanged = cache && reportIfUnchanged(cache, order, inputs);
  if (unchanged !== undefined) return succeeded(unchanged);
  const { compileAnew } = await import('./compile-anew.ts');
  return await compileAnew(order, { cache, inputs });
}
