/** What the RPM and the Debian order have in common: `[epoch:]version[-release]`, and numbers of any length. */

/** The three parts of a version, as ranges of the text, so that nothing is copied. */
export interface Evr {
  readonly text: string;
  /** The epoch is text[0, epochEnd); empty where there is none. */
  readonly epochEnd: number;
  /** The version is text[versionStart, versionEnd). */
  readonly versionStart: number;
  readonly versionEnd: number;
  /** The release is text[releaseStart, text.length); empty where there is none. */
  readonly releaseStart: number;
}

/** Takes a text apart: the epoch is digits before a first colon, the release follows the last hyphen. */
export function splitEvr(text: string): Evr {
  const digits = endOfDigits(text, 0, text.length);
  const hasEpoch = text.charCodeAt(digits) === colon;
  const versionStart = hasEpoch ? digits + 1 : 0;
  const dash = text.lastIndexOf('-');
  const hasRelease = dash >= versionStart;
  return {
    text,
    epochEnd: hasEpoch ? digits : 0,
    versionStart,
    versionEnd: hasRelease ? dash : text.length,
    releaseStart: hasRelease ? dash + 1 : text.length,
  };
}

/** Compares two epochs; none is 0. */
export function compareEpochs(a: Evr, b: Evr): number {
  return compareDigits(a.text, 0, a.epochEnd, b.text, 0, b.epochEnd);
}

/** Compares two runs of digits as numbers, without making them numbers: they may be longer than any. */
export function compareDigits(
  a: string,
  aStart: number,
  aEnd: number,
  b: string,
  bStart: number,
  bEnd: number,
): number {
  let i = skipZeros(a, aStart, aEnd);
  let j = skipZeros(b, bStart, bEnd);
  if (aEnd - i !== bEnd - j) return aEnd - i < bEnd - j ? -1 : 1;
  for (; i < aEnd; i += 1, j += 1) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

/** Where the run of ASCII digits that begins at `from` ends. */
export function endOfDigits(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

const colon = 58;

function skipZeros(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === 48) at += 1;
  return at;
}
