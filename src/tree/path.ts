/** Which paths are in a tree at all: plain relative ones, without hidden folders and files. */

import { byteOrder } from '../core/order.ts';

/** More files than this are not listed; a list that is longer says so by one path more. */
export const filesLimit = 200_000;

/** Whether a path can be in a tree: no empty, hidden, upward or `node_modules` part, nothing absolute, no NUL. */
export function isTreePath(path: string): boolean {
  return path !== '' && !path.includes('\0') && path.split('/').every(isVisible);
}

/** Whether one part of a path is looked at. */
export function isVisible(name: string): boolean {
  return name !== '' && !name.startsWith('.') && name !== 'node_modules';
}

/** Whether a path is `under` itself or lies below it; everything lies under the empty path. */
export function isUnder(path: string, under: string): boolean {
  return under === '' || path === under || path.startsWith(`${under}/`);
}

/** The folders above a path, outermost first. */
export function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Of paths in byte order, those under a folder: found by halving, then cut at the limit. */
export function pathsUnder(paths: readonly string[], under: string): readonly string[] {
  if (under === '') return paths.slice(0, filesLimit + 1);
  const itself = firstFrom(paths, under);
  const start = firstFrom(paths, `${under}/`);
  const end = Math.min(firstFrom(paths, `${under}0`), start + filesLimit + 1);
  return paths[itself] === under ? [under, ...paths.slice(start, end)] : paths.slice(start, end);
}

/** The position of the first path that is not before `bound`. "0" is the character after "/". */
function firstFrom(paths: readonly string[], bound: string): number {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byteOrder(paths[middle] as string, bound) < 0) low = middle + 1; // cannot be missing: below the length
    else high = middle;
  }
  return low;
}
