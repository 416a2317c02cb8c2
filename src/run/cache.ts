/**
 * What the last compilation knew: which files each cluster was made from, and what it made. It holds no outputs, only
 * their digests. Safe to delete, to copy elsewhere, and to write from two processes: a file says what it is by digest.
 */

import { isAbsolute, join, relative } from 'node:path';
import type { ClusterDefines } from './fleet-files.ts';
import type { Hold } from '../core/cluster.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { IndexEntry } from './fleet-index.ts';
import { FolderWriter, sha256Of, textOfFile } from '../tree/write.ts';
import type { Outcome } from '../core/outcome.ts';

/** Increased when what follows changes its meaning, so that an older cache is not believed. */
const edition = 2;

export interface CachedOutput {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly stamp: string;
}

export interface CachedCluster {
  readonly file: string;
  /** Whether the compilation that wrote the cache was asked for it; otherwise it is carried over. */
  readonly asked: boolean;
  readonly entry: IndexEntry;
  readonly defines: ClusterDefines;
  readonly holds: readonly Hold[];
  /** Indexes into {@link Cache.paths}: every file that was read, or looked for in vain. */
  readonly inputs: readonly number[];
  readonly outputs: readonly CachedOutput[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A file's content as git names it, '' where the file was not there; and its stamp, where the tree has stamps. */
export type CachedInput = readonly [path: string, blob: string, stamp: string];

export interface Cache {
  /** Digest of all that concerns every cluster: tool, fleet, owners, schema, what can be defined. */
  readonly key: string;
  /** Which part of the fleet was asked for. */
  readonly asked: string;
  /** Digest of the names of all files that could concern the compilation. */
  readonly listing: string;
  readonly paths: readonly CachedInput[];
  readonly clusters: { readonly [name: string]: CachedCluster };
  /** Diagnostics that belong to no single cluster. */
  readonly diagnostics: readonly Diagnostic[];
  readonly failed: readonly string[];
  /** By cluster that failed, the paths of what it made earlier and was left. */
  readonly left: { readonly [name: string]: readonly string[] };
  /** SHA-256 of index.json. */
  readonly index: string;
}

/** Each output folder has a cache of its own, named so that a copied checkout finds it again. */
export function cachePlace(fleet: string, out: string): { readonly folder: string; readonly name: string } {
  const from = relative(fleet, out);
  const name = from.startsWith('..') || isAbsolute(from) ? out : from;
  return { folder: join(fleet, '.tidemark'), name: `compile-${sha256Of(name).slice(0, 16)}.cache` };
}

/** Reads a cache; undefined when there is none, or it is not whole, or another tool wrote it. */
export function readCache(path: string, tool: string): Cache | undefined {
  const text = textOfFile(path);
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (text.slice(0, end) !== headerOf(body, tool)) return undefined;
  return JSON.parse(body, (key, value: unknown) =>
    key === 'victims' ? new Map(value as [string, string[]][]) : value,
  ) as Cache;
}

/** Writes a cache, whole or not at all. */
export function writeCache(
  at: { readonly folder: string; readonly name: string },
  cache: Cache,
  tool: string,
): Outcome<unknown> {
  const body = `${JSON.stringify(cache, (_, value: unknown) => (value instanceof Map ? [...value] : value))}\n`;
  return new FolderWriter(at.folder).write(at.name, `${headerOf(body, tool)}\n${body}`);
}

function headerOf(body: string, tool: string): string {
  return `tidemark ${tool} cache ${edition} sha256 ${sha256Of(body)}`;
}
