/** Writes a result to a file that somebody named, whole or not at all. */

import { basename, dirname, resolve } from 'node:path';
import type { Outcome } from '../core/outcome.ts';
import { FolderWriter } from '../tree/write.ts';

/** `file` is as seen from `cwd`. */
export function writeResult(cwd: string, file: string, text: string): Outcome<unknown> {
  const path = resolve(cwd, file);
  return new FolderWriter(dirname(path)).write(basename(path), text);
}

/** Writes files that belong together to a folder, each in pieces: all of them, or none. */
export function writeTogether(folder: string, files: ReadonlyMap<string, Iterable<string>>): Outcome<undefined> {
  return new FolderWriter(folder).writeTogether(files);
}
