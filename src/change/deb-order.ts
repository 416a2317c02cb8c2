/**
 * The order of Debian package versions, as Debian policy and dpkg have it: alternating runs of other characters and
 * of digits; among the others `~` sorts before the end, the end before letters, letters before everything else.
 */

import { compareDigits, compareEpochs, endOfDigits, isDigit, isLetter, splitEvr } from './evr.ts';

/**
 * Compares two `[epoch:]version[-revision]` texts: below 0, 0, or above 0. A total order of any texts, in linear
 * time. No epoch is epoch 0, and no revision is revision 0.
 */
export function compareDeb(a: string, b: string): number {
  if (a === b) return 0;
  const x = splitEvr(a);
  const y = splitEvr(b);
  return (
    compareEpochs(x, y) ||
    compareRuns(a, x.versionStart, x.versionEnd, b, y.versionStart, y.versionEnd) ||
    compareRuns(a, x.releaseStart, a.length, b, y.releaseStart, b.length)
  );
}

function compareRuns(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): number {
  let i = aStart;
  let j = bStart;
  while (i < aEnd || j < bEnd) {
    for (;;) {
      const x = weightAt(a, i, aEnd);
      const y = weightAt(b, j, bEnd);
      if (x !== y) return x < y ? -1 : 1;
      if (x === 0) break;
      i += 1;
      j += 1;
    }
    const iEnd = endOfDigits(a, i, aEnd);
    const jEnd = endOfDigits(b, j, bEnd);
    const found = compareDigits(a, i, iEnd, b, j, jEnd);
    if (found !== 0) return found;
    i = iEnd;
    j = jEnd;
  }
  return 0;
}

const tilde = 126;
/** More than the code of any letter, so that all else comes after letters. */
const afterLetters = 256;

/** The weight of a character that is no digit; 0 where a digit or the end is reached. */
function weightAt(text: string, at: number, end: number): number {
  if (at >= end) return 0;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return 0;
  if (code === tilde) return -1;
  return isLetter(code) ? code : code + afterLetters;
}
