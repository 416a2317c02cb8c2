/**
 * The order of RPM package versions, as rpmvercmp has it: segments of digits and of letters, anything else
 * only separates, `~` sorts before the end of the text, `^` after it and before any segment.
 */

import { compareDigits, compareEpochs, endOfDigits, isDigit, isLetter, splitEvr } from './evr.ts';

/**
 * Compares two `[epoch:]version[-release]` texts: below 0, 0, or above 0. A total order of any texts, in linear
 * time. No epoch is epoch 0, and no release is an empty one, so that the order stays transitive.
 */
export function compareRpm(a: string, b: string): number {
  if (a === b) return 0;
  const x = splitEvr(a);
  const y = splitEvr(b);
  return (
    compareEpochs(x, y) ||
    compareSegments(a, x.versionStart, x.versionEnd, b, y.versionStart, y.versionEnd) ||
    compareSegments(a, x.releaseStart, a.length, b, y.releaseStart, b.length)
  );
}

function compareSegments(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): number {
  let i = aStart;
  let j = bStart;
  for (;;) {
    i = skipSeparators(a, i, aEnd);
    j = skipSeparators(b, j, bEnd);
    const rank = rankAt(a, i, aEnd);
    const difference = rank - rankAt(b, j, bEnd);
    if (difference !== 0) return difference < 0 ? -1 : 1;
    if (rank === ranks.end) return 0;
    if (rank === ranks.tilde || rank === ranks.caret) {
      i += 1;
      j += 1;
      continue;
    }
    const endOf = rank === ranks.digits ? endOfDigits : endOfLetters;
    const order = rank === ranks.digits ? compareDigits : compareLetters;
    const iEnd = endOf(a, i, aEnd);
    const jEnd = endOf(b, j, bEnd);
    const found = order(a, i, iEnd, b, j, jEnd);
    if (found !== 0) return found;
    i = iEnd;
    j = jEnd;
  }
}

const tilde = 126;
const caret = 94;

/** What can come next, from the lowest to the highest. */
const ranks = { tilde: 0, end: 1, caret: 2, letters: 3, digits: 4 } as const;

function rankAt(text: string, at: number, end: number): number {
  if (at >= end) return ranks.end;
  const code = text.charCodeAt(at);
  if (code === tilde) return ranks.tilde;
  if (code === caret) return ranks.caret;
  return isDigit(code) ? ranks.digits : ranks.letters;
}

function skipSeparators(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && separates(text.charCodeAt(at))) at += 1;
  return at;
}

function separates(code: number): boolean {
  return !isDigit(code) && !isLetter(code) && code !== tilde && code !== caret;
}

function endOfLetters(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isLetter(text.charCodeAt(at))) at += 1;
  return at;
}

function compareLetters(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): number {
  const shared = Math.min(aEnd - aStart, bEnd - bStart);
  for (let k = 0; k < shared; k += 1) {
    const difference = a.charCodeAt(aStart + k) - b.charCodeAt(bStart + k);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return Math.sign(aEnd - aStart - (bEnd - bStart));
}
