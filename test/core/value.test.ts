import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteOrder } from '../../src/core/order.ts';
import {
  emptyMapping,
  indexOfKey,
  isNullFree,
  Mapping,
  mappingOf,
  plainOf,
  sameValue,
  textOf,
  valueAlong,
  valueAt,
  valueOf,
  type Plain,
} from '../../src/core/value.ts';
import { anyMapping, anyPlain, isPlainMapping } from '../support/values.ts';

const settings = { seed: 11, numRuns: 1_000 };

describe('a value', () => {
  test('goes there and back', () => {
    fc.assert(
      fc.property(anyPlain, (plain) => {
        expect(plainOf(valueOf(plain))).toEqual(plain);
      }),
      settings,
    );
  });

  test('has the text that JSON.stringify gives, with keys sorted', () => {
    fc.assert(
      fc.property(anyPlain, (plain) => {
        const value = valueOf(plain);
        expect(textOf(value)).toBe(canonical(plain));
        expect(textOf(value)).toBe(textOf(valueOf(plain)));
      }),
      settings,
    );
  });

  test('has well-formed text whatever its characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(textOf(valueOf({ [`k${text}`]: text })))).toEqual({ [`k${text}`]: text });
      }),
      settings,
    );
  });

  test('is the same as another exactly when their texts are', () => {
    fc.assert(
      fc.property(anyPlain, anyPlain, (a, b) => {
        expect(sameValue(valueOf(a), valueOf(b))).toBe(textOf(valueOf(a)) === textOf(valueOf(b)));
        expect(sameValue(valueOf(a), valueOf(a))).toBe(true);
      }),
      settings,
    );
  });

  test('is free of nulls exactly when no mapping in a mapping holds one', () => {
    const free = (plain: Plain): boolean =>
      plain !== null && (!isPlainMapping(plain) || Object.values(plain).every((member) => free(member)));
    fc.assert(
      fc.property(anyPlain, (plain) => {
        expect(isNullFree(valueOf(plain))).toBe(free(plain));
      }),
      settings,
    );
  });
});

describe('a mapping', () => {
  test('has its keys in byte order, each found where it is', () => {
    fc.assert(
      fc.property(anyMapping, fc.string(), (plain, key) => {
        const mapping = mappingOf(Object.entries(plain).map(([name, member]) => [name, valueOf(member)]));
        expect(mapping.keys).toEqual(Object.keys(plain).toSorted(byteOrder));
        for (const name of mapping.keys) expect(plainOf(valueAt(mapping, name) ?? null)).toEqual(plain[name]);
        const at = indexOfKey(mapping.keys, key);
        const expected = Object.hasOwn(plain, key)
          ? mapping.keys.indexOf(key)
          : -1 - mapping.keys.filter((name) => name < key).length;
        expect(at).toBe(expected);
      }),
      settings,
    );
  });

  test('keeps the later of two entries', () => {
    expect(
      textOf(
        mappingOf([
          ['a', 1],
          ['b', 2],
          ['a', 3],
        ]),
      ),
    ).toBe('{"a":3,"b":2}');
  });

  test('without keys is the one empty mapping', () => {
    expect(valueOf({})).toBe(emptyMapping);
    expect(valueOf({ a: {} })).toEqual(new Mapping(['a'], [emptyMapping]));
  });
});

test('a route leads through mappings and lists, and nowhere else', () => {
  const value = valueOf({ a: [{ b: 1 }], '0': 'zero' });
  expect(valueAlong(value, ['a', 0, 'b'])).toBe(1);
  expect(valueAlong(value, ['a', '0', 'b'])).toBe(1);
  expect(valueAlong(value, ['a', '00'])).toBeUndefined();
  expect(valueAlong(value, ['a', 'length'])).toBeUndefined();
  expect(valueAlong(value, ['a', 1])).toBeUndefined();
  expect(valueAlong(value, ['0', 0])).toBeUndefined();
  expect(valueAlong(value, ['constructor'])).toBeUndefined();
});

/** Its JSON with keys in byte order, written by hand: an object of JavaScript would put numeric keys first. */
function canonical(plain: Plain): string {
  if (Array.isArray(plain)) return `[${plain.map(canonical).join(',')}]`;
  if (!isPlainMapping(plain)) return JSON.stringify(plain);
  const keys = Object.keys(plain).toSorted(byteOrder);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(plain[key] ?? null)}`).join(',')}}`;
}
