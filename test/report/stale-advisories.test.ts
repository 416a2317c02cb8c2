/** Which advisories a pin lacks, and by when they have to be closed. */

import { describe, expect, test } from 'vitest';
import { dateOf, dayNumber } from '../../src/core/days.ts';
import type { AdvisorySeverity } from '../../src/core/fleet.ts';
import type { ReleaseFacts } from '../../src/report/facts.ts';
import type { LackedAdvisory } from '../../src/report/report.ts';
import { staleReport } from '../../src/report/stale.ts';
import { advisory, cluster, fleet, ids, policy, release, rowOf } from './stale-support.ts';

/** A release that names advisories, of the first of its month. */
function naming(version: string, names: string, said: Partial<ReleaseFacts> = {}): ReleaseFacts {
  const [, month = ''] = version.split('_');
  const advisories = names === '' ? [] : names.split(' ').map((id) => advisory(id));
  return release(version, `2026-${month.padStart(2, '0')}-01`, { advisories, ...said });
}

const bad = { withdrawn: { reason: 'bad', date: undefined } };

function lacked(pin: string, releases: readonly ReleaseFacts[], today = '2026-11-21'): readonly LackedAdvisory[] {
  const { exposures } = staleReport(fleet([cluster('web', { linux: pin })], releases), { today });
  return exposures[0]?.advisories ?? [];
}

describe('an advisory is lacked', () => {
  const releases = [naming('2026_1_minor', 'A'), naming('2026_2_minor', 'B'), naming('2026_3_minor', 'C B A')];

  test.each([
    ['2025_9_minor', 'A B C'],
    ['2026_1_minor', 'B C'],
    ['2026_2_minor', 'C'],
    ['2026_3_minor', ''],
    ['2027_1_minor', ''],
    ['nothing', ''],
  ])(
    'by %s until the first release that names it: it does not open again where a later one names it too',
    (pin, expected) => {
      expect(ids(lacked(pin, releases))).toBe(expected);
      const again = lacked(pin, releases).filter(({ id }) => id === 'A');
      expect(again.map(({ closedBy }) => closedBy)).toEqual(again.map(() => '2026_1_minor'));
    },
  );

  test.each([
    ['withdrawn, and the next good one closes it', bad, '', '2026_1_minor', 'A of 2026_3_minor'],
    ['rejected, and the next good one closes it', { gate: 'rejected' }, '', '2026_1_minor', 'A of 2026_3_minor'],
    ['not out, and the next good one closes it', { isPublished: false }, '', '2026_1_minor', 'A of 2026_3_minor'],
    ['withdrawn, and a later one names it again', bad, 'A', '2026_1_minor', 'A of 2026_4_minor'],
    ['withdrawn, and the pin has it itself', bad, 'A', '2026_2_minor', ''],
    ['withdrawn, and the pin between them does not', bad, 'A', '2026_3_minor', 'A of 2026_4_minor'],
    ['withdrawn, and what is past it adds up', bad, '', '2026_3_minor', ''],
  ] as const)('where the only good closing is not the first: %s', (_, said, fourth, pin, expected) => {
    const some = [
      naming('2026_1_minor', ''),
      naming('2026_2_minor', 'A', said),
      naming('2026_3_minor', ''),
      naming('2026_4_minor', fourth),
    ];
    expect(
      lacked(pin, some)
        .map(({ id, closedBy }) => `${id} of ${closedBy}`)
        .join(' '),
    ).toBe(expected);
  });

  test('not where there is no good release that closes it: nobody can have it', () => {
    expect(lacked('2026_1_minor', [naming('2026_1_minor', ''), naming('2026_2_minor', 'A', bad)])).toEqual([]);
  });

  test('again by a cluster that went back', () => {
    expect(ids(lacked('2026_2_minor', releases))).toBe('C');
    expect(ids(lacked('2026_1_minor', releases))).toBe('B C');
  });
});

describe('it is due by its severity', () => {
  const releases = [
    release('2026_1_minor', '2026-06-01', {
      advisories: (['Low', 'Moderate', 'Important', 'Critical'] as const).map((severity) =>
        advisory(severity, severity),
      ),
    }),
  ];

  test.each<[AdvisorySeverity, string | undefined]>([
    ['Critical', '2026-06-08'],
    ['Important', '2026-07-01'],
    ['Moderate', '2026-08-30'],
    ['Low', undefined],
  ])('%s on %s; over the day after', (severity, due) => {
    const on = (today: string): number | undefined =>
      lacked('2025_1_minor', releases, today).find(({ id }) => id === severity)?.daysOver;
    expect(lacked('2025_1_minor', releases).find(({ id }) => id === severity)?.due).toBe(due);
    if (due === undefined) return expect(on('2036-01-01')).toBe(0);
    expect(on(due)).toBe(0);
    expect(on(dateOf((dayNumber(due) ?? 0) + 1))).toBe(1);
  });

  test('the worst first, then what is open the longest', () => {
    const more = release('2025_9_minor', '2026-05-01', {
      advisories: [advisory('Z', 'Important'), advisory('Y', 'Low')],
    });
    expect(ids(lacked('2025_1_minor', [...releases, more]))).toBe('Critical Z Important Moderate Y Low');
  });

  test('as the policy of its cluster says: pins under other limits are told apart', () => {
    const own = { policy: { ...policy, advisories: { ...policy.advisories, Critical: 1, Moderate: undefined } } };
    const later = { policy: { ...policy, due: 100, overdue: 200 } };
    const pins = { linux: '2025_1_minor' };
    const facts = fleet([cluster('a', pins, own), cluster('b', pins), cluster('c', pins, later)], releases);
    const report = staleReport(facts, { today: '2026-11-21' });
    expect(rowOf(report, 'a').exposure).toBe('linux 2025_1_minor');
    expect(rowOf(report, 'b').exposure).toBe('linux 2025_1_minor 2');
    expect(rowOf(report, 'c').exposure).toBe('linux 2025_1_minor 2');
    expect(report.exposures.map(({ key }) => key)).toEqual(['linux 2025_1_minor', 'linux 2025_1_minor 2']);
    expect(rowOf(report, 'a')).toMatchObject({ patchBy: '2026-06-02', lacksOver: { Critical: 1, Moderate: 0 } });
    expect(rowOf(report, 'b')).toMatchObject({ patchBy: '2026-06-08', lacksOver: { Critical: 1, Moderate: 1 } });
  });
});

test('a host that lacks advisories in two streams is exposed once', () => {
  const elfms = release('2026_1_minor', '2026-06-01', { stream: 'elfms', advisories: [advisory('E', 'Critical')] });
  const linux = release('2026_1_minor', '2026-06-01', {
    advisories: [advisory('L', 'Critical'), advisory('M', 'Low')],
  });
  const facts = fleet(
    [
      cluster('both', { linux: '2025_1_minor', elfms: '2025_1_minor' }, { hosts: 3 }),
      cluster('one', { linux: '2026_1_minor', elfms: '2025_1_minor' }, { hosts: 5 }),
    ],
    [linux, elfms],
  );
  expect(staleReport(facts, { today: '2026-06-01' }).exposedHosts).toEqual({
    Critical: 8,
    Important: 0,
    Moderate: 0,
    Low: 3,
  });
});
