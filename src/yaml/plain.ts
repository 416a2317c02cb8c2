/** What an unquoted scalar means, by the core schema of YAML 1.2; a number only if it keeps its text. */

import type { Scalar } from '../core/value.ts';

/** A number to YAML whose text would not survive. `becomes` always differs from `text`. */
export interface UnsafeNumber {
  readonly text: string;
  readonly becomes: string;
}

const integer = /^(?:[-+]?\d+|0o[0-7]+|0x[\dA-Fa-f]+)$/;
const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const special = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** The value of an unquoted scalar. Most are text, which the first character shows. */
export function meaningOf(text: string): Scalar | UnsafeNumber {
  switch (text.charCodeAt(0)) {
    case 0x2b: // +
    case 0x2d: // -
    case 0x2e: // .
    case 0x30: // 0 to 9
    case 0x31:
    case 0x32:
    case 0x33:
    case 0x34:
    case 0x35:
    case 0x36:
    case 0x37:
    case 0x38:
    case 0x39:
      return decimal.test(text) || integer.test(text) || special.test(text) ? numberOf(text) : text;
    case 0x7e: // ~
      return text === '~' ? null : text;
    case 0x4e: // N
    case 0x6e: // n
      return text === 'null' || text === 'Null' || text === 'NULL' ? null : text;
    case 0x54: // T
    case 0x74: // t
      return text === 'true' || text === 'True' || text === 'TRUE' ? true : text;
    case 0x46: // F
    case 0x66: // f
      return text === 'false' || text === 'False' || text === 'FALSE' ? false : text;
    default:
      return text === '' ? null : text;
  }
}

function numberOf(text: string): number | UnsafeNumber {
  const value = special.test(text) ? specialOf(text) : Number(text);
  const written = String(value);
  if (written === text && (!Number.isInteger(value) || Number.isSafeInteger(value))) return value;
  return { text, becomes: written === text ? otherText(value, text) : written };
}

function specialOf(text: string): number {
  if (text.toLowerCase() === '.nan') return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** An integer past 2^53 that happens to be written as it is kept, written in another way. */
function otherText(value: number, text: string): string {
  const scientific = value.toExponential();
  return scientific === text ? String(BigInt(value)) : scientific;
}
