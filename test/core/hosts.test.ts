import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandHosts, foldHosts, hostLimit } from '../../src/core/hosts.ts';

const settings = { seed: 12, numRuns: 2_000 };

const digits = fc.string({ unit: fc.constantFrom('0', '1', '2', '9'), minLength: 0, maxLength: 3 });
const name = fc
  .tuple(fc.constantFrom('a', 'lxb', 'rack1-n', 'b0x'), digits, fc.constantFrom('', '', '-x', '.cern'))
  .map((parts) => parts.join(''));
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 20 });

describe('names folded into a node-set', () => {
  test('unfold to the same names', () => {
    fc.assert(
      fc.property(names, (some) => {
        const expansion = expandHosts(foldHosts(some));
        expect(expansion.ok && expansion.names.toSorted()).toEqual(some.toSorted());
      }),
      settings,
    );
  });

  test('give the same text in any order', () => {
    fc.assert(
      fc.property(names, (some) => {
        expect(foldHosts(some.toReversed())).toBe(foldHosts(some));
      }),
      settings,
    );
  });

  test('make one range of what follows each other', () => {
    const all = Array.from({ length: 300 }, (_, index) => `lxb${String(index + 1).padStart(4, '0')}`);
    expect(foldHosts([...all, 'lxb0310'])).toBe('lxb[0001-0300,0310]');
    expect(foldHosts(['n9', 'n10', 'n11'])).toBe('n[9-11]');
    expect(foldHosts(['n8', 'n9', 'n09', 'n10', 'n99', 'n100'])).toBe('n[8-9,100,09-10,99]');
    expect(foldHosts(Array.from({ length: 1500 }, (_, index) => `lxb${String(index).padStart(4, '0')}`))).toBe(
      'lxb[0000-1499]',
    );
  });
});

describe('a node-set', () => {
  const names = (text: string): readonly string[] | string => {
    const expansion = expandHosts(text);
    if (expansion.ok) return expansion.names;
    return expansion.why === 'malformed' ? expansion.reason : `${expansion.count}`;
  };

  test('keeps zero padding', () => {
    expect(names('n[08-11]')).toEqual(['n08', 'n09', 'n10', 'n11']);
    expect(names('n[8-11]')).toEqual(['n8', 'n9', 'n10', 'n11']);
  });

  test('multiplies its brackets, and takes steps', () => {
    expect(names('r[1-2]n[1-5/2]')).toEqual(['r1n1', 'r1n3', 'r1n5', 'r2n1', 'r2n3', 'r2n5']);
  });

  test('names each host once', () => {
    expect(names('a[1-2],a[2-3],a1')).toEqual(['a1', 'a2', 'a3']);
  });

  test('is counted before it is expanded', () => {
    expect(names(`a[1-${hostLimit}]`)).toHaveLength(hostLimit);
    expect(names(`a[0-${hostLimit}]`)).toBe(String(hostLimit + 1));
    expect(names('a[1-999999999999999]b[1-999999999999999]')).toBe(String(999_999_999_999_999 ** 2));
  });

  test.each([
    '',
    ',',
    'a[',
    'a]',
    'a[[1]]',
    'a[]',
    'a[x]',
    'a[2-1]',
    'a[1-2/0]',
    'a[01-100]',
    'A1',
    '1',
    'a_1',
    '-a',
    'a-',
    'a..b',
    'a'.repeat(64),
  ])('is refused with a reason: %s', (text) => {
    expect(names(text)).toBeTypeOf('string');
  });

  test('is read or refused, never thrown at, and quickly', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '[', ']', ',', '-', '/', '0', '9', ' ', '.'), maxLength: 30 }),
        (text) => {
          expect(expandHosts(text)).toBeDefined();
        },
      ),
      settings,
    );
  });
});
