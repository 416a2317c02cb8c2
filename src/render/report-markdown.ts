/** A report as Markdown for the summary of a step: what has to be seen first, then all tables folded, within a limit. */

import type { Report, StaleReport } from '../report/report.ts';
import { briefly } from './change-words.ts';
import { counted } from './diagnostic-words.ts';
import { cutAtRow, type Cut, type Section } from './report-cut.ts';
import { advisorySections, exceptionSection, groupSection, staleSections } from './report-stale-markdown.ts';
import { logbookSections } from './report-logbook-markdown.ts';
import { spreadSections } from './report-spread-markdown.ts';
import { listings, severityWords, states, stateWords } from './report-words.ts';
import { untrustedCell, untrustedCode, untrustedMarkdown } from './untrusted.ts';

/** GitHub shows no summary above 1 MiB (1,048,576 bytes); other steps of ours may have written to it before. */
export const summaryLimit = 1_000_000;

export interface ReportMarkdown {
  /** In bytes of UTF-8, at least 2,000. */
  readonly limit?: number;
  /** The workflow's artifact that has all of it; undefined where there is none. */
  readonly artifact?: string | undefined;
}

/** At most `limit` bytes, cut at a row; ends in a line that says which rows were left out, and where all of them are. */
export function reportMarkdown(report: Report, { limit = summaryLimit, artifact }: ReportMarkdown): string {
  const { stale, spread, logbook } = report;
  const sections: readonly Section[] = [
    headSection(report),
    ...(stale === undefined
      ? []
      : [totalSection(stale), ...staleSections(report, stale), exceptionSection(stale), groupSection(stale)]),
    ...(stale === undefined ? [] : advisorySections(stale)),
    ...(spread === undefined || spread.length === 0 ? [] : [spreadTitle, ...spreadSections(spread)]),
    ...(logbook === undefined ? [] : logbookSections(logbook)),
  ];
  const cut = cutAtRow(sections, limit - reserve);
  return `${cut.text.trimEnd()}\n\n${endWords(cut, artifact)}\n`;
}

/** What is kept for the last lines. */
const reserve = 1_500;

function endWords({ left }: Cut, artifact: string | undefined): string {
  const all =
    artifact === undefined
      ? `All of it: \`tidemark report all --format json\`.`
      : `All of it is in the artifact ${untrustedCode(briefly(artifact))} of this run, and \`tidemark report all --format json\` prints it.`;
  if (left.length === 0) return `_${all}_`;
  const sums = new Map<string, { rows: number; count: number }>();
  for (const { of, rows, count } of left) {
    const sum = sums.get(of) ?? { rows: 0, count: 0 };
    sums.set(of, { rows: sum.rows + rows, count: sum.count + count });
  }
  const words = [...sums].map(([of, { rows, count }]) => `${rows} of ${counted(count, 'row')} of ${of}`);
  return `_Cut to what a summary may hold. Left out: ${words.join('; ')}. ${all}_`;
}

function headSection({ fleet, asOf, commit, forge, unknown }: Report): Section {
  const at = commit === undefined ? '' : `, at commit ${untrustedCode(commit.slice(0, 10))}`;
  const asked = forge.asked
    ? `Requests are those of ${untrustedMarkdown(briefly(forge.name))}.`
    : `Requests are not known: ${untrustedMarkdown(briefly(forge.why))}`;
  const lines = [
    `## Fleet ${untrustedMarkdown(briefly(fleet))} as of ${untrustedMarkdown(asOf)}\n\n`,
    `State of the day${at}. ${asked}\n\n`,
    ...unknown.slice(0, mostUnknown).map((words) => `- **not known:** ${untrustedMarkdown(briefly(words))}\n`),
    ...(unknown.length > mostUnknown
      ? [`- and ${counted(unknown.length - mostUnknown, 'thing')} more that cannot be known\n`]
      : []),
    ...(unknown.length > 0 ? ['\n'] : []),
  ];
  return { of: 'the head', rank: 'seen', open: '', count: lines.length, row: (index) => lines[index] ?? '', close: '' };
}

const mostUnknown = 20;

/** Clusters (and their hosts) by stream and state. */
function totalSection(stale: StaleReport): Section {
  const streams = [...new Set(stale.totals.map(({ stream }) => stream))];
  const row = (index: number): string => {
    const stream = streams[index] ?? '';
    const cells = states.map((state) => {
      const total = stale.totals.find((each) => each.stream === stream && each.state === state);
      return total === undefined || total.clusters === 0 ? '–' : `${total.clusters} (${total.hosts})`;
    });
    return `| ${[untrustedCell(briefly(stream)), ...cells].join(' | ')} |\n`;
  };
  const exposed = severityWords(stale.exposedHosts);
  const lacking =
    exposed === ''
      ? 'No host lacks an advisory that a release closes.'
      : `Hosts that lack at least one advisory: ${exposed}.`;
  return {
    of: 'totals',
    rank: 'seen',
    open: `### Stale: clusters (and hosts) by state\n\n| stream | ${states.map((state) => stateWords[state]).join(' | ')} |\n|${' --- |'.repeat(states.length + 1)}\n`,
    count: streams.length,
    row,
    close: `\n${lacking} The rows behind each number: below, or \`${listings.stale}\`.\n\n`,
  };
}

const spreadTitle: Section = {
  of: 'titles',
  rank: 'seen',
  open: '',
  count: 1,
  row: () => '### Spread over versions\n\n',
  close: '',
};
