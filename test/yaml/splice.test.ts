import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import type { Plain } from '../../src/core/value.ts';
import { parseYaml } from '../../src/yaml/parse.ts';
import { spliceScalar } from '../../src/yaml/splice.ts';

fc.configureGlobal({ seed: 20 });

function parsed(source: string): Plain | undefined {
  return parseYaml('f.yaml', source, new Diagnostics());
}

describe('replacing a scalar', () => {
  it.each([
    ['a: 1 # why\n', 'b', 'a: b # why\n'],
    ['a:   2026_10_minor   # the pin\r\nb: 1\r\n', '2026_11_major', 'a:   2026_11_major   # the pin\r\nb: 1\r\n'],
    ["a: 'old'\n", "it's", "a: 'it''s'\n"],
    ['a: "old" # c\n', 'new', 'a: "new" # c\n'],
    ['{ x: [], a: old, b: c }', 'a, b', '{ x: [], a: "a, b", b: c }'],
    ['a: old\n', '10', 'a: "10"\n'],
    ['a: old\n', 'true', 'a: "true"\n'],
    ['a: old\n', '', 'a: ""\n'],
    ["a: 'old'\n", 'two\nlines', 'a: "two\\nlines"\n'],
    ['a: several\n  lines # c\n', 'x', 'a: x # c\n'],
    ['a: old\n', 'é 😀', 'a: "é 😀"\n'],
  ])('%j with %j', (source, text, expected) => {
    expect(spliceScalar(source, ['a'], text)).toBe(expected);
    expect(parsed(expected)).toMatchObject({ a: text });
  });

  it('is refused where no scalar stands that has a text on its own', () => {
    const source = 'a: [1]\nb: {}\nc:\nd: |\n  x\n';
    for (const route of [[], ['a'], ['b'], ['c'], ['d'], ['e'], ['a', 1], ['a', 0, 0]]) {
      expect(spliceScalar(source, route, 'x')).toBeUndefined();
    }
    expect(spliceScalar('a: [', ['a'], 'x')).toBeUndefined();
    expect(spliceScalar('a: b', ['a'], '\ud800')).toBeUndefined();
  });
});

describe('for any text put anywhere', () => {
  const spots = fc.constantFrom(
    { before: '# head\na: { b: [x, ', after: ' , y] } # tail\n', route: ['a', 'b', 1] },
    { before: 'a:\n  b:   ', after: '   # tail\n  c: 1.5\n', route: ['a', 'b'] },
    { before: '- a\n-  ', after: '\n- c', route: [1] },
    { before: '', after: '', route: [] },
  );
  const olds = fc.constantFrom('old', "'old'", '"o\\tld"', '12', "'it''s'", '~');

  it('everything else stays byte for byte, and it is read back as it was given', () => {
    fc.assert(
      fc.property(
        spots,
        olds,
        fc.oneof(fc.string(), fc.string({ unit: 'binary' })),
        ({ before, after, route }, old, text) => {
          const spliced = spliceScalar(before + old + after, route, text) ?? '';
          expect(spliced.startsWith(before)).toBe(true);
          expect(spliced.endsWith(after)).toBe(true);
          expect(spliced.slice(before.length, spliced.length - after.length)).not.toContain('\n');
          expect(route.reduce<unknown>(inside, parsed(spliced))).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function inside(value: unknown, key: string | number): unknown {
  return Object(value)[key];
}
