/** A report made by hand for the tests of every rendering, with every state, turn, event and doubt in it. */

import type { Doubt, LogEntry, LogEvent } from '../../src/report/logbook.ts';
import {
  staleStates,
  type BySeverity,
  type Report,
  type StaleReport,
  type StaleRow,
  type StaleState,
  type Turn,
} from '../../src/report/report.ts';

/** Every text of a report that is not restricted goes through it: the hostile fixture gives another. */
export type Says = (what: string) => string;

/** The report, with texts as `says` would have them. */
export function sampleReport(says: Says = (what) => what): Report {
  return {
    fleet: says('example-cc'),
    asOf: '2026-11-21',
    commit: '0123456789abcdef0123456789abcdef01234567',
    forge: { asked: true, name: says('github.com/cc/fleet') },
    unknown: [says('History was cut off at 2024-01-01.')],
    stale: sampleStale(says),
    spread: [sampleSpread(says)],
    logbook: { entries: sampleEntries(says), from: '2021-11-21' },
    contacts: {
      maria: { name: says('Maria Rossi'), mails: [says('maria@example.org')], chat: says('maria') },
      'batch-team': { name: says('Batch team'), mails: [], chat: undefined },
    },
  };
}

export function counts(Critical = 0, Important = 0, Moderate = 0, Low = 0): BySeverity {
  return { Critical, Important, Moderate, Low };
}

/** A cluster in one stream: overdue, with everything that a row can have. */
export function sampleRow(says: Says, more: Partial<StaleRow> = {}): StaleRow {
  return {
    cluster: 'lxbatch',
    stream: 'linux',
    file: 'clusters/geneva/lxbatch.yaml',
    line: 7,
    service: says('batch'),
    site: says('geneva'),
    owners: [says('maria'), says('batch-team')],
    call: ['maria', 'batch-team', says('somebody')],
    hosts: 300,
    pin: '2026_3_minor',
    pinnedSince: '2026-04-01',
    newest: '2026_10_minor',
    behind: { minor: 3, major: 1 },
    lacksSince: '2026-04-30',
    drift: 205,
    state: 'overdue',
    since: '2026-06-14',
    overdueOn: '2026-06-14',
    daysOver: 160,
    hold: undefined,
    exception: undefined,
    lastActivity: '2026-04-01',
    exposure: 'linux 2026_3_minor',
    lacks: counts(1, 2),
    lacksOver: counts(1, 1),
    patchBy: '2026-05-07',
    turn: sampleTurn('request-open', says),
    ...more,
  };
}

function sampleTurn(why: Turn['why'], says: Says): Turn {
  const url = says('https://github.com/cc/fleet/pull/12');
  const open: Turn = {
    who: 'manager',
    why,
    request: { number: 12, url, since: '2026-10-18T08:00:00Z', days: 34 },
    by: undefined,
    at: undefined,
  };
  if (why === 'request-open') return open;
  const none: Turn = { ...open, request: undefined };
  const see = { number: 9, url: says('https://github.com/cc/fleet/issues/9') };
  if (why === 'declined') return { ...none, by: says('maria'), at: '2026-10-20T08:00:00Z', see };
  if (why === 'blocked') return { ...none, by: says('lxbatch would not compile'), see };
  if (why === 'held') return { ...none, by: says('heavy-ion run'), at: '2026-12-20' };
  if (why === 'current') return { ...none, who: 'nobody' };
  if (why === 'next-run') return { ...none, who: 'tidemark' };
  return why === 'no-release' || why === 'no-way-back' ? { ...none, who: 'release-team' } : none;
}

const whys: readonly Turn['why'][] = [
  'current',
  'request-open',
  'declined',
  'blocked',
  'held',
  'not-accepted',
  'unpinned',
  'no-way-back',
  'no-release',
  'next-run',
  'not-asked',
];

function sampleStale(says: Says): StaleReport {
  const byState: readonly StaleRow[] = [
    sampleRow(says, { cluster: 'lxdb', state: 'withdrawn-version', turn: sampleTurn('no-way-back', says) }),
    sampleRow(says, { cluster: 'lxold', state: 'unmaintained', turn: sampleTurn('declined', says), since: undefined }),
    sampleRow(says),
    sampleRow(says, {
      cluster: 'lxplus',
      hold: { until: '2026-10-01', reason: says('heavy-ion run'), isOver: true },
      exception: undefined,
    }),
    sampleRow(says, { cluster: 'lxtape', exception: 0, lacksOver: counts() }),
    sampleRow(says, {
      cluster: 'lxvault',
      state: 'unpinned',
      turn: sampleTurn('unpinned', says),
      pin: undefined,
      newest: undefined,
      pinnedSince: undefined,
      lacksSince: undefined,
      behind: none,
      drift: 0,
      since: undefined,
      overdueOn: undefined,
      daysOver: 0,
      exposure: undefined,
      lacks: counts(),
      lacksOver: counts(),
      patchBy: undefined,
      service: undefined,
      site: undefined,
      owners: [],
      call: [],
      lastActivity: undefined,
    }),
    sampleRow(says, { cluster: 'lxweb', state: 'due', daysOver: 0, lacksOver: counts(), drift: 20 }),
    sampleRow(says, {
      cluster: 'lxheld',
      state: 'held',
      turn: sampleTurn('held', says),
      lacksOver: counts(),
      daysOver: 0,
      hold: { until: undefined, reason: undefined, isOver: false },
    }),
    ...whys.map((why) =>
      sampleRow(says, {
        cluster: `lx${why}`,
        state: 'current',
        behind: none,
        drift: 0,
        daysOver: 0,
        lacks: counts(),
        lacksOver: counts(),
        exposure: undefined,
        patchBy: undefined,
        turn: sampleTurn(why, says),
      }),
    ),
  ];
  return {
    rows: byState,
    exposures: [
      {
        key: 'linux 2026_3_minor',
        stream: 'linux',
        pin: '2026_3_minor',
        advisories: [
          advisory('EX-2026:0001', 'Critical', says),
          advisory('EX-2026:0002', 'Important', says),
          { ...advisory('EX-2026:0003', 'Important', says), due: undefined, daysOver: 0 },
        ],
        cves: 3,
      },
    ],
    exceptions: [
      sampleException(says, { until: '2026-12-31', isOver: false, daysOver: 0 }),
      sampleException(says, { streams: [], advisories: ['EX-2026:0001'] }),
    ],
    totals: staleStates.map((state) => ({
      stream: 'linux',
      state,
      clusters: byState.filter((row) => row.state === state).length,
      hosts: byState.filter((row) => row.state === state).length * 300,
    })),
    exposedHosts: counts(2100, 2100),
    groups: [
      {
        name: says('batch-team'),
        clusters: 19,
        hosts: 5700,
        lacksOver: counts(4, 4),
        worstDrift: 205,
        byState: Object.fromEntries(staleStates.map((state) => [state, 1])) as Record<StaleState, number>,
      },
    ],
  };
}

const none = { minor: 0, major: 0 } as const;

function advisory(
  id: string,
  severity: 'Critical' | 'Important',
  says: Says,
): StaleReport['exposures'][number]['advisories'][number] {
  return {
    id: says(id),
    severity,
    title: says('openssl: a buffer that is too small'),
    cves: [says('CVE-2026-0001')],
    published: '2026-04-28',
    closedBy: '2026_4_minor',
    since: '2026-04-30',
    due: '2026-05-07',
    daysOver: 198,
  };
}

function sampleException(
  says: Says,
  more: Partial<StaleReport['exceptions'][number]>,
): StaleReport['exceptions'][number] {
  return {
    clusters: ['lxtape', says('lxgone')],
    streams: ['linux'],
    advisories: [],
    owner: says('maria'),
    reason: says('tape migration'),
    until: '2026-10-31',
    line: 30,
    isOver: true,
    daysOver: 21,
    rows: 1,
    ...more,
  };
}

function sampleSpread(says: Says): NonNullable<Report['spread']>[number] {
  const even = { bits: 1, effective: 2 };
  return {
    stream: 'linux',
    newest: '2026_10_minor',
    versions: [
      { version: '2026_10_minor', clusters: 11, hosts: 3300, since: '2026-10-30', isNewest: true, isWithdrawn: false },
      { version: '2026_3_minor', clusters: 7, hosts: 2100, since: undefined, isNewest: false, isWithdrawn: true },
      {
        version: says('2026_1_minor'),
        clusters: 1,
        hosts: 1,
        since: '2026-01-31',
        isNewest: false,
        isWithdrawn: false,
      },
    ],
    unpinned: { clusters: 1, hosts: 300 },
    byClusters: even,
    byHosts: even,
    tail: { clusters: 6, hosts: 1800, versions: ['2026_3_minor'], since: '2026-04-30', names: ['lxbatch', 'lxdb'] },
    series: [
      { at: '2026-10-31', clusters: 19, hosts: 5701, byClusters: even, byHosts: even, versions: share('2026_3_minor') },
      {
        at: '2026-11-21',
        clusters: 19,
        hosts: 5701,
        byClusters: even,
        byHosts: even,
        versions: share(says('2026_9_x')),
      },
    ],
  };
}

function share(version: string): Readonly<Record<string, { readonly clusters: number; readonly hosts: number }>> {
  return { [version]: { clusters: 19, hosts: 5701 } };
}

const every: readonly Doubt[] = [
  'date-before-parent',
  'date-in-future',
  'author-differs',
  'request-unproven',
  'rename-guessed',
  'tag-unsigned',
];

function sampleEvents(says: Says): readonly LogEvent[] {
  const pin = { cluster: 'lxbatch', stream: 'linux' } as const;
  const release = { stream: 'linux', version: '2026_3_minor' } as const;
  const hold = { ...pin, until: says('2026-12-20'), reason: says('heavy-ion run') };
  return [
    { is: 'pinned', ...pin, to: says('2026_1_minor') },
    { is: 'moved', ...pin, from: says('2026_1_minor'), to: says('2026_3_minor'), direction: 'forward' },
    { is: 'moved', ...pin, from: '2026_3_minor', to: '2026_1_minor', direction: 'back' },
    { is: 'unpinned', ...pin, from: says('2026_3_minor') },
    { is: 'hold-set', ...hold },
    { is: 'hold-changed', ...hold, until: undefined },
    { is: 'hold-lifted', ...hold, until: undefined, reason: undefined },
    { is: 'cluster-added', cluster: 'lxbatch' },
    { is: 'cluster-removed', cluster: 'lxbatch' },
    { is: 'cluster-renamed', cluster: 'lxbatch', from: says('lxold') },
    { is: 'cluster-unreadable', cluster: 'lxbatch' },
    { is: 'release-written', ...release },
    { is: 'release-published', ...release },
    { is: 'release-restored', ...release },
    { is: 'release-withdrawn', ...release, reason: says('breaks tape servers') },
    { is: 'rollout', ...release, what: says('opened'), by: says('maria') },
    { is: 'rollout', ...release, what: says('accepted'), by: undefined },
  ];
}

function sampleEntries(says: Says): readonly LogEntry[] {
  return sampleEvents(says).map((event, index) => ({
    id: `89abcdef0123456789abcdef0123456789abcd${String(index).padStart(2, '0')} ${says('linux lxbatch')}`,
    at: `2026-09-${String(28 - index).padStart(2, '0')}T08:30:00Z`,
    commit: `89abcdef0123456789abcdef0123456789abcd${String(index).padStart(2, '0')}`,
    file: index % 2 === 0 ? 'clusters/geneva/lxbatch.yaml' : undefined,
    event,
    author: { name: says('Maria Rossi'), mail: says('maria@example.org') },
    committer: { name: says('GitHub'), mail: says('noreply@github.com') },
    authors: index === 0 ? [{ name: says('Jan Kowalski'), mail: says('jan@example.org') }] : [],
    request:
      index === 3
        ? undefined
        : {
            number: 12 + index,
            url: index === 4 ? undefined : says('https://github.com/cc/fleet/pull/12'),
            known: (['forge', 'ref', 'message'] as const)[index % 3] ?? 'forge',
            mergedBy: index === 0 ? says('maria') : undefined,
          },
    reverts: index === 2 ? '89abcdef0123456789abcdef0123456789abcd01' : undefined,
    doubts: index === 0 ? every : [],
  }));
}
