/** The examples of the pages for people, put into the example fleet: nothing is wrong with them but what is marked. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { diagnosticText } from '../../src/render/diagnostics-text.ts';
import { plainPaint } from '../../src/render/paint.ts';
import { overlayTree } from '../../src/tree/overlay.ts';
import { workingTree } from '../../src/tree/working.ts';
import { examplesOf } from './page.ts';
import { checked } from './small-fleet.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const textOf = (page: string): string => readFileSync(`${root}docs/${page}.md`, 'utf8');
const pages = ['service-managers', 'release-team', 'editor'] as const;
const examples = pages.flatMap((page) => examplesOf(textOf(page)).map((example) => ({ page, example })));

test('every page has an example', () => {
  expect(new Set(examples.map(({ page }) => page))).toEqual(new Set(pages));
});

describe.each(examples.map(({ page, example }) => [page, example.title, example] as const))(
  '%s: %s',
  (page, _, example) => {
    test('has the faults that are marked, and no others', async () => {
      const found = await checked(overlayTree(workingTree(root), example.files));
      const own = found.filter(({ place, code }) => example.files.has(place.file) && code !== 'cluster-unpinned');
      const lines = own.map(({ place, code }) => `${place.file}:${place.spot?.line} ${code}`);
      const marks = example.marks.map(({ file, line, code }) => `${file}:${line} ${code}`);
      if (page !== 'editor') expect(lines).toEqual(marks);
      for (const diagnostic of own.filter(() => marks.length > 0)) {
        expect(textOf(page)).toContain(diagnosticText(diagnostic, plainPaint));
      }
    });
  },
);
