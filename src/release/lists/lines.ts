/** The lines of a text, one at a time, so that no copy of a long one is made. */

import type { Listing } from './package.ts';

/** No list of packages has longer lines. */
const longestLine = 4096;

/** Every line that is not blank, without the blanks around it, with its number; a line past all measure is a fault. */
export function* listLines(text: string, out: Listing): Generator<readonly [number, string]> {
  for (const [number, start, end] of lineRanges(text)) {
    if (out.hopeless) return;
    if (end - start > longestLine) {
      out.fault(number, `the line has ${end - start} characters; at most ${longestLine} are read`);
      continue;
    }
    const line = text.slice(start, end).trim();
    if (line !== '') yield [number, line];
  }
}

/** Where each line begins and ends: its number from 1, and the range without the line feed. */
export function* lineRanges(text: string): Generator<readonly [number, number, number]> {
  let number = 1;
  for (let start = 0; start < text.length; number += 1) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield [number, start, end];
    start = end + 1;
  }
}
