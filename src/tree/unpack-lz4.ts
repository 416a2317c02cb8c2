/** The frames of LZ4, in which apt keeps the indexes of repositories on many machines. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';

export function isLz4(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readUInt32LE(0) === frameMagic;
}

/** What the frames hold, one after the other. Their checksums are not looked at; every length is. */
export function unpackLz4(bytes: Buffer, limit: number): Outcome<Buffer> {
  const out: Output = {
    bytes: Buffer.allocUnsafe(Math.min(limit, Math.max(1 << 16, bytes.length * 4))),
    size: 0,
    limit,
  };
  for (let at = 0; at < bytes.length;) {
    const next = unpackFrame(bytes, at, out);
    if (next === 'broken') return failed('denied', 'it is broken or cut off, as lz4 has it');
    if (next === 'long')
      return failed('limited', `it unpacks to more than ${limit} bytes, which is the most that is read`);
    at = next;
  }
  return succeeded(out.bytes.subarray(0, out.size));
}

const frameMagic = 0x184d2204;

interface Output {
  bytes: Buffer;
  size: number;
  readonly limit: number;
}

/** Where the next frame begins. A frame is a head, blocks with their lengths, a length of 0, and perhaps a checksum. */
function unpackFrame(bytes: Buffer, start: number, out: Output): number | 'broken' | 'long' {
  if (start + 7 > bytes.length || bytes.readUInt32LE(start) !== frameMagic) return 'broken';
  const flags = bytes.readUInt8(start + 4);
  const has = (bit: number): number => (flags >> bit) & 1;
  if (flags >> 6 !== 1 || has(0) === 1) return 'broken';
  let at = start + 7 + 8 * has(3);
  for (;;) {
    if (at + 4 > bytes.length) return 'broken';
    const word = bytes.readUInt32LE(at);
    at += 4;
    if (word === 0) break;
    const length = word & 0x7fffffff;
    if (at + length + 4 * has(4) > bytes.length) return 'broken';
    const block = bytes.subarray(at, at + length);
    const trouble = word >>> 31 === 1 ? copied(block, out) : unpackBlock(block, out);
    if (trouble !== undefined) return trouble;
    at += length + 4 * has(4);
  }
  at += 4 * has(2);
  return at > bytes.length ? 'broken' : at;
}

type Trouble = 'broken' | 'long' | undefined;

/** Literals and matches in turn. A match repeats what was written before, perhaps in an earlier block. */
function unpackBlock(block: Buffer, out: Output): Trouble {
  let at = 0;
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    if (nibble !== 15) return length;
    for (let more = 255; more === 255; at += 1) {
      more = block[at] ?? 0;
      length += more;
    }
    return length;
  };
  while (at < block.length) {
    const token = block[at] ?? 0;
    at += 1;
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length) return 'broken';
    const trouble = copied(block.subarray(at, at + literals), out);
    if (trouble !== undefined) return trouble;
    at += literals;
    if (at === block.length) return undefined;
    if (at + 2 > block.length) return 'broken';
    const distance = block.readUInt16LE(at);
    at += 2;
    const length = lengthFrom(token & 15) + 4;
    if (distance === 0 || distance > out.size || at > block.length) return 'broken';
    if (!makeRoom(out, length)) return 'long';
    repeat(out, distance, length);
  }
  return undefined;
}

function copied(block: Buffer, out: Output): Trouble {
  if (!makeRoom(out, block.length)) return 'long';
  block.copy(out.bytes, out.size);
  out.size += block.length;
  return undefined;
}

/** A match may reach into what it is just writing, so it is copied in pieces that are there already. */
function repeat(out: Output, distance: number, length: number): void {
  const from = out.size - distance;
  for (let done = 0; done < length;) {
    const piece = Math.min(length - done, distance + done);
    out.bytes.copy(out.bytes, out.size + done, from, from + piece);
    done += piece;
  }
  out.size += length;
}

function makeRoom(out: Output, length: number): boolean {
  const wanted = out.size + length;
  if (wanted > out.limit) return false;
  if (wanted <= out.bytes.length) return true;
  const larger = Buffer.allocUnsafe(Math.min(out.limit, Math.max(wanted, out.bytes.length * 2)));
  out.bytes.copy(larger, 0, 0, out.size);
  out.bytes = larger;
  return true;
}
