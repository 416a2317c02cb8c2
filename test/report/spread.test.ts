import { describe, expect, it } from 'vitest';

import type { StreamSpread } from '../../src/report/report.ts';
import type { TailRow } from '../../src/report/spread-tail.ts';
import { spreadReport } from '../../src/report/spread.ts';
import { cluster, fleet, release } from './spread-support.ts';

const today = '2026-07-29';
const order = { today, rows: [], series: new Map() };

function only(spreads: readonly StreamSpread[]): StreamSpread {
  const [spread] = spreads;
  if (spread === undefined) throw new Error('no stream');
  return spread;
}

describe('the spread of a stream', () => {
  const clusters = [
    cluster('batch', { linux: '2026_10_minor' }, 32),
    cluster('build', {}, 7),
    cluster('db', { linux: '2026_9_minor' }, 8),
    cluster('old', { linux: '2025_9_major' }, 8),
    cluster('web', { linux: '2026_10_minor' }, 16),
    cluster('wrong', { linux: '2026_010_minor' }, 1),
  ];
  const facts = fleet(clusters, {
    releases: new Map([
      [
        'linux',
        [
          release('linux', '2025_9_major', { withdrawn: { reason: 'it lost mail', date: undefined } }),
          release('linux', '2026_9_minor'),
          release('linux', '2026_10_minor'),
          release('linux', '2026_11_minor', { gate: 'open' }),
          release('linux', '2026_12_minor', { gate: 'rejected' }),
          release('linux', '2026_13_minor', { isPublished: false }),
          release('linux', '2026_14_minor', { withdrawn: { reason: 'broken', date: undefined } }),
        ],
      ],
    ]),
    past: new Map([
      ['linux batch', { pinnedSince: '2026-06-02', lastActivity: undefined }],
      ['linux web', { pinnedSince: '2026-05-30', lastActivity: undefined }],
      ['linux old', { pinnedSince: '2025-10-01', lastActivity: undefined }],
    ]),
  });
  const spread = only(spreadReport(facts, order));

  it('lists the versions in use, newest first by number and not by letters', () => {
    expect(spread.versions).toEqual([
      {
        version: '2026_10_minor',
        clusters: 2,
        hosts: 48,
        since: '2026-05-30',
        isNewest: true,
        isWithdrawn: false,
      },
      { version: '2026_9_minor', clusters: 1, hosts: 8, since: undefined, isNewest: false, isWithdrawn: false },
      {
        version: '2025_9_major',
        clusters: 1,
        hosts: 8,
        since: '2025-10-01',
        isNewest: false,
        isWithdrawn: true,
      },
    ]);
  });

  it('calls that version the newest which is published, accepted and not withdrawn', () => {
    expect(spread.newest).toBe('2026_10_minor');
  });

  it('counts clusters without a version beside, and gives them no share of the entropy', () => {
    expect(spread.unpinned).toEqual({ clusters: 2, hosts: 8 });
    expect(spread.byClusters).toEqual({ bits: 1.5, effective: 2.828427 });
    // 48, 8 and 8 of 64: 0.75 × log2(4/3) + 2 × 0.125 × 3
    expect(spread.byHosts).toEqual({ bits: 1.061278, effective: 2.086779 });
  });

  it('does not know since when a version is in use where one of its clusters has no history', () => {
    const known = new Map([['linux batch', { pinnedSince: '2026-06-02', lastActivity: undefined }]]);
    const [newest] = only(spreadReport({ ...facts, past: known }, order)).versions;
    expect(newest?.since).toBeUndefined();
  });

  it('takes the series as it is given, and is today alone without one', () => {
    expect(spread.series).toEqual([expect.objectContaining({ at: today, clusters: 6, hosts: 72 })]);
    const point = { ...spread.series[0], at: '2026-06-30' } as StreamSpread['series'][number];
    const given = { ...order, series: new Map([['linux', [point]]]) };
    expect(only(spreadReport(facts, given)).series).toEqual([point]);
  });

  it('is empty for a fleet without clusters', () => {
    expect(only(spreadReport(fleet([]), order))).toMatchObject({
      newest: undefined,
      versions: [],
      unpinned: { clusters: 0, hosts: 0 },
      byClusters: { bits: 0, effective: 0 },
      tail: { clusters: 0, hosts: 0, versions: [], since: undefined, names: [] },
    });
  });

  it('tells of every stream, in the order of fleet.yaml', () => {
    const streams = ['linux', 'elfms'].map((name) => ({ name, title: name, owners: [] }));
    expect(spreadReport({ ...facts, streams }, order).map(({ stream }) => stream)).toEqual(['linux', 'elfms']);
  });
});

describe('the tail', () => {
  const pins = { linux: '2025_9_major' };
  const facts = fleet(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => cluster(name, pins)));
  const row = (own: Partial<TailRow> & Pick<TailRow, 'cluster' | 'state' | 'drift'>): TailRow => ({
    stream: 'linux',
    pin: '2025_9_major',
    hosts: 10,
    lacksSince: '2025-11-02',
    ...own,
  });

  it('has those past the policy of overdue, held and excused ones too, and those on a withdrawn version', () => {
    const rows = [
      row({ cluster: 'f', state: 'withdrawn-version', drift: 0, pin: '2026_4_minor', lacksSince: undefined }),
      row({ cluster: 'e', state: 'overdue', drift: 45 }),
      row({ cluster: 'd', state: 'held', drift: 300, pin: '2025_10_minor', lacksSince: '2025-10-03' }),
      row({ cluster: 'c', state: 'unmaintained', drift: 200 }),
      row({ cluster: 'b', state: 'due', drift: 44 }),
      row({ cluster: 'a', state: 'unpinned', drift: 400, pin: undefined }),
      row({ cluster: 'a', state: 'overdue', drift: 400, stream: 'elfms' }),
    ];
    expect(only(spreadReport(facts, { ...order, rows })).tail).toEqual({
      clusters: 4,
      hosts: 40,
      versions: ['2026_4_minor', '2025_10_minor', '2025_9_major'],
      since: '2025-10-03',
      names: ['c', 'd', 'e', 'f'],
    });
  });

  it('asks the policy of each cluster', () => {
    const strict = {
      due: 1,
      overdue: 5,
      unmaintained: 9,
      advisories: facts.clusters[0]?.policies.get('linux')?.advisories,
    };
    const own = fleet(
      facts.clusters.map((one) =>
        one.name === 'b' ? { ...one, policies: new Map([['linux', strict]]) as never } : one,
      ),
    );
    const rows = [row({ cluster: 'a', state: 'due', drift: 20 }), row({ cluster: 'b', state: 'held', drift: 5 })];
    expect(only(spreadReport(own, { ...order, rows })).tail.names).toEqual(['b']);
  });

  it('is there though the entropy is close to nothing', () => {
    const many = Array.from({ length: 99 }, (_, index) => cluster(`n${index}`, { linux: '2026_9_minor' }));
    const rows = [row({ cluster: 'a', state: 'overdue', drift: 270 })];
    const spread = only(spreadReport(fleet([cluster('a', pins), ...many]), { ...order, rows }));
    expect(spread.byClusters).toEqual({ bits: 0.080793, effective: 1.057599 });
    expect(spread.tail).toMatchObject({ clusters: 1, names: ['a'] });
  });
});
