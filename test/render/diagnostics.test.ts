import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { diagnosticsText, diagnosticText, shownWhole } from '../../src/render/diagnostics-text.ts';
import { plainPaint, terminalPaint } from '../../src/render/paint.ts';
import { byImportance, placeDiagnostic, summaryOf } from '../../src/render/placed.ts';
import { diagnosticOf, flood, hostileTexts, placedAtLine, story } from './diagnostics-samples.ts';

const frameOf = (text: string, column: number, length: number): readonly string[] =>
  diagnosticText(placedAtLine(text, column, length), plainPaint)
    .split('\n')
    .slice(3, 5);

describe('diagnostics in a terminal', () => {
  test('show sentence, place, lines, both ends, the way there, the victims, and what to do', async () => {
    const text = diagnosticsText(story(), summaryOf(story(), 35), plainPaint);
    await expect(text).toMatchFileSnapshot('diagnostics/story.txt');
  });

  test('are the same words in colour', () => {
    const summary = summaryOf(story(), 35);
    const coloured = diagnosticsText(story(), summary, terminalPaint());
    expect(coloured).toContain('\u001b[31m');
    // oxlint-disable-next-line no-control-regex -- the escapes of a terminal
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(diagnosticsText(story(), summary, plainPaint));
  });

  test('end in one line when there is nothing to say', () => {
    expect(diagnosticsText([], summaryOf([], 0), plainPaint)).toBe('nothing found\n');
  });

  test('are all shown up to a stated number', () => {
    const all = flood(shownWhole - 1);
    const text = diagnosticsText(all, summaryOf(all, 0), plainPaint);
    expect(text.match(/^(?:error|warning)\[/gm)).toHaveLength(shownWhole);
    expect(text).not.toContain('not shown');
  });

  test('past that number are counted by code, and a flood of one code never hides another', async () => {
    const all = flood(1234);
    const text = diagnosticsText(all, summaryOf(all, 1234), plainPaint);
    expect(text.match(/^error\[key-unknown\]/gm)).toHaveLength(shownWhole - 1);
    expect(text.match(/^warning\[owner-left\]/gm)).toHaveLength(1);
    await expect(text.slice(text.indexOf('warning[owner-left]'))).toMatchFileSnapshot('diagnostics/flood-end.txt');
  });
});

describe('the caret', () => {
  test.each([
    ['plain text', 'key: value', 6, 5, 'key: value', '     ^^^^^'],
    ['after a tab', '\tkey: value', 7, 5, '    key: value', '         ^^^^^'],
    ['after wide characters', '古い: value', 5, 5, '古い: value', '      ^^^^^'],
    ['under wide characters', 'a: 古い', 4, 2, 'a: 古い', '   ^^^^'],
    ['after a combining accent', 'e\u0301: value', 5, 5, 'e\u0301: value', '   ^^^^^'],
    ['after an emoji of two code units', '😀: x', 5, 1, '😀: x', '    ^'],
    ['after an escape sequence', '\u001b[31m: x', 8, 1, '\\u{1b}[31m: x', '            ^'],
    ['at a point', 'key: value', 6, 0, 'key: value', '     ^'],
    ['past the end of the line', 'key:', 5, 0, 'key:', '    ^'],
    ['of a span that goes on in the next line', 'key: [a,', 6, 90, 'key: [a,', '     ^^^'],
    ['of a line with blanks at its end', 'key: a   ', 6, 9, 'key: a', '     ^'],
  ])('lies under the fault: %s', (_, text, column, length, line, carets) => {
    expect(frameOf(text, column, length)).toEqual([`1 │ ${line}`, `  │ ${carets}`]);
  });

  test('stays in sight in a very long line, which is cut around it', () => {
    const [line, carets] = frameOf(`${'x'.repeat(100_000)}FAULT${'y'.repeat(100_000)}`, 100_001, 5);
    expect(line).toMatch(/^1 │ …x{40}FAULTy+…$/);
    expect(carets).toBe(`  │ ${' '.repeat(41)}^^^^^`);
    expect(line?.length).toBeLessThan(130);
  });

  test('stays in sight at the end of a very long line', () => {
    const [line, carets] = frameOf(`${'x'.repeat(500)}FAULT`, 501, 5);
    expect(line?.indexOf('FAULT')).toBe(carets?.indexOf('^'));
  });

  test('lies within the shown line, whatever the line and the place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(500), fc.nat(500), (raw, start, length) => {
        const [line, carets] = frameOf(raw.replaceAll(/[\r\n]/g, ' '), start + 1, length);
        expect(carets).toMatch(/^ {2}│ {1,}\^+$/);
        expect(stringWidth(carets ?? '')).toBeLessThanOrEqual(stringWidth(line ?? '') + 2);
      }),
      { seed: 20, numRuns: 500 },
    );
  });
});

describe('hostile text', () => {
  test.each(hostileTexts.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    '%s stays on its line, visible and bounded',
    (_, text) => {
      const diagnostic = diagnosticOf('version-malformed', { text }, `clusters/${text}.yaml`);
      const shown = diagnosticText(
        placeDiagnostic(diagnostic, { locate: () => undefined, fold: () => text }),
        plainPaint,
      );
      expect(shown.split('\n')).toHaveLength(4);
      // oxlint-disable-next-line no-control-regex -- what must not be there
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/);
      expect(shown.length).toBeLessThan(3000);
    },
  );
});

test('importance puts errors with the most victims first', () => {
  const order = story().toSorted(byImportance);
  expect(order.map((d) => d.code)).toEqual([
    'profile-type',
    'version-unpublished',
    'final-overridden',
    'owner-left',
    'cluster-unpinned',
  ]);
});
