/** A tree with edits on it: what if these files said this? */

import { byteOrder } from '../core/order.ts';
import type { BlobId, Tree, TreeFile, Unreadable } from '../core/tree.ts';
import { fileOf } from './content.ts';
import { isTreePath, isUnder } from './path.ts';

/** `base` with each path of `edits` holding the text given there, or removed where that is null. */
export function overlayTree(base: Tree, edits: ReadonlyMap<string, string | null>): Tree {
  const paths = [...edits.keys()].filter(isTreePath).toSorted(byteOrder);
  const edited = new Map(paths.map((path) => [path, fileOfEdit(edits.get(path) ?? null)]));
  return {
    name: `${base.name} with edits`,
    list: (under) => merged(base.list(under), edited, under),
    has: (path) => (edited.has(path) ? edited.get(path) !== undefined : base.has(path)),
    read: (path) => (edited.has(path) ? edited.get(path) : base.read(path)),
    blobOf: (path) => (edited.has(path) ? blobOfEdit(edited.get(path)) : base.blobOf?.(path)),
    expect: (wanted) => base.expect(wanted.filter((path) => !edited.has(path))),
  };
}

type Edited = ReadonlyMap<string, TreeFile | Unreadable | undefined>;

function fileOfEdit(text: string | null): TreeFile | Unreadable | undefined {
  return text === null ? undefined : fileOf(text);
}

function blobOfEdit(file: TreeFile | Unreadable | undefined): BlobId | undefined {
  return file === undefined || 'unreadable' in file ? undefined : file.blob;
}

function merged(below: readonly string[], edited: Edited, under: string): readonly string[] {
  const added = [...edited].filter(([path, file]) => file !== undefined && isUnder(path, under)).map(([path]) => path);
  const kept = below.filter((path) => !edited.has(path));
  return added.length === 0 ? kept : [...kept, ...added].toSorted(byteOrder);
}
