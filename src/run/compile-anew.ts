/** Compiles what is not as it was. Loaded only when there is something to do: most runs find that nothing changed. */

import { Diagnostics } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { textOfFile } from '../tree/write.ts';
import type { Cache } from './cache.ts';
import { Compilation } from './compilation.ts';
import { shardName, type CompileOrder, type CompileReport, type UnknownName } from './compile-order.ts';
import { readEmitPlans } from './emit-plans.ts';
import { readIndex } from './fleet-index.ts';
import type { Inputs } from './inputs.ts';
import { openFleet } from './open-fleet.ts';

/** `cache` is what the last compilation knew, and `inputs` what was found to be as then. */
export async function compileAnew(
  order: CompileOrder,
  { cache, inputs }: { readonly cache: Cache | undefined; readonly inputs: Inputs },
): Promise<Outcome<CompileReport>> {
  const before = readIndex(textOfFile(`${order.out}/index.json`));
  if (before?.shard !== undefined && before.shard !== shardName(order.shard)) {
    return failed('conflict', `${order.out} holds shard ${before.shard}: give each shard an output folder of its own`);
  }
  const out = new Diagnostics();
  const open = openFleet(order.tree, out);
  if (open === undefined) return succeeded(nothingCompiled(out, []));
  const unknown = unknownOf(
    order.only ?? [],
    open.clusters.map(({ name }) => name),
  );
  if (unknown.length > 0) return succeeded(nothingCompiled(out, unknown));
  const plans = await readEmitPlans(open, out);
  return await new Compilation({ order, open, cache, inputs, plans, before }).run();
}

function unknownOf(asked: Iterable<string>, names: readonly string[]): readonly UnknownName[] {
  const known = new Set(names);
  return [...asked].filter((name) => !known.has(name)).map((name) => ({ name, nearest: nearest(name, names) }));
}

function nothingCompiled(out: Diagnostics, unknown: readonly UnknownName[]): CompileReport {
  const files = { written: 0, bytes: 0, removed: 0, kept: [] };
  return { asked: 0, compiled: 0, unchanged: 0, failed: [], hosts: 0, files, diagnostics: out.sorted(), unknown };
}
