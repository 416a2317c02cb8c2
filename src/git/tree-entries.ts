/** The entries of a tree, in its own bytes: each is `MODE SP NAME NUL ID`, the id in raw bytes. */

/** The mode of a folder. */
export const folderMode = '040000';

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
export interface Entries {
  readonly bytes: Buffer;
  readonly starts: ArrayLike<number>;
}

/** Where entries start, and where the last one ends; undefined where that is not `end`, or where something is no entry. */
export function startsOf(
  bytes: Buffer,
  { start, end, idLength }: { readonly start: number; readonly end: number; readonly idLength: number },
): readonly number[] | undefined {
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

/** What differs, in git's order, in which both are. */
export function changesBetween(held: Entries, next: Entries, idLength: number): readonly EntryChange[] {
  const changes: EntryChange[] = [];
  const [heldCount, nextCount] = [held.starts.length - 1, next.starts.length - 1];
  for (let [h, n] = [0, 0]; h < heldCount || n < nextCount;) {
    const rest = h < heldCount && n < nextCount ? restThatDiffers(held, h, next, n) : Infinity;
    if (rest <= idLength) {
      // Nothing, or the id alone.
      if (rest > 0) changes.push(changedId(held, h, next, n, idLength));
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
    const name = (order <= 0 ? a : b)?.name ?? '';
    changes.push({ name, held: order <= 0 ? a?.side : undefined, next: order >= 0 ? b?.side : undefined });
  }
  return changes;
}

/** How many bytes there are from the first that differs on. */
function restThatDiffers(held: Entries, h: number, next: Entries, n: number): number {
  const [a, b] = [held.starts[h] ?? 0, next.starts[n] ?? 0];
  const length = (held.starts[h + 1] ?? 0) - a;
  if ((next.starts[n + 1] ?? 0) - b !== length) return Infinity;
  for (let at = 0; at < length; at += 1) if (held.bytes[a + at] !== next.bytes[b + at]) return length - at;
  return 0;
}

function changedId(held: Entries, h: number, next: Entries, n: number, idLength: number): EntryChange {
  const { name, side } = entryAt(held, h, idLength);
  const end = next.starts[n + 1] ?? 0;
  return { name, held: side, next: { mode: side.mode, id: next.bytes.toString('hex', end - idLength, end) } };
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
