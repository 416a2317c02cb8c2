import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import type { Plain } from '../../src/core/value.ts';
import { parseYaml } from '../../src/yaml/parse.ts';

fc.configureGlobal({ seed: 20 });

interface Read {
  readonly value: Plain | undefined;
  /** `code /route`, and `@offset` where there is one. */
  readonly faults: readonly string[];
  readonly facts: readonly unknown[];
}

function read(source: string): Read {
  const out = new Diagnostics();
  const value = parseYaml('f.yaml', source, out);
  const found = out.sorted();
  return {
    value,
    faults: found.map(({ code, site }) => {
      const offset = site.offset === undefined ? '' : ` @${site.offset}`;
      return `${code} /${site.route.join('/')}${site.part === 'key' ? ' (key)' : ''}${offset}`;
    }),
    facts: found.map((diagnostic) => diagnostic.facts),
  };
}

describe('what a scalar means', () => {
  it.each<[string, Plain]>([
    ['~', null],
    ['null', null],
    ['Null', null],
    ['NULL', null],
    ['nULL', 'nULL'],
    ['true', true],
    ['True', true],
    ['FALSE', false],
    ['yes', 'yes'],
    ['off', 'off'],
    ['0', 0],
    ['10', 10],
    ['-7', -7],
    ['1.5', 1.5],
    ['-0.25', -0.25],
    ['9007199254740991', 9007199254740991],
    ['2026_10_minor', '2026_10_minor'],
    ['2026-12-20', '2026-12-20'],
    ['12:30', '12:30'],
    ['1.2.3', '1.2.3'],
    ['1_000', '1_000'],
    ['0b11', '0b11'],
    ['-0x1F', '-0x1F'],
    ['0x', '0x'],
    ['.', '.'],
    ['"1.10"', '1.10'],
    ["'012'", '012'],
    ['"null"', 'null'],
    ['""', ''],
    ["don't", "don't"],
    ['"a\\nb"', 'a\nb'],
    ['|\n    two\n    lines\n', 'two\nlines\n'],
  ])('%s', (text, value) => {
    expect(read(`a: ${text}\n`)).toEqual({ value: { a: value }, faults: [], facts: [] });
  });

  it.each([
    ['1.10', '1.1'],
    ['1.0', '1'],
    ['1.', '1'],
    ['.5', '0.5'],
    ['012', '12'],
    ['007', '7'],
    ['+1', '1'],
    ['-0', '0'],
    ['0x1F', '31'],
    ['0o17', '15'],
    ['1e3', '1000'],
    ['1e999', 'Infinity'],
    ['.inf', 'Infinity'],
    ['-.INF', '-Infinity'],
    ['.nan', 'NaN'],
    ['.NaN', 'NaN'],
    ['12345678901234567890', '12345678901234567000'],
    ['9007199254740993', '9007199254740992'],
    ['9007199254740992', '9.007199254740992e+15'],
    ['1e+21', '1000000000000000000000'],
    ['0.1000000000000000055', '0.1'],
    ['9'.repeat(400), 'Infinity'],
  ])('the number %s would not survive, and becomes %s', (text, becomes) => {
    expect(read(`a: [${text}]\n`)).toEqual({
      value: undefined,
      faults: ['number-unsafe /a/0'],
      facts: [{ text, becomes }],
    });
  });
});

describe('the shape of a file', () => {
  it('an empty file, or one of comments, is null without a warning', () => {
    for (const source of ['', '\n\n', '# nothing\n', '---\n', '--- # nothing\n...\n']) {
      expect(read(source)).toEqual({ value: null, faults: [], facts: [] });
    }
  });

  it('one document may begin with --- and end with ...', () => {
    expect(read('---\na: 1\n...\n').value).toEqual({ a: 1 });
  });

  it('a second document is refused at its ---', () => {
    expect(read('a: 1\n# between\n---\nb: 2\n').faults).toEqual(['yaml-documents / @15']);
    expect(read('---\na: 1\n---\n').faults).toEqual(['yaml-documents / @9']);
    expect(read('a: 1\n...\nb: 2\n').faults).toEqual(['yaml-documents / @9']);
  });

  it('lines may end as on Windows', () => {
    expect(read('a: 1\r\nb: |\r\n  x\r\n').value).toEqual({ a: 1, b: 'x\n' });
  });

  it('flow and block, explicit keys and pairs in lists give the same data', () => {
    const value = { a: [{ b: 1 }, 'c'], d: { e: [] } };
    expect(read('{a: [{b: 1}, c], d: {e: []}}').value).toEqual(value);
    expect(read('a: [b: 1, c]\n? d\n: e: []\n').value).toEqual(value);
    expect(read('a:\n- b: 1\n- c\nd:\n  e: []\n').value).toEqual(value);
  });

  it('nothing after a colon or a dash is null with a warning', () => {
    expect(read('a:\nb: [x, { c }]\nd:\n-\n- y\n')).toEqual({
      value: { a: null, b: ['x', { c: null }], d: [null, 'y'] },
      faults: ['value-empty /a', 'value-empty /b/1/c', 'value-empty /d/0'],
      facts: [{ key: 'a' }, { key: 'c' }, { key: '-' }],
    });
  });

  it('64 levels are read, 65 are not', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    const mapped = (depth: number): string => `${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`;
    const dashes = (depth: number): string => `${'- '.repeat(depth)}x`;
    for (const shape of [nested, mapped, dashes]) {
      expect(read(shape(64)).faults).toEqual([]);
      for (const depth of [65, 66, 67, 100, 5000]) {
        const { value, faults } = read(shape(depth));
        expect(value).toBeUndefined();
        expect(faults).toHaveLength(1);
        expect(faults[0]).toMatch(/^yaml-too-deep /);
      }
    }
  });
});

describe('keys', () => {
  it('are the text as written, whatever it could mean', () => {
    const source = '10: a\n1.10: b\ntrue: c\nvm.swappiness: d\nlxb[0001-0300,0310]: e\n"null": f\ntoString: g\n';
    expect(read(source)).toEqual({
      value: {
        '10': 'a',
        '1.10': 'b',
        true: 'c',
        'vm.swappiness': 'd',
        'lxb[0001-0300,0310]': 'e',
        null: 'f',
        toString: 'g',
      },
      faults: [],
      facts: [],
    });
  });

  it.each([
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['prototype', 'prototype'],
    ['"__proto__"', '__proto__'],
    ["'constructor'", 'constructor'],
    ['"\\u005f_proto__"', '__proto__'],
  ])('%s is refused, with all that it holds', (key, text) => {
    expect(read(`x:\n  ${key}: { polluted: 012 }\n`)).toEqual({
      value: undefined,
      faults: [`yaml-key /x/${text} (key)`],
      facts: [{ key: text }],
    });
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it.each([
    ['null: x', 0],
    ['~: x', 0],
    [': x', undefined],
    ['"": x', 0],
    ['? [a, b]\n: x', 2],
    ['? {a: b}\n: x', 2],
    ['[a]: x', 0],
  ])('%j is no key', (source, offset) => {
    const at = offset === undefined ? '' : ` @${offset}`;
    expect(read(`${source}\n`).faults).toEqual([`yaml-key /${at}`]);
  });

  it('twice in a mapping is refused, even in quotes, and once for any number of times', () => {
    expect(read('a: 1\n"a": 2\nb: 3\na: 4\n').faults).toEqual(['yaml-duplicate-key /a (key)']);
    expect(read('x: [{ a: 1, a: 2 }]\n').faults).toEqual(['yaml-duplicate-key /x/0/a (key)']);
  });

  it('may be the same in two mappings', () => {
    expect(read('a: { c: 1 }\nb: { c: 1 }\n').faults).toEqual([]);
  });
});

describe('what YAML has and we do not', () => {
  it('anchors, aliases, tags and merge keys are refused, all of them in one go', () => {
    const source = 'a: &x { b: 1 }\nc: *x\nd: !!str 1\n<<: *x\ne: !ruby/object:Gem {}\nf: 1.10\n';
    expect(read(source)).toEqual({
      value: undefined,
      faults: [
        'yaml-merge-key /<< (key)',
        'yaml-alias /a @3',
        'yaml-alias /c',
        'yaml-tag /d @24',
        'yaml-tag /e @42',
        'number-unsafe /f',
      ],
      facts: [
        {},
        { text: '&x' },
        { text: '*x' },
        { tag: '!!str' },
        { tag: '!ruby/object:Gem' },
        { text: '1.10', becomes: '1.1' },
      ],
    });
  });

  it('an anchor or a tag on a key, and an alias as a key, are refused', () => {
    expect(read('&k a: 1\n').faults).toEqual(['yaml-alias /a (key) @0']);
    expect(read('!!str a: 1\n').faults).toEqual(['yaml-tag /a (key) @0']);
    expect(read('a: &x 1\n*x : 2\n').faults).toEqual(['yaml-alias / @8', 'yaml-alias /a @3']);
  });

  it('a quoted << is a key like any other', () => {
    expect(read('"<<": 1\n')).toEqual({ value: { '<<': 1 }, faults: [], facts: [] });
  });

  it('half a character cannot be escaped into a value or a key', () => {
    expect(read('a: "\\ud800"\n').faults).toEqual(['yaml-syntax /a @4']);
    expect(read('"\\udfff": 1\n').faults).toHaveLength(1);
    expect(read('a: "\\ud83d\\ude00"\n').value).toEqual({ a: '\u{1f600}' });
  });

  it('a syntax error is one fault with its offset', () => {
    expect(read('a: [1, 2\n').faults).toEqual(['yaml-syntax / @9']);
    expect(read('a: 1\n\tb: 2\n').faults).toEqual(['yaml-syntax / @5']);
    expect(read('a: 1\0\n').faults).toEqual(['yaml-syntax / @4']);
  });
});

describe('hostile files', () => {
  const many = 200_000;
  it.each([
    ['an alias bomb', `a: &a [x]\n${Array.from({ length: 60 }, (_, i) => `b${i}: &b${i} [*a, *a]`).join('\n')}\n`],
    ['100,000 open brackets', '['.repeat(100_000)],
    ['100,000 open braces', '{a: '.repeat(100_000)],
    ['100,000 dashes', '- '.repeat(100_000)],
    ['100,000 question marks', '? '.repeat(100_000)],
    ['a megabyte of aliases', '- *a\n'.repeat(many)],
    ['a megabyte of empty values', Array.from({ length: 100_000 }, (_, i) => `k${i}:`).join('\n')],
    ['a megabyte of documents', '---\n'.repeat(many)],
    ['a megabyte of colons', ': '.repeat(many)],
    ['a megabyte of tags', '!a '.repeat(many)],
    ['a megabyte of one digit', '9'.repeat(1_000_000)],
    ['a megabyte of blank lines inside a scalar', `a: b\n${'\n'.repeat(1_000_000)}  c\n`],
    ['a megabyte of quotes', "'".repeat(999_999)],
    ['a megabyte of byte order marks', `a\n${'\u{feff}\n'.repeat(many)}`],
  ])('%s is read or refused within a few seconds', { timeout: 20_000 }, (_, source) => {
    const before = process.cpuUsage();
    read(source);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(10);
  });

  const pieces = fc.constantFrom(
    'a',
    'b: ',
    '- ',
    '? ',
    ': ',
    '\n',
    '\n  ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '"',
    "'",
    '|\n',
    '>-\n',
    '&x ',
    '*x',
    '!t ',
    '# c',
    '<<: ',
    '---',
    '...',
    '%YAML 1.2\n',
    '1.10',
    '0x1',
    '~',
    '\t',
    '\r',
    '\\',
    '\0',
    '\u{feff}',
    '\u{1f600}',
    '@',
    '`',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.array(pieces, { maxLength: 40 }).map((a) => a.join('')),
  );

  it('any text gives data without errors, or errors without data, and never throws', () => {
    fc.assert(
      fc.property(texts, (source) => {
        const { value, faults } = read(source);
        const errors = faults.filter((fault) => !fault.startsWith('value-empty'));
        expect(value === undefined).toBe(errors.length > 0);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('data written as JSON', () => {
  it('comes back as it was', () => {
    const names = fc
      .string({ minLength: 1, maxLength: 8 })
      .filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
    const scalars = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const { data } = fc.letrec<{ data: Plain }>((tie) => ({
      data: fc.oneof(
        { depthSize: 'small' },
        scalars,
        fc.array(tie('data')),
        fc.dictionary(names, tie('data'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(data, (value) => {
        expect(read(JSON.stringify(value)).value).toEqual(value);
      }),
    );
  });
});
