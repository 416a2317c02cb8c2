import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { type Event, parseEvents } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { depthLimit } from '../../src/yaml/events.ts';
import { plainEventsOf } from '../../src/yaml/plain-events.ts';
import { anyMutation, anyPieces } from './any-change.ts';
import { anyDocument } from './any-document.ts';

fc.configureGlobal({ seed: 20 });

const folders = ['clusters', 'templates', 'rollouts', 'calendars', 'test/compile', 'test/release', 'test/docs'];
const files = ['fleet.yaml', 'owners.yaml', 'schedule.yaml', 'action.yml', ...folders.flatMap(yamlIn)];
const texts = files.map((file) => readFileSync(file, 'utf8'));

function yamlIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((entry) => `${folder}/${entry}`);
  return entries.filter((path) => /\.ya?ml$/.test(path) && statSync(path).isFile()).toSorted();
}

function judged(source: string): readonly Event[] {
  return parseEvents(source, { maxDepth: depthLimit + 2 });
}

/** Whether a text is plain; what is read of it must be what the judge reads. */
function isReadAlike(source: string): boolean {
  const events = plainEventsOf(source);
  if (events === undefined) return false;
  const wanted = judged(source);
  if (!isDeepStrictEqual(events, wanted)) expect(events, source).toEqual(wanted);
  return true;
}

describe('plain YAML has the events that js-yaml gives', () => {
  it('in every file of this repository, nearly all of which are plain', () => {
    expect(texts.length).toBeGreaterThan(400);
    const plain = texts.filter((text) => isReadAlike(text));
    expect(plain.length / texts.length).toBeGreaterThan(0.97);
  });

  it.each(['clusters', 'templates', 'rollouts', 'calendars'])(
    'in every file of %s/, all of which are plain',
    (folder) => {
      for (const file of yamlIn(folder)) expect(isReadAlike(readFileSync(file, 'utf8')), file).toBe(true);
    },
  );

  it.each([
    '',
    '\n  \n# nothing\n',
    'a:',
    'a:\n-',
    'a: b',
    'a:\n- b\n-\n- - c\n  - d: e\n    f:\n    g:\n    - h\ni: j\n',
    '"a" : \'it\'\'s\' # c\n"\\n": "\\"\\\\\\t\\/"\n',
    'a: { b: [c, {}, []], "d":e, f, g: , h: "#" , }\n',
    '- { a: b }\n- [a]\n- "a"\n-\n  a: b\n-\n  - a\n',
    'a:\n  b # c\nc:\n  "d"\ne:\n  [f]\n',
    'a: b\n\n  # deeper\nc:\n  - d\n  # beside\n  - e\n    # deeper\n',
    'a: |\n  x\n\n   y\n  \n# c\nb: >-\n      z\nc:\n  - |+ # d\n    e\n\n',
    'a b: c#d\ne:f: g\nhttp://x: y, [z]\né: ü\n-1: -a\n',
  ])('in %j', (source) => {
    expect(isReadAlike(source)).toBe(true);
  });
});

describe('what is not certain is left to js-yaml', () => {
  it.each([
    'a',
    '[a]',
    '"a"',
    '  a: b\n',
    'a: b\n ',
    'a: b\n  c\n',
    'a: "b\n  c"\n',
    'a: [b,\n  c]\n',
    '? a\n: b\n',
    ': a\n',
    'a: &b c\n',
    'a: *b\n',
    'a: !b c\n',
    '%YAML 1.2\n---\na: b\n',
    '---\na: b\n',
    'a: b\n...\n',
    '--- a\n',
    'a:\tb\n',
    'a: b\r\n',
    '\ufeffa: b\n',
    'a: \u0085\n',
    'a: 😀\n',
    'a: "\\x41"\n',
    'a: [b: c]\n',
    'a: { [b]: c }\n',
    'a: |2\n  b\n',
    'a: |\n\n  b\n',
    'a: |\n',
  ])('%j', (source) => {
    expect(plainEventsOf(source)).toBeUndefined();
    expect(judged(source).length).toBeGreaterThan(0);
  });
});

const runs = 5000;

describe('wherever a text is taken for plain, js-yaml reads the same', () => {
  const document = anyDocument();
  it.each<[string, fc.Arbitrary<string>, number]>([
    ['a document of any kind', document, 0.15],
    ['a document with changes', anyMutation(document), 0.08],
    ['a file of this repository with changes', anyMutation(fc.constantFrom(...texts)), 0.2],
    ['pieces in any order', anyPieces, 0.03],
  ])('%s', (_, texts, share) => {
    let plain = 0;
    fc.assert(
      fc.property(texts, (source) => {
        if (isReadAlike(source)) plain += 1;
      }),
      { numRuns: runs },
    );
    expect(plain / runs).toBeGreaterThan(share);
  });
});

describe('a hostile text', () => {
  const size = 10_000_000;
  it.each([
    ['of dashes', '- '.repeat(size / 2)],
    ['of brackets', `a: ${'['.repeat(size)}`],
    ['of braces', `a: ${'{a: '.repeat(size / 4)}`],
    ['of quotes', `a: ${"'".repeat(size + 1)}`],
    ['of quotes that never end, one a line', 'a: "\n'.repeat(size / 5)],
    ['of apostrophes that never end, one a line', "a: 'b\n".repeat(size / 6)],
    ['of colons', ': '.repeat(size / 2)],
    ['of ever deeper keys', Array.from({ length: 4000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('%s is left to js-yaml', (_, source) => {
    expect(plainEventsOf(source)).toBeUndefined();
  });

  it.each([
    ['one long line', `a: ${'b '.repeat(size / 2)}c`, 6],
    ['lines of spaces', `a: b${`\n${' '.repeat(999)}`.repeat(size / 1000)}\n`, 6],
    ['many items', `a: [${'b,'.repeat(size / 10)}]`, 7 + size / 10],
    ['many keys', 'a:\n'.repeat(size / 10), 4 + size / 5],
  ])('of %s is read in one pass', (_, source, count) => {
    expect(plainEventsOf(source)?.length).toBe(count);
  });
});
