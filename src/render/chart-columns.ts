/** Values over time in a few lines of a terminal: a column each, over a line that stands for 0. */

import { filledCells, type Glyphs } from './chart-glyphs.ts';

export interface ColumnChart {
  /** At least one; none below 0. */
  readonly values: readonly number[];
  /** What stands below the first and the last value. */
  readonly from: string;
  readonly to: string;
  /** Columns of the terminal that the chart may fill. */
  readonly width: number;
  readonly glyphs: Glyphs;
}

export interface DrawnChart {
  readonly lines: readonly string[];
  /** How many values share a column, which shows the highest of them. */
  readonly shared: number;
}

/** The chart, six lines and one of labels. Its top is the next whole number above the highest value. */
export function columnChart({ values, from, to, width, glyphs }: ColumnChart): DrawnChart {
  const top = Math.max(1, Math.ceil(Math.max(...values)));
  const side = String(top).length;
  const room = Math.max(1, width - side - 2);
  const shared = Math.ceil(values.length / room);
  const drawn = highest(values, shared);
  const wide = Math.min(Math.max(Math.floor(room / drawn.length), 1), widest);
  const columns = drawn.map((value) => filledCells(value / top, height, glyphs.up));
  const { axis } = glyphs;
  const rows = Array.from({ length: height }, (_, row) => {
    const label = row === 0 ? String(top) : '';
    const cells = columns.map((column) => (column[height - 1 - row] ?? '').repeat(wide)).join('');
    return `${label.padStart(side)} ${axis.side}${cells}`.trimEnd();
  });
  const length = drawn.length * wide;
  return {
    lines: [
      ...rows,
      `${'0'.padStart(side)} ${axis.corner}${axis.foot.repeat(length)}`,
      `${' '.repeat(side + 2)}${from} ${to.padStart(length - from.length - 1)}`,
    ],
    shared,
  };
}

const height = 5;

/** A column of more than three looks like a wall. */
const widest = 3;

/** The highest of each `size` neighbours; counted from the last, so that only the first group may be smaller. */
function highest(values: readonly number[], size: number): readonly number[] {
  const first = values.length % size;
  const groups = first === 0 ? [] : [Math.max(...values.slice(0, first))];
  for (let at = first; at < values.length; at += size) groups.push(Math.max(...values.slice(at, at + size)));
  return groups;
}
