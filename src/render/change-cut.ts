/** Fits a document of rows into a number of characters: cut at a row, and never in silence. */

import { counted } from './diagnostic-words.ts';

/** Rows that belong together. Every row ends in a line break. */
export interface Piece {
  /** What one row is: a package, a value. */
  readonly noun: string;
  /** What has to be seen first gets the room first; what is folded away gets what is left. */
  readonly rank: 'seen' | 'folded';
  readonly open: string;
  readonly rows: readonly string[];
  readonly close: string;
}

/** The characters kept for the last line, which says what was left out. */
const reserve = 300;

/** All pieces in order, or as many rows as fit into `limit` characters (at least 300) and a line that counts the others. */
export function fitted(pieces: readonly Piece[], limit: number): string {
  const whole = pieces.map((piece) => piece.rows.length);
  const text = written(pieces, whole);
  if (text.length <= limit) return text;
  const taken = takenRows(pieces, limit - reserve);
  return `${written(pieces, taken)}${leftOut(pieces, taken, limit)}`;
}

/** How many rows of each piece fit. The first that is cut is the last that is shown. */
function takenRows(pieces: readonly Piece[], room: number): readonly number[] {
  const taken = pieces.map(() => 0);
  let left = room;
  for (const rank of ['seen', 'folded'] as const) {
    for (const [index, piece] of pieces.entries()) {
      if (piece.rank !== rank) continue;
      const count = rowsWithin(piece, left);
      taken[index] = count;
      if (count < piece.rows.length) return taken;
      left -= lengthOf(piece, count);
    }
  }
  return taken;
}

function rowsWithin(piece: Piece, room: number): number {
  let used = piece.open.length + piece.close.length;
  for (const [index, row] of piece.rows.entries()) {
    used += row.length;
    if (used > room) return index;
  }
  return piece.rows.length;
}

function lengthOf({ open, rows, close }: Piece, count: number): number {
  if (count === 0) return 0;
  let length = open.length + close.length;
  for (const row of rows.slice(0, count)) length += row.length;
  return length;
}

function written(pieces: readonly Piece[], taken: readonly number[]): string {
  const texts = pieces.map(({ open, rows, close }, index) => {
    const count = taken[index] ?? 0;
    return count === 0 ? '' : `${open}${rows.slice(0, count).join('')}${close}`;
  });
  return `${texts.join('').trimEnd()}\n`;
}

function leftOut(pieces: readonly Piece[], taken: readonly number[], limit: number): string {
  const counts = new Map<string, number>();
  for (const [index, { noun, rows }] of pieces.entries()) {
    const missing = rows.length - (taken[index] ?? 0);
    if (missing > 0) counts.set(noun, (counts.get(noun) ?? 0) + missing);
  }
  const words = [...counts].map(([noun, count]) => counted(count, noun)).join(', ');
  return `\n_Cut at ${limit} characters. Left out: ${words}._\n`;
}
