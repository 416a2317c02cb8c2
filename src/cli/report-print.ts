/** Prints a report in the format that was asked for. */

import { logbookAtom } from '../render/report-atom.ts';
import { logbookCsv, spreadCsv, staleCsv } from '../render/report-csv.ts';
import { reportJson } from '../render/report-json.ts';
import { reportMarkdown } from '../render/report-markdown.ts';
import { reportSarif } from '../render/report-sarif.ts';
import { reportText } from '../render/report-text.ts';
import type { Finding } from '../report/failing.ts';
import type { Report } from '../report/report.ts';
import { toolVersion } from '../run/tool.ts';
import type { Call } from './command.ts';
import { pagesOf } from './report-pages.ts';

/** What a command shows: the overview of all parts, or one in full. */
export type Show = 'overview' | 'stale' | 'spread' | 'logbook';

/** A report, beside itself: for whom, which part, and what of it is late. */
export interface Shown {
  readonly call: Call;
  readonly show: Show;
  /** The fleet's in its repository, ending in `/`; empty where they are the same. */
  readonly folder: string;
  readonly findings: readonly Finding[];
}

export async function printReport(report: Report, shown: Shown): Promise<void> {
  const { call } = shown;
  call.terminal.printAll(await (formats[call.global.format] ?? formats.text)(shownParts(report, shown), shown));
}

/** `--out` has all parts; what is printed is what the command is about. */
function shownParts(report: Report, { show }: Shown): Report {
  if (show === 'overview') return report;
  const none = { stale: undefined, spread: undefined, logbook: undefined };
  return { ...report, ...none, [show]: report[show] };
}

type Format = (report: Report, shown: Shown) => Promise<Iterable<string>> | Iterable<string>;

const formats: { readonly text: Format; readonly [format: string]: Format | undefined } = {
  text: (report, { call, show }) => {
    const { paint, width, glyphs } = call.terminal;
    return [reportText(report, { paint, width, glyphs, show, rows: call.options.flag('all') ? Infinity : rowsShown })];
  },
  md: (report, { call }) => [reportMarkdown(report, call.options.flag('all') ? { limit: Infinity } : {})],
  json: (report) => reportJson(report),
  csv: (report, { show }) => tables[show](report),
  sarif: (report, { folder, findings }) => [reportSarif(report, { version: toolVersion, folder, findings })],
  openmetrics: async (report) => {
    const { reportMetrics } = await import('../render/report-metrics.ts');
    return [await reportMetrics(report)];
  },
  atom: (report, { call }) => [
    logbookAtom(report, { site: pagesOf(call.terminal.env), instant: (at) => new Date(at) }),
  ],
};

const rowsShown = 25;

const tables: { readonly [S in Show]: (report: Report) => Iterable<string> } = {
  overview: staleCsv,
  stale: staleCsv,
  spread: spreadCsv,
  logbook: logbookCsv,
};
