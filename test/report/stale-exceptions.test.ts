/** What exceptions excuse, and what is red all the same. */

import { describe, expect, test } from 'vitest';
import type { ExceptionFacts } from '../../src/report/facts.ts';
import { failing } from '../../src/report/failing.ts';
import type { StaleReport } from '../../src/report/report.ts';
import { staleReport } from '../../src/report/stale.ts';
import { advisory, cluster, exception, fleet, release, rowOf, today, type Said } from './stale-support.ts';

const releases = [
  release('2026_1_minor', '2026-05-01'),
  release('2026_2_minor', '2026-06-01', { advisories: [advisory('A', 'Critical'), advisory('B', 'Critical')] }),
];

function reportWith(exceptions: readonly Partial<ExceptionFacts>[], said: Said = {}): StaleReport {
  const old = { linux: '2026_1_minor' };
  const facts = fleet(
    [cluster('web', old, said), cluster('db', { linux: '2026_2_minor' }), cluster('new', {})],
    releases,
    { exceptions: exceptions.map(exception) },
  );
  return staleReport(facts, { today });
}

function red(report: StaleReport): readonly string[] {
  return failing(report, 'overdue').map((finding) =>
    finding.why === 'exception-over'
      ? `${finding.why} ${finding.line}`
      : `${finding.row.cluster} ${finding.why}${'advisories' in finding ? ` ${finding.advisories.map(({ id }) => id).join('')}` : ''}`,
  );
}

const web = { clusters: ['web'] };

describe('an exception', () => {
  test.each<[string, readonly Partial<ExceptionFacts>[], readonly string[]]>([
    ['none', [], ['web overdue', 'web advisories-over AB']],
    ['on its last day', [{ ...web, until: today }], []],
    ['past its end', [{ ...web, until: '2026-11-20' }], ['web overdue', 'web advisories-over AB', 'exception-over 20']],
    ['of another cluster', [{ clusters: ['db'] }], ['web overdue', 'web advisories-over AB']],
    ['of another stream', [{ ...web, streams: ['elfms'] }], ['web overdue', 'web advisories-over AB']],
    ['of its stream', [{ ...web, streams: ['elfms', 'linux'] }], []],
    ['for one advisory', [{ ...web, advisories: ['A'] }], ['web overdue', 'web advisories-over B']],
    [
      'for one advisory each',
      [
        { ...web, advisories: ['A'] },
        { ...web, advisories: ['B', 'Z'] },
      ],
      ['web overdue'],
    ],
    ['for a cluster that is not there', [{ clusters: ['wbe'] }], ['web overdue', 'web advisories-over AB']],
    [
      'for nobody, and past its end',
      [{ clusters: ['wbe'], until: '2026-01-01' }],
      ['web overdue', 'web advisories-over AB', 'exception-over 20'],
    ],
  ])('%s', (_, exceptions, expected) => {
    expect(red(reportWith(exceptions))).toEqual(expected);
  });

  test('that runs the longest counts where some overlap, and each says how many rows it is for', () => {
    const report = reportWith([
      { ...web, until: '2026-12-01' },
      { clusters: ['web', 'db', 'new', 'web'], until: '2026-12-31' },
      { clusters: ['new', 'web'], until: '2027-01-31', advisories: ['A'] },
      { ...web, until: '2026-11-01', advisories: ['B', 'Z'] },
      { ...web, advisories: ['Z'] },
    ]);
    expect(rowOf(report, 'web').exception).toBe(1);
    expect(rowOf(report, 'new')).toMatchObject({ state: 'unpinned', exception: 1 });
    expect(rowOf(report, 'db').exception).toBeUndefined();
    expect(report.exceptions.map(({ rows }) => rows)).toEqual([1, 2, 1, 1, 0]);
  });

  test('excuses a withdrawn version too, where it is for the cluster as such', () => {
    const [, second] = releases;
    const bad = release('2026_1_minor', '2026-05-01', { withdrawn: { reason: 'bad', date: undefined } });
    const facts = (exceptions: readonly ExceptionFacts[]): StaleReport =>
      staleReport(
        fleet([cluster('web', { linux: '2026_1_minor' })], second === undefined ? [bad] : [bad, second], {
          exceptions,
        }),
        { today },
      );
    expect(red(facts([]))).toEqual(['web withdrawn-version', 'web advisories-over AB']);
    expect(red(facts([exception(web)]))).toEqual([]);
  });
});

describe('a hold', () => {
  const until = (date: string): Said => ({ holds: { linux: { until: date, reason: undefined } } });

  test('excuses being behind, and no advisory', () => {
    expect(red(reportWith([], until('2026-12-31')))).toEqual(['web advisories-over AB']);
  });

  test('past its end is red at every level', () => {
    const report = reportWith([], { ...until('2026-11-20'), pins: { linux: '2026_2_minor' } });
    expect(rowOf(report, 'web').state).toBe('current');
    expect(red(report)).toEqual(['web hold-over']);
    expect(failing(report, 'unmaintained').map(({ why }) => why)).toEqual(['hold-over']);
  });

  test('past its end is excused by an exception', () => {
    const report = reportWith([web], { ...until('2026-11-20'), pins: { linux: '2026_2_minor' } });
    expect(red(report)).toEqual([]);
    expect(report.exceptions.map(({ rows }) => rows)).toEqual([1]);
  });
});
