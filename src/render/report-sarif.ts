/** What is late as SARIF 2.1.0, for GitHub code scanning: each finding stands at the pin's line of the cluster's file. */

import type { Finding } from '../report/failing.ts';
import type { Report } from '../report/report.ts';
import { sarifArtifact, sarifLimits, sarifText } from './diagnostics-sarif.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { reportFindings, type ReportFinding } from './report-findings.ts';
import { reportRules, type ReportRule } from './report-rules.ts';
import { fnv1a } from './sarif-fingerprint.ts';

export interface ReportSarif {
  /** What `failing` finds, at the level that is asked. */
  readonly findings: readonly Finding[];
  /** The tool's own version. */
  readonly version: string;
  /** The fleet's folder in the repository, ending in `/`; empty where they are the same. */
  readonly folder: string;
  /** Where the product's files are on the web, ending in `/`. */
  readonly site?: string;
}

/** One SARIF log with one run, worst first, as much as GitHub shows; ends in a line break. */
export function reportSarif(report: Report, how: ReportSarif): string {
  const findings = reportFindings(report, how.findings);
  const driver = driverOf(how);
  const results = withinLimits(findings, { folder: how.folder, room: sarifLimits.bytes - sizeOf(driver) });
  const left = findings.length - results.length;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        // Another category than the diagnostics: the later upload of one category takes the place of the earlier.
        automationDetails: { id: 'tidemark-report/' },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: left === 0 ? [] : [leftOut(left)] }],
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The top folder of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log)}\n`;
}

const rules = Object.keys(reportRules) as readonly ReportRule[]; // the record has exactly the rules

function driverOf({ version, site }: ReportSarif): object {
  return {
    name: 'Tidemark',
    semanticVersion: version,
    ...(site === undefined ? {} : { informationUri: site }),
    rules: rules.map((id) => {
      const { level, title, help, security } = reportRules[id];
      return {
        id,
        shortDescription: { text: title },
        help: { text: help, markdown: help },
        ...(site === undefined ? {} : { helpUri: `${site}docs/security-team.md` }),
        defaultConfiguration: { level },
        properties: {
          tags: security === undefined ? ['fleet', 'stale'] : ['fleet', 'security'],
          ...(security === undefined ? {} : { 'security-severity': security }),
        },
      };
    }),
  };
}

function withinLimits(
  findings: readonly ReportFinding[],
  { folder, room }: { readonly folder: string; readonly room: number },
): readonly object[] {
  const results: object[] = [];
  const seen = new Map<string, number>();
  let left = room;
  for (const finding of findings.slice(0, sarifLimits.results)) {
    const result = resultOf(finding, folder, seen);
    left -= sizeOf(result) + 1;
    if (left < 0) break;
    results.push(result);
  }
  return results;
}

function sizeOf(part: object): number {
  return new TextEncoder().encode(JSON.stringify(part)).length;
}

function resultOf(
  { rule, file, line, about, words, counts }: ReportFinding,
  folder: string,
  seen: Map<string, number>,
): object {
  // Neither days nor versions: an alert stays the same one until it is over.
  const hash = fnv1a([rule, ...about].join('\0'));
  const alike = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, alike);
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: reportRules[rule].level,
    message: {
      text: words()
        .map((sentence) => sarifText(clipped(sentence, longest)))
        .join('\n'),
    },
    locations: [
      { physicalLocation: { artifactLocation: sarifArtifact(file, folder), region: { startLine: Math.max(1, line) } } },
    ],
    partialFingerprints: { primaryLocationLineHash: `${hash}:${alike}` },
    properties: counts,
  };
}

const longest = 600;

function leftOut(left: number): object {
  const text = `${counted(left, 'more finding')} left out, the least important: GitHub shows ${sarifLimits.results} results and takes 10 MB. tidemark report stale --format json has all.`;
  return { level: 'warning', message: { text } };
}
