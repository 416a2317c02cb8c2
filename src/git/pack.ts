/** Objects as git stores many of them: named by their content, and packed into one stream. */

import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export type Hash = 'sha1' | 'sha256';

export type Kind = 'commit' | 'tree' | 'blob';

/** Git's name for an object. */
export function idOf(hash: Hash, kind: Kind, content: Uint8Array): string {
  return createHash(hash)
    .update(`${kind} ${String(content.length)}\0`)
    .update(content)
    .digest('hex');
}

/** A part of new content: bytes of its own, or a stretch of what it is made from. */
export type Piece = Uint8Array | { readonly from: number; readonly to: number };

/** How content differs from that of another object, which the reader of the pack has. */
export interface Delta {
  readonly base: string;
  readonly baseSize: number;
  readonly size: number;
  readonly pieces: readonly Piece[];
}

/** Objects to be packed, each once. */
export class Pack {
  readonly #hash: Hash;
  readonly #parts: Uint8Array[] = [];
  readonly #ids = new Set<string>();

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Adds an object whole, and names it. */
  add(kind: Kind, content: Uint8Array): string {
    const id = idOf(this.#hash, kind, content);
    if (!this.has(id)) this.#put(id, entryHeader(kinds[kind], content.length), content);
    return id;
  }

  /** Adds an object as what differs from another. */
  addDelta(id: string, delta: Delta): void {
    if (this.has(id)) return;
    const told = encoded(delta);
    this.#put(id, Buffer.concat([entryHeader(deltaKind, told.length), Buffer.from(delta.base, 'hex')]), told);
  }

  /** The pack as `git index-pack` reads it. */
  bytes(): Buffer {
    const head = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
    head.writeUInt32BE(this.size, 8);
    const whole = [head, ...this.#parts];
    const sum = createHash(this.#hash);
    for (const part of whole) sum.update(part);
    return Buffer.concat([...whole, sum.digest()]);
  }

  #put(id: string, header: Uint8Array, content: Uint8Array): void {
    this.#ids.add(id);
    // A small window costs less to set up than a small object to compress.
    const small = content.length < 4096 ? { windowBits: 12, memLevel: 4 } : {};
    this.#parts.push(header, deflateSync(content, { level: 1, ...small }));
  }
}

const kinds = { commit: 1, tree: 2, blob: 3 } as const satisfies Record<Kind, number>;

/** A delta that names its base by id. */
const deltaKind = 7;

/** Kind and size: four bits of the size beside the kind, then seven a byte, the lowest first. */
function entryHeader(kind: number, size: number): Buffer {
  const rest = Math.floor(size / 16);
  const first = kind * 16 + (size % 16);
  return Buffer.from(rest === 0 ? [first] : [first + 0x80, ...varint(rest)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return [...bytes, rest];
}

/** Both sizes, then orders: copy a stretch of the base, or insert bytes. */
function encoded({ baseSize, size, pieces }: Delta): Buffer {
  const orders = pieces.map((piece) => ('from' in piece ? copies(piece.from, piece.to) : inserts(piece)));
  return Buffer.concat([Buffer.from([...varint(baseSize), ...varint(size)]), ...orders]);
}

const mostCopied = 0xffff;

/** Each an order byte, four bytes of the offset, two of the size. */
function copies(from: number, to: number): Buffer {
  const count = Math.ceil((to - from) / mostCopied);
  const orders = Buffer.alloc(count * 7);
  for (let i = 0; i < count; i += 1) {
    const start = from + i * mostCopied;
    orders.writeUInt8(0x80 | 0x0f | 0x30, i * 7);
    orders.writeUInt32LE(start, i * 7 + 1);
    orders.writeUInt16LE(Math.min(mostCopied, to - start), i * 7 + 5);
  }
  return orders;
}

const mostInserted = 0x7f;

function inserts(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += mostInserted) {
    const part = bytes.subarray(at, at + mostInserted);
    parts.push(Buffer.from([part.length]), part);
  }
  return Buffer.concat(parts);
}
