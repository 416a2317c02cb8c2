/** The quick answer: whether anything that the last compilation read or wrote is different now. */

import { checkHolds } from '../compile/holds.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import type { Tree } from '../core/tree.ts';
import { digestOfFile, sha256Of, stampOfFile } from '../tree/write.ts';
import type { Cache, CachedCluster, CachedOutput } from './cache.ts';
import { askedFor, type CompileOrder, type CompileReport } from './compile-order.ts';
import type { Inputs } from './inputs.ts';

/** The report of a run that has nothing to do; undefined when there is something. */
export function reportIfUnchanged(cache: Cache, order: CompileOrder, inputs: Inputs): CompileReport | undefined {
  const same =
    cache.failed.length === 0 &&
    cache.asked === askedFor(order) &&
    cache.listing === listingOf(order.tree) &&
    cache.paths.every(([path]) => inputs.isAsBefore(path)) &&
    Object.values(cache.clusters).every(({ outputs }) => outputs.every((output) => isIntact(output, order.out))) &&
    digestOfFile(`${order.out}/index.json`) === cache.index;
  return same ? reportOf(cache, order) : undefined;
}

/** A digest of the names of all files that could concern a compilation, so that a new one is noticed. */
export function listingOf(tree: Tree): string {
  const names = ['clusters', 'templates', 'calendars'].flatMap((folder) => tree.list(folder));
  return sha256Of(names.join('\n'));
}

/** Whether an output is still what was written. */
export function isIntact(output: CachedOutput, folder: string): boolean {
  const path = `${folder}/${output.path}`;
  const stamp = stampOfFile(path);
  return stamp !== undefined && (stamp === output.stamp || digestOfFile(path) === output.sha256);
}

function reportOf(cache: Cache, order: CompileOrder): CompileReport {
  const out = new Diagnostics();
  out.addAll(cache.diagnostics);
  const asked = Object.entries(cache.clusters).filter(([, cluster]) => cluster.asked);
  for (const [name, cluster] of asked) tellRemembered(name, cluster, order.today, out);
  const hosts = asked.reduce((sum, [, cluster]) => sum + cluster.entry.hostCount, 0);
  const files = { written: 0, bytes: 0, removed: 0, kept: [] };
  const unchanged = asked.length;
  return { asked: unchanged, compiled: 0, unchanged, failed: [], hosts, files, diagnostics: out.sorted(), unknown: [] };
}

/** What is to be said of a cluster that was not compiled again; what depends on the day is said anew. */
export function tellRemembered(name: string, cluster: CachedCluster, today: string, out: Diagnostics): void {
  out.addAll(cluster.diagnostics);
  checkHolds({ name, file: cluster.file, holds: cluster.holds }, today, out);
}
