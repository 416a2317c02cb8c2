/** What GitHub Actions is given of a report: annotations, the summary of the step, outputs for the steps after it. */

import { reportAnnotations } from '../render/report-annotations.ts';
import { reportMarkdown } from '../render/report-markdown.ts';
import { isLate } from '../render/report-words.ts';
import type { Report } from '../report/report.ts';
import type { Shown } from './report-print.ts';

/** Nothing elsewhere. */
export function tellActions(report: Report, { call, folder, findings }: Shown): void {
  const { actions } = call.terminal;
  if (actions === undefined) return;
  if (report.stale !== undefined) actions.annotate(reportAnnotations(report, { folder, findings }));
  const artifact = call.options.text('out');
  actions.summarize((room) => (room < leastRoom ? tooLittle : reportMarkdown(report, { limit: room, artifact })));
  const { stale, logbook } = report;
  actions.outputs({
    'as-of': report.asOf,
    findings: findings.length,
    ...(stale === undefined
      ? {}
      : {
          late: stale.rows.filter(isLate).length,
          'hosts-exposed-critical': stale.exposedHosts.Critical,
          'hosts-exposed-important': stale.exposedHosts.Important,
        }),
    ...(logbook === undefined ? {} : { 'logbook-lines': logbook.entries.length }),
  });
}

/** Below it not even the words fit that say what was left out. */
const leastRoom = 2000;
const tooLittle = '_No room is left in this summary for the report: see what the step printed._\n';
