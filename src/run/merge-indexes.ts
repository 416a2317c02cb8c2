/** Joins shards that several machines compiled: one index, as a single run writes it, and all outputs beside it. */

import { join, resolve } from 'node:path';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { digestOfFile, FolderWriter, sha256Of, stampOfFile, textOfFile } from '../tree/write.ts';
import {
  indexText,
  outputsGone,
  readIndex,
  type FleetIndex,
  type IndexEntry,
  type IndexFailure,
  type IndexOutput,
} from './fleet-index.ts';
import { breathe } from './interruption.ts';
import { joinShards, type Joined, type Misfit, type Part } from './join-shards.ts';

export interface MergeOrder {
  /** The files of the indexes, absolute. */
  readonly indexes: readonly string[];
  /** The output folder, absolute. */
  readonly out: string;
  /** Stops between two files, by throwing. */
  readonly signal?: AbortSignal;
}

export type Merged =
  | { readonly fits: false; readonly misfits: readonly Misfit[] }
  | { readonly fits: true; readonly report: MergeReport };

export interface MergeReport {
  readonly shards: number;
  readonly compiled: number;
  /** Hosts of the clusters that were compiled. */
  readonly hosts: number;
  readonly failed: readonly FailedCluster[];
  /** Outputs that were not in the folder before, and those that nobody makes any more. */
  readonly files: { readonly copied: number; readonly bytes: number; readonly removed: number };
}

export interface FailedCluster {
  readonly name: string;
  readonly failures: readonly IndexFailure[];
}

/**
 * Every output is checked before the first is copied, and the index is written last. `gone` where an index is not
 * there; `conflict` where the folder holds a shard that is none of those.
 */
export async function mergeIndexes(order: MergeOrder): Promise<Outcome<Merged>> {
  const absent = order.indexes.find((file) => stampOfFile(file) === undefined);
  if (absent !== undefined) return failed('gone', `there is no index ${absent}`);
  const before = readIndex(textOfFile(join(order.out, 'index.json')));
  if (before?.shard !== undefined && !order.indexes.includes(join(order.out, 'index.json'))) {
    return failed('conflict', `${order.out} holds shard ${before.shard}, which is none of those to merge`);
  }
  const parts = readParts(order.indexes);
  const joined: Joined = parts.fits ? joinShards(parts.parts) : parts;
  if (!joined.fits || !parts.fits) return succeeded({ fits: false, misfits: joined.fits ? [] : joined.misfits });
  const listed = parts.parts.flatMap(outputsOf);
  const misfits = await faultsOf(listed, order.signal);
  return misfits.length > 0
    ? succeeded({ fits: false, misfits })
    : write(order, { ...joined, parts: parts.parts, listed, before });
}

type Read =
  | { readonly fits: true; readonly parts: readonly Part[] }
  | { readonly fits: false; readonly misfits: readonly Misfit[] };

function readParts(files: readonly string[]): Read {
  const parts: Part[] = [];
  const misfits: Misfit[] = [];
  for (const file of files) {
    const index = readIndex(textOfFile(file));
    if (index === undefined) misfits.push({ is: 'no-index', file });
    else parts.push({ file, index });
  }
  return misfits.length > 0 ? { fits: false, misfits } : { fits: true, parts };
}

/** All that fits together. */
interface Whole {
  readonly parts: readonly Part[];
  readonly listed: readonly Listed[];
  readonly entries: ReadonlyMap<string, IndexEntry>;
  /** The index that lies in the output folder. */
  readonly before: FleetIndex | undefined;
}

async function write(order: MergeOrder, { parts, listed, entries, before }: Whole): Promise<Outcome<Merged>> {
  const gathered = await gather(listed, order);
  if (!gathered.ok) return gathered;
  const failing = [...entries].filter(([, { status }]) => status === 'failed');
  const made = new Set(listed.map(({ output }) => output.path));
  const gone = outputsGone(before, new Set(failing.map(([name]) => name)), made);
  const settled = settle(order, textOf(parts, entries), gone);
  if (!settled.ok) return settled;
  const compiled = [...entries.values()].filter(({ status }) => status === 'compiled');
  const report: MergeReport = {
    shards: parts.length,
    compiled: compiled.length,
    hosts: compiled.reduce((sum, { hostCount }) => sum + hostCount, 0),
    failed: failing.map(([name, { failures = [] }]) => ({ name, failures })),
    files: { ...gathered.value, removed: gone.length },
  };
  return succeeded({ fits: true, report });
}

/** An output, and the folder of the shard that made it. */
interface Listed {
  readonly folder: string;
  readonly output: IndexOutput;
}

function outputsOf({ file, index }: Part): readonly Listed[] {
  const folder = resolve(file, '..');
  return Object.values(index.clusters).flatMap(({ outputs }) => outputs.map((output) => ({ folder, output })));
}

async function faultsOf(listed: readonly Listed[], signal: AbortSignal | undefined): Promise<readonly Misfit[]> {
  const misfits: Misfit[] = [];
  for (const [index, { folder, output }] of listed.entries()) {
    if (index % filesABreath === 0) await breathe(signal);
    const file = join(folder, output.path);
    if (stampOfFile(file) === undefined) misfits.push({ is: 'output-missing', file });
    else if (digestOfFile(file) !== output.sha256) misfits.push({ is: 'output-damaged', file });
  }
  return misfits;
}

const filesABreath = 64;

async function gather(
  listed: readonly Listed[],
  { out, signal }: MergeOrder,
): Promise<Outcome<{ readonly copied: number; readonly bytes: number }>> {
  const writer = new FolderWriter(out);
  const counts = { copied: 0, bytes: 0 };
  for (const [index, { folder, output }] of listed.entries()) {
    if (index % filesABreath === 0) await breathe(signal);
    if (folder === out || digestOfFile(join(out, output.path)) === output.sha256) continue;
    const text = textOfFile(join(folder, output.path));
    if (text === undefined || sha256Of(text) !== output.sha256)
      return failed('unreachable', `${join(folder, output.path)} changed while it was copied`);
    const written = writer.write(output.path, text);
    if (!written.ok) return written;
    counts.copied += 1;
    counts.bytes += written.value.bytes;
  }
  return succeeded(counts);
}

function textOf([first]: readonly Part[], entries: ReadonlyMap<string, IndexEntry>): string {
  return indexText({ fleet: first?.index.fleet ?? '', tool: first?.index.tool ?? '' }, entries);
}

/** Writes the index, then removes what it does not list any more. */
function settle({ out }: MergeOrder, text: string, gone: readonly string[]): Outcome<unknown> {
  const writer = new FolderWriter(out);
  const written =
    textOfFile(join(out, 'index.json')) === text ? succeeded(undefined) : writer.write('index.json', text);
  if (!written.ok) return written;
  for (const path of gone) {
    const removed = writer.remove(path);
    if (!removed.ok) return removed;
  }
  return succeeded(undefined);
}
