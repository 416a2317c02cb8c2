import { describe, expect, test } from 'vitest';
import { placeDiagnostic, summaryOf, type PlacedDiagnostic } from '../../src/render/placed.ts';
import { summaryMarkdown } from '../../src/render/summary-markdown.ts';
import { diagnosticOf, flood, hostileTexts, story } from './diagnostics-samples.ts';

const doing = { command: 'compile', words: '34 clusters compiled, 2 failed; 340 hosts.\nindex.json lists them.' };
const limit = 1024 * 1024;

function summary(found: readonly PlacedDiagnostic[], room = limit): string {
  return summaryMarkdown(doing, found, { summary: summaryOf(found, 2), limit: room });
}

test('what was done, a table with the worst first, and the rest folded away', async () => {
  await expect(summary(story())).toMatchFileSnapshot('diagnostics/story.summary.md');
});

test('where nothing was found, there is no table', () => {
  const nothing = summaryMarkdown({ command: 'check', words: 'Checked 1 cluster and 1 host.' }, [], {
    summary: summaryOf([], 0),
    limit,
  });
  expect(nothing).toBe('### tidemark check: nothing found\n\nChecked 1 cluster and 1 host.\n');
});

describe('a flood', () => {
  const found = flood(6_000);

  test.each([limit, 5_000, 300])('is cut at a row within %d bytes, and says how many are left out', (room) => {
    const text = summary(found, room);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(room);
    const rows = text.split('\n').filter((line) => /^\| (?:error|warning)/.test(line));
    for (const row of rows) expect(row).toMatch(/ \|$/);
    const details = text.split('\n').filter((line) => line.startsWith('- **'));
    const [left = ''] = /_Cut at \d+ bytes\. Left out: [^_]+\._\n$/.exec(text) ?? [];
    const counts = (noun: string): number => Number(new RegExp(String.raw`(\d+) ${noun}s?\b`).exec(left)?.[1] ?? 0);
    expect(rows.length + counts('diagnostic')).toBe(found.length);
    expect(details.length + counts('detail')).toBe(found.length);
    expect((text.match(/<details>/g) ?? []).length).toBe((text.match(/<\/details>/g) ?? []).length);
  });

  test('of wide characters keeps within bytes, not characters', () => {
    const wide = Array.from({ length: 2_000 }, (_, i) =>
      placeDiagnostic(diagnosticOf('version-malformed', { text: '中😀é'.repeat(60) }, `clusters/c${i}.yaml`), {
        locate: () => undefined,
        fold: () => '',
      }),
    );
    const text = summary(wide, 200_000);
    const bytes = new TextEncoder().encode(text).length;
    expect(bytes).toBeLessThanOrEqual(200_000);
    expect(bytes).toBeGreaterThan(100_000);
  });
});

test.each(hostileTexts.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
  '%s stays text: no link, mention, markup or further row',
  (_, text) => {
    const diagnostic = diagnosticOf('version-malformed', { text }, `clusters/${text}.yaml`);
    const placed = placeDiagnostic(diagnostic, { locate: () => undefined, fold: () => '' });
    const written = summary([placed]);
    expect(written.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(3);
    const outside = written.replaceAll(/(`+)(?:(?!\1).)*\1/g, '');
    expect(outside).not.toMatch(/(?<!\\)\]\(|@everyone|<(?!\/?(?:details|summary)>)/);
    for (const unseen of ['\u001b', '\u202e', '\u200b\u0068']) expect(written).not.toContain(unseen);
  },
);
