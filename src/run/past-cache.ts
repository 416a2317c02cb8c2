/**
 * What was read of a branch's past, kept for the next run. Safe to delete, to copy, and to write from two processes: it
 * names the commit that it goes up to, and says by a digest what it is. What is not whole is not believed.
 */

import { sha256Of, textOfFile, FolderWriter } from '../tree/write.ts';
import { failed, type Outcome } from '../core/outcome.ts';
import { packPast, type PackedPast, unpackPast } from './past-pack.ts';
import type { KeptPast } from './past-kept.ts';
import { toolVersion } from './tool.ts';

/** Increased when what follows changes its meaning, so that an older cache is not believed. */
const edition = 1;
const name = 'past.cache';

/** The past up to a commit; undefined where there is none, or it is not whole, or another tool or fleet wrote it. */
export function readPastCache(folder: string, prefix: string): KeptPast | undefined {
  const text = textOfFile(`${folder}/${name}`);
  if (text === undefined) return undefined;
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (text.slice(0, end) !== headerOf(body, prefix)) return undefined;
  try {
    return unpackPast(JSON.parse(body) as PackedPast); // as the digest says, written by packPast
  } catch {
    return undefined;
  }
}

/** Writes it, whole or not at all. A past that is too large for one text is not kept. */
export function writePastCache(folder: string, prefix: string, past: KeptPast): Outcome<unknown> {
  try {
    const body = JSON.stringify(packPast(past));
    return new FolderWriter(folder).write(name, `${headerOf(body, prefix)}\n${body}`);
  } catch (error) {
    if (error instanceof RangeError) return failed('limited', 'the past is too large to be kept');
    throw error;
  }
}

function headerOf(body: string, prefix: string): string {
  return `tidemark ${toolVersion} past ${edition} ${JSON.stringify(prefix)} sha256 ${sha256Of(body)}`;
}
