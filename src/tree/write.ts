/** Writes files whole or not at all: a reader, a full disk or a killed process never leaves a torn one. */

import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
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

  constructor(root: string) {
    this.#root = root;
  }

  /** Writes one file beside its place and then moves it there. `path` is relative, made of safe names. */
  write(path: string, text: string): Outcome<Written> {
    const bytes = Buffer.from(text);
    const target = join(this.#root, path);
    const beside = `${target}.${process.pid}.tmp`;
    try {
      this.#makeFolder(dirname(target));
      writeBeside(beside, bytes);
      renameSync(beside, target);
      const stamp = stampOfFile(target) ?? '';
      return succeeded({ sha256: sha256Of(bytes), bytes: bytes.length, stamp });
    } catch (error) {
      discard(beside);
      return failed(...whyOf(error, target));
    }
  }

  remove(path: string): Outcome<undefined> {
    try {
      rmSync(join(this.#root, path), { force: true });
      return succeeded(undefined);
    } catch (error) {
      return failed(...whyOf(error, join(this.#root, path)));
    }
  }

  #makeFolder(folder: string): void {
    if (this.#made.has(folder)) return;
    makeFolders(folder);
    this.#made.add(folder);
  }
}

function writeBeside(path: string, bytes: Buffer): void {
  rmIfLeft(path);
  const file = openSync(path, 'wx', 0o644);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a folder and those above it. Node's own recursion never ends where a system answers that nothing can be made. */
function makeFolders(folder: string): void {
  const error = makeFolder(folder);
  if (error === undefined) return;
  if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
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
    if (codeOf(error) === 'EEXIST' && statSync(folder).isDirectory()) return undefined;
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

/** A process of the same number may have died here before. */
function rmIfLeft(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) rmSync(path, { force: true });
}

/** A text that stays the same only while a file does; undefined where there is no regular file. */
export function stampOfFile(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? `${stats.size}-${stats.mtimeMs}-${stats.ino}` : undefined;
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

const words: Readonly<Record<string, readonly [Why, string]>> = {
  ENOSPC: ['limited', 'the disk is full'],
  EDQUOT: ['limited', 'the disk quota is used up'],
  EMFILE: ['limited', 'too many files are open'],
  ENFILE: ['limited', 'too many files are open on this machine'],
  EACCES: ['denied', 'permission is denied'],
  EPERM: ['denied', 'permission is denied'],
  EROFS: ['denied', 'the file system is read-only'],
  ENOTDIR: ['conflict', 'a file stands where a folder is needed'],
  EEXIST: ['conflict', 'a file stands where a folder is needed'],
  ENOENT: ['gone', 'nothing can be made there'],
  EISDIR: ['conflict', 'a folder stands where the file belongs'],
};

function whyOf(error: unknown, path: string): readonly [Why, string] {
  const code = codeOf(error);
  const [why, reason] = words[code] ?? (['unreachable', code === '' ? String(error) : code] as const);
  return [why, `cannot write ${path}: ${reason}`];
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
