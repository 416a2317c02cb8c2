/**
 * Objects that lie in packs, read without git. Neighbours in history are stored as what differs between them, so that
 * reading one after the other takes a fraction of what git needs to write them out. What is not there, or not as it
 * should be, is left to git.
 */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applyDelta, sizeMade } from './delta.ts';
import type { PassingObject } from './each-object.ts';
import { HeldObjects, largestHeld } from './held-objects.ts';
import { type PackEntry, PackFile, unpack } from './pack-file.ts';
import { PackIndex } from './pack-index.ts';
import type { Store } from './store.ts';

/** The packs of a repository, as they are when they are first asked for. What was read is held, because others are made from it. */
export class PackedObjects {
  readonly #folder: string;
  readonly #idLength: number;
  readonly #id: Buffer;
  readonly #held = new HeldObjects();
  #packs: readonly Pack[] | undefined;

  constructor({ objects, hash }: Pick<Store, 'objects' | 'hash'>) {
    this.#folder = join(objects, 'pack');
    this.#idLength = hash === 'sha256' ? 32 : 20;
    this.#id = Buffer.alloc(this.#idLength);
  }

  /** An object by its whole id; undefined where git must be asked. The content holds until the next is read. */
  read(id: string): PassingObject | undefined {
    if (this.#id.write(id, 'hex') !== this.#idLength) return undefined;
    this.#packs ??= packsIn(this.#folder, this.#idLength);
    for (const pack of this.#packs) {
      const start = pack.index.find(this.#id, 0);
      if (start !== -1) return readAt(pack, start, this.#held);
    }
    return undefined;
  }
}

/** Bytes of the indexes of packs, which say how many objects there are without being read. */
export function indexSize({ objects }: Pick<Store, 'objects'>): number {
  return indexesIn(join(objects, 'pack')).reduce((sum, index) => sum + sizeOf(index), 0);
}

interface Pack {
  readonly index: PackIndex;
  readonly file: PackFile;
  /** By where their entries start. */
  readonly held: Map<number, PassingObject>;
}

/** The largest first: most of a repository is in one. */
function packsIn(folder: string, idLength: number): readonly Pack[] {
  const packs = indexesIn(folder).flatMap((path) => {
    const pack = `${path.slice(0, -'.idx'.length)}.pack`;
    const index = PackIndex.read(path, { idLength, packSize: sizeOf(pack) });
    return index === undefined ? [] : [{ index, file: new PackFile(pack, index, idLength), held: new Map() }];
  });
  return packs.toSorted((a, b) => b.index.count - a.index.count);
}

function indexesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith('.idx') ? [join(folder, name)] : []));
  } catch {
    return [];
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

/** What is made from a base, which is made from another one…, is made from the first that is held or whole. */
function readAt(pack: Pack, start: number, held: HeldObjects): PassingObject | undefined {
  const above: (readonly [start: number, delta: PackEntry])[] = [];
  let at = start;
  let made = pack.held.get(at);
  while (made === undefined) {
    const entry = pack.file.entryAt(at);
    if (entry === undefined || entry.size > largestHeld) return undefined;
    if (entry.type === 'delta') {
      if (entry.base === -1 || above.push([at, entry]) > chainLimit) return undefined;
      at = entry.base;
      made = pack.held.get(at);
    } else {
      const content = held.place(entry.size);
      if (!unpack(entry, content)) return undefined;
      made = { type: entry.type, size: entry.size, content };
      held.keep(pack.held, at, made);
    }
  }
  for (let next = above.pop(); next !== undefined && made !== undefined; next = above.pop()) {
    const [from, delta] = next;
    made = madeFrom(made, delta, held);
    if (made !== undefined) held.keep(pack.held, from, made);
  }
  return made;
}

function madeFrom(base: PassingObject, entry: PackEntry, held: HeldObjects): PassingObject | undefined {
  const delta = entry.size > scratch.length ? Buffer.allocUnsafeSlow(entry.size) : scratch.subarray(0, entry.size);
  const size = unpack(entry, delta) ? sizeMade(delta, base.size) : undefined;
  if (size === undefined || size > largestHeld) return undefined;
  const content = held.place(size);
  return applyDelta(delta, base.content, content) ? { type: base.type, size, content } : undefined;
}

/** For deltas, which are used at once. */
const scratch = Buffer.allocUnsafeSlow(64 * 1024);

/** Git makes chains of 50, or of up to 4,095 where it is told to: the entries of a longer one are too much to hold. */
const chainLimit = 300;
