/** Writes every form of a report to a folder: what a workflow keeps as its artifact. */

import { resolve } from 'node:path';
import { succeeded, type Outcome } from '../core/outcome.ts';
import { logbookAtom } from '../render/report-atom.ts';
import {
  advisoriesCsv,
  exceptionsCsv,
  logbookCsv,
  spreadCsv,
  spreadSeriesCsv,
  staleCsv,
} from '../render/report-csv.ts';
import { reportJson } from '../render/report-json.ts';
import { reportMarkdown } from '../render/report-markdown.ts';
import { reportSarif } from '../render/report-sarif.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import type { Report } from '../report/report.ts';
import { toolVersion } from '../run/tool.ts';
import { writeTogether } from '../run/write-result.ts';
import { pagesOf } from './report-pages.ts';
import type { Shown } from './report-print.ts';

/** Nothing where no folder was named. Either all files are there, or those that were there before. */
export async function writeReport(report: Report, { call, folder, findings }: Shown): Promise<Outcome<undefined>> {
  const { global, options, terminal } = call;
  const out = options.text('out');
  if (out === undefined) return succeeded(undefined);
  terminal.progress(`writing ${out}`);
  const { reportMetrics } = await import('../render/report-metrics.ts');
  const files: ReadonlyMap<string, Iterable<string>> = new Map<string, Iterable<string>>([
    ['report.json', reportJson(report)],
    ['report.md', [reportMarkdown(report, { limit: Infinity })]],
    ['stale.csv', staleCsv(report)],
    ['advisories.csv', advisoriesCsv(report)],
    ['exceptions.csv', exceptionsCsv(report)],
    ['spread.csv', spreadCsv(report)],
    ['spread-series.csv', spreadSeriesCsv(report)],
    ['logbook.csv', logbookCsv(report)],
    ['stale.sarif', [reportSarif(report, { version: toolVersion, folder, findings })]],
    ['metrics.txt', [await reportMetrics(report)]],
    ['logbook.atom', [logbookAtom(report, { site: pagesOf(terminal.env), instant: (at) => new Date(at) })]],
  ]);
  const written = writeTogether(resolve(global.cwd, out), files);
  terminal.progress('');
  if (written.ok && !global.quiet) terminal.say(`Wrote ${files.size} files to ${untrustedTerminal(out)}.`);
  return written;
}
