/** Writes files whole or not at all: a reader, a full disk or a killed process never leaves a torn one. */

import { createHash } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { diskFault, errorCode } from '../core/disk-fault.ts';
import { failed, succeeded, type Outcome, type Why } from '../core/outcome.ts';

/** A file as it was written. */
export interface Written {
  readonly sha256: string;
  readonly bytes: number;
  /** As {@link stampOfFile} gives it. */
  readonly stamp: string;
}

/** Writes files below one folder, which it makes. */
export class FolderWriter {
  readonly #root: string;
  readonly #made = new Set<string>();
  readonly #buffer = Buffer.allocUnsafe(bufferSize);

  constructor(root: string) {
    this.#root = root;
  }

  /** Writes one file beside its place and then moves it there. `path` is relative, made of safe names. */
  write(path: string, text: string): Outcome<Written> {
    const target = join(this.#root, path);
    try {
      return succeeded(this.#writeTo(target, text));
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') return failed(...whyOf(error, target));
    }
    // Another process has tidied up between two steps: once more, from the folder on.
    this.#made.clear();
    try {
      return succeeded(this.#writeTo(target, text));
    } catch (error) {
      return failed(...whyOf(error, target));
    }
  }

  #writeTo(target: string, text: string): Written {
    const bytes = this.#bytesOf(text);
    const beside = besideOf(target);
    try {
      this.#makeFolder(dirname(target));
      const stamp = writeBeside(beside, bytes);
      renameSync(beside, target);
      return { sha256: sha256Of(bytes), bytes: bytes.length, stamp };
    } catch (error) {
      discard(beside);
      throw error;
    }
  }

  /**
   * Writes files that belong together, each in pieces: beside their places first, and none is moved there before all of
   * them are whole.
   */
  writeTogether(files: ReadonlyMap<string, Iterable<string | Uint8Array>>): Outcome<undefined> {
    const beside = [...files].map(([path, pieces]) => {
      const to = join(this.#root, path);
      return { pieces, from: besideOf(to), to };
    });
    let at = this.#root;
    try {
      for (const { pieces, from, to } of beside) {
        at = to;
        this.#makeFolder(dirname(to));
        writePieces(from, pieces);
      }
      for (const { from, to } of beside) {
        at = to;
        renameSync(from, to);
      }
      return succeeded(undefined);
    } catch (error) {
      for (const { from } of beside) discard(from);
      return failed(...whyOf(error, at));
    }
  }

  /** Removes a file that may be there, and the folders that are empty without it. */
  remove(path: string): Outcome<undefined> {
    try {
      rmSync(join(this.#root, path), { force: true });
      this.#removeEmpty(dirname(path));
      return succeeded(undefined);
    } catch (error) {
      if (errorCode(error) === 'ENOTDIR') return succeeded(undefined); // a file stands where its folder was
      return failed(...whyOf(error, join(this.#root, path)));
    }
  }

  #removeEmpty(folder: string): void {
    if (folder === '.') return;
    try {
      rmdirSync(join(this.#root, folder));
    } catch {
      return; // it is not empty, or not ours to remove
    }
    this.#made.delete(join(this.#root, folder));
    this.#removeEmpty(dirname(folder));
  }

  /** The text in UTF-8. What is not too long is written into one buffer again and again. */
  #bytesOf(text: string): Buffer {
    if (text.length * 3 > bufferSize) return Buffer.from(text);
    return this.#buffer.subarray(0, this.#buffer.write(text));
  }

  #makeFolder(folder: string): void {
    if (this.#made.has(folder)) return;
    makeFolders(folder);
    removeLeftovers(folder);
    this.#made.add(folder);
  }
}

const bufferSize = 512 * 1024;

/** Where a file is written before it is moved to its place. */
function besideOf(target: string): string {
  return join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
}

/** Removes what processes left that died while they wrote. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^\..*\.(\d{1,10})\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) discard(join(folder, name));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** Gives the stamp of what was written; moving a file leaves it as it is. */
function writeBeside(path: string, bytes: Buffer): string {
  const file = openFresh(path);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fsyncSync(file);
    return stampOf(fstatSync(file));
  } finally {
    closeSync(file);
  }
}

function writePieces(path: string, pieces: Iterable<string | Uint8Array>): void {
  const file = openFresh(path);
  try {
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Opens a file that is not there. A process of the same number may have died here before. */
function openFresh(path: string): number {
  try {
    return openSync(path, 'wx', 0o644);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    rmSync(path, { force: true });
    return openSync(path, 'wx', 0o644);
  }
}

/** Makes a folder and those above it. Node's own recursion never ends where a system answers that nothing can be made. */
function makeFolders(folder: string): void {
  const error = makeFolder(folder);
  if (error === undefined) return;
  if (errorCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
  makeFolders(dirname(folder));
  const again = makeFolder(folder);
  if (again !== undefined) throw again;
}

/** The error, unless the folder is there now, made by us or by somebody else. */
function makeFolder(folder: string): Error | undefined {
  try {
    mkdirSync(folder);
    return undefined;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && statSync(folder).isDirectory()) return undefined;
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What cannot be removed either was not written. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}

/** A text that stays the same only while a file does; undefined where there is no regular file. */
export function stampOfFile(path: string): string | undefined {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats?.isFile() === true ? stampOf(stats) : undefined;
  } catch {
    return undefined; // a file stands where a folder should, or nobody may look
  }
}

function stampOf({ size, mtimeMs, ino }: Stats): string {
  return `${size}-${mtimeMs}-${ino}`;
}

/** The SHA-256 of a file in hexadecimal, or undefined when it cannot be read. */
export function digestOfFile(path: string): string | undefined {
  try {
    return sha256Of(readFileSync(path));
  } catch {
    return undefined;
  }
}

/** SHA-256 in hexadecimal. */
export function sha256Of(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A file's text, or undefined when there is none or it cannot be read. */
export function textOfFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** As {@link textOfFile}, for what is so long that going through it once more is felt. */
export function bytesOfFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function whyOf(error: unknown, path: string): readonly [Why, string] {
  const [why, reason] = diskFault(error);
  return [why, `cannot write ${path}: ${reason}`];
}
