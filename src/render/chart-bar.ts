/** A bar in a line of a terminal. */

import { filledCells, type Glyphs } from './chart-glyphs.ts';

export interface Bar {
  readonly value: number;
  /** What a bar of the whole width stands for. */
  readonly most: number;
  /** In columns. */
  readonly width: number;
  readonly glyphs: Glyphs;
}

/** The bar, padded to its width. */
export function bar({ value, most, width, glyphs }: Bar): string {
  return filledCells(most > 0 ? value / most : 0, Math.max(0, width), glyphs.across).join('');
}
