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

/** What a limit counts. */
export interface Measure {
  readonly noun: string;
  readonly of: (text: string) => number;
}

const characters: Measure = { noun: 'character', of: (text) => text.length };

/** Bytes of UTF-8; a pair of surrogates, of four bytes, is taken for six. */
export const bytes: Measure = {
  noun: 'byte',
  of: (text) => {
    let size = text.length;
    for (const [wide] of text.matchAll(/[\u0080-\uffff]/g)) size += wide < '\u0800' ? 1 : 2;
    return size;
  },
};

/** What is kept for the last line, which says what was left out. */
const reserve = 300;

/** All pieces in order, or as many rows as fit into `limit` (at least 300) and a line that counts the others. */
export function fitted(pieces: readonly Piece[], limit: number, measure: Measure = characters): string {
  const whole = pieces.map((piece) => piece.rows.length);
  const text = written(pieces, whole);
  if (measure.of(text) <= limit) return text;
  const taken = takenRows(pieces, limit - reserve, measure);
  const words = leftOut(pieces, taken);
  return `${written(pieces, taken)}\n_Cut at ${limit} ${measure.noun}s. Left out: ${words}._\n`;
}

/** How many rows of each piece fit. The first that is cut is the last that is shown. */
function takenRows(pieces: readonly Piece[], room: number, measure: Measure): readonly number[] {
  const taken = pieces.map(() => 0);
  let left = room;
  for (const rank of ['seen', 'folded'] as const) {
    for (const [index, piece] of pieces.entries()) {
      if (piece.rank !== rank) continue;
      const count = rowsWithin(piece, left, measure);
      taken[index] = count;
      if (count < piece.rows.length) return taken;
      left -= lengthOf(piece, count, measure);
    }
  }
  return taken;
}

function rowsWithin(piece: Piece, room: number, { of }: Measure): number {
  let used = of(piece.open) + of(piece.close);
  for (const [index, row] of piece.rows.entries()) {
    used += of(row);
    if (used > room) return index;
  }
  return piece.rows.length;
}

function lengthOf({ open, rows, close }: Piece, count: number, { of }: Measure): number {
  if (count === 0) return 0;
  let length = of(open) + of(close);
  for (const row of rows.slice(0, count)) length += of(row);
  return length;
}

function written(pieces: readonly Piece[], taken: readonly number[]): string {
  const texts = pieces.map(({ open, rows, close }, index) => {
    const count = taken[index] ?? 0;
    return count === 0 ? '' : `${open}${rows.slice(0, count).join('')}${close}`;
  });
  return `${texts.join('').trimEnd()}\n`;
}

function leftOut(pieces: readonly Piece[], taken: readonly number[]): string {
  const counts = new Map<string, number>();
  for (const [index, { noun, rows }] of pieces.entries()) {
    const missing = rows.length - (taken[index] ?? 0);
    if (missing > 0) counts.set(noun, (counts.get(noun) ?? 0) + missing);
  }
  return [...counts].map(([noun, count]) => counted(count, noun)).join(', ');
}
