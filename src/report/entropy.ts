/** How far a fleet is spread over versions, as one number. */

import type { Entropy } from './report.ts';

/**
 * Shannon's entropy of the shares that these counts make up, in bits, and the effective number 2^H: n counts that are
 * alike give log2 n and n. A count of 0 is nobody's; where nobody is left, both are 0, as no version is in use.
 *
 * Both are rounded to six decimals. ECMAScript leaves the last bits of `Math.log2` and of powers to the engine, and a
 * report must be the same text on every machine.
 */
export function entropyOf(counts: Iterable<number>): Entropy {
  // In one order, because a sum of floating-point numbers depends on it.
  const used = [...counts].filter((count) => count > 0).sort((a, b) => a - b);
  const total = used.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { bits: 0, effective: 0 };
  let bits = 0;
  for (const count of used) bits += (count / total) * Math.log2(total / count);
  return { bits: rounded(bits), effective: rounded(2 ** bits) };
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
