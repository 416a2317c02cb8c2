/** A small fleet with every state in it, counted by hand. Day of the report: 2026-11-21. */

import { describe, expect, test } from 'vitest';
import { failing } from '../../src/report/failing.ts';
import { staleReport } from '../../src/report/stale.ts';
import { advisory, cluster, exception, fleet, release, rowOf, today } from './stale-support.ts';

const releases = [
  release('2026_1_minor', '2026-01-30'),
  release('2026_2_major', '2026-02-27'),
  release('2026_3_minor', '2026-03-31', {
    withdrawn: { reason: 'its kernel loses packets', date: '2026-04-10' },
    advisories: [advisory('A-3', 'Moderate', ['CVE-1', 'CVE-2'])],
  }),
  release('2026_4_minor', '2026-04-30', { advisories: [advisory('A-4', 'Critical', ['CVE-2', 'CVE-3'])] }),
  release('2026_5_minor', '2026-05-29', { gate: 'rejected', advisories: [advisory('A-5')] }),
  release('2026_6_major', '2026-06-30', { advisories: [advisory('A-6', 'Low')] }),
  // Of 37 days ago.
  release('2026_7_minor', '2026-10-15', { advisories: [advisory('A-7', 'Important', ['CVE-7'])] }),
  release('2026_8_minor', '2026-11-10', { gate: 'open', advisories: [advisory('A-8', 'Critical')] }),
  release('2026_9_minor', '2026-11-20', { isPublished: false }),
  release('2026_1_minor', '2026-01-30', { stream: 'elfms' }),
];

const on = (linux: string): Readonly<Record<string, string>> => ({ linux, elfms: '2026_1_minor' });
const hold = (
  until: string | undefined,
): { readonly holds: Readonly<Record<string, { until: string | undefined; reason: string }>> } => ({
  holds: { linux: { until, reason: 'heavy-ion run' } },
});

const clusters = [
  cluster('now', on('2026_7_minor'), { hosts: 1 }),
  cluster('adopter', on('2026_8_minor'), { hosts: 2 }),
  cluster('due', on('2026_6_major'), { hosts: 4 }),
  cluster('over', on('2026_4_minor'), { hosts: 8, owners: ['tomas', 'batch-team'], site: 'lyon' }),
  cluster('idle', on('2026_2_major'), { hosts: 16, owners: [], site: undefined }),
  cluster('busy', on('2026_2_major'), { hosts: 32 }),
  cluster('held', on('2026_4_minor'), { hosts: 64, ...hold('2026-12-20') }),
  cluster('outheld', on('2026_6_major'), { hosts: 128, ...hold('2026-11-15') }),
  cluster('bad', on('2026_3_minor'), { hosts: 256 }),
  cluster('none', {}, { hosts: 512 }),
  cluster('spared', on('2026_2_major'), { hosts: 1024 }),
];

const facts = fleet(clusters, releases, {
  exceptions: [
    exception({ clusters: ['spared', 'now'], line: 20 }),
    exception({ clusters: ['over'], until: '2026-11-20', line: 25 }),
    exception({ clusters: ['due', 'held'], streams: ['linux'], advisories: ['A-7'], line: 30 }),
  ],
  past: new Map([
    ['linux idle', { pinnedSince: '2026-03-01', lastActivity: '2026-03-01' }],
    ['linux busy', { pinnedSince: '2026-03-01', lastActivity: '2026-09-01' }],
    ['linux bad', { pinnedSince: '2026-04-05', lastActivity: '2026-04-05' }],
  ]),
});

const report = staleReport(facts, { today });

describe('a fleet with every state in it', () => {
  test('has its rows worst first, each with its days', () => {
    const shown = report.rows
      .filter(({ stream }) => stream === 'linux')
      .map((row) => [row.cluster, row.state, row.drift, row.since, row.overdueOn, row.daysOver].join(' '));
    expect(shown).toEqual([
      // 2026_4 of 2026-04-30 is 205 days old, its 45 days were over on 2026-06-14, 160 days ago.
      'bad withdrawn-version 205 2026-04-10 2026-06-14 160',
      // Nobody knows of a change by spared's owners: its 180 days were over on 2026-10-27.
      'spared unmaintained 205 2026-10-27 2026-06-14 160',
      'idle unmaintained 205 2026-10-27 2026-06-14 160',
      'busy overdue 205 2026-06-14 2026-06-14 160',
      // 2026_6 of 2026-06-30 is 144 days old.
      'over overdue 144 2026-08-14 2026-08-14 99',
      'outheld overdue 37 2026-11-16 2026-11-16 5',
      'none unpinned 0   0',
      'due due 37 2026-10-29 2026-11-29 0',
      'held held 144  2026-12-21 0',
      'adopter current 0   0',
      'now current 0   0',
    ]);
  });

  test('says how far each is behind: what was withdrawn, rejected, or is not out, counts for nobody', () => {
    const behind = Object.fromEntries(clusters.map(({ name }) => [name, rowOf(report, name).behind]));
    expect(behind).toEqual({
      now: { minor: 0, major: 0 },
      adopter: { minor: 0, major: 0 },
      due: { minor: 1, major: 0 },
      over: { minor: 1, major: 1 },
      idle: { minor: 2, major: 1 },
      busy: { minor: 2, major: 1 },
      held: { minor: 1, major: 1 },
      outheld: { minor: 1, major: 0 },
      bad: { minor: 2, major: 1 },
      none: { minor: 0, major: 0 },
      spared: { minor: 2, major: 1 },
    });
    expect(new Set(report.rows.map(({ stream, newest }) => `${stream} ${newest}`))).toEqual(
      new Set(['linux 2026_7_minor', 'elfms 2026_1_minor']),
    );
  });

  test('adds up to clusters and hosts by stream and state', () => {
    const linux = report.totals.filter(({ stream }) => stream === 'linux');
    expect(linux.map(({ state, clusters: count, hosts }) => `${state} ${count} ${hosts}`)).toEqual([
      'withdrawn-version 1 256',
      'unmaintained 2 1040',
      'overdue 3 168',
      'unpinned 1 512',
      'due 1 4',
      'held 1 64',
      'current 2 3',
    ]);
    const elfms = report.totals.filter(({ stream, clusters: count }) => stream === 'elfms' && count > 0);
    expect(elfms.map(({ state, clusters: count, hosts }) => `${state} ${count} ${hosts}`)).toEqual([
      'unpinned 1 512',
      'current 10 1535',
    ]);
  });

  test('knows what each pin lacks, and what of it is past its day', () => {
    const shown = report.exposures.map(({ key, advisories, cves }) => [
      key,
      cves,
      advisories.map(({ id, closedBy, due, daysOver }) => `${id} ${closedBy} ${due} ${daysOver}`),
    ]);
    // 2026-04-30 and 7 days; 2026-10-15 and 30 days; A-3 lies in a withdrawn release: the next one closes it, in 90 days.
    const a4 = 'A-4 2026_4_minor 2026-05-07 198';
    const a7 = 'A-7 2026_7_minor 2026-11-14 7';
    const a3 = 'A-3 2026_4_minor 2026-07-29 115';
    // Its rollout rejected 2026_5: the next one closes it, in 30 days.
    const a5 = 'A-5 2026_6_major 2026-07-30 114';
    const a6 = 'A-6 2026_6_major undefined 0';
    expect(shown).toEqual([
      ['linux 2026_2_major', 4, [a4, a5, a7, a3, a6]],
      ['linux 2026_3_minor', 3, [a4, a5, a7, a6]],
      ['linux 2026_4_minor', 1, [a5, a7, a6]],
      ['linux 2026_6_major', 1, [a7]],
    ]);
  });

  test('counts hosts that lack a severity once', () => {
    expect(report.exposedHosts).toEqual({
      Critical: 16 + 32 + 256 + 1024,
      Important: 4 + 8 + 16 + 32 + 64 + 128 + 256 + 1024,
      Moderate: 16 + 32 + 1024,
      Low: 8 + 16 + 32 + 64 + 256 + 1024,
    });
  });

  test('tells what is over of each row, but for what is excused', () => {
    const shown = Object.fromEntries(
      ['busy', 'due', 'held', 'over', 'outheld', 'spared'].map((name) => {
        const { lacksOver, patchBy, exception: at } = rowOf(report, name);
        return [name, [Object.values(lacksOver).join(' '), patchBy, at]];
      }),
    );
    expect(shown).toEqual({
      busy: ['1 2 1 0', '2026-05-07', undefined],
      due: ['0 0 0 0', undefined, undefined],
      held: ['0 1 0 0', '2026-07-30', undefined],
      over: ['0 2 0 0', '2026-07-30', undefined],
      outheld: ['0 1 0 0', '2026-11-14', undefined],
      spared: ['0 0 0 0', undefined, 0],
    });
    expect(report.exceptions.map(({ isOver, daysOver, rows }) => [isOver, daysOver, rows])).toEqual([
      [false, 0, 1],
      [true, 1, 1],
      [false, 0, 2],
    ]);
  });

  test.each([
    ['unmaintained', ['bad', 'idle']],
    ['overdue', ['bad', 'idle', 'busy', 'over', 'outheld']],
    ['due', ['bad', 'idle', 'busy', 'over', 'outheld', 'none', 'none elfms', 'due']],
  ] as const)('is red at %s for the right rows', (level, expected) => {
    const states = failing(report, level).flatMap((finding) =>
      'row' in finding && finding.why === finding.row.state
        ? [`${finding.row.cluster}${finding.row.stream === 'linux' ? '' : ' elfms'}`]
        : [],
    );
    expect(states).toEqual(expected);
    const others = failing(report, level).flatMap((finding) => {
      if (finding.why === 'exception-over') return [`${finding.why} ${finding.file}:${finding.line} ${finding.index}`];
      if (finding.why === 'hold-over') return [`${finding.why} ${finding.file}:${finding.line}`];
      if (finding.why !== 'advisories-over') return [];
      return [`${finding.row.cluster} ${finding.advisories.map(({ id }) => id).join(' ')}`];
    });
    expect(others).toEqual([
      'bad A-4 A-5 A-7',
      'idle A-4 A-5 A-7 A-3',
      'busy A-4 A-5 A-7 A-3',
      'over A-5 A-7',
      'hold-over clusters/outheld.yaml:4',
      'outheld A-7',
      'held A-5',
      'exception-over fleet.yaml:25 1',
    ]);
  });

  test('is grouped by owner, where a cluster of two counts in both', () => {
    const { groups } = staleReport(facts, { today, groupBy: 'owner' });
    expect(
      groups.map(({ name, clusters: count, hosts, worstDrift }) => `${name} ${count} ${hosts} ${worstDrift}`),
    ).toEqual(['maria 9 2023 205', '(none) 1 16 205', 'batch-team 1 8 144', 'tomas 1 8 144']);
    expect(groups[1]?.byState).toMatchObject({ unmaintained: 1, current: 1, overdue: 0 });
    expect(groups[2]?.lacksOver).toEqual({ Critical: 0, Important: 2, Moderate: 0, Low: 0 });
  });

  test.each([
    ['site', ['geneva 9 2023', '(none) 1 16', 'lyon 1 8']],
    ['service', ['batch 11 2047']],
    ['stream', ['linux 11 2047', 'elfms 11 2047']],
  ] as const)('is grouped by %s, each host once', (groupBy, expected) => {
    const { groups } = staleReport(facts, { today, groupBy });
    expect(groups.map(({ name, clusters: count, hosts }) => `${name} ${count} ${hosts}`)).toEqual(expected);
  });

  test('is of what is asked for alone, with the exceptions that touch it', () => {
    const part = staleReport(facts, { today, groupBy: 'owner', only: { owners: ['tomas'], streams: ['linux'] } });
    expect(part.rows.map(({ cluster: name, stream }) => `${name} ${stream}`)).toEqual(['over linux']);
    expect(part.totals.filter(({ clusters: count }) => count > 0)).toEqual([
      { stream: 'linux', state: 'overdue', clusters: 1, hosts: 8 },
    ]);
    expect(part.exceptions.map(({ line }) => line)).toEqual([25]);
    expect(part.groups.map(({ name }) => name)).toEqual(['tomas']);
    const nowhere = staleReport(facts, { today, only: { sites: ['(none)'] } });
    expect(new Set(nowhere.rows.map(({ cluster: name }) => name))).toEqual(new Set(['idle']));
    const spared = staleReport(facts, { today, only: { clusters: ['spared'] } });
    expect(rowOf(spared, 'spared').exception).toBe(0);
  });
});
