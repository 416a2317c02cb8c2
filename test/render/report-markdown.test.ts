import { describe, expect, test } from 'vitest';
import { reportMarkdown, summaryLimit } from '../../src/render/report-markdown.ts';
import { webAddress } from '../../src/render/report-address.ts';
import type { LogEntry } from '../../src/report/logbook.ts';
import type { Report } from '../../src/report/report.ts';
import { attacks, hostileReport, unseen } from './report-hostile.ts';
import { sampleReport, sampleRow } from './report-samples.ts';

const size = (text: string): number => new TextEncoder().encode(text).length;

describe('the summary', () => {
  const text = reportMarkdown(sampleReport(), { artifact: 'tidemark-report' });

  test('says the worst first, folds all rows, and says where all of it is', () => {
    expect(text).toContain('### Late: the worst 4 of 4');
    expect(text.indexOf('`lxdb`')).toBeLessThan(text.indexOf('<details>'));
    expect(text).toContain('<details><summary>All 19 rows, worst first</summary>');
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '_All of it is in the artifact `tidemark-report` of this run, and `tidemark report all --format json` prints it._',
    );
  });

  test('has tables whose rows have as many cells as their head', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('| '));
    expect(tables.length).toBeGreaterThan(6);
    for (const table of tables) {
      const widths = table
        .trim()
        .split('\n')
        .map((line) => line.match(/(?<!\\)\|/g)?.length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  test('links to requests, at addresses of the web alone', () => {
    expect(text).toContain('request [no. 12](https://github.com/cc/fleet/pull/12) is open for 34 days');
    expect(reportMarkdown(hostileReport('javascript:alert(1)'), {})).not.toMatch(/\]\(/);
  });

  test('draws the spread as a chart, explains what cannot be known, and warns of what is not', () => {
    expect(text).toContain('```mermaid');
    expect(text).toContain("(d) the request is the commit's own word");
    expect(text).toContain('- **not known:** History was cut off at 2024-01-01.');
  });

  test('may have any of its parts', () => {
    const { stale, spread, logbook, ...head } = sampleReport();
    for (const part of [{ stale }, { spread }, { logbook }, {}]) {
      const report: Report = { ...head, stale: undefined, spread: undefined, logbook: undefined, ...part };
      expect(reportMarkdown(report, {})).toMatch(/^## Fleet example-cc as of 2026-11-21\n/);
    }
  });
});

describe('the limit', () => {
  const report = crowded();

  test('is kept in bytes, cut at a row, and says what of which table is left out', () => {
    for (const limit of [3_000, 20_000, 100_000, 300_000]) {
      const text = reportMarkdown(report, { limit, artifact: 'tidemark-report' });
      expect(size(text)).toBeLessThanOrEqual(limit);
      expect(text).toMatch(/_Cut to what a summary may hold\. Left out: .*\d+ of 2000 rows of the stale report/);
      expect(text).toContain('All of it is in the artifact `tidemark-report`');
      for (const line of text.split('\n').filter((each) => each.startsWith('|'))) expect(line).toMatch(/\|$/);
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
    }
  });

  test('leaves each table its share: the worst rows, and the newest lines', () => {
    const text = reportMarkdown(report, { limit: 100_000, artifact: undefined });
    const rowsOf = (title: RegExp): number => {
      const table = text.split('<details>').find((part) => title.test(part)) ?? '';
      return table.split('\n').filter((line) => line.startsWith('| ')).length;
    };
    expect(rowsOf(/rows, worst first/)).toBeGreaterThan(20);
    expect(rowsOf(/lines of the logbook/)).toBeGreaterThan(20);
  });

  test('of a summary is below 1 MiB, with a logbook of years', () => {
    const text = reportMarkdown(report, {});
    expect(size(text)).toBeLessThanOrEqual(summaryLimit);
    expect(size(text)).toBeGreaterThan(summaryLimit / 2);
    expect(text).toMatch(/of 30000 rows of the logbook/);
  });
});

describe('hostile text', () => {
  test.each(attacks.map((attack) => [JSON.stringify(attack).slice(0, 40), attack]))('%s', (_, attack) => {
    const text = reportMarkdown(hostileReport(attack), { artifact: attack });
    const plain = reportMarkdown(sampleReport(), { artifact: 'x' });
    expect(text).not.toMatch(unseenButGap);
    const bare = text
      .replace(/^```mermaid\n[^]*?^```$/gm, '')
      .replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, '')
      .replace(/\\./g, '');
    expect(bare).not.toMatch(/@\w/);
    expect(bare).not.toMatch(/!\[|<(?!\/?(?:details|summary)>)|^\s*\//m);
    for (const [, address] of bare.matchAll(/\]\(([^)]*)\)/g)) expect(address).toMatch(/^https?:\/\/[^\s<>"'`|@]+$/);
    expect(bare.match(/<\/?(?:details|summary)>/g)).toEqual(plain.match(/<\/?(?:details|summary)>/g));
    for (const line of text.split('\n')) if (line.startsWith('| ')) expect(line).toMatch(/ \|$/);
  });
});

describe('an address', () => {
  test.each([
    ['https://github.com/cc/fleet/pull/12', 'https://github.com/cc/fleet/pull/12'],
    ['http://127.0.0.1:8080/a b?c=<d>', 'http://127.0.0.1:8080/a%20b?c=%3Cd%3E'],
    ['https://x.org/a)b"c|d', 'https://x.org/a%29b%22c%7Cd'],
    ['https://x.org/\ud800', 'https://x.org/%EF%BF%BD'],
    ['javascript:alert(1)', undefined],
    [' https://x.org', undefined],
    ['https://user:secret@x.org/', undefined],
    ['https://x.org:99999/', undefined],
    ['//x.org', undefined],
    ['', undefined],
  ])('%j becomes %j', (from, to) => {
    expect(webAddress(from)).toBe(to);
  });
});

/** The zero-width space that breaks mentions is ours. */
const unseenButGap = new RegExp(`(?!\u200b)${unseen.source}`, 'u');

/** More than a summary holds, in letters of two and three bytes. */
function crowded(): Report {
  const { stale, logbook, ...report } = sampleReport((what) => `${what} é中`);
  const rows = Array.from({ length: 2_000 }, (_, index) =>
    sampleRow((what) => `${what} é中`, { cluster: `c${index}` }),
  );
  const entry: LogEntry | undefined = logbook?.entries[1];
  if (stale === undefined || entry === undefined) throw new Error('the sample has both');
  return {
    ...report,
    stale: { ...stale, rows },
    logbook: { from: undefined, entries: Array.from({ length: 30_000 }, () => entry) },
  };
}
