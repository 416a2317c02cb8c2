/** The index of a pack: where the entry of each object is (gitformat-pack(5), version 2). */

import { readFileSync, statSync } from 'node:fs';

/** An index that was read; its pack ends in a sum, as long as an id, that belongs to no entry. */
export class PackIndex {
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #idLength: number;
  /** Where entries start, in the order of the pack, and where the last one ends. */
  readonly #starts: Float64Array;

  private constructor(bytes: Buffer, idLength: number, packSize: number) {
    this.#bytes = bytes;
    this.#idLength = idLength;
    this.count = bytes.readUInt32BE(fanoutEnd - 4);
    this.#starts = new Float64Array(this.count + 1);
    for (let place = 0; place < this.count; place += 1) this.#starts[place] = this.#startAt(place);
    this.#starts[this.count] = packSize - idLength;
    this.#starts.sort();
  }

  /** Undefined where it is of another version, too large to be held, or damaged as a whole. `idLength` is in bytes. */
  static read(file: string, { idLength, packSize }: PackSizes): PackIndex | undefined {
    try {
      if (statSync(file).size > indexSizeLimit) return undefined;
      const bytes = readFileSync(file);
      const isKnown = bytes.subarray(0, head.length).equals(head) && isWhole(bytes, idLength);
      return isKnown ? new PackIndex(bytes, idLength, packSize) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where the entry of the object starts whose id stands in `bytes` at `at`; -1 where it is not in this pack. */
  find(bytes: Uint8Array, at: number): number {
    const first = bytes[at] ?? 0;
    let low = first === 0 ? 0 : this.#bytes.readUInt32BE(head.length + 4 * (first - 1));
    let high = this.#bytes.readUInt32BE(head.length + 4 * first);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(bytes, at, middle);
      if (order === 0) return this.#startAt(middle);
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return -1;
  }

  /** Where the entry ends that starts at `start`; -1 where none does. */
  endOf(start: number): number {
    let [low, high] = [0, this.count - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#starts[middle] ?? 0;
      if (found === start) return this.#starts[middle + 1] ?? -1;
      if (found < start) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #compare(bytes: Uint8Array, at: number, place: number): number {
    const idLength = this.#idLength;
    const from = fanoutEnd + idLength * place;
    for (let i = 0; i < idLength; i += 1) {
      const difference = (bytes[at + i] ?? 0) - (this.#bytes[from + i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Four bytes; in a pack beyond 2 GiB some name a place in the table of eight bytes behind it. */
  #startAt(place: number): number {
    const table = fanoutEnd + (this.#idLength + 4) * this.count;
    const start = this.#bytes.readUInt32BE(table + 4 * place);
    if (start < 0x8000_0000) return start;
    return Number(this.#bytes.readBigUInt64BE(table + 4 * this.count + 8 * (start - 0x8000_0000)));
  }
}

interface PackSizes {
  readonly idLength: number;
  readonly packSize: number;
}

/** Four bytes that no older version begins with, and the version. */
const head = Buffer.from('\xfftOc\0\0\0\x02', 'latin1');

/** Behind it, by the first byte of an id, how many ids there are up to those. */
const fanoutEnd = head.length + 4 * 256;

/** Bytes: seven million objects. */
const indexSizeLimit = 256 * 1024 * 1024;

/** Ids, sums and starts of all entries, and two sums at the end; starts of eight bytes may stand before those. */
function isWhole(bytes: Buffer, idLength: number): boolean {
  let least = 0;
  for (let at = head.length; at < fanoutEnd; at += 4) {
    const count = bytes.readUInt32BE(at);
    if (count < least) return false;
    least = count;
  }
  const large = bytes.length - fanoutEnd - least * (idLength + 8) - 2 * idLength;
  return large >= 0 && large % 8 === 0;
}
