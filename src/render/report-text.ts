/** A report for a terminal: the overview on one screen, or one part of it in full. */

import type { Report } from '../report/report.ts';
import { counted } from './diagnostic-words.ts';
import type { Glyphs } from './chart-glyphs.ts';
import type { Paint } from './paint.ts';
import { fitTo, wrapped } from './report-fit.ts';
import { logbookText } from './report-logbook-text.ts';
import { overviewText } from './report-overview-text.ts';
import { spreadText } from './report-spread.ts';
import { staleText } from './report-stale-text.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

export interface ReportView {
  readonly paint: Paint;
  /** Columns of the terminal. The overview keeps within them; tables of all rows do not cut what they tell. */
  readonly width: number;
  /** With what charts are drawn. */
  readonly glyphs: Glyphs;
  readonly show: 'overview' | 'stale' | 'spread' | 'logbook';
  /** How many rows of a table are shown; the overview chooses itself. */
  readonly rows: number;
}

/** Everything to print, ending in a line break. */
export function reportText(report: Report, view: ReportView): string {
  const head = headText(report, view);
  const { stale, spread, logbook } = report;
  switch (view.show) {
    case 'overview':
      return overviewText(report, { ...view, head });
    case 'stale':
      return joined([head, stale === undefined ? '' : staleText(report, stale, view)]);
    case 'spread':
      return joined([head, spread === undefined ? '' : spreadText(spread, view)]);
    case 'logbook':
      return joined([head, logbook === undefined ? '' : logbookText(logbook, view)]);
  }
}

/** Which fleet, which day, which commit, who was asked; and what cannot be known. */
function headText({ fleet, asOf, commit, forge, unknown }: Report, { paint, width }: ReportView): string {
  const at = commit === undefined ? '' : `, at commit ${safe(commit.slice(0, 10))}`;
  const asked = forge.asked ? `requests are those of ${forge.name}` : `requests are not known: ${forge.why}`;
  const shown = unknown.slice(0, mostUnknown).map((words) => paint.warning(sentence(`not known: ${words}`, width)));
  const left = unknown.length - shown.length;
  return [
    paint.strong(fitTo(`${safe(fleet)} as of ${safe(asOf)}${at}`, width)),
    sentence(asked, width),
    ...shown,
    ...(left > 0 ? [paint.warning(`and ${counted(left, 'thing')} more that cannot be known: --format json`)] : []),
  ].join('\n');
}

const mostUnknown = 3;

/** On three lines at most: a sentence that says what to do is worth them. */
function sentence(words: string, width: number): string {
  const lines = wrapped(safe(words.slice(0, longest)), { width, indent: '' }).split('\n');
  const [first = '', second = ''] = lines;
  const rest = lines.slice(2).join(' ');
  return [first, second, rest]
    .filter((line) => line !== '')
    .map((line) => fitTo(line, width))
    .join('\n');
}

const longest = 1000;

function joined(blocks: readonly string[]): string {
  return `${blocks
    .map((block) => block.trimEnd())
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}
