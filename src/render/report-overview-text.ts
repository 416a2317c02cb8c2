/** `report all` on one screen: who is worst, since when, what they are exposed to, whose move it is, whom to call. */

import type { ExceptionRow, LogbookReport, Report, StaleReport, StaleRow, StreamSpread } from '../report/report.ts';
import { briefly } from './change-words.ts';
import { columns } from './columns.ts';
import { counted } from './diagnostic-words.ts';
import type { Paint } from './paint.ts';
import { doubtMarks } from './report-doubts.ts';
import { exposedAdvisories } from './report-exposed.ts';
import { fitTo, wrapped } from './report-fit.ts';
import { severities } from './release-words.ts';
import { behindWords, callWords, isLate, listings, momentWords, states, stateWords } from './report-words.ts';
import { eventWords, turnWords, whoWords, worstWords } from './report-words.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

export interface OverviewView {
  readonly paint: Paint;
  readonly width: number;
  readonly head: string;
}

/** At most 50 lines for a handful of streams: the worst rows get what the rest leaves. Ends in a line break. */
export function overviewText(report: Report, view: OverviewView): string {
  const { stale, spread, logbook } = report;
  const before = [view.head, ...(stale === undefined ? [] : [countText(stale, view), exposedText(stale, view)])];
  const after = [
    ...(stale === undefined ? [] : [exceptionsText(stale.exceptions, view)]),
    ...(spread === undefined ? [] : [spreadLines(spread, view)]),
    ...(logbook === undefined ? [] : [latestText(logbook, view)]),
  ];
  const used = [...before, ...after]
    .filter((block) => block !== '')
    .reduce((lines, block) => lines + block.split('\n').length + 1, 0);
  const rows = Math.max(3, Math.floor((screen - used - 4) / linesOfRow));
  const worst = stale === undefined ? '' : worstText(report, stale.rows.filter(isLate), { ...view, rows });
  return `${[...before, worst, ...after].filter((block) => block !== '').join('\n\n')}\n`;
}

const screen = 50;

/** What a row is, and up to two lines of whom to call and whose move it is. */
const linesOfRow = 3;

/** A heading, and the command that lists the rows behind its numbers. */
function titled(title: string, listing: string, { paint }: OverviewView): string {
  return `${paint.strong(title)}  ${paint.faint(`rows: ${listing}`)}`;
}

/** Clusters by stream and state, with their hosts. */
function countText(stale: StaleReport, view: OverviewView): string {
  const streams = [...new Set(stale.totals.map(({ stream }) => stream))];
  const shown = states.filter((state) =>
    stale.totals.some((total) => total.state === state && (total.clusters > 0 || state === 'overdue')),
  );
  const cells = streams.map((stream) => [
    `  ${safe(stream)}`,
    ...shown.map((state) => {
      const total = stale.totals.find((each) => each.stream === stream && each.state === state);
      return total === undefined || total.clusters === 0 ? '–' : `${total.clusters} (${total.hosts})`;
    }),
  ]);
  const table = columns([['  stream', ...shown.map((state) => stateWords[state])], ...cells], 24);
  return [
    titled('Clusters by state (with their hosts)', listings.stale, view),
    ...table.map((line) => fitTo(line, view.width)),
  ].join('\n');
}

/** A line for each severity that somebody lacks. */
function exposedText(stale: StaleReport, view: OverviewView): string {
  const advisories = exposedAdvisories(stale);
  const lines = severities.flatMap((severity) => {
    const clusters = distinct(stale.rows.filter(({ lacks }) => lacks[severity] > 0));
    if (clusters === 0) return [];
    const over = distinct(stale.rows.filter(({ lacksOver }) => lacksOver[severity] > 0));
    const count = advisories.filter(({ advisory }) => advisory.severity === severity).length;
    const due = over === 0 ? 'none past due' : `past due on ${counted(over, 'cluster')}`;
    return [
      [
        `  ${severity}`,
        count === 1 ? '1 advisory' : `${count} advisories`,
        `on ${counted(clusters, 'cluster')}`,
        counted(stale.exposedHosts[severity], 'host'),
        due,
      ],
    ];
  });
  if (lines.length === 0) return view.paint.good('No cluster lacks an advisory that a release closes.');
  const table = columns(lines, 30).map((line) => fitTo(line, view.width));
  return [titled('Advisories that clusters lack', listings.stale, view), ...table].join('\n');
}

function distinct(rows: readonly StaleRow[]): number {
  return new Set(rows.map(({ cluster }) => cluster)).size;
}

/** What a row is and since when; then whom to call, whose move it is, what it should have. */
function worstText(report: Report, late: readonly StaleRow[], view: OverviewView & { readonly rows: number }): string {
  if (late.length === 0) return view.paint.good('Nobody is late, or nothing that is late is without an exception.');
  const shown = late.slice(0, view.rows);
  const [header = '', ...lines] = columns(
    [
      ['  cluster', 'stream', 'state', 'since', 'days over', 'hosts', 'lacks', 'patch by'],
      ...shown.map((row) => [
        `  ${safe(row.cluster)}`,
        safe(row.stream),
        stateWords[row.state],
        row.since ?? 'not known',
        row.daysOver === 0 ? '–' : String(row.daysOver),
        String(row.hosts),
        worstWords(row.lacks),
        row.patchBy ?? '–',
      ]),
    ],
    20,
  );
  const left = late.length - shown.length;
  return [
    titled(`Worst of ${counted(late.length, 'row')} that are late`, listings.stale, view),
    view.paint.faint(fitTo(header, view.width)),
    ...shown.flatMap((row, index) => [
      view.paint.strong(fitTo(lines[index] ?? '', view.width)),
      ...moveLines(row, report, view.width),
    ]),
    ...(left > 0 ? [view.paint.faint(`  … and ${left} more: ${listings.stale}`)] : []),
  ].join('\n');
}

function moveLines(row: StaleRow, report: Report, width: number): readonly string[] {
  const call = callWords(row.call, report, { most: 2, escape: safe, address: (text) => `<${safe(text)}>` });
  const pin = row.pin === undefined ? 'no pin' : safe(briefly(row.pin));
  const newest = row.newest === undefined ? '' : ` → ${safe(briefly(row.newest))}`;
  const behind = row.behind.minor + row.behind.major === 0 ? '' : ` (${behindWords(row.behind)})`;
  const words = `${turnWords(row.turn, safe)}; call ${call}; ${pin}${newest}${behind}`;
  const [first = '', ...others] = wrapped(words, { width, indent: '    ' }).split('\n');
  const more = others.map((line) => line.trim()).join(' ');
  return more === '' ? [fitTo(first, width)] : [fitTo(first, width), fitTo(`    ${more}`, width)];
}

function exceptionsText(exceptions: readonly ExceptionRow[], view: OverviewView): string {
  if (exceptions.length === 0) return '';
  const over = exceptions.filter(({ isOver }) => isOver);
  const shown = over.slice(0, 3).map((row) => {
    const whom = safe(briefly(row.clusters));
    const words = `  fleet.yaml:${row.line} ended ${row.until}: ${safe(briefly(row.owner))} for ${whom} (${safe(briefly(row.reason))})`;
    return view.paint.warning(fitTo(words, view.width));
  });
  const running = `${exceptions.length - over.length} running, ${over.length} past their end`;
  return [titled(`Exceptions: ${running}`, listings.stale, view), ...shown].join('\n');
}

/** One line a stream, and the tail beside the number that hides it. */
function spreadLines(spread: readonly StreamSpread[], view: OverviewView): string {
  const lines = spread.map(({ stream, versions, byClusters, byHosts, tail }) => {
    const since = tail.since === undefined ? '' : `, lacking since ${tail.since}`;
    const size = `${counted(tail.clusters, 'cluster')}, ${counted(tail.hosts, 'host')}`;
    return [
      `  ${safe(stream)}`,
      counted(versions.length, 'version'),
      `2^H ${byClusters.effective.toFixed(1)}, by hosts ${byHosts.effective.toFixed(1)}`,
      tail.clusters === 0 ? 'no tail' : `tail: ${size}${since}`,
    ];
  });
  if (lines.length === 0) return '';
  const table = columns(lines, 40).map((line) => fitTo(line, view.width));
  return [titled('Spread over versions', listings.spread, view), ...table].join('\n');
}

function latestText({ entries }: LogbookReport, view: OverviewView): string {
  if (entries.length === 0) return '';
  const lines = columns(
    entries
      .slice(0, 4)
      .map((entry) => [
        `  ${momentWords(safe(entry.at))}`,
        `${eventWords(entry.event, safe)}${doubtMarks(entry)}`,
        whoWords(entry, safe),
      ]),
    48,
  ).map((line) => fitTo(line, view.width));
  return [titled('Last lines of the logbook', listings.logbook, view), ...lines].join('\n');
}
