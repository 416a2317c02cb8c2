/** What differs between two trees of a folder, found by their bytes: most of a large folder is the same in both. */

/** An entry of a tree, as git tells of it. */
export interface TreeSide {
  /** One of the five that git knows, whatever else a tree may hold: `040000` is a folder. */
  readonly mode: string;
  readonly id: string;
}

/** An entry that differs. A file that becomes a folder is two of them. */
export interface EntryChange {
  /** The bytes of its name, each as one character. */
  readonly name: string;
  /** Undefined where the next, or the held tree, has none. */
  readonly next: TreeSide | undefined;
  readonly held: TreeSide | undefined;
}

/** Entries of a tree: each starts where it says, and ends where the next one starts. */
interface Entries {
  readonly bytes: Buffer;
  readonly starts: ArrayLike<number>;
}

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
    const from = this.#countSame(next);
    const start = this.#startOf(from);
    if (start === this.#length && start === next.length) return [];
    let to = this.#sameFrom(next, from);
    let starts = startsOf(next, start, next.length - this.#length + this.#startOf(to), this.#idLength);
    if (starts === undefined) {
      // The same bytes may be an entry's end here, and the middle of one there.
      to = this.#count;
      starts = startsOf(next, start, next.length, this.#idLength);
      if (starts === undefined) return undefined;
    }
    const held = { bytes: this.#bytes, starts: this.#starts.subarray(from, to + 1) };
    const changes = changesBetween(held, { bytes: next, starts }, this.#idLength);
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

/** Where entries start, and where the last one ends; undefined where that is not `end`, or where something is no entry. */
function startsOf(bytes: Buffer, start: number, end: number, idLength: number): readonly number[] | undefined {
  const starts = [start];
  let at = start;
  while (at < end) {
    const name = nameAt(bytes, at);
    const nameEnd = name === undefined ? -1 : nameEndAt(bytes, name);
    if (name === undefined || nameEnd <= name) return undefined;
    at = nameEnd + 1 + idLength;
    starts.push(at);
  }
  return at === end ? starts : undefined;
}

const space = 0x20;

/** Behind octal digits and a space. */
function nameAt(bytes: Buffer, start: number): number | undefined {
  let at = start;
  for (let byte = bytes[at]; byte !== space; byte = bytes[(at += 1)])
    if (byte === undefined || byte < 0x30 || byte > 0x37) return undefined;
  return at === start ? undefined : at + 1;
}

/** Names are short: looking for the byte ourselves is quicker than asking the platform. */
function nameEndAt(bytes: Buffer, name: number): number {
  let at = name;
  for (let byte = bytes[at]; byte !== 0; byte = bytes[(at += 1)]) if (byte === undefined) return -1;
  return at;
}

/** Both are in git's order. */
function changesBetween(held: Entries, next: Entries, idLength: number): readonly EntryChange[] {
  const changes: EntryChange[] = [];
  const [heldCount, nextCount] = [held.starts.length - 1, next.starts.length - 1];
  for (let [h, n] = [0, 0]; h < heldCount || n < nextCount;) {
    if (h < heldCount && n < nextCount && isSame(held, h, next, n)) {
      h += 1;
      n += 1;
      continue;
    }
    const a = h < heldCount ? entryAt(held, h, idLength) : undefined;
    const b = n < nextCount ? entryAt(next, n, idLength) : undefined;
    const order = a === undefined ? 1 : b === undefined ? -1 : gitOrder(a, b);
    if (order <= 0) h += 1;
    if (order >= 0) n += 1;
    // A mode may be written in more than one way.
    if (order === 0 && a?.side.mode === b?.side.mode && a?.side.id === b?.side.id) continue;
    changes.push({
      name: (order <= 0 ? a : b)?.name ?? '',
      held: order <= 0 ? a?.side : undefined,
      next: order >= 0 ? b?.side : undefined,
    });
  }
  return changes;
}

function isSame(held: Entries, h: number, next: Entries, n: number): boolean {
  const [a, b] = [held.starts[h] ?? 0, next.starts[n] ?? 0];
  const length = (held.starts[h + 1] ?? 0) - a;
  if ((next.starts[n + 1] ?? 0) - b !== length) return false;
  // From behind: where the same name stands on both sides, it is the id that differs.
  for (let at = length - 1; at >= 0; at -= 1) if (held.bytes[a + at] !== next.bytes[b + at]) return false;
  return true;
}

interface Entry {
  readonly name: string;
  readonly side: TreeSide;
}

function entryAt({ bytes, starts }: Entries, entry: number, idLength: number): Entry {
  const [start, end] = [starts[entry] ?? 0, starts[entry + 1] ?? 0];
  const name = nameAt(bytes, start) ?? start;
  return {
    name: bytes.toString('latin1', name, end - idLength - 1),
    side: { mode: modeIn(bytes, start, name - 1), id: bytes.toString('hex', end - idLength, end) },
  };
}

/** The mode of a folder. */
export const folderMode = '040000';

/** What git makes of a mode: of a file's, only whether its owner may run it counts. */
function modeIn(bytes: Buffer, start: number, end: number): string {
  let mode = 0;
  for (let at = start; at < end; at += 1) mode = (mode << 3) | ((bytes[at] ?? 0) - 0x30);
  const kind = mode & 0o170000;
  if (kind === 0o100000) return (mode & 0o100) === 0 ? '100644' : '100755';
  return kind === 0o040000 ? folderMode : kind === 0o120000 ? '120000' : '160000';
}

/** By the bytes of their names, a folder's as if it ended in a slash. */
function gitOrder(a: Entry, b: Entry): number {
  const [x, y] = [sortedAs(a), sortedAs(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function sortedAs({ name, side }: Entry): string {
  return side.mode === folderMode ? `${name}/` : name;
}
