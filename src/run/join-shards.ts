/** Joins the indexes of all shards of a fleet into the index of the whole, or says why they do not fit each other. */

import { byteOrder } from '../core/order.ts';
import type { FleetIndex, IndexEntry } from './fleet-index.ts';
import { OutputPaths } from './output-paths.ts';

/** A shard's index, and the file that it was read from. */
export interface Part {
  readonly file: string;
  readonly index: FleetIndex;
}

/** What two shards of one compilation have in common. */
export type Bond = 'fleet' | 'tool' | 'count' | 'inputs';

/** Why indexes cannot be joined. */
export type Misfit =
  | { readonly is: 'no-index'; readonly file: string }
  | { readonly is: 'whole'; readonly file: string }
  | { readonly is: 'stranger'; readonly file: string; readonly bond: Bond; readonly says: string; readonly first: Part }
  | { readonly is: 'part-twice'; readonly part: string; readonly files: readonly string[] }
  | { readonly is: 'part-missing'; readonly parts: readonly string[] }
  | { readonly is: 'cluster-twice'; readonly cluster: string; readonly files: readonly string[] }
  | { readonly is: 'path-twice'; readonly path: string; readonly clusters: readonly string[] }
  | { readonly is: 'output-missing'; readonly file: string }
  | { readonly is: 'output-damaged'; readonly file: string };

export type Joined =
  | { readonly fits: true; readonly entries: ReadonlyMap<string, IndexEntry> }
  | { readonly fits: false; readonly misfits: readonly Misfit[] };

/** All that is wrong at once: with the parts, or, where those are right, with what they list. */
export function joinShards(parts: readonly Part[]): Joined {
  const misfits = [...wholes(parts), ...strangers(parts)];
  if (misfits.length === 0) misfits.push(...gaps(parts));
  if (misfits.length === 0) misfits.push(...doubles(parts));
  if (misfits.length > 0) return { fits: false, misfits };
  const entries = parts.flatMap(({ index }) => Object.entries(index.clusters));
  return { fits: true, entries: new Map(entries.toSorted((a, b) => byteOrder(a[0], b[0]))) };
}

/** What an index says of a bond. */
export function bondOf({ index }: Part, bond: Bond): string {
  return bond === 'count' ? (index.shard?.split('/')[1] ?? '') : (index[bond] ?? '');
}

function wholes(parts: readonly Part[]): readonly Misfit[] {
  return parts.filter(({ index }) => index.shard === undefined).map(({ file }) => ({ is: 'whole', file }));
}

const bonds: readonly Bond[] = ['fleet', 'tool', 'count', 'inputs'];

/** Shards of something else than the first; of each the first difference alone, from which the others follow. */
function strangers(parts: readonly Part[]): readonly Misfit[] {
  const shards = parts.filter(({ index }) => index.shard !== undefined);
  const [first] = shards;
  if (first === undefined) return [];
  return shards.flatMap((part): readonly Misfit[] => {
    const bond = bonds.find((each) => bondOf(part, each) !== bondOf(first, each));
    return bond === undefined ? [] : [{ is: 'stranger', file: part.file, bond, says: bondOf(part, bond), first }];
  });
}

function gaps(parts: readonly Part[]): readonly Misfit[] {
  const files = new Map<string, readonly string[]>();
  for (const { file, index } of parts) files.set(index.shard ?? '', [...(files.get(index.shard ?? '') ?? []), file]);
  const count = Number(parts[0] === undefined ? 0 : bondOf(parts[0], 'count'));
  const missing = Array.from({ length: count }, (_, at) => `${at + 1}/${count}`).filter((part) => !files.has(part));
  const twice = [...files].filter(([, named]) => named.length > 1);
  return [
    ...twice.map(([part, named]): Misfit => ({ is: 'part-twice', part, files: named })),
    ...(missing.length === 0 ? [] : [{ is: 'part-missing', parts: missing } as const]),
  ];
}

function doubles(parts: readonly Part[]): readonly Misfit[] {
  const misfits: Misfit[] = [];
  const homes = new Map<string, string>();
  const owners = new Map<string, string>();
  const taken = new OutputPaths();
  for (const { file, index } of parts) {
    for (const [cluster, { outputs }] of Object.entries(index.clusters)) {
      const home = homes.get(cluster);
      if (home !== undefined) misfits.push({ is: 'cluster-twice', cluster, files: [home, file] });
      homes.set(cluster, file);
      for (const { path } of outputs) {
        const clusters = [owners.get(path), cluster].filter((name) => name !== undefined);
        if (taken.meets(path)) misfits.push({ is: 'path-twice', path, clusters });
        taken.add(path);
        owners.set(path, cluster);
      }
    }
  }
  return misfits;
}
