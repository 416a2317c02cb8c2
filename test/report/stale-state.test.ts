/** The state of a cluster on the day before something begins, on that day, and after it. */

import { describe, expect, test } from 'vitest';
import { dateOf, dayNumber } from '../../src/core/days.ts';
import type { ReleaseFacts } from '../../src/report/facts.ts';
import type { StaleRow } from '../../src/report/report.ts';
import { staleReport } from '../../src/report/stale.ts';
import { cluster, fleet, policy, release, rowOf, type Said } from './stale-support.ts';

/** 2026_2 comes out on the first of June; 2026_1 is what is pinned. */
const releases = [release('2026_1_minor', '2026-05-01'), release('2026_2_minor', '2026-06-01')];

interface Case extends Said {
  readonly releases?: readonly ReleaseFacts[];
  readonly pin?: string | undefined;
  readonly pinnedSince?: string;
  readonly lastActivity?: string;
}

function rowOn(day: string, { releases: own = releases, pinnedSince, lastActivity, ...said }: Case = {}): StaleRow {
  const pins = 'pin' in said ? (said.pin === undefined ? {} : { linux: said.pin }) : { linux: '2026_1_minor' };
  const past = new Map([['linux web', { pinnedSince, lastActivity }]]);
  return rowOf(staleReport(fleet([cluster('web', pins, said)], own, { past }), { today: day }), 'web');
}

const after = (days: number): string => dateOf((dayNumber('2026-06-01') ?? 0) + days);
const hold = (until: string | undefined): Pick<Said, 'holds'> => ({ holds: { linux: { until, reason: undefined } } });

describe('without a hold', () => {
  test.each([
    [0, 'current', undefined, 0],
    [13, 'current', undefined, 0],
    [14, 'due', after(14), 0],
    [44, 'due', after(14), 0],
    [45, 'overdue', after(45), 0],
    [46, 'overdue', after(45), 1],
    [179, 'overdue', after(45), 134],
    [180, 'unmaintained', after(180), 135],
    [181, 'unmaintained', after(180), 136],
  ])('%i days after the first release that it lacks it is %s', (days, state, since, daysOver) => {
    expect(rowOn(after(days))).toMatchObject({
      drift: days,
      state,
      since,
      overdueOn: after(45),
      daysOver,
      lacksSince: '2026-06-01',
    });
  });

  test('a release of tomorrow is lacked today, and for no days', () => {
    expect(rowOn('2026-05-31')).toMatchObject({ drift: 0, state: 'current', behind: { minor: 1, major: 0 } });
  });

  test.each([
    ['180 days ago', after(20), 'unmaintained', after(200)],
    ['179 days ago', after(21), 'overdue', after(45)],
    ['today', after(200), 'overdue', after(45)],
    ['after today, as a commit may lie', after(201), 'unmaintained', after(180)],
  ])('its own activity %s decides whether it is maintained', (_, lastActivity, state, since) => {
    expect(rowOn(after(200), { lastActivity })).toMatchObject({ state, since, overdueOn: after(45) });
  });

  test.each([
    ['since it was pinned, where that is later', { pinnedSince: after(50) }, after(50)],
    ['since it became so, where it was pinned before', { pinnedSince: after(-10) }, after(45)],
    ['of a day after today nothing is believed', { pinnedSince: after(61) }, after(45)],
  ])('a state began %s', (_, said, since) => {
    expect(rowOn(after(60), said)).toMatchObject({ state: 'overdue', since, overdueOn: after(45), daysOver: 15 });
  });

  test('a policy in the wrong order is not overdue before it is due', () => {
    const odd = { policy: { ...policy, due: 60 } };
    expect(rowOn(after(59), odd)).toMatchObject({ state: 'current', overdueOn: after(60) });
    expect(rowOn(after(60), odd)).toMatchObject({ state: 'overdue', since: after(60), daysOver: 0 });
  });

  test('an end of time in a policy is a date that can be written', () => {
    const endless = { policy: { ...policy, overdue: 99_999 * 7 } };
    expect(rowOn(after(200), { ...endless, lastActivity: after(199) })).toMatchObject({ state: 'due' });
    expect(rowOn('9999-12-31', { ...hold('9999-12-31') })).toMatchObject({ state: 'held', overdueOn: '9999-12-31' });
  });
});

describe('on hold', () => {
  test.each([
    ['before it is due', after(13), after(40), 'current', after(41), 0],
    ['when it is due', after(14), after(40), 'held', after(41), 0],
    ['on the last day', after(40), after(40), 'held', after(41), 0],
    ['on the day after the end', after(41), after(40), 'overdue', after(41), 0],
    ['two days after the end', after(42), after(40), 'overdue', after(41), 1],
    ['long past unmaintained', after(300), after(400), 'held', after(401), 0],
    ['past unmaintained, and over', after(300), after(290), 'unmaintained', after(291), 9],
    ['after a hold that ended before the release: not yet', after(13), after(-90), 'current', after(14), 0],
    ['after a hold that ended before the release: at once', after(14), after(-90), 'overdue', after(14), 0],
  ])('%s', (_, day, until, state, overdueOn, daysOver) => {
    const row = rowOn(day, hold(until));
    expect(row).toMatchObject({ state, overdueOn, daysOver, hold: { until, isOver: until < day } });
    expect(row.since).toBe(state === 'held' || state === 'current' ? undefined : overdueOn);
  });

  test('without an end it is held for ever, and told so', () => {
    expect(rowOn(after(3000), hold(undefined))).toMatchObject({
      state: 'held',
      overdueOn: undefined,
      daysOver: 0,
      hold: { until: undefined, isOver: false },
    });
  });

  test('a withdrawn version is not held', () => {
    const [first, second] = releases;
    const withdrawn = { reason: 'bad', date: after(10) };
    const bad = first === undefined || second === undefined ? [] : [{ ...first, withdrawn }, second];
    expect(rowOn(after(60), { releases: bad, ...hold(after(400)) })).toMatchObject({
      state: 'withdrawn-version',
      since: after(10),
      overdueOn: after(45),
      daysOver: 15,
    });
  });
});

describe('what is pinned', () => {
  test.each([
    ['nothing', undefined, 'unpinned', 0, 0],
    ['no version', 'newest', 'unpinned', 0, 0],
    ['what a prototype has', '__proto__', 'unpinned', 0, 0],
    ['a version newer than everything published', '2027_1_major', 'current', 0, 0],
    ['a version whose release cannot be read', '2026_0_minor', 'unpinned', 0, 0],
    ['a version without a release, between two that are there', '2025_12_minor', 'unmaintained', 2, 231],
    ['the newest', '2026_2_minor', 'current', 0, 0],
  ])('%s', (_, pin, state, minor, drift) => {
    const row = rowOn(after(200), { pin });
    expect(row).toMatchObject({ pin, state, drift, behind: { minor, major: 0 }, newest: '2026_2_minor' });
  });

  test('in a stream without releases is current, and nobody can be late', () => {
    const facts = fleet([cluster('web', { linux: '2026_1_minor' }), cluster('new', {})], [], {
      streams: [{ name: 'linux', title: 'linux', owners: [] }],
      releases: new Map(),
    });
    const report = staleReport(facts, { today: after(0) });
    expect(rowOf(report, 'web')).toMatchObject({ state: 'current', newest: undefined, lacksSince: undefined });
    expect(rowOf(report, 'new')).toMatchObject({ state: 'unpinned', newest: undefined });
  });

  test('a stream that is called as what every object has is a stream like others', () => {
    const facts = fleet([cluster('web', {})], [], {
      streams: [{ name: 'constructor', title: 'constructor', owners: [] }],
    });
    const row = rowOf(staleReport(facts, { today: after(0) }), 'web', 'constructor');
    expect(row).toMatchObject({ state: 'unpinned', pin: undefined, hold: undefined, line: 3 });
  });
});

describe('what it should have', () => {
  const third = '2026_3_major';
  const withReleases = (...more: readonly ReleaseFacts[]): Case => ({ releases: [...releases, ...more] });

  test.each([
    ['published', {}, { minor: 1, major: 1 }, third],
    ['not published', { isPublished: false }, { minor: 1, major: 0 }, '2026_2_minor'],
    ['withdrawn', { withdrawn: { reason: 'bad', date: undefined } }, { minor: 1, major: 0 }, '2026_2_minor'],
    ['rejected', { gate: 'rejected' }, { minor: 1, major: 0 }, '2026_2_minor'],
    ['in its rollout', { gate: 'open' }, { minor: 1, major: 0 }, '2026_2_minor'],
  ] as const)('counts a release that is %s', (_, said, behind, newest) => {
    const row = rowOn(after(60), withReleases(release(third, after(30), said)));
    expect(row).toMatchObject({ behind, newest, lacksSince: '2026-06-01' });
  });

  test('an early adopter on a version that is in its rollout is current', () => {
    const row = rowOn(after(60), { ...withReleases(release(third, after(30), { gate: 'open' })), pin: third });
    expect(row).toMatchObject({ state: 'current', behind: { minor: 0, major: 0 }, newest: '2026_2_minor' });
  });

  test('drift begins with the next release where the first that it lacked was withdrawn later', () => {
    const [first] = releases;
    const bad = release('2026_2_minor', '2026-06-01', { withdrawn: { reason: 'bad', date: after(20) } });
    const row = rowOn(after(60), {
      releases: [...(first === undefined ? [] : [first]), bad, release(third, after(30))],
    });
    expect(row).toMatchObject({ lacksSince: after(30), drift: 30, state: 'due', behind: { minor: 0, major: 1 } });
  });

  test('drift counts from the earliest day, also where versions were not released in their order', () => {
    expect(rowOn(after(60), withReleases(release(third, '2026-05-20')))).toMatchObject({ lacksSince: '2026-05-20' });
  });

  test.each([
    ['when it was withdrawn', after(10), after(-30), after(10)],
    ['when it was pinned, after it was withdrawn', after(10), after(30), after(30)],
    ['a day that nobody knows', undefined, after(30), undefined],
    ['no day after today', after(70), after(30), undefined],
  ])('a withdrawn version is one since %s', (_, date, pinnedSince, since) => {
    const bad = [release('2026_1_minor', '2026-05-01', { withdrawn: { reason: 'bad', date } })];
    expect(rowOn(after(60), { releases: bad, pinnedSince })).toMatchObject({
      state: 'withdrawn-version',
      since,
      newest: undefined,
      overdueOn: undefined,
    });
  });
});
