import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDeb } from '../../src/change/deb-order.ts';
import { compareRpm } from '../../src/change/rpm-order.ts';

interface Row {
  readonly left: string;
  readonly right: string;
  readonly order: number;
}

function rowsOf(file: string): readonly Row[] {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [left = '', right = '', order = ''] = line.split('\t');
      return { left, right, order: Number(order) };
    });
}

const tables = [
  { file: './rpm.tsv', rows: 91, compare: compareRpm },
  { file: './rpm-oddities.tsv', rows: 12, compare: compareRpm },
  { file: './deb.tsv', rows: 43, compare: compareDeb },
];

test.each(tables)('every row of $file holds, read both ways', ({ file, rows, compare }) => {
  const found = rowsOf(file);
  expect(found).toHaveLength(rows);
  for (const { left, right, order } of found) {
    expect([left, right, Math.sign(compare(left, right))]).toEqual([left, right, order]);
    expect(Math.sign(compare(right, left)) + order).toBe(0);
  }
});

const thirty = '1'.repeat(30);

test.each([
  ['1:1.0-1', '2.0-9', 1],
  ['0:1.0-1', '1.0-1', 0],
  ['1.0', '1.0-1', -1],
  ['1.0-1', '1.0-~1', 1],
  ['1-2-3', '1-2-4', -1],
  ['1-3-1', '1-2-9', 1],
  [`${thirty}2`, `${thirty}3`, -1],
  [`${thirty}:1`, `${thirty}1:0`, -1],
  ['', '1', -1],
  ['1.0~', '1.0', -1],
  ['a:1', 'a:2', -1],
])('RPM: %s against %s gives %i', (left, right, order) => {
  expect(Math.sign(compareRpm(left, right))).toBe(order);
});

test.each([
  ['1:0', '9', 1],
  ['1.0-1', '1.0', 1],
  ['1.0-0', '1.0', 0],
  ['1.0~rc1-1', '1.0-1', -1],
  ['1.0a', '1.0+', -1],
  ['1.0A', '1.0a', -1],
  ['1-2-3', '1-2-4', -1],
  [`1.${thirty}2`, `1.${thirty}3`, -1],
  [`1.${thirty}0`, `1.${thirty}`, 1],
  [`${'0'.repeat(40)}1`, '1', 0],
])('Debian: %s against %s gives %i', (left, right, order) => {
  expect(Math.sign(compareDeb(left, right))).toBe(order);
});

describe.each([
  { name: 'RPM', compare: compareRpm },
  { name: 'Debian', compare: compareDeb },
])('the $name order', ({ compare }) => {
  const part = fc.constantFrom(
    '0',
    '1',
    '9',
    '10',
    '007',
    'a',
    'B',
    'rc',
    '.',
    '-',
    '~',
    '^',
    '+',
    ':',
    '_',
    'α',
    '\0',
    '😀',
  );
  const version = fc.oneof(
    fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );

  test('is the other way round from the other side', () => {
    fc.assert(fc.property(version, version, (a, b) => Math.sign(compare(a, b)) + Math.sign(compare(b, a)) === 0));
  });

  test('goes on from one version to the next', () => {
    fc.assert(
      fc.property(version, version, version, (x, y, z) => {
        const [a = '', b = '', c = ''] = [x, y, z].toSorted(compare);
        return (
          compare(a, b) <= 0 && compare(b, c) <= 0 && compare(a, c) <= 0 && (compare(a, c) < 0 || compare(a, b) === 0)
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test('calls a version the same as itself, and as itself with epoch 0 before it', () => {
    const plain = version.filter((text) => !text.includes(':'));
    fc.assert(fc.property(plain, (a) => compare(a, a.slice()) === 0 && compare(a, `0:${a}`) === 0));
  });

  test.each(['1', 'a', '0', '~', '^', '.', '-', '1.', 'a1', ':', '1:'])(
    'takes time in proportion to the length of two texts made of %s',
    (unit) => {
      const text = unit.repeat(100_000 / unit.length);
      const start = performance.now();
      expect(compare(`${text}x`, `${text}y`)).toBeLessThan(0);
      // A square of this length would take more than ten seconds.
      expect(performance.now() - start).toBeLessThan(2_000);
    },
  );
});
