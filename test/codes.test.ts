import { readdirSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../src/core/catalogue.ts';
import { codesIndex } from '../src/render/codes-index.ts';
import { explainCode } from '../src/render/explain-code.ts';
import { plainPaint } from '../src/render/paint.ts';
import { codeExamples } from './render/code-examples.ts';
import { codes, fragmentOf, pageOf, refreshed } from './render/code-pages.ts';

/** Their fault is a whole file, a name or a missing fleet, so no line of an example can be marked. */
const onNoLine = [
  'faults-too-many',
  'file-link',
  'file-name',
  'file-not-text',
  'file-special',
  'file-too-large',
  'file-unreadable',
  'files-too-many',
  'fleet-missing',
  'name-collision',
];

test('every code has a page, and every page a code', () => {
  const pages = readdirSync(new URL('../docs/codes/', import.meta.url)).filter((file) => file !== 'README.md');
  expect(pages.map((file) => file.replace(/\.md$/, '')).toSorted()).toEqual(Object.keys(catalogue).toSorted());
});

test('the index lists every code with its severity and title', async () => {
  await expect(codesIndex()).toMatchFileSnapshot('../docs/codes/README.md');
});

test('the codes that lie on no line are those whose page says so', () => {
  expect(codes.filter((code) => codeExamples[code].under === undefined)).toEqual(onNoLine);
});

describe.each(codes)('the page of %s', (code) => {
  const page = pageOf(code);

  test('begins with the title, the code and the severity of the catalogue', () => {
    const { title, severity } = catalogue[code];
    expect(page.startsWith(`# ${title}\n\n\`${code}\` · ${severity}\n\n`)).toBe(true);
  });

  test('has an example, what the reader sees, and how to mend it', () => {
    expect(page.match(/^## .*$/gm)).toEqual(['## Example', '## What you see', '## How to mend it']);
  });

  test('marks the faulty line of its example, and only that', () => {
    const marks = [...page.matchAll(/ #! ([a-z-]+)$/gm)].map((match) => match[1]);
    expect(marks).toEqual(onNoLine.includes(code) ? [] : [code]);
    expect(fragmentOf(page)).not.toBe('');
  });

  test('mends it with YAML that can be read', () => {
    for (const [, yaml = ''] of page.slice(page.indexOf('## How')).matchAll(/```yaml\n([^]*?)```/g)) {
      expect(load(yaml)).toBeTypeOf('object');
    }
  });

  test('shows what the tool prints', async () => {
    await expect(refreshed(code, page)).toMatchFileSnapshot(`../docs/codes/${code}.md`);
  });

  test('fits a screen or two', () => {
    expect(page.split('\n').length).toBeLessThan(60);
    expect(Math.max(...page.split('\n').map((line) => line.length))).toBeLessThan(170);
  });
});

test('a page is explained in a terminal without the marks of Markdown', async () => {
  await expect(explainCode(pageOf('final-overridden'), plainPaint)).toMatchFileSnapshot(
    'render/diagnostics/explain.txt',
  );
});
