/** What turns a report red, and why: for exit codes, annotations and code scanning alike. */

import { exceptionsIn, type Spared } from './exceptions.ts';
import {
  staleStates,
  type ExceptionRow,
  type LackedAdvisory,
  type StaleReport,
  type StaleRow,
  type StaleState,
} from './report.ts';

/** From which state on a row is a finding. */
export type Level = 'due' | 'overdue' | 'unmaintained';

/** A finding, and the place that it stands at, relative to the fleet. */
export type Finding = FindingWhy & { readonly file: string; readonly line: number };

type FindingWhy =
  /** The row is in this state, at the level that was asked or worse. */
  | { readonly why: Exclude<StaleState, 'held' | 'current'>; readonly row: StaleRow }
  /** The row's hold is past its end. */
  | { readonly why: 'hold-over'; readonly row: StaleRow }
  /** The row lacks these past their due date; the worst first. */
  | { readonly why: 'advisories-over'; readonly row: StaleRow; readonly advisories: readonly LackedAdvisory[] }
  /** The exception is past its end; `index` is its place in the report. */
  | { readonly why: 'exception-over'; readonly exception: ExceptionRow; readonly index: number };

/**
 * In the order of the rows, then of the exceptions. A running exception excuses a row and its hold, and the advisories
 * that it is for; a hold excuses being behind, and no advisory. What is past its end excuses nothing, and is red at
 * every level, as advisories past their day are.
 */
export function failing(report: StaleReport, level: Level): readonly Finding[] {
  const exceptions = exceptionsIn(report.exceptions);
  const over = new Map(report.exposures.map(({ key, advisories }) => [key, overIn(advisories)]));
  const found: Finding[] = [];
  for (const row of report.rows) {
    if (row.exception !== undefined) continue;
    const { file, line, state } = row;
    if (isRed(state, level)) found.push({ why: state, row, file, line });
    if (row.hold?.isOver === true) found.push({ why: 'hold-over', row, file, line });
    const advisories = unspared(over.get(row.exposure ?? ''), exceptions.spared(row));
    if (advisories.length > 0) found.push({ why: 'advisories-over', row, advisories, file, line });
  }
  for (const [index, exception] of report.exceptions.entries()) {
    if (exception.isOver)
      found.push({ why: 'exception-over', exception, index, file: 'fleet.yaml', line: exception.line });
  }
  return found;
}

function isRed(state: StaleState, level: Level): state is Exclude<StaleState, 'held' | 'current'> {
  return staleStates.indexOf(state) <= staleStates.indexOf(level);
}

interface Over {
  readonly list: readonly LackedAdvisory[];
  readonly ids: ReadonlySet<string>;
}

function overIn(advisories: readonly LackedAdvisory[]): Over {
  const list = advisories.filter(({ daysOver }) => daysOver > 0);
  return { list, ids: new Set(list.map(({ id }) => id)) };
}

function unspared(over: Over | undefined, { ids }: Spared): readonly LackedAdvisory[] {
  if (over === undefined) return [];
  // Most rows are spared nothing, and share one list.
  const isTouched = [...ids].some((id) => over.ids.has(id));
  return isTouched ? over.list.filter(({ id }) => !ids.has(id)) : over.list;
}
