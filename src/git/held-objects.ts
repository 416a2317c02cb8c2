/** Objects that were read, in a few large pieces of memory: others are made from them, and gigabytes pass. */

import type { PassingObject } from './each-object.ts';

/** Bytes of an object. */
export const largestHeld: number = 8 * 1024 * 1024;

interface Slab {
  readonly bytes: Buffer;
  /** What is held in it, and where that is noted. */
  readonly kept: (readonly [held: Map<number, PassingObject>, start: number])[];
}

/** Where it is full, the piece of memory that was filled first is filled again. */
export class HeldObjects {
  readonly #slabs: Slab[] = [];
  #used = 0;

  /** Room for so many bytes. What was last read stays where it is: the piece after next is emptied for it. */
  place(size: number): Buffer {
    let slab = this.#slabs.at(-1);
    if (slab === undefined || this.#used + size > slab.bytes.length || slab.kept.length >= keptLimit) {
      slab = this.#next();
      this.#used = 0;
    }
    const from = this.#used;
    this.#used += size;
    return slab.bytes.subarray(from, this.#used);
  }

  keep(held: Map<number, PassingObject>, start: number, object: PassingObject): void {
    held.set(start, object);
    this.#slabs.at(-1)?.kept.push([held, start]);
  }

  #next(): Slab {
    const first = this.#slabs.length < slabLimit ? undefined : this.#slabs.shift();
    const next = first ?? { bytes: Buffer.allocUnsafeSlow(largestHeld), kept: [] };
    this.#slabs.push(next);
    // The oldest one is emptied, though not yet filled: a base may stand there that is being used.
    const oldest = this.#slabs.length < slabLimit ? undefined : this.#slabs[0];
    for (const [held, start] of oldest?.kept.splice(0) ?? []) held.delete(start);
    return next;
  }
}

/** Pieces of {@link largestHeld} bytes, and how many objects there are in each at the most. */
const slabLimit = 12;
const keptLimit = 8192;
