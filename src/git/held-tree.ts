/** What differs between two trees of a folder, found by their bytes: most of a large folder is the same in both. */

import { changesBetween, type EntryChange, startsOf } from './tree-entries.ts';

/**
 * A tree that is held, to become another and then another: only what differs is looked at and copied. Each entry is
 * `MODE SP NAME NUL ID`, the id in raw bytes.
 */
export class HeldTree {
  readonly #idLength: number;
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;
  /** Where each entry starts, and where the last one ends. */
  #starts = new Int32Array(1);
  #count = 0;

  /** `idLength` is that of an id in raw bytes. */
  constructor(idLength: number) {
    this.#idLength = idLength;
  }

  /** Gives what differs, in git's order; undefined where the next is no tree, and then holds what it held. */
  become(next: Buffer): readonly EntryChange[] | undefined {
    const idLength = this.#idLength;
    const from = this.#countSame(next);
    const start = this.#startOf(from);
    if (start === this.#length && start === next.length) return [];
    let to = this.#sameFrom(next, from);
    let starts = startsOf(next, { start, end: next.length - this.#length + this.#startOf(to), idLength });
    if (starts === undefined) {
      // The same bytes may be an entry's end here, and the middle of one there.
      to = this.#count;
      starts = startsOf(next, { start, end: next.length, idLength });
      if (starts === undefined) return undefined;
    }
    const held = { bytes: this.#bytes, starts: this.#starts.subarray(from, to + 1) };
    const changes = changesBetween(held, { bytes: next, starts }, idLength);
    this.#take(next, from, to, starts);
    return changes;
  }

  /** How many of the first entries are the same. */
  #countSame(next: Buffer): number {
    let known = 0;
    let most = this.#count;
    while (known < most) {
      const middle = (known + most + 1) >> 1;
      const [start, end] = [this.#startOf(known), this.#startOf(middle)];
      if (end <= next.length && this.#bytes.compare(next, start, end, start, end) === 0) known = middle;
      else most = middle - 1;
    }
    return known;
  }

  /** The first entry, from `from` on, from which on the bytes at the end are the same. */
  #sameFrom(next: Buffer, from: number): number {
    let [least, known] = [from, this.#count];
    let middle = Math.min(from + 1, known); // mostly one entry differs
    while (least < known) {
      if (this.#endsAlike(next, this.#startOf(middle), this.#startOf(from))) known = middle;
      else least = middle + 1;
      middle = (least + known) >> 1;
    }
    return known;
  }

  #endsAlike(next: Buffer, start: number, least: number): boolean {
    const nextStart = next.length - this.#length + start;
    return nextStart >= least && this.#bytes.compare(next, nextStart, next.length, start, this.#length) === 0;
  }

  /** The entries from `from` to `to` give way to those that start at `starts`. */
  #take(next: Buffer, from: number, to: number, starts: readonly number[]): void {
    const [start, end] = [starts[0] ?? 0, starts.at(-1) ?? 0];
    const grown = next.length - this.#length;
    if (next.length > this.#bytes.length || next.length === 0) {
      this.#bytes = Buffer.allocUnsafeSlow(next.length + (next.length >> 3));
      next.copy(this.#bytes);
    } else next.copy(this.#bytes, start, start, grown === 0 ? end : next.length);
    this.#length = next.length;
    const added = starts.length - 1;
    const count = this.#count - (to - from) + added;
    if (count >= this.#starts.length) {
      const more = new Int32Array(count + 1 + (count >> 3));
      more.set(this.#starts);
      this.#starts = more;
    }
    this.#starts.copyWithin(from + added, to, this.#count + 1);
    this.#count = count;
    for (let at = 0; at < added; at += 1) this.#starts[from + at] = starts[at] ?? 0;
    if (grown !== 0) for (let at = from + added; at <= count; at += 1) this.#starts[at] = this.#startOf(at) + grown;
  }

  #startOf(entry: number): number {
    return this.#starts[entry] ?? 0;
  }
}
