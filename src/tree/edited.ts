/** A tree whose files are edited when they are read: what if a thousand of them said something else, and few are looked at? */

import type { Tree, TreeFile, Unreadable } from '../core/tree.ts';
import { fileOf } from './content.ts';

/** `base` with these files, as `edit` makes them of what they say; a file that it makes nothing of stays as it is. */
export function editedTree(
  base: Tree,
  paths: ReadonlySet<string>,
  edit: (path: string, text: string) => string | undefined,
): Tree {
  const known = new Map<string, TreeFile | Unreadable | undefined>();
  const read = (path: string): TreeFile | Unreadable | undefined => {
    if (!paths.has(path)) return base.read(path);
    if (!known.has(path))
      known.set(
        path,
        editedFile(base.read(path), (text) => edit(path, text)),
      );
    return known.get(path);
  };
  return {
    name: `${base.name} with edits`,
    list: (under) => base.list(under),
    has: (path) => base.has(path),
    read,
    blobOf: (path) => {
      if (!paths.has(path)) return base.blobOf?.(path);
      const found = read(path);
      return found === undefined || 'unreadable' in found ? undefined : found.blob;
    },
    expect: (wanted) => base.expect(wanted),
  };
}

function editedFile(
  found: TreeFile | Unreadable | undefined,
  edit: (text: string) => string | undefined,
): TreeFile | Unreadable | undefined {
  if (found === undefined || 'unreadable' in found) return found;
  const text = edit(found.text);
  return text === undefined ? found : fileOf(text);
}
