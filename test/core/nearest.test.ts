import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearest } from '../../src/core/nearest.ts';
import { byteOrder } from '../../src/core/order.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', 'A'), maxLength: 9 });

test('what is near is what a slow search by edit distance finds', () => {
  fc.assert(
    fc.property(word, fc.uniqueArray(word, { maxLength: 8 }), (wanted, names) => {
      const reach = Math.max(1, Math.floor(wanted.length / 3));
      const expected = names
        .map((name) => ({ name, distance: slowDistance(wanted.toLowerCase(), name.toLowerCase()) }))
        .filter(({ distance }) => distance <= reach)
        .toSorted((a, b) => a.distance - b.distance || byteOrder(a.name, b.name))
        .slice(0, 3);
      expect(nearest(wanted, names)).toEqual(expected.map(({ name }) => name));
    }),
    { seed: 1, numRuns: 2_000 },
  );
});

test('a swap of neighbours is one slip', () => {
  expect(nearest('sl', ['ls', 'la'])).toEqual(['ls']);
});

test('the order of the names does not matter', () => {
  expect(nearest('ab', ['bb', 'ac', 'ab'])).toEqual(nearest('ab', ['ab', 'ac', 'bb']));
});

test('very long names cost nothing', () => {
  const long = 'x'.repeat(500_000);
  expect(nearest(long, [`${long}y`])).toEqual([]);
});

/** Restricted Damerau-Levenshtein as it is defined, without a table. */
function slowDistance(a: string, b: string): number {
  const known = new Map<string, number>();
  const distance = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const key = `${i} ${j}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const replaced = distance(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
    const swapped =
      i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? distance(i - 2, j - 2) + 1 : Infinity;
    const least = Math.min(distance(i - 1, j) + 1, distance(i, j - 1) + 1, replaced, swapped);
    known.set(key, least);
    return least;
  };
  return distance(a.length, b.length);
}
