/** What a disk or a file system refuses, in words. */

import type { Why } from './outcome.ts';

/** Why, and in words, of an error whose code is one of the system's, as ENOSPC; of any other what it says itself. */
export function diskFault(error: unknown): readonly [Why, string] {
  const code = errorCode(error);
  return words.get(code) ?? ['unreachable', code === '' ? String(error) : code];
}

/** The code of an error of the system: `ENOENT`; empty where it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const words: ReadonlyMap<string, readonly [Why, string]> = new Map([
  ['ENOSPC', ['limited', 'the disk is full']],
  ['EDQUOT', ['limited', 'the disk quota is used up']],
  ['EMFILE', ['limited', 'too many files are open']],
  ['ENFILE', ['limited', 'too many files are open on this machine']],
  ['EACCES', ['denied', 'permission is denied']],
  ['EPERM', ['denied', 'permission is denied']],
  ['EROFS', ['denied', 'the file system is read-only']],
  ['ENOTDIR', ['conflict', 'a file stands where a folder is needed']],
  ['EEXIST', ['conflict', 'a file stands where a folder is needed']],
  ['ENOENT', ['gone', 'nothing can be made there']],
  ['EISDIR', ['conflict', 'a folder stands where the file belongs']],
]);
