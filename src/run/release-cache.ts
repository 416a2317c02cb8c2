/**
 * What was read of release.yaml files, by their content: a hundred releases with thousands of advisories take a second to
 * parse, and hardly ever change. Safe to delete, and to write from two processes: it says what it is by digest.
 */

import { join } from 'node:path';
import type { BlobId } from '../core/tree.ts';
import type { ReleaseFacts } from '../report/facts.ts';
import { FolderWriter, sha256Of, textOfFile } from '../tree/write.ts';
import { toolVersion } from './tool.ts';

/** Increased when what follows changes its meaning, so that an older cache is not believed. */
const edition = 1;

/** What a file says by itself; null where it cannot be read. */
export type CachedRelease =
  | (Pick<ReleaseFacts, 'date' | 'withdrawn' | 'advisories'> & { readonly version: string })
  | null;

export interface ReleaseCache {
  /** What a file gives: as remembered, or as `read` finds it. */
  find(blob: BlobId, read: () => CachedRelease): CachedRelease;
  /** Writes down what is new; where that is not possible, it is read again the next time. */
  keep(): void;
}

/** The cache in a folder; undefined remembers nothing. */
export function releaseCache(folder: string | undefined): ReleaseCache {
  const known = folder === undefined ? new Map<BlobId, CachedRelease>() : readKnown(join(folder, name));
  const used = new Map<BlobId, CachedRelease>();
  let isNew = false;
  return {
    find: (blob, read) => {
      const found = known.has(blob) ? known.get(blob) : read();
      isNew ||= !known.has(blob);
      used.set(blob, found ?? null);
      return found ?? null;
    },
    keep: () => {
      if (!isNew || folder === undefined) return;
      const others = [...known].filter(([blob]) => !used.has(blob)).slice(0, mostOthers);
      const body = `${JSON.stringify([...used, ...others])}\n`;
      new FolderWriter(folder).write(name, `${headerOf(body)}\n${body}`);
    },
  };
}

const name = 'report-releases.cache';

/** Of other commits than the one that was read last. */
const mostOthers = 200;

function readKnown(path: string): ReadonlyMap<BlobId, CachedRelease> {
  const text = textOfFile(path) ?? '';
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return new Map(text.slice(0, end) === headerOf(body) ? (JSON.parse(body) as [BlobId, CachedRelease][]) : []);
}

function headerOf(body: string): string {
  return `tidemark ${toolVersion} releases ${edition} sha256 ${sha256Of(body)}`;
}
