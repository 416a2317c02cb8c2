import { describe, expect, test } from 'vitest';
import {
  advisoriesCsv,
  exceptionsCsv,
  logbookCsv,
  spreadCsv,
  spreadSeriesCsv,
  staleCsv,
} from '../../src/render/report-csv.ts';
import type { Report } from '../../src/report/report.ts';
import { attacks, hostileReport } from './report-hostile.ts';
import { sampleReport } from './report-samples.ts';

const tables = { staleCsv, advisoriesCsv, exceptionsCsv, spreadCsv, spreadSeriesCsv, logbookCsv };

function rowsOf(pieces: Iterable<string>, separator = ','): readonly (readonly string[])[] {
  return parsed([...pieces].join(''), separator);
}

describe.each(Object.entries(tables))('%s', (_, table) => {
  test('has a header, lines that end in CR LF, and as many cells in each', () => {
    const text = [...table(sampleReport())].join('');
    expect(text).toMatch(/^[A-Za-z][^\r\n"]*\r\n/);
    expect(text.endsWith('\r\n')).toBe(true);
    const [head = [], ...rows] = parsed(text, ',');
    expect(rows.length).toBeGreaterThan(1);
    expect(new Set(head).size).toBe(head.length);
    for (const row of rows) expect(row).toHaveLength(head.length);
  });

  test('of a report without that part is its header', () => {
    const report: Report = { ...sampleReport(), stale: undefined, spread: undefined, logbook: undefined };
    expect(rowsOf(table(report))).toHaveLength(1);
  });

  test.each(attacks.map((attack) => [JSON.stringify(attack).slice(0, 40), attack]))(
    'holds no formula, whatever separates its cells: %s',
    (_, attack) => {
      const report = hostileReport(attack);
      const [head, ...rows] = rowsOf(table(report));
      expect(rows).toHaveLength(rowsOf(table(sampleReport())).length - 1);
      for (const row of rows) expect(row).toHaveLength(head?.length ?? 0);
      const text = [...table(report)].join('');
      expect(text).not.toMatch(/(?![\r\n])[\p{Cc}\p{Cf}]/u);
      for (const separator of [',', ';']) {
        for (const cell of parsed(text, separator).flat()) expect(cell).not.toMatch(/^[\s"]*[=+@＝＋－＠-]/u);
      }
    },
  );
});

describe('cells', () => {
  const cellOf = (attack: string): string | undefined => {
    const [head = [], row = []] = rowsOf(exceptionsCsv(hostileReport(attack)));
    return row[head.indexOf('reason')];
  };

  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(1)', "'@SUM(1)"],
    ['＝1', "'＝1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠x', "'＠x"],
    ['\t=1', "'=1"],
    ['\r=1', "'=1"],
    ['  =1', "'=1"],
    ['"=1', `'"=1`],
    ['a;=1', "a;'=1"],
    ['a\n=1', "a\n'=1"],
    ['a\r\nb', 'a\nb'],
    ['a, "b"', 'a, "b"'],
    ['a = b - c', 'a = b - c'],
    ['\u001b[2J', String.raw`\u{1b}[2J`],
  ])('%j becomes %j', (from, to) => {
    expect(cellOf(from)).toBe(to);
  });

  test('with a line break, a comma or a quote are quoted as RFC 4180 says', () => {
    expect([...exceptionsCsv(hostileReport('a, "b"\nc'))].join('')).toContain('"a, ""b""\nc"');
  });
});

test('a row of the stale table leads to the rows of what it lacks', () => {
  const [head = [], row = []] = rowsOf(staleCsv(sampleReport()));
  const key = row[head.indexOf('exposure')];
  const [advisoryHead = [], ...advisories] = rowsOf(advisoriesCsv(sampleReport()));
  expect(advisories.map((each) => each[advisoryHead.indexOf('exposure')])).toEqual([key, key, key]);
});

test('a table comes in pieces', () => {
  const { logbook, ...report } = sampleReport();
  const entries = Array.from({ length: 200 }, () => logbook?.entries ?? []).flat();
  const pieces = [...logbookCsv({ ...report, logbook: { from: undefined, entries } })];
  expect(pieces.length).toBeGreaterThan(6);
  expect(pieces.join('').split('\r\n')).toHaveLength(entries.length + 2);
});

/** A table read back, with a reader of our own: what a spreadsheet makes of it where cells are parted by `separator`. */
function parsed(text: string, separator: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|)([^${separator}\\r\\n]*)(${separator}|\\r\\n|\\n|$)`, 'y');
  while (cell.lastIndex < text.length) {
    const [, quoted = '', rest = '', end = ''] = cell.exec(text) ?? [];
    rows.at(-1)?.push(quoted.replaceAll('""', '"') + rest);
    if (end.endsWith('\n')) rows.push([]);
    else if (end === '') break;
  }
  return rows.filter((row) => row.length > 0);
}
