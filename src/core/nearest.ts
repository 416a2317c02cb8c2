/** The names a person may have meant. */

import { byteOrder } from './order.ts';

const most = 3;

/** Longer texts are no slips of the pen, and would cost much to compare. */
const longest = 200;

/** Up to three of `names`, nearest first, that are close to `wanted`; ties in byte order. */
export function nearest(wanted: string, names: Iterable<string>): readonly string[] {
  if (wanted.length > longest) return [];
  const reach = Math.max(1, Math.floor(Math.min(wanted.length, 64) / 3));
  const found: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > reach) continue;
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase(), reach);
    if (distance <= reach) found.push({ name, distance });
  }
  return found
    .toSorted((a, b) => a.distance - b.distance || byteOrder(a.name, b.name))
    .slice(0, most)
    .map((entry) => entry.name);
}

/**
 * Suggests names for many wrong ones, and falls silent after some: a file that is wrong so often is no slip of the pen,
 * and comparing everything with everything would take for ever.
 */
export function suggester(): (wanted: string, names: Iterable<string>) => readonly string[] {
  let left = mostCompared;
  return (wanted, names) => {
    if (left <= 0) return [];
    const all = [...names];
    left -= all.length;
    return nearest(wanted, all);
  };
}

/** How many names are compared before suggestions end. */
const mostCompared = 100_000;

/** Insertions, deletions, replacements and swaps of neighbours (restricted Damerau-Levenshtein); past `reach`, not counted out. */
function editDistance(a: string, b: string, reach: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      row.push(swap ? Math.min(best, (before[j - 2] ?? 0) + 1) : best);
    }
    if (Math.min(...row) > reach && Math.min(...last) > reach) return reach + 1;
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
