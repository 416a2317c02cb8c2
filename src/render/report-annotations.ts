/** What is late as GitHub's workflow commands: the most important findings of each kind, beside the line of the pin. */

import type { Finding } from '../report/failing.ts';
import type { Report } from '../report/report.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { shownOfAKind, type Annotating } from './diagnostics-github.ts';
import { reportFindings, type ReportFinding } from './report-findings.ts';
import { reportRules } from './report-rules.ts';
import { untrustedWorkflow, untrustedWorkflowProperty } from './untrusted.ts';

export interface ReportAnnotating extends Annotating {
  readonly findings: readonly Finding[];
}

/** Lines for standard error, and one that counts what was left out; notes are none. */
export function reportAnnotations(report: Report, { folder, findings: found }: ReportAnnotating): string {
  const findings = reportFindings(report, found);
  const shown = levels.flatMap((level) =>
    findings.filter(({ rule }) => reportRules[rule].level === level).slice(0, shownOfAKind),
  );
  const all = findings.filter(({ rule }) => reportRules[rule].level !== 'note').length;
  const lines = shown.map((finding) => annotation(finding, folder));
  if (all > shown.length)
    lines.push(`${counted(all - shown.length, 'more finding')} without an annotation: the summary has them.`);
  return lines.map((line) => `${line}\n`).join('');
}

const levels = ['error', 'warning'] as const;

const longest = 1000;

function annotation({ rule, file, line, words }: ReportFinding, folder: string): string {
  const { level } = reportRules[rule];
  const properties = [
    `file=${untrustedWorkflowProperty(`${folder}${file}`)}`,
    `line=${line}`,
    `endLine=${line}`,
    `title=${untrustedWorkflowProperty(rule)}`,
  ];
  const message = words().map((sentence) => untrustedWorkflow(clipped(sentence.replaceAll(/\s+/g, ' '), longest)));
  return `::${level} ${properties.join(',')}::${message.join('%0A')}`;
}
