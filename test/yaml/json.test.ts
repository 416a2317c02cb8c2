import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { parseJson } from '../../src/yaml/json.ts';

fc.configureGlobal({ seed: 20 });

function read(source: string): { readonly value: unknown; readonly faults: readonly unknown[] } {
  const out = new Diagnostics();
  const value = parseJson('f.json', source, out);
  return { value, faults: out.sorted().map(({ code, site, facts }) => [code, site.offset ?? site.route, facts]) };
}

describe('a JSON file', () => {
  it('gives its data', () => {
    expect(read(' {"a": [1, -2.5e3, true, null, "x\\n"]}\r\n')).toEqual({
      value: { a: [1, -2500, true, null, 'x\n'] },
      faults: [],
    });
  });

  it.each([
    ['', 0, 'the file ends too early'],
    ['{"a": 1', 7, 'the file ends too early'],
    ['{"a" 1}', 5, '":" is expected here'],
    ['{a: 1}', 1, 'a key in double quotes or "}" is expected here'],
    ['{"a": 1,}', 8, 'a key in double quotes is expected here'],
    ['[1,]', 3, 'a value is expected here'],
    ['[,]', 1, 'a value or "]" is expected here'],
    ['[1 2]', 3, '"," or the closing bracket is expected here'],
    ['[1}', 2, '"," or the closing bracket is expected here'],
    ['{"a": 012}', 6, 'a value is expected here'],
    ['[nul]', 1, 'a value or "]" is expected here'],
    ['"a\nb"', 0, 'a value is expected here'],
    ['{} // why', 3, 'nothing may follow the value'],
    ['[1] [2]', 4, 'nothing may follow the value'],
  ])('%j is wrong at %i', (source, offset, reason) => {
    expect(read(source)).toEqual({ value: undefined, faults: [['json-syntax', offset, { reason }]] });
  });

  it("JavaScript's own names are refused as keys, all of them", () => {
    const source = '{"a": [{"__proto__": {"constructor": 1}}], "prototype": 2}';
    expect(read(source)).toEqual({
      value: undefined,
      faults: [
        ['yaml-key', ['a', 0, '__proto__'], { key: '__proto__' }],
        ['yaml-key', ['a', 0, '__proto__', 'constructor'], { key: 'constructor' }],
        ['yaml-key', ['prototype'], { key: 'prototype' }],
      ],
    });
  });

  it.each(['['.repeat(100_000), '{"a":'.repeat(100_000), '['.repeat(65) + ']'.repeat(65)])(
    'too deep is said once',
    (source) => {
      expect(read(source).faults).toMatchObject([['yaml-too-deep', expect.any(Number), { limit: 64 }]]);
    },
  );

  it('64 levels and a long text are read', () => {
    expect(read('['.repeat(64) + ']'.repeat(64)).faults).toEqual([]);
    const text = 'x\\n"'.repeat(250_000);
    expect(read(JSON.stringify([text])).value).toEqual([text]);
  });

  it('is taken and refused as the engine does, for any text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '\\',
      '\n',
      'x',
    );
    const texts = fc.oneof(
      fc.json(),
      fc.string(),
      fc.array(pieces, { maxLength: 12 }).map((a) => a.join('')),
    );
    fc.assert(
      fc.property(texts, (source) => {
        const { value, faults } = read(source);
        if (faults.length > 0) return;
        expect(value).toEqual(JSON.parse(source));
      }),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (source) => {
        const reserved = /"(?:__proto__|constructor|prototype)"/.test(source);
        expect(reserved || read(source).faults.length === 0 || /\p{Cc}/u.test(source)).toBe(true);
      }),
    );
  });
});
