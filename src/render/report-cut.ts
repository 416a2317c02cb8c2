/** Fits the tables of a report into a number of bytes: rows are drawn only as long as there is room, and what is missing is counted. */

import { bytes } from './change-cut.ts';

/** Rows that belong together. */
export interface Section {
  /** What its rows are, as in `12 rows of stale clusters`. */
  readonly of: string;
  /** What is seen without unfolding gets its room first. */
  readonly rank: 'seen' | 'folded';
  readonly open: string;
  readonly count: number;
  /** Ends in a line break. */
  readonly row: (index: number) => string;
  readonly close: string;
}

/** What was written, and what there was no room for. */
export interface Cut {
  readonly text: string;
  readonly left: readonly { readonly of: string; readonly rows: number; readonly count: number }[];
}

/**
 * The sections in their order, in at most `limit` bytes of UTF-8. What is seen is drawn one after the other; of the rest
 * each gets an equal share first, and what others leave of theirs goes to the first that need more. A section without
 * room for a row is left out whole.
 */
export function cutAtRow(sections: readonly Section[], limit: number): Cut {
  const texts: string[] = sections.map(() => '');
  const left: { of: string; rows: number; count: number; index: number }[] = [];
  let room = limit;
  for (const rank of ['seen', 'folded'] as const) {
    const own = [...sections.entries()].filter(([, section]) => section.rank === rank && section.count > 0);
    const share = rank === 'seen' ? 0 : Math.floor(room / Math.max(1, own.length));
    const shared = own.map(([index, section]) => ({ index, section, part: drawn(section, share) }));
    for (const { part } of shared) room -= part.size;
    for (const { index, section, part } of shared) {
      const whole = part.rows < section.count ? drawn(section, part.size + room) : part;
      texts[index] = whole.text;
      room -= whole.size - part.size;
      if (whole.rows < section.count)
        left.push({ of: section.of, rows: section.count - whole.rows, count: section.count, index });
    }
  }
  return { text: texts.join(''), left: left.toSorted((a, b) => a.index - b.index) };
}

interface Drawn {
  readonly text: string;
  readonly rows: number;
  readonly size: number;
}

function drawn({ open, count, row, close }: Section, room: number): Drawn {
  let size = bytes.of(open) + bytes.of(close);
  const rows: string[] = [];
  while (rows.length < count) {
    const next = row(rows.length);
    const more = bytes.of(next);
    if (size + more > room) break;
    size += more;
    rows.push(next);
  }
  if (rows.length === 0) return { text: '', rows: 0, size: 0 };
  return { text: `${open}${rows.join('')}${close}`, rows: rows.length, size };
}
