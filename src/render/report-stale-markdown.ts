/** The tables of the stale report as Markdown: the worst rows open, everything folded. */

import type { Report, StaleReport, StaleRow } from '../report/report.ts';
import { briefly } from './change-words.ts';
import { webAddress } from './report-address.ts';
import type { Section } from './report-cut.ts';
import { exposedAdvisories, type ExposedAdvisory } from './report-exposed.ts';
import {
  behindWords,
  callWords,
  isLate,
  severityWords,
  states,
  stateWords,
  turnWords,
  type Link,
} from './report-words.ts';
import { untrustedCell, untrustedMarkdown } from './untrusted.ts';

/** Those that are late, and then every row. */
export function staleSections(report: Report, stale: StaleReport): readonly Section[] {
  const late = stale.rows.filter(isLate);
  const draw = rowDrawer(report, stale);
  const shown = late.slice(0, mostOpen);
  const title = late.length === 0 ? '' : `### Late: the worst ${shown.length} of ${late.length}\n\n`;
  return [
    { of: 'the worst', rank: 'seen', open: `${title}${header}`, count: shown.length, row: draw(shown), close: '\n' },
    {
      of: 'the stale report',
      rank: 'folded',
      open: `<details><summary>All ${stale.rows.length} rows, worst first</summary>\n\n${header}`,
      count: stale.rows.length,
      row: draw(stale.rows),
      close: '\n</details>\n\n',
    },
  ];
}

const mostOpen = 40;

const header = `| cluster | stream | state | since | days over | pins | newest | behind | drift | hosts | lacks | patch by | excused | next move | call |
|${' --- |'.repeat(15)}
`;

function rowDrawer(report: Report, stale: StaleReport): (rows: readonly StaleRow[]) => (index: number) => string {
  return (rows) => (index) => {
    const row = rows[index];
    return row === undefined ? '' : `| ${cellsOf(row, report, stale).join(' | ')} |\n`;
  };
}

function cellsOf(row: StaleRow, report: Report, stale: StaleReport): readonly string[] {
  return [
    code(row.cluster),
    code(row.stream),
    stateWords[row.state],
    row.since ?? 'not known',
    String(row.daysOver),
    code(row.pin),
    code(row.newest),
    behindWords(row.behind),
    String(row.drift),
    String(row.hosts),
    severityWords(row.lacks) || '–',
    row.patchBy ?? '–',
    excuse(row, stale),
    turnWords(row.turn, untrustedMarkdown, linked),
    callWords(row.call, report, { most: 3, escape: untrustedMarkdown, address: untrustedCell }),
  ];
}

function code(text: string | undefined): string {
  return text === undefined ? '–' : untrustedCell(briefly(text));
}

function linked({ number, url }: Link): string {
  const address = webAddress(url);
  return address === undefined ? `no. ${number}` : `[no. ${number}](${address})`;
}

function excuse({ hold, exception }: StaleRow, { exceptions }: StaleReport): string {
  const words: string[] = [];
  if (hold !== undefined) {
    const until = hold.until === undefined ? '' : ` ${hold.isOver ? 'ended' : 'until'} ${text(hold.until)}`;
    words.push(`hold${until}${hold.reason === undefined ? '' : `: ${text(hold.reason)}`}`);
  }
  const excused = exception === undefined ? undefined : exceptions[exception];
  if (excused !== undefined)
    words.push(`exception of ${text(excused.owner)} until ${text(excused.until)}: ${text(excused.reason)}`);
  return words.join('; ') || '–';
}

function text(from: string): string {
  return untrustedMarkdown(briefly(from));
}

/** What is excused, by whom and how long; those past their end first. */
export function exceptionSection({ exceptions }: StaleReport): Section {
  const sorted = exceptions.toSorted((a, b) => b.daysOver - a.daysOver);
  return {
    of: 'exceptions',
    rank: 'seen',
    open: `### Exceptions\n\n| fleet.yaml | until | owner | rows | clusters | streams | advisories | reason |\n|${' --- |'.repeat(8)}\n`,
    count: sorted.length,
    row: (index) => {
      const row = sorted[index];
      if (row === undefined) return '';
      const cells = [
        `line ${row.line}`,
        row.isOver ? `**ended ${text(row.until)}**, ${row.daysOver} days ago` : text(row.until),
        text(row.owner),
        String(row.rows),
        untrustedCell(briefly(row.clusters)),
        row.streams.length === 0 ? 'every' : untrustedCell(briefly(row.streams)),
        row.advisories.length === 0 ? 'everything' : untrustedCell(briefly(row.advisories)),
        text(row.reason),
      ];
      return `| ${cells.join(' | ')} |\n`;
    },
    close: '\n',
  };
}

/** By owner, site, service or stream, where that was asked. */
export function groupSection({ groups }: StaleReport): Section {
  return {
    of: 'groups',
    rank: 'seen',
    open: `### Groups\n\n| group | clusters | hosts | ${states.map((state) => stateWords[state]).join(' | ')} | past due | worst drift |\n|${' --- |'.repeat(states.length + 5)}\n`,
    count: groups.length,
    row: (index) => {
      const group = groups[index];
      if (group === undefined) return '';
      const cells = [
        untrustedCell(briefly(group.name)),
        String(group.clusters),
        String(group.hosts),
        ...states.map((state) => String(group.byState[state])),
        severityWords(group.lacksOver) || '–',
        String(group.worstDrift),
      ];
      return `| ${cells.join(' | ')} |\n`;
    },
    close: '\n',
  };
}

/** The worst advisories that clusters lack, and all of them folded. */
export function advisorySections(stale: StaleReport): readonly Section[] {
  const all = exposedAdvisories(stale);
  const worst = all.slice(0, mostAdvisories);
  const draw = (list: readonly ExposedAdvisory[]) => (index: number) => advisoryRow(list[index]);
  return [
    {
      of: 'the worst advisories',
      rank: 'seen',
      open: `### Advisories that clusters lack: the worst ${worst.length} of ${all.length}\n\n${advisoryHeader}`,
      count: worst.length,
      row: draw(worst),
      close: '\n',
    },
    {
      of: 'advisories',
      rank: 'folded',
      open: `<details><summary>All ${all.length} advisories that clusters lack</summary>\n\n${advisoryHeader}`,
      count: all.length > worst.length ? all.length : 0,
      row: draw(all),
      close: '\n</details>\n\n',
    },
  ];
}

const mostAdvisories = 15;

const advisoryHeader = `| severity | advisory | stream | clusters | hosts | closed by | due | days over | CVEs | title |
|${' --- |'.repeat(10)}
`;

function advisoryRow(exposed: ExposedAdvisory | undefined): string {
  if (exposed === undefined) return '';
  const { stream, advisory, clusters, hosts } = exposed;
  const cells = [
    advisory.severity,
    code(advisory.id),
    code(stream),
    String(clusters),
    String(hosts),
    `${code(advisory.closedBy)} of ${advisory.since}`,
    advisory.due ?? '–',
    String(advisory.daysOver),
    advisory.cves.length === 0 ? '–' : untrustedCell(briefly(advisory.cves)),
    text(advisory.title),
  ];
  return `| ${cells.join(' | ')} |\n`;
}
