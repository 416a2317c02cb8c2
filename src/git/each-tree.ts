/** Trees one after the other: those of a long history mostly from their packs, the others by git. */

import { type Outcome, succeeded } from '../core/outcome.ts';
import { eachObject } from './each-object.ts';
import { readLoose } from './loose.ts';
import { PackedObjects } from './packed.ts';
import type { Store } from './store.ts';

/** Gets the bytes of a tree, which hold only during the call; undefined for what is no tree here. */
export type UseTree = (tree: Buffer | undefined, at: number) => void;

/** Reads trees in the order of their ids. */
export type EachTree = (ids: readonly string[], use: UseTree) => Promise<Outcome<undefined>>;

export interface TreeReader {
  readonly read: EachTree;
  /** For how many steps at a time folders are best read. */
  readonly lotSize: () => number;
}

export function treesOfGit(store: Store): TreeReader {
  return {
    read: (ids, use) =>
      eachObject(store, {
        ids,
        limit: Infinity,
        use: (object, at) => use(object?.type === 'tree' ? object.content : undefined, at),
      }),
    lotSize: () => gitLot,
  };
}

/** Each lot is a few processes of git. */
const gitLot = 16_384;

/** The tree of nothing, which git has without its being stored. */
export const emptyTrees = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

const noEntries = { type: 'tree', content: Buffer.alloc(0) } as const;

/** Trees that no pack has are read by git, more of them each time: where one is, there are others. */
export function treesOfPacks(store: Store): TreeReader {
  const byGit = treesOfGit(store);
  const packed = new PackedObjects(store);
  let some = 0;
  const read: EachTree = async (ids, use) => {
    for (let at = readPacked(store, packed, { ids, from: 0, use }); at < ids.length;) {
      const from = at;
      some = Math.max(100, 2 * some);
      const ran = await byGit.read(ids.slice(from, from + some), (tree, place) => use(tree, from + place));
      if (!ran.ok) return ran;
      at = readPacked(store, packed, { ids, from: Math.min(from + some, ids.length), use });
    }
    return succeeded(undefined);
  };
  return { read, lotSize: () => (some === 0 ? packedLot : gitLot) };
}

/** What steps next to each other read lies close together in a pack, and they are told as soon as they are found. */
const packedLot = 64;

interface Passage {
  readonly ids: readonly string[];
  readonly from: number;
  readonly use: UseTree;
}

/** Gives the place of the first tree that git must read, or how many trees there are. */
function readPacked({ hash, objects }: Store, packed: PackedObjects, { ids, from, use }: Passage): number {
  const empty = emptyTrees[hash];
  for (let at = from; at < ids.length; at += 1) {
    const id = ids[at] ?? '';
    const object = id === empty ? noEntries : (packed.read(id) ?? readLoose(objects, id));
    if (object === undefined) return at;
    use(object.type === 'tree' ? object.content : undefined, at);
  }
  return ids.length;
}
