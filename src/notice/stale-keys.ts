/**
 * What of the report somebody is told, as keys that their account keeps. A key is there as long as its state is: what
 * gets worse brings a new key, what stays brings none, and what is mended and comes back brings its key anew.
 */

import type { AdvisorySeverity } from '../core/fleet.ts';
import { reportKeys } from './plan-letters.ts';

/** A row of the report, as far as it decides what is told. */
export interface LateRow {
  readonly cluster: string;
  readonly stream: string;
  readonly owners: readonly string[];
  readonly pin: string | undefined;
  readonly state: LateState | 'held' | 'current';
  /** Advisories past their due day that nothing excuses. */
  readonly lacksOver: Readonly<Record<AdvisorySeverity, number>>;
}

export type LateState = 'withdrawn-version' | 'unmaintained' | 'overdue' | 'unpinned' | 'due';

/** An exception that excuses nothing any more. */
export interface EndedException {
  readonly clusters: readonly string[];
  readonly streams: readonly string[];
  readonly advisories: readonly string[];
  readonly owner: string;
  readonly until: string;
}

/** What a key says of a cluster: a state, or a severity of which an advisory is past due. */
export type Mark = LateState | AdvisorySeverity;

/** Each mark of a row, the worst last. A row whose being behind is excused has only those of its advisories. */
export function marksOf({ state, lacksOver }: LateRow, excused: 'excused' | 'counts'): readonly Mark[] {
  const over = severities.filter((severity) => lacksOver[severity] > 0);
  return [...over, ...(excused === 'excused' ? [] : upTo(state))];
}

/** The key of a row's mark: the pin is part of it, so that another pin that is late too is another state. */
export function rowKey({ cluster, stream, pin }: LateRow, mark: Mark): string {
  return `${reportKeys}${JSON.stringify([mark, stream, cluster, pin ?? ''])}`;
}

/** The key of the whole state of a fleet, by its digest. */
export function fleetKey(digest: string): string {
  return `${reportKeys}${JSON.stringify(['fleet', digest])}`;
}

/** The key of an exception past its end; `digest` is of all that it says. */
export function endedKey(digest: string): string {
  return `${reportKeys}${JSON.stringify(['ended', digest])}`;
}

/** What a row's key is about; undefined for every other key. */
export function readRowKey(
  key: string,
): { readonly mark: Mark; readonly stream: string; readonly cluster: string } | undefined {
  if (!key.startsWith(reportKeys)) return undefined;
  const parts = parsed(key.slice(reportKeys.length));
  if (!Array.isArray(parts) || parts.length !== 4) return undefined;
  const [mark, stream, cluster] = parts as readonly unknown[];
  if (typeof stream !== 'string' || typeof cluster !== 'string') return undefined;
  const known = marks.find((one) => one === mark);
  return known === undefined ? undefined : { mark: known, stream, cluster };
}

const severities: readonly AdvisorySeverity[] = ['Low', 'Moderate', 'Important', 'Critical'];
const ladder: readonly LateState[] = ['due', 'overdue', 'unmaintained'];
/** Worst last. */
const marks: readonly Mark[] = [...severities, 'unpinned', ...ladder, 'withdrawn-version'];

/** Whether one mark is worse than another. */
export function isWorse(one: Mark, other: Mark): boolean {
  return marks.indexOf(one) > marks.indexOf(other);
}

/** Who is overdue has been due, so that it is no news when they are due again. */
function upTo(state: LateRow['state']): readonly LateState[] {
  if (state === 'held' || state === 'current') return [];
  const at = ladder.indexOf(state);
  return at === -1 ? [state] : ladder.slice(0, at + 1);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
