/** Reports written by hand, for tests of who is told what of them. */

import type { ExceptionRow, Report, StaleReport, StaleRow, Turn } from '../../src/report/report.ts';

export const none = { Critical: 0, Important: 0, Moderate: 0, Low: 0 };

export const open: Turn = {
  who: 'manager',
  why: 'request-open',
  request: { number: 12, url: 'https://forge.example/cc/fleet/pull/12', since: '2026-10-01', days: 51 },
  by: undefined,
  at: undefined,
};

/** A cluster of maria's that is overdue in linux. */
export function row(cluster: string, more: Partial<StaleRow> = {}): StaleRow {
  return {
    cluster,
    stream: 'linux',
    file: `clusters/${cluster}.yaml`,
    line: 4,
    service: undefined,
    site: undefined,
    owners: ['maria'],
    call: ['maria'],
    hosts: 10,
    pin: '2026_7_minor',
    pinnedSince: '2026-07-20',
    newest: '2026_9_minor',
    behind: { minor: 2, major: 0 },
    lacksSince: '2026-09-01',
    drift: 81,
    state: 'overdue',
    since: '2026-10-16',
    overdueOn: '2026-10-16',
    daysOver: 36,
    hold: undefined,
    exception: undefined,
    lastActivity: undefined,
    exposure: undefined,
    lacks: { ...none, Important: 2 },
    lacksOver: none,
    patchBy: '2026-12-01',
    turn: open,
    ...more,
  };
}

/** The same cluster before it is overdue. */
export function due(cluster: string, more: Partial<StaleRow> = {}): StaleRow {
  return row(cluster, { state: 'due', since: '2026-09-15', overdueOn: '2026-10-16', daysOver: 0, ...more });
}

export function exception(clusters: readonly string[], more: Partial<ExceptionRow> = {}): ExceptionRow {
  return {
    clusters,
    streams: [],
    advisories: [],
    owner: 'tomas',
    reason: 'heavy-ion run',
    until: '2026-12-31',
    line: 20,
    isOver: false,
    daysOver: 0,
    rows: 1,
    ...more,
  };
}

export function reportOf(rows: readonly StaleRow[], exceptions: readonly ExceptionRow[] = []): Report {
  const states = [...new Set(rows.map(({ state }) => state))];
  const stale: StaleReport = {
    rows,
    exposures: [],
    exceptions,
    totals: states.map((state) => {
      const of = rows.filter((one) => one.state === state);
      return { stream: 'linux', state, clusters: of.length, hosts: of.reduce((sum, { hosts }) => sum + hosts, 0) };
    }),
    exposedHosts: { ...none, Important: 30 },
    groups: [],
  };
  return {
    fleet: 'demo',
    asOf: '2026-11-21',
    commit: undefined,
    forge: { asked: true, name: 'forge' },
    unknown: [],
    stale,
    spread: undefined,
    logbook: undefined,
    contacts: {},
  };
}

/** What the same report says so many days later: the ages have grown, and nothing else. */
export function aged(report: Report, days: number): Report {
  const { stale } = report;
  if (stale === undefined) return report;
  const rows = stale.rows.map((one) => ({
    ...one,
    drift: one.drift + days,
    daysOver: one.daysOver === 0 ? 0 : one.daysOver + days,
    turn: {
      ...one.turn,
      request: one.turn.request === undefined ? undefined : { ...one.turn.request, days: one.turn.request.days + days },
    },
  }));
  return { ...report, asOf: `${report.asOf}+${days}`, stale: { ...stale, rows } };
}
