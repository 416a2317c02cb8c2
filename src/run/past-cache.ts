/**
 * What was read of a branch's past, kept for the next run. Safe to delete, to copy, and to write from two processes: it
 * names the commit that it goes up to, and says by a digest what it is. What is not whole is not believed.
 */

import { bytesOfFile, sha256Of, FolderWriter } from '../tree/write.ts';
import { failed, type Outcome } from '../core/outcome.ts';
import { type PackedPast, unpackPast } from './past-pack.ts';
import type { KeptPast } from './past-kept.ts';
import { toolVersion } from './tool.ts';

/** Increased when what follows changes its meaning, so that an older cache is not believed. */
const edition = 1;
const name = 'past.cache';

/** The past up to a commit; undefined where there is none, or it is not whole, or another tool or fleet wrote it. */
export function readPastCache(folder: string, prefix: string): KeptPast | undefined {
  const bytes = bytesOfFile(`${folder}/${name}`);
  const end = bytes?.indexOf('\n');
  if (bytes === undefined || end === undefined) return undefined;
  const body = bytes.subarray(end + 1);
  if (bytes.toString('utf8', 0, Math.max(0, end)) !== headerOf(body, prefix)) return undefined;
  try {
    return unpackPast(JSON.parse(body.toString('utf8')) as PackedPast); // as the digest says, packed by us
  } catch {
    return undefined;
  }
}

/** Writes it, whole or not at all. A past that is too large for one text is not kept. */
export function writePastCache(folder: string, prefix: string, past: PackedPast): Outcome<unknown> {
  try {
    const body = Buffer.from(JSON.stringify(past));
    return new FolderWriter(folder).writeTogether(new Map([[name, [`${headerOf(body, prefix)}\n`, body]]]));
  } catch (error) {
    if (error instanceof RangeError) return failed('limited', 'the past is too large to be kept');
    throw error;
  }
}

function headerOf(body: Buffer, prefix: string): string {
  return `tidemark ${toolVersion} past ${edition} ${JSON.stringify(prefix)} sha256 ${sha256Of(body)}`;
}
