/** The stale report: which clusters are behind, how far and for how long, what they lack, and whose move it is. */

import { exceptionRows, exceptionsIn, type Exceptions } from './exceptions.ts';
import type { FleetFacts } from './facts.ts';
import { groupsOf, isAsked, type GroupBy, type Only } from './groups.ts';
import type { ExceptionRow, StaleReport, StaleRow } from './report.ts';
import { draftsOf, rowsOf, type Draft, type Rows } from './stale-rows.ts';
import { numberOf } from './stale-days.ts';
import { exposedHosts, totalsOf } from './stale-totals.ts';

export interface StaleOrder {
  /** The day of the report, `YYYY-MM-DD`. */
  readonly today: string;
  readonly groupBy?: GroupBy | undefined;
  /** Which rows; left out, all. Every number of the report is of these rows alone. */
  readonly only?: Only | undefined;
}

export function staleReport(facts: FleetFacts, { today, groupBy, only = {} }: StaleOrder): StaleReport {
  const drafts = draftsOf(facts, ({ name: cluster, owners, site, service }, stream) =>
    isAsked({ cluster, stream, owners, site, service }, only),
  );
  const day = { date: today, day: numberOf(today) };
  const all = exceptionRows(facts.exceptions, day);
  const isPart = Object.values(only).some((names) => names !== undefined);
  const exceptions = exceptionsIn(isPart ? touching(all, drafts) : all);
  const found = rowsOf(drafts, { facts, exceptions, today });
  const streams = facts.streams.map(({ name }) => name).filter((name) => only.streams?.includes(name) ?? true);
  return {
    rows: found.rows,
    exposures: found.exposures,
    exceptions: withRows(exceptions, found),
    totals: totalsOf(found.rows, streams),
    exposedHosts: exposedHosts(found.rows),
    groups: groupBy === undefined ? [] : groupsOf(found.rows, groupBy, only),
  };
}

/** The exceptions that are for one of the clusters at least. */
function touching(all: readonly ExceptionRow[], drafts: readonly Draft[]): readonly ExceptionRow[] {
  const { covering } = exceptionsIn(all);
  const kept = new Set(
    drafts.flatMap(({ cluster, stream }) => covering({ cluster: cluster.name, stream: stream.name })),
  );
  return all.filter((_, index) => kept.has(index));
}

/** How many rows each excuses: those that it is for and that have something to excuse. */
function withRows(exceptions: Exceptions, { rows, exposures }: Rows): readonly ExceptionRow[] {
  const ids = new Map(exposures.map(({ key, advisories }) => [key, new Set(advisories.map(({ id }) => id))]));
  const isExcused = ({ advisories }: ExceptionRow, row: StaleRow): boolean =>
    advisories.length === 0
      ? row.state !== 'current' || row.lacksSince !== undefined || row.hold?.isOver === true
      : advisories.some((id) => ids.get(row.exposure ?? '')?.has(id) === true);
  const counts = exceptions.list.map(() => 0);
  for (const row of rows) {
    for (const index of exceptions.covering(row)) {
      const exception = exceptions.list[index];
      if (exception !== undefined && isExcused(exception, row)) counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  return exceptions.list.map((exception, index) => ({ ...exception, rows: counts[index] ?? 0 }));
}
