/** A folder of a commit as git stores it, and the folder that a change makes of it. */

import { byteOrder } from '../core/order.ts';
import { idOf, type Hash, type Pack, type Piece } from './pack.ts';

/** A name in git's bytes, one character a byte, so that comparing names compares bytes. */
export type ByteName = string;

export interface Entry {
  /** As a tree writes it: `100644`, and `40000` for a folder. */
  readonly mode: string;
  readonly id: string;
}

export interface Folder {
  /** Undefined for one that is not there yet. */
  readonly id: string | undefined;
  readonly content: Buffer;
  readonly entries: readonly PlacedEntry[];
  readonly byName: ReadonlyMap<ByteName, PlacedEntry>;
}

interface PlacedEntry extends Entry {
  readonly name: ByteName;
  /** Where it begins and ends in the content. */
  readonly from: number;
  readonly to: number;
}

export const folderMode = '40000';

export const emptyFolder: Folder = { id: undefined, content: Buffer.alloc(0), entries: [], byName: new Map() };

/** Reads a tree object: `MODE SP NAME NUL ID`, the id in bytes, one entry after the other. */
export function readFolder(id: string, content: Buffer): Folder {
  const entries: PlacedEntry[] = [];
  for (let from = 0; from < content.length;) {
    const space = content.indexOf(0x20, from);
    const nul = content.indexOf(0, space);
    const to = nul + 1 + id.length / 2;
    const mode = content.toString('latin1', from, space);
    const name = content.toString('latin1', space + 1, nul);
    entries.push({ mode, name, id: content.toString('hex', nul + 1, to), from, to });
    from = to;
  }
  return { id, content, entries, byName: new Map(entries.map((entry) => [entry.name, entry])) };
}

/** Which entries are replaced or added; undefined removes one. */
export type Changes = ReadonlyMap<ByteName, Entry | undefined>;

/** Adds the changed folder to a pack, and names it; undefined where nothing is left in it. */
export function changedFolder(
  { hash, pack }: { readonly hash: Hash; readonly pack: Pack },
  folder: Folder,
  changes: Changes,
): string | undefined {
  const pieces = piecesOf(folder, changes);
  const content = Buffer.concat(
    pieces.map((piece) => ('from' in piece ? folder.content.subarray(piece.from, piece.to) : piece)),
  );
  if (content.length === 0) return undefined;
  // A small folder is as short told whole.
  if (folder.id === undefined || content.length < 512) return pack.add('tree', content);
  const id = idOf(hash, 'tree', content);
  if (id !== folder.id)
    pack.addDelta(id, { base: folder.id, baseSize: folder.content.length, size: content.length, pieces });
  return id;
}

/** The new content: stretches of the old one, and new entries in their places. */
function piecesOf(folder: Folder, changes: Changes): readonly Piece[] {
  const pieces: Piece[] = [];
  let kept = 0;
  for (const { at, to, bytes } of cutsFor(folder, changes)) {
    if (at > kept) pieces.push({ from: kept, to: at });
    if (bytes.length > 0) pieces.push(bytes);
    kept = to;
  }
  const size = folder.content.length;
  return size > kept ? [...pieces, { from: kept, to: size }] : pieces;
}

/** A stretch of the content that goes, and what comes instead; one of them may be empty. */
interface Cut {
  readonly at: number;
  readonly to: number;
  readonly order: string;
  readonly bytes: Uint8Array;
}

function cutsFor({ content, entries, byName }: Folder, changes: Changes): readonly Cut[] {
  const cuts: Cut[] = [];
  for (const [name, entry] of changes) {
    const old = byName.get(name);
    if (old !== undefined) cuts.push({ at: old.from, to: old.to, order: orderOf(old), bytes: Buffer.alloc(0) });
    if (entry === undefined) continue;
    const added = { name, ...entry };
    const at = entries[placeOf(orderOf(added), entries)]?.from ?? content.length;
    cuts.push({ at, to: at, order: orderOf(added), bytes: bytesOf(added) });
  }
  return cuts.toSorted((a, b) => a.at - b.at || a.to - b.to || byteOrder(a.order, b.order));
}

/** Where the first entry stands that does not come before this one. */
function placeOf(order: string, entries: readonly PlacedEntry[]): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry !== undefined && orderOf(entry) < order) low = middle + 1;
    else high = middle;
  }
  return low;
}

type NamedEntry = Entry & { readonly name: ByteName };

/** Git sorts a folder as if its name ended in `/`. */
function orderOf({ name, mode }: NamedEntry): string {
  return mode === folderMode ? `${name}/` : name;
}

function bytesOf({ name, mode, id }: NamedEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(id, 'hex')]);
}
