/** What holds of every fleet. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateOf, dayNumber } from '../../src/core/days.ts';
import type { ClusterToday, FleetFacts, ReleaseFacts } from '../../src/report/facts.ts';
import { failing } from '../../src/report/failing.ts';
import { staleStates, type StaleReport } from '../../src/report/report.ts';
import { staleReport } from '../../src/report/stale.ts';
import { advisory, cluster, exception, fleet, policy, release, today } from './stale-support.ts';

const severities = ['Critical', 'Important', 'Moderate', 'Low'] as const;
const streams = ['linux', 'elfms'] as const;
const some = <T>(values: readonly T[]): fc.Arbitrary<T | undefined> => fc.constantFrom(undefined, ...values);
const day = fc.integer({ min: -400, max: 30 }).map((days) => dateOf((dayNumber(today) ?? 0) + days));
const named = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const versions = Array.from({ length: 8 }, (_, i) => `2026_${i + 1}_${i % 3 === 0 ? 'major' : 'minor'}`);

const releases: fc.Arbitrary<readonly ReleaseFacts[]> = fc
  .uniqueArray(
    fc.record({
      version: fc.constantFrom(...versions),
      stream: fc.constantFrom(...streams),
      date: day,
      isPublished: fc.boolean(),
      withdrawn: some([
        { reason: 'bad', date: undefined },
        { reason: 'bad', date: '2026-03-01' },
      ]),
      gate: fc.constantFrom('accepted', 'accepted', 'rejected', 'open'),
      advisories: fc.uniqueArray(fc.tuple(fc.nat(9), fc.constantFrom(...severities)), {
        selector: ([id]) => id,
        maxLength: 4,
      }),
    }),
    { selector: ({ version, stream }) => `${stream} ${version}`, maxLength: 12 },
  )
  .map((all) =>
    all.map(({ version, date, advisories, ...said }) =>
      release(version, date, {
        ...said,
        advisories: advisories.map(([id, severity]) => advisory(`A-${id}`, severity, [`CVE-${id % 4}`])),
      }),
    ),
  );

const clusters: fc.Arbitrary<readonly ClusterToday[]> = fc.uniqueArray(
  fc
    .record({
      name: named,
      linux: some(['no version', ...versions]),
      elfms: some(versions),
      hosts: fc.nat(20),
      owners: fc.subarray(['maria', 'tomas', 'batch-team']),
      site: some(['geneva', 'lyon']),
      service: some(['batch', 'web']),
      hold: some(['2026-11-20', '2026-11-21', '2027-01-01']),
      accepts: fc.constantFrom<'minor' | 'major'>('minor', 'major'),
      due: fc.integer({ min: 1, max: 100 }),
      critical: some([7, 30]),
    })
    .map(({ name, linux, elfms, hold, accepts, due, critical, ...said }) =>
      cluster(
        name,
        { ...(linux !== undefined && { linux }), ...(elfms !== undefined && { elfms }) },
        {
          ...said,
          accepts: { linux: accepts },
          holds: hold === undefined ? {} : { linux: { until: hold, reason: undefined } },
          policy: { ...policy, due, advisories: { ...policy.advisories, Critical: critical } },
        },
      ),
    ),
  { selector: ({ name }) => name },
);

const exceptions = fc.array(
  fc
    .record({
      clusters: fc.array(named, { minLength: 1, maxLength: 3 }),
      streams: some([['linux'], ['elfms']]),
      advisories: some([['A-1'], ['A-2', 'A-3']]),
      until: fc.constantFrom('2026-11-20', '2026-11-21', '2026-12-31', '2027-01-01'),
    })
    .map(exception),
  { maxLength: 4 },
);

const facts: fc.Arbitrary<FleetFacts> = fc.record({ clusters, releases, exceptions }).map((all) =>
  fleet(all.clusters, all.releases, {
    exceptions: all.exceptions,
    streams: streams.map((name) => ({ name, title: name, owners: [] })),
  }),
);

const runs = { seed: 20_261_121, numRuns: 150 };

const grouped = (all: FleetFacts): StaleReport => staleReport(all, { today, groupBy: 'owner' });

test('each cluster has one row in each stream, and the totals add up to all of them', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const { rows, totals } = grouped(all);
      expect(new Set(rows.map((row) => `${row.cluster} ${row.stream}`)).size).toBe(rows.length);
      expect(rows.length).toBe(all.clusters.length * streams.length);
      for (const stream of streams) {
        const own = totals.filter((total) => total.stream === stream);
        expect(own.map(({ state }) => state)).toEqual(staleStates);
        expect(own.reduce((sum, total) => sum + total.clusters, 0)).toBe(all.clusters.length);
        expect(own.reduce((sum, total) => sum + total.hosts, 0)).toBe(
          all.clusters.reduce((sum, { hosts }) => sum + hosts, 0),
        );
      }
    }),
    runs,
  );
});

test('nothing depends on the order in which clusters and releases are given', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const turned = {
        ...all,
        clusters: all.clusters.toReversed(),
        releases: new Map([...all.releases].toReversed().map(([stream, list]) => [stream, list.toReversed()])),
      };
      expect(grouped(turned)).toEqual(grouped(all));
    }),
    runs,
  );
});

test('a cluster that moves to the newest lacks nothing, is current, and turns nothing red', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const newest = new Map(grouped(all).rows.map((row) => [row.stream, row.newest]));
      const moved = all.clusters.map((each) => ({
        ...each,
        holds: {},
        pins: Object.fromEntries([...newest].flatMap(([stream, to]) => (to === undefined ? [] : [[stream, to]]))),
      }));
      const report = grouped({ ...all, clusters: moved });
      expect(report.exposures).toEqual([]);
      for (const row of report.rows) {
        expect(row.state).toBe(row.newest === undefined ? 'unpinned' : 'current');
        expect(row.drift).toBe(0);
      }
      expect(failing(report, 'overdue').filter(({ why }) => why !== 'exception-over')).toEqual([]);
    }),
    runs,
  );
});

test('what is red at a level is red at every lower one, and nothing that is excused is red', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const report = grouped(all);
      const red = (['unmaintained', 'overdue', 'due'] as const).map(
        (level) => new Set(failing(report, level).map((finding) => JSON.stringify(finding))),
      );
      const [least = new Set(), middle = new Set(), most = new Set()] = red;
      for (const finding of least) expect(middle).toContain(finding);
      for (const finding of middle) expect(most).toContain(finding);
      for (const finding of failing(report, 'due')) if ('row' in finding) expect(finding.row.exception).toBeUndefined();
    }),
    runs,
  );
});

test('every number is that of its rows', () => {
  fc.assert(
    fc.property(facts, (all) => {
      const report = grouped(all);
      const exposures = new Map(report.exposures.map((exposure) => [exposure.key, exposure]));
      for (const row of report.rows) {
        const lacked = exposures.get(row.exposure ?? '')?.advisories ?? [];
        for (const severity of severities) {
          expect(row.lacks[severity]).toBe(lacked.filter((each) => each.severity === severity).length);
          expect(row.lacksOver[severity]).toBeLessThanOrEqual(row.lacks[severity]);
        }
        expect(row.daysOver).toBeGreaterThanOrEqual(0);
        if (row.state === 'overdue') expect((row.overdueOn ?? '9') <= today).toBe(true);
        if (row.state === 'due') expect((row.overdueOn ?? '9') > today).toBe(true);
        if (row.exception !== undefined) expect(report.exceptions[row.exception]?.clusters).toContain(row.cluster);
      }
      const owners = all.clusters.reduce((sum, { owners: own }) => sum + Math.max(1, own.length), 0);
      expect(report.groups.reduce((sum, group) => sum + group.clusters, 0)).toBe(owners);
    }),
    runs,
  );
});

test('a part of the report says of each row what the whole says', () => {
  fc.assert(
    fc.property(facts, fc.subarray(['a', 'b', 'c', 'd', 'e']), (all, names) => {
      const part = staleReport(all, { today, only: { clusters: names } });
      const whole = grouped(all).rows.filter((row) => names.includes(row.cluster));
      // The place of an exception and the name of an exposure are those of the part.
      const plain = (rows: StaleReport['rows']): unknown =>
        rows.map((row) => ({ ...row, exception: row.exception !== undefined, exposure: row.exposure !== undefined }));
      expect(plain(part.rows)).toEqual(plain(whole));
    }),
    runs,
  );
});
