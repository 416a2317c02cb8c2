/** The findings of a report in words, each under the rule that code scanning knows it by. */

import type { Finding } from '../report/failing.ts';
import type { ExceptionRow, LackedAdvisory, Report, StaleRow } from '../report/report.ts';
import { briefly } from './change-words.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { severities } from './release-words.ts';
import { overdueRules, reportRules, type ReportRule } from './report-rules.ts';
import { behindWords, callWords, severityWords, turnWords } from './report-words.ts';

export interface ReportFinding {
  readonly rule: ReportRule;
  /** Relative to the fleet. */
  readonly file: string;
  readonly line: number;
  /** What makes it the same finding tomorrow: neither days nor versions. */
  readonly about: readonly string[];
  /** Sentences, not escaped; made only for those that are shown. */
  readonly words: () => readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/** By rule, the most important first; within a rule as they come. */
export function reportFindings(report: Report, findings: readonly Finding[]): readonly ReportFinding[] {
  const order = new Map(Object.keys(reportRules).map((rule, index) => [rule, index]));
  return findings
    .map((finding) => shown(finding, report))
    .toSorted((a, b) => (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0));
}

function shown(finding: Finding, report: Report): ReportFinding {
  const { file, line } = finding;
  if (finding.why === 'exception-over') {
    const { exception } = finding;
    const { clusters, streams, advisories, owner, rows, daysOver } = exception;
    const about = [clusters, streams, advisories, [owner]].map((names) => names.join(' '));
    return {
      rule: 'exception-ended',
      file,
      line,
      about,
      words: () => [endedWords(exception)],
      counts: { rows, daysOver },
    };
  }
  const { row } = finding;
  return {
    rule: ruleOf(finding),
    file,
    line,
    about: [row.cluster, row.stream],
    words: () => [firstWords(finding), ...moreWords(row, report)],
    counts: { hosts: row.hosts, drift: row.drift, daysOver: row.daysOver },
  };
}

type RowFinding = Exclude<Finding, { readonly why: 'exception-over' }>;

function ruleOf(finding: RowFinding): ReportRule {
  switch (finding.why) {
    case 'withdrawn-version':
      return 'version-withdrawn';
    case 'unmaintained':
      return 'stale-unmaintained';
    case 'overdue':
      return 'stale-overdue';
    case 'unpinned':
      return 'stale-unpinned';
    case 'due':
      return 'stale-due';
    case 'hold-over':
      return 'hold-ended';
    case 'advisories-over': {
      const worst = severities.find((severity) =>
        finding.advisories.some((advisory) => advisory.severity === severity),
      );
      return overdueRules[worst ?? 'Low'];
    }
  }
}

function firstWords(finding: RowFinding): string {
  const { row } = finding;
  const { cluster, stream, hold } = row;
  const who = `${cluster} (${counted(row.hosts, 'host')})`;
  const pins = `${who} pins ${stream} ${briefly(row.pin ?? 'at no version')}`;
  const over = row.daysOver === 0 ? '' : `, ${counted(row.daysOver, 'day')} over`;
  switch (finding.why) {
    case 'withdrawn-version':
      return `${pins}, which was withdrawn.`;
    case 'unmaintained':
      return `${pins}${over}; the last change of its file by a person: ${row.lastActivity ?? 'not known'}.`;
    case 'overdue':
    case 'due':
      return `${pins}${over}: the first release that it lacks is of ${row.lacksSince ?? 'a day that is not known'}.`;
    case 'unpinned':
      return `${who} pins no version of ${stream}: no release reaches it.`;
    case 'hold-over':
      return `${pins}: its hold ended${hold?.until === undefined ? '' : ` on ${briefly(hold.until)}`}.`;
    case 'advisories-over':
      return `${pins} and lacks past their day: ${advisoriesWords(finding.advisories)}.`;
  }
}

/** The worst come first. */
function advisoriesWords(advisories: readonly LackedAdvisory[]): string {
  const shown = advisories.slice(0, mostAdvisories).map(({ id, severity, daysOver, cves }) => {
    const names = cves.length === 0 ? '' : `; ${clipped(cves.join(' '), 60)}`;
    return `${clipped(id, 60)} (${severity}, ${counted(daysOver, 'day')} over${names})`;
  });
  const left = advisories.length - shown.length;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}

const mostAdvisories = 4;

function moreWords(row: StaleRow, report: Report): readonly string[] {
  const newest =
    row.newest === undefined
      ? []
      : [`It should have ${row.stream} ${briefly(row.newest)} (${behindWords(row.behind)}).`];
  const lacks = severityWords(row.lacks);
  const by = row.patchBy === undefined ? '' : `, the first due by ${row.patchBy}`;
  const call = callWords(row.call, report, { most: 5, escape: asItIs, address: (text) => `<${text}>` });
  return [
    ...newest,
    ...(lacks === '' ? [] : [`Advisories that it lacks: ${lacks}${by}.`]),
    `Next move: ${turnWords(row.turn, asItIs)}. Call: ${call}.`,
  ];
}

function asItIs(text: string): string {
  return text;
}

function endedWords({ owner, clusters, until, daysOver, rows, reason }: ExceptionRow): string {
  return `The exception of ${briefly(owner)} for ${briefly(clusters)} ended on ${briefly(until)}, ${counted(daysOver, 'day')} ago: it excused ${counted(rows, 'row')}. Its reason was: ${briefly(reason)}.`;
}
