/** Which text may be the name of a ref, an object, or a file of a commit. */

import type { CommitId } from '../core/objects.ts';

/** 40 or 64 hex digits. By hand, because a long history asks it of half a million ids. */
export function isObjectId(text: string): boolean {
  if (text.length !== 40 && text.length !== 64) return false;
  for (let at = 0; at < text.length; at += 1) if (!isHexDigit(text.charCodeAt(at))) return false;
  return true;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x66);
}

/** For ids that git has just named as those of commits it has. */
export function isCommitId(text: string): text is CommitId {
  return isObjectId(text);
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
