import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { blockGlyphs } from '../../src/render/chart-glyphs.ts';
import { plainPaint } from '../../src/render/paint.ts';
import { fitTo } from '../../src/render/report-fit.ts';
import { reportText, type ReportView } from '../../src/render/report-text.ts';
import type { Report } from '../../src/report/report.ts';
import { attacks, hostileReport, unseen } from './report-hostile.ts';
import { counts, sampleReport, sampleRow } from './report-samples.ts';

const view = { paint: plainPaint, width: 100, rows: 20, glyphs: blockGlyphs } as const;
const views: readonly ReportView['show'][] = ['overview', 'stale', 'spread', 'logbook'];
const as = (what: string): string => what;

function linesOf(report: Report, show: ReportView['show'], more: Partial<ReportView> = {}): readonly string[] {
  return reportText(report, { ...view, show, ...more }).split('\n');
}

describe('the overview', () => {
  test('says who is worst, since when, what they lack, whose move it is, and whom to call', () => {
    const lines = linesOf(sampleReport(), 'overview');
    const worst = lines.findIndex((line) => line.startsWith('  lxdb'));
    expect(lines[worst]).toMatch(/^ {2}lxdb +linux +withdrawn +2026-06-14 +160 +300 +1 Critical \+2 +2026-05-07$/);
    expect(
      lines
        .slice(worst + 1, worst + 3)
        .join(' ')
        .replace(/ +/g, ' '),
    ).toMatch(
      /the release team: there is no version to go back to; call Maria Rossi <maria@example\.org>, Batch team and 1 more; 2026_3_minor → 2026_10_minor \(3 minor, 1 major\)/,
    );
  });

  test('names a command beside each number', () => {
    const lines = linesOf(sampleReport(), 'overview');
    expect(lines.filter((line) => line.includes('rows: tidemark report '))).toHaveLength(6);
  });

  test('is one screen, however many are late', () => {
    const report = crowded(3000);
    const lines = linesOf(report, 'overview');
    expect(lines.length).toBeLessThanOrEqual(50);
    expect(lines.every((line) => stringWidth(line) <= 100)).toBe(true);
    expect(lines.join('\n')).toMatch(
      /Worst of 3000 rows that are late[^]*… and 299\d more: tidemark report stale --all/,
    );
  });

  test('of a fleet where all is well says so', () => {
    const { stale, ...report } = sampleReport();
    if (stale === undefined) throw new Error('the sample has rows');
    const rows = stale.rows.filter(({ state }) => state === 'current');
    const text = linesOf({ ...report, stale: { ...stale, rows, exceptions: [], exposures: [] } }, 'overview').join(
      '\n',
    );
    expect(text).toContain('Nobody is late');
    expect(text).toContain('No cluster lacks an advisory');
  });

  test('leaves out who is excused', () => {
    expect(linesOf(sampleReport(), 'overview').some((line) => line.includes('lxtape  '))).toBe(false);
  });

  test('of nothing but a head is that head', () => {
    const report: Report = { ...sampleReport(), stale: undefined, spread: undefined, logbook: undefined };
    expect(linesOf({ ...report, forge: { asked: false, why: 'no forge here' } }, 'overview')).toEqual([
      'example-cc as of 2026-11-21, at commit 0123456789',
      'requests are not known: no forge here',
      'not known: History was cut off at 2024-01-01.',
      '',
    ]);
  });
});

describe('the stale report', () => {
  test('has every row under its state, worst first', () => {
    const lines = linesOf(sampleReport(), 'stale', { rows: Infinity });
    const heads = lines.filter((line) => /^[a-z]+ \(\d+, \d+ hosts\)$/.test(line));
    expect(heads).toEqual([
      'withdrawn (1, 300 hosts)',
      'unmaintained (1, 300 hosts)',
      'overdue (3, 900 hosts)',
      'unpinned (1, 300 hosts)',
      'due (1, 300 hosts)',
      'held (1, 300 hosts)',
      'current (11, 3300 hosts)',
    ]);
    for (const { cluster } of sampleReport().stale?.rows ?? [])
      expect(lines.some((line) => line.startsWith(`  ${cluster} `))).toBe(true);
  });

  test('says how many rows it does not show, and how to see them', () => {
    expect(linesOf(sampleReport(), 'stale', { rows: 2 })).toContain(
      '  … and 9 more: --all shows all, --format csv and json too',
    );
  });

  test('keeps its columns under each other where names are wide', () => {
    const report = sampleReport();
    const rows = ['中文', 'ab'].map((cluster) => sampleRow(as, { cluster }));
    const stale = report.stale && { ...report.stale, rows, groups: [], exposures: [], exceptions: [] };
    const [wide = '', narrow = ''] = linesOf({ ...report, stale }, 'stale').filter((line) => line.includes(' linux '));
    const before = (line: string): number => stringWidth(line.slice(0, line.indexOf('linux')));
    expect(before(wide)).toBe(before(narrow));
  });
});

describe('the logbook', () => {
  test('is newest first, marks what cannot be known, and explains the marks that it used', () => {
    const lines = linesOf(sampleReport(), 'logbook');
    expect(lines.find((line) => line.includes('2026-09-28'))).toContain('(a, b, c, d, e, f)');
    expect(lines.filter((line) => /^ {2}\([a-f]\) /.test(line))).toHaveLength(6);
    const later = linesOf({ ...sampleReport(), logbook: withoutFirst(sampleReport()) }, 'logbook');
    expect(later.filter((line) => /^ {2}\([a-f]\) /.test(line))).toHaveLength(0);
  });

  test('tells a move back and a revert as such', () => {
    const line = linesOf(sampleReport(), 'logbook').find((each) => each.includes('2026-09-26')) ?? '';
    expect(line).toMatch(/2026_3_minor → 2026_1_minor, back +#14 \(89abcdef01\), reverts 89abcdef01/);
  });

  test('says how many lines are older than those shown', () => {
    expect(linesOf(sampleReport(), 'logbook', { rows: 4 }).some((line) => line.startsWith('  … and 13 older'))).toBe(
      true,
    );
  });
});

describe('hostile text', () => {
  test.each(attacks.map((attack) => [JSON.stringify(attack).slice(0, 40), attack]))('%s', (_, attack) => {
    const report = hostileReport(attack);
    const plain = sampleReport();
    for (const show of views) {
      const lines = linesOf(report, show);
      expect(lines.join('\n')).not.toMatch(unseen);
      // No text adds a line: what is wrapped to the width of the terminal is not compared, and equal advisories are one.
      // The sentences at the head, of which three and the forge's are shown, have three lines each at most.
      const head = 2 * (1 + Math.min(3, report.unknown.length));
      if (show === 'stale' || show === 'logbook')
        expect(lines.length).toBeLessThanOrEqual(linesOf(plain, show).length + head);
      if (show === 'overview') expect(lines.length).toBeLessThanOrEqual(50);
    }
  });
});

test('a text is cut at the width of a terminal, never inside a character', () => {
  expect(fitTo('abcdef', 6)).toBe('abcdef');
  expect(fitTo('abcdefg', 6)).toBe('abcde…');
  expect(fitTo('中文中文', 6)).toBe('中文…');
  expect(fitTo('e\u0301'.repeat(9), 6)).toBe(`${'e\u0301'.repeat(5)}…`);
});

function withoutFirst({ logbook }: Report): Report['logbook'] {
  return logbook && { ...logbook, entries: logbook.entries.slice(1) };
}

/** So many clusters, all of them late. */
function crowded(count: number): Report {
  const report = sampleReport();
  const rows = Array.from({ length: count }, (_, index) =>
    sampleRow(as, { cluster: `a-cluster-with-a-long-name-${index}`, lacksOver: counts(1, 1, 1, 1) }),
  );
  const unknown = Array.from({ length: 30 }, (_, index) => `File ${index} cannot be read.`);
  return { ...report, unknown, stale: report.stale && { ...report.stale, rows } };
}
