/** Which text may be the name of a ref, an object, or a file of a commit. */

import type { CommitId } from '../core/objects.ts';

const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

export function isObjectId(text: string): boolean {
  return objectId.test(text);
}

/** For ids that git has just named as those of commits it has. */
export function isCommitId(text: string): text is CommitId {
  return objectId.test(text);
}

/** Git's own rules (`git check-ref-format`), for a full name below `refs/`. */
export function isRefName(ref: string): boolean {
  if (!ref.startsWith('refs/') || ref.length > nameLimit || ref.endsWith('.')) return false;
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{/.test(ref)) return false;
  return ref.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

const nameLimit = 1000;

/** What git takes into a commit on every system: no way up, nothing that would be a repository of its own. */
export function isPath(path: string): boolean {
  if (path.length > pathLimit || path.includes('\0')) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/^\.git$/i.test(part));
}

const pathLimit = 4096;
