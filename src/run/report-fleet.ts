/** Makes the report of a fleet: gathers the facts from the repository and the forge, and has them computed. */

import type { Diagnostic } from '../core/diagnostic.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { failing, type Finding, type Level } from '../report/failing.ts';
import type { FleetFacts } from '../report/facts.ts';
import type { GroupBy, Only } from '../report/groups.ts';
import { logbookOf } from '../report/log-entries.ts';
import type { LogEntry } from '../report/logbook.ts';
import type { LogbookReport, Report, StaleRow, StreamSpread } from '../report/report.ts';
import { seriesOn, spreadSeries } from '../report/spread-series.ts';
import { spreadReport } from '../report/spread.ts';
import { staleReport } from '../report/stale.ts';
import { openFleet, type OpenFleet } from './open-fleet.ts';
import type { OpenedForge } from './open-forge.ts';
import { gatherFacts, type Gathered } from './report-facts.ts';
import { unknownInReport } from './report-names.ts';
import { askedPart, narrows, pastOf } from './report-part.ts';
import type { ToldPast } from './report-past.ts';
import { reportPlace, type ReportPlace } from './report-place.ts';

export type ReportPart = 'stale' | 'spread' | 'logbook';

export interface ReportOrder {
  /** The fleet's. */
  readonly folder: string;
  /** The forge to ask, or why there is none: then the report is made without it. */
  readonly forge: Outcome<OpenedForge>;
  /** The branch at the forge; undefined stands for the one that its repository starts from. */
  readonly branch: string | undefined;
  /** A revision to read instead of the branch. */
  readonly at: string | undefined;
  /** The day of the report, and of the first line of the logbook, `YYYY-MM-DD`; undefined stands for today, and for all. */
  readonly asOf: string | undefined;
  readonly since: string | undefined;
  /** How many lines of the logbook are wanted, the newest; undefined for all. Of a part of it all are given. */
  readonly latest: number | undefined;
  readonly now: Date;
  readonly parts: readonly ReportPart[];
  readonly only: Only;
  readonly groupBy: GroupBy | undefined;
  /** From which state on a row is a finding. */
  readonly level: Level;
  readonly progress: (text: string) => void;
}

export interface FleetReport {
  /** Undefined where the fleet cannot be read, and where something was asked for that it does not have. */
  readonly report: Report | undefined;
  /** What is late, at the level that was asked or worse; of rows that are asked for. */
  readonly findings: readonly Finding[];
  /** Undefined where the fleet cannot be read. */
  readonly open: OpenFleet | undefined;
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
  /** A sentence for each name that was asked for and is not there. */
  readonly unknown: readonly string[];
  /** Clusters whose file cannot be read: they are in no row. */
  readonly unreadable: readonly string[];
}

/** `gone` where there is no such revision or day. */
export async function reportFleet(order: ReportOrder): Promise<Outcome<FleetReport>> {
  const today = order.now.toISOString().slice(0, 10);
  const day = order.asOf ?? today;
  const place = await reportPlace({ ...order, day, today });
  if (!place.ok) return place;
  const { tree } = place.value;
  const out = new Diagnostics();
  const open = openFleet(tree, out);
  const nothing = { ...empty, open, tree, diagnostics: out.sorted() };
  if (open === undefined) return succeeded(nothing);
  const gathered = await gatherFacts({ open, place: place.value, order, day });
  const { facts, told } = gathered;
  const isPast = order.parts.includes('logbook');
  const unknown = unknownInReport(order.only, { facts, steps: isPast ? (told.whole?.past.steps ?? []) : [], tree });
  if (unknown.length > 0) return succeeded({ ...nothing, unknown });
  order.progress('computing the report');
  return succeeded({ ...nothing, ...computed({ open, gathered, order, day }, place.value) });
}

const empty = { report: undefined, findings: [], unknown: [], unreadable: [] };

interface Computing {
  readonly open: OpenFleet;
  readonly gathered: Gathered;
  readonly order: ReportOrder;
  readonly day: string;
}

function computed(
  { open, gathered, order, day }: Computing,
  { commit }: ReportPlace,
): Pick<FleetReport, 'report' | 'findings' | 'unreadable'> {
  const { facts, told, forge } = gathered;
  const { parts, only, groupBy, level } = order;
  const isShown = (part: ReportPart): boolean => parts.includes(part);
  const stale = staleReport(facts, { today: day, groupBy, only });
  const asked = { part: askedPart(facts, only), told, order, day };
  const report: Report = {
    fleet: open.fleet.name,
    asOf: day,
    commit,
    forge,
    unknown: gathered.unknown,
    stale: isShown('stale') ? stale : undefined,
    spread: isShown('spread') ? spreadOf(asked, stale.rows) : undefined,
    logbook: isShown('logbook') ? logbookFrom(asked) : undefined,
    contacts: facts.contacts,
  };
  return { report, findings: failing(stale, level), unreadable: facts.unreadable.map(({ name }) => name) };
}

/** What is asked of a past. */
interface AskedPast {
  readonly part: FleetFacts;
  readonly told: ToldPast;
  readonly order: ReportOrder;
  readonly day: string;
}

function spreadOf({ part, told, order, day }: AskedPast, rows: readonly StaleRow[]): readonly StreamSpread[] {
  const asked = { clusters: part.clusters, streams: part.streams.map(({ name }) => name), today: day };
  const series =
    told.whole !== undefined && narrows(order.only)
      ? spreadSeries(pastOf(part, told.whole.past), asked)
      : seriesOn(told.digest.months, asked);
  return spreadReport(part, { series, rows, today: day });
}

function logbookFrom({ part, told, order, day }: AskedPast): LogbookReport {
  const { since, only, latest } = order;
  if (told.whole === undefined) {
    const { entries, from } = told.digest.newest?.logbook ?? { entries: [], from: undefined };
    return { entries: entries.slice(0, latest), from };
  }
  const { past, ground } = told.whole;
  // Clusters that are named may be there no more; those found by their owners are there.
  const names = new Set([...(only.clusters ?? []), ...part.clusters.map(({ name }) => name)]);
  const book = logbookOf(past, { today: day, only: narrows(only) ? names : undefined, ground });
  if (since === undefined && only.streams === undefined) return book;
  const isOf = ({ at, event }: LogEntry): boolean =>
    (since === undefined || at >= since) && (!('stream' in event) || (only.streams?.includes(event.stream) ?? true));
  return { ...book, entries: book.entries.filter(isOf) };
}
