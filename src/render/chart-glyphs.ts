/** With which characters charts are drawn in a terminal. */

/** Each list goes from an empty cell to a full one; there are at least these two. */
export interface Glyphs {
  /** A cell that is filled from its left. */
  readonly across: readonly string[];
  /** A cell that is filled from below. */
  readonly up: readonly string[];
  readonly axis: { readonly side: string; readonly corner: string; readonly foot: string };
}

export const blockGlyphs: Glyphs = {
  across: ' ▏▎▍▌▋▊▉█'.split(''),
  up: ' ▁▂▃▄▅▆▇█'.split(''),
  axis: { side: '│', corner: '└', foot: '─' },
};

/** For terminals and logs that show nothing beyond ASCII. */
export const asciiGlyphs: Glyphs = {
  across: [' ', '#'],
  up: [' ', '.', ':', '#'],
  axis: { side: '|', corner: '+', foot: '-' },
};

/**
 * A row of `cells` of which `share`, from 0 to 1, is full; from the left, or from below. What is more than nothing is
 * never drawn as nothing: the few are what is looked for.
 */
export function filledCells(share: number, cells: number, steps: readonly string[]): readonly string[] {
  const full = steps.length - 1;
  const whole = Math.min(Math.max(share, 0), 1) * cells * full;
  const units = whole > 0 ? Math.max(1, Math.round(whole)) : 0;
  return Array.from({ length: cells }, (_, cell) => steps[Math.min(Math.max(units - cell * full, 0), full)] ?? '');
}
