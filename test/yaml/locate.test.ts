import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import type { Route } from '../../src/core/site.ts';
import type { Plain } from '../../src/core/value.ts';
import { locate, locator } from '../../src/yaml/locate.ts';
import { parseYaml } from '../../src/yaml/parse.ts';

fc.configureGlobal({ seed: 20 });

const source = `# a cluster
service: batch
owners: [maria, "batch-team"]
versions:
  linux: 2026_10_minor   # the pin
  elfms: '2026_2_major'
hosts:
  lxb[0001-0300]: {}
  lxb0007:
    - { name: a, list: [1, "]"] } # }
    -
    - wide 😀: x
text: |
  one
  two
empty:
`;

/** \`line:column text\`. */
function shown(text: string, route: Route, part?: 'key'): string {
  const { line, column, length } = locate(text, { file: 'f.yaml', route, ...(part && { part }) });
  const found = text.split('\n')[line - 1]?.slice(column - 1, column - 1 + length);
  return `${line}:${column} ${found}`;
}

describe('where a route leads', () => {
  it.each<[Route, string, string]>([
    [[], '2:1 service', '2:1 service'],
    [['service'], '2:10 batch', '2:1 service'],
    [['owners'], '3:9 [maria, "batch-team"]', '3:1 owners'],
    [['owners', 1], '3:17 "batch-team"', '3:17 "batch-team"'],
    [['owners', '1'], '3:17 "batch-team"', '3:17 "batch-team"'],
    [['versions'], '5:3 linux', '4:1 versions'],
    [['versions', 'linux'], '5:10 2026_10_minor', '5:3 linux'],
    [['versions', 'elfms'], "6:10 '2026_2_major'", '6:3 elfms'],
    [['hosts', 'lxb[0001-0300]'], '8:19 {}', '8:3 lxb[0001-0300]'],
    [['hosts', 'lxb0007', 0], '10:7 { name: a, list: [1, "]"] }', '10:7 { name: a, list: [1, "]"] }'],
    [['hosts', 'lxb0007', 0, 'list', 1], '10:28 "]"', '10:28 "]"'],
    [['hosts', 'lxb0007', 2, 'wide 😀'], '12:16 x', '12:7 wide 😀'],
    [['text'], '14:1   one', '13:1 text'],
    [['empty'], '16:1 empty', '16:1 empty'],
  ])('%j', (route, value, key) => {
    expect(shown(source, route)).toBe(value);
    expect(shown(source, route, 'key')).toBe(key);
  });

  it('a route that is not there gives the nearest place that encloses it', () => {
    expect(shown(source, ['versions', 'kernel'])).toBe(shown(source, ['versions']));
    expect(shown(source, ['versions', 'kernel'], 'key')).toBe(shown(source, ['versions']));
    expect(shown(source, ['service', 'deeper', 0])).toBe(shown(source, ['service']));
    expect(shown(source, ['owners', 7])).toBe(shown(source, ['owners']));
    expect(shown(source, ['hosts', 'lxb0007', 1])).toBe(shown(source, ['hosts', 'lxb0007']));
  });

  it('the key of a duplicate is the second one, its value the first', () => {
    const twice = 'a: 1\nb: 2\n"a": 3\na: 4\n';
    expect(shown(twice, ['a'], 'key')).toBe('3:1 "a"');
    expect(shown(twice, ['a'])).toBe('1:4 1');
  });

  it('an offset is taken as it is, and held inside the text', () => {
    expect(locate('a: 1\r\nb: [\r\n', { file: 'f', route: [], offset: 9 })).toEqual({ line: 2, column: 4, length: 0 });
    expect(locate('a\n', { file: 'f', route: [], offset: 99 })).toEqual({ line: 2, column: 1, length: 0 });
    expect(locate('a\n', { file: 'f', route: [], offset: -5 })).toEqual({ line: 1, column: 1, length: 0 });
  });

  it('a text that is no YAML, or nothing at all, gives its beginning', () => {
    for (const text of ['', 'a: [', '\0', '- - -\n -']) {
      expect(locate(text, { file: 'f', route: ['a', 0] })).toMatchObject({ line: 1, column: 1 });
    }
  });

  it('JSON is located too', () => {
    expect(shown('{\n\t"a": {"b": [true]}\n}', ['a', 'b', 0])).toBe('2:14 true');
  });

  it('line ends of Windows are not part of a length', () => {
    expect(shown('a: 1\r\nb: {c: d,\r\n e: f}\r\n', ['b'])).toBe('2:4 {c: d,');
  });
});

describe('for any text', () => {
  const routes = fc.array(
    fc.oneof(fc.string(), fc.integer({ min: -2, max: 9 }), fc.constantFrom('a', '__proto__', '')),
    { maxLength: 5 },
  );
  const pieces = fc.constantFrom(
    'a: ',
    '- ',
    '\n',
    '\n  ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    '|\n',
    '&x ',
    '*x',
    '? ',
    '---\n',
    '#c\n',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 30 }).map((a) => a.join('')),
  );

  it('every route gives a place inside it, and nothing throws', () => {
    fc.assert(
      fc.property(texts, routes, fc.constantFrom('key', 'value'), (text, route, part) => {
        const { line, column, length } = locate(text, { file: 'f', route, part });
        const lines = text.split('\n');
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column - 1 + length).toBeLessThanOrEqual(lines[line - 1]?.length ?? 0);
      }),
      { numRuns: 500 },
    );
  });

  it('every fault that the parser finds has a place inside it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const out = new Diagnostics();
        parseYaml('f', text, out);
        for (const { site } of out.sorted())
          expect(locate(text, site).line).toBeLessThanOrEqual(text.split('\n').length);
      }),
      { numRuns: 500 },
    );
  });

  it('the place of each scalar of some data holds the text of that scalar', () => {
    const names = fc.stringMatching(/^[a-z]{1,4}$/);
    const { data } = fc.letrec<{ data: Plain }>((tie) => ({
      data: fc.oneof({ depthSize: 'small' }, fc.string(), fc.array(tie('data')), fc.dictionary(names, tie('data'))),
    }));
    fc.assert(
      fc.property(data, (value) => {
        const text = JSON.stringify(value, undefined, 2);
        const lines = text.split('\n');
        const find = locator(text);
        for (const [route, scalar] of scalarsOf(value, [])) {
          const { line, column, length } = find({ file: 'f', route });
          expect(lines[line - 1]?.slice(column - 1, column - 1 + length)).toBe(JSON.stringify(scalar));
        }
      }),
    );
  });
});

function scalarsOf(value: Plain, route: Route): readonly (readonly [Route, Plain])[] {
  if (value === null || typeof value !== 'object') return [[route, value]];
  return Object.entries(value).flatMap(([key, inside]) => scalarsOf(inside, [...route, key]));
}
