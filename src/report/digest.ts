/** What a long past comes to, as most reports need it: little enough to be kept, and read in place of every step. */

import type { PastFacts } from './facts.ts';
import { claimedDay } from './log-clock.ts';
import { logbookOf } from './log-entries.ts';
import { pastFacts } from './log-facts.ts';
import type { LogGround } from './log-ground.ts';
import type { LogRequest } from './logbook.ts';
import type { FleetPast, PastRequests } from './past.ts';
import type { LogbookReport } from './report.ts';
import { spreadMonths, type SeriesOrder, type SpreadMonths } from './spread-series.ts';

export interface PastDigest {
  /** The first and the last day of a report for which it holds; the last is undefined where it holds from the first on. */
  readonly days: { readonly from: string; readonly to: string | undefined };
  /** As {@link pastFacts} gives them. */
  readonly facts: ReadonlyMap<string, PastFacts>;
  /** Of every stream, and the whole fleet. */
  readonly months: SpreadMonths;
  /** Undefined where nobody asked for the logbook. */
  readonly newest: NewestLines | undefined;
}

/** The newest lines of the logbook, at most {@link newestLines}, and what they stand on. */
export interface NewestLines {
  readonly logbook: LogbookReport;
  /** What was asked about requests, and the answers. While they are the same, and the signatures, so are the lines. */
  readonly asked: {
    readonly merged: ReadonlyMap<string, LogRequest | undefined>;
    readonly heads: ReadonlyMap<string, number | undefined>;
  };
  readonly signatures: string;
}

export const newestLines = 20;

export interface DigestOrder extends Omit<SeriesOrder, 'clock'> {
  readonly ground: LogGround;
  /** Whether somebody asks for the logbook. */
  readonly lines: 'wanted' | 'unwanted';
}

export function digestOf(past: FleetPast, order: DigestOrder): PastDigest {
  const { ground, today, lines } = order;
  return {
    days: daysOf(past, order),
    facts: pastFacts(past, { today, ground }),
    months: spreadMonths(past, { ...order, clock: ground.clock }),
    newest: lines === 'wanted' ? newestOf(past, order) : undefined,
  };
}

/** Whether lines are still what they were, of the same steps and tags. */
export function areNewest(
  { asked, signatures }: NewestLines,
  { merged, heads, tags }: PastRequests & Pick<FleetPast, 'tags'>,
): boolean {
  if (signatures !== signaturesOf(tags)) return false;
  for (const [commit, answer] of asked.merged) if (!isSame(merged.get(commit), answer)) return false;
  for (const [commit, answer] of asked.heads) if (heads.get(commit) !== answer) return false;
  return true;
}

/** A date after the day of the report becomes one before it some day: then what is told of it is another. */
function daysOf({ tags }: Pick<FleetPast, 'tags'>, { ground, today }: DigestOrder): PastDigest['days'] {
  let from = ground.clock.settledFrom;
  for (const { tagger } of tags) {
    const day = tagger === undefined ? undefined : claimedDay(tagger.seconds);
    if (from !== undefined && day !== undefined && day > from) from = day;
  }
  return from === undefined || from > today ? { from: today, to: today } : { from, to: undefined };
}

function newestOf(past: FleetPast, { ground, today }: DigestOrder): NewestLines {
  const merged = new Map<string, LogRequest | undefined>();
  const heads = new Map<string, number | undefined>();
  const noting = { ...past, merged: noted(past.merged, merged), heads: noted(past.heads, heads) };
  const { entries, from } = logbookOf(noting, { today, ground, latest: newestLines });
  return {
    logbook: { entries: entries.slice(0, newestLines), from },
    asked: { merged, heads },
    signatures: signaturesOf(past.tags),
  };
}

/** Who signed is known where the logbook is asked for, and hangs on the keys of the day. */
function signaturesOf(tags: FleetPast['tags']): string {
  return JSON.stringify(tags.map(({ hasSigners, signedBy }) => [hasSigners, signedBy ?? null]));
}

/** Answers as another does, and notes what. */
function noted<T>(
  answers: Pick<ReadonlyMap<string, T>, 'get'>,
  notes: Map<string, T | undefined>,
): Pick<ReadonlyMap<string, T>, 'get'> {
  return {
    get(key) {
      const answer = answers.get(key);
      notes.set(key, answer);
      return answer;
    },
  };
}

function isSame(a: LogRequest | undefined, b: LogRequest | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.number === b.number && a.url === b.url && a.known === b.known && a.mergedBy === b.mergedBy;
}
