/** The entries of a pack, as they lie in its file (gitformat-pack(5)). */

import { closeSync, openSync, readSync } from 'node:fs';
import { inflateSync } from 'fflate';
import type { PackIndex } from './pack-index.ts';

/** What an entry holds: an object, or what differs from another, its base. */
export interface PackEntry {
  /** `delta` for what is to be applied to the base. */
  readonly type: 'commit' | 'tree' | 'blob' | 'tag' | 'delta';
  /** Where the entry of the base starts; -1 where there is no base, or where it is not in this pack. */
  readonly base: number;
  /** Bytes of the content, which is compressed. */
  readonly size: number;
  /** The whole entry, and where its content starts. */
  readonly bytes: Uint8Array;
  readonly from: number;
}

/** A pack, and windows on it: few of its bytes are held at once, and no file is kept open. */
export class PackFile {
  readonly #file: string;
  readonly #index: PackIndex;
  readonly #idLength: number;
  readonly #windows = new Map<number, Buffer>();

  constructor(file: string, index: PackIndex, idLength: number) {
    this.#file = file;
    this.#index = index;
    this.#idLength = idLength;
  }

  /** Undefined where no entry starts there, or where it cannot be read. */
  entryAt(start: number): PackEntry | undefined {
    const end = this.#index.endOf(start);
    const bytes = end === -1 ? undefined : this.#bytes(start, end);
    if (bytes === undefined) return undefined;
    let at = 0;
    let byte = bytes[at++] ?? 0;
    const type = types[(byte >> 4) & 7];
    let size = byte & 0x0f;
    for (let factor = 0x10; (byte & 0x80) !== 0; factor *= 0x80) {
      byte = bytes[at++] ?? 0;
      size += (byte & 0x7f) * factor;
    }
    if (type === undefined) return undefined;
    if (type === 'near') {
      byte = bytes[at++] ?? 0;
      let back = byte & 0x7f;
      while ((byte & 0x80) !== 0) {
        byte = bytes[at++] ?? 0;
        back = (back + 1) * 0x80 + (byte & 0x7f);
      }
      return { type: 'delta', base: start - back, size, bytes, from: at };
    }
    if (type !== 'named') return { type, base: -1, size, bytes, from: at };
    return { type: 'delta', base: this.#index.find(bytes, at), size, bytes, from: at + this.#idLength };
  }

  #bytes(start: number, end: number): Buffer | undefined {
    if (end - start > entryLimit) return undefined;
    const first = Math.floor(start / windowSize);
    if (end > (first + 1) * windowSize) return this.#read(start, end - start);
    const window = this.#windows.get(first) ?? this.#window(first);
    const from = start - first * windowSize;
    const to = end - first * windowSize;
    return window === undefined || to > window.length ? undefined : window.subarray(from, to);
  }

  #window(place: number): Buffer | undefined {
    const window = this.#read(place * windowSize, windowSize);
    if (window === undefined) return undefined;
    for (const oldest of this.#windows.keys()) {
      if (this.#windows.size < windowLimit) break;
      this.#windows.delete(oldest);
    }
    this.#windows.set(place, window);
    return window;
  }

  /** What is there from `start` on, at most `length` bytes. */
  #read(start: number, length: number): Buffer | undefined {
    try {
      const file = openSync(this.#file, 'r');
      try {
        const bytes = Buffer.allocUnsafeSlow(length);
        return bytes.subarray(0, readSync(file, bytes, { length, position: start }));
      } finally {
        closeSync(file);
      }
    } catch {
      return undefined; // It may have been packed anew.
    }
  }
}

/** By their numbers; `near` names its base by how far before it begins, `named` by its id. */
const types = [undefined, 'commit', 'tree', 'blob', 'tag', undefined, 'near', 'named'] as const;

/** Bytes. A larger entry is read by git. */
const entryLimit = 16 * 1024 * 1024;

/** Bytes, and how many of them there are at a time. */
const windowSize = 256 * 1024;
const windowLimit = 160;

/**
 * Unpacks content to the whole of `made`; false where it is damaged, or not of that size. Most of it is a few dozen bytes,
 * for which setting up the platform's own inflater costs ten times as much as the work.
 */
export function unpack({ bytes, from }: PackEntry, made: Uint8Array): boolean {
  // Deflate without a dictionary, in a window of at most 32 KiB (RFC 1950); at its end the sum of what it holds.
  const isZlib = ((bytes[from] ?? 0) & 0x0f) === 8 && ((bytes[from + 1] ?? 0) & 0x20) === 0;
  const end = bytes.length - 4;
  if (!isZlib || end < from + 2) return false;
  try {
    if (inflateSync(bytes.subarray(from + 2, end), { out: made }).length !== made.length) return false;
  } catch {
    return false;
  }
  let sum = 0;
  for (let at = end; at < bytes.length; at += 1) sum = sum * 0x100 + (bytes[at] ?? 0);
  return sum === adler32(made);
}

/** RFC 1950, section 8.2. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length;) {
    // No sum overflows 32 bits before so many.
    const until = Math.min(bytes.length, at + 3800);
    for (; at < until; at += 1) {
      a += bytes[at] ?? 0;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 0x1_0000 + a;
}
