/** Diagnostics as SARIF 2.1.0, for GitHub code scanning and other viewers, within the limits that GitHub sets. */

import { catalogue } from '../core/catalogue.ts';
import type { Code } from '../core/diagnostic.ts';
import { byteOrder } from '../core/order.ts';
import { clipped, counted, victimWords } from './diagnostic-words.ts';
import { byImportance, helpOf, type Place, type PlacedDiagnostic, type Step } from './placed.ts';
import { sarifFingerprints } from './sarif-fingerprint.ts';
import { untrustedTerminal } from './untrusted.ts';

/** GitHub shows 5,000 results of a run, and refuses a file above 10 MB when it is compressed; ours keeps within that without. */
export const sarifLimits = { results: 5_000, bytes: 9_500_000 } as const;

/** What SARIF needs to know besides. */
export interface Reporting {
  /** The tool's own version. */
  readonly version: string;
  /** The fleet's folder in the repository, ending in `/`; empty where they are the same. */
  readonly folder: string;
  /** Where the product's files are on the web, ending in `/`: SARIF's `helpUri` must be absolute. */
  readonly site?: string;
  /** The text of a code's page, shown beside an alert. */
  readonly page?: (code: Code) => string | undefined;
}

/** One SARIF log with one run, ending in a line break. */
export function diagnosticsSarif(diagnostics: readonly PlacedDiagnostic[], reporting: Reporting): string {
  const driver = driverOf(reporting);
  const results = withinLimits(diagnostics, reporting);
  const left = diagnostics.length - results.length;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: left === 0 ? [] : [leftOut(left)] }],
        originalUriBaseIds: { [root]: { description: { text: 'The top folder of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log)}\n`;
}

const root = '%SRCROOT%';
const longest = 1000;
const namesShown = 10;

const codes: readonly Code[] = (Object.keys(catalogue) as Code[]).toSorted(byteOrder); // the catalogue has exactly the codes
const indexOf: ReadonlyMap<Code, number> = new Map(codes.map((code, index) => [code, index]));

function driverOf(reporting: Reporting): object {
  return {
    name: 'Tidemark',
    semanticVersion: reporting.version,
    ...(reporting.site === undefined ? {} : { informationUri: reporting.site }),
    rules: codes.map((code) => ruleOf(code, reporting)),
  };
}

function ruleOf(code: Code, { site, page }: Reporting): object {
  const markdown = page?.(code);
  return {
    id: code,
    shortDescription: { text: catalogue[code].title },
    help: {
      text: `See ${helpOf(code)}, or run: tidemark check --explain ${code}`,
      ...(markdown === undefined ? {} : { markdown }),
    },
    ...(site === undefined ? {} : { helpUri: `${site}${helpOf(code)}` }),
    defaultConfiguration: { level: catalogue[code].severity },
    properties: { tags: ['fleet'] },
  };
}

/** The most important results first, as many as GitHub would show and take. */
function withinLimits(diagnostics: readonly PlacedDiagnostic[], reporting: Reporting): readonly object[] {
  const fingerprints = sarifFingerprints(diagnostics);
  const rules = new TextEncoder().encode(JSON.stringify(driverOf(reporting))).length;
  const results: object[] = [];
  let bytes = rules;
  for (const diagnostic of diagnostics.toSorted(byImportance).slice(0, sarifLimits.results)) {
    const result = resultOf(diagnostic, fingerprints.get(diagnostic) ?? '', reporting.folder);
    bytes += new TextEncoder().encode(JSON.stringify(result)).length + 1;
    if (bytes > sarifLimits.bytes) break;
    results.push(result);
  }
  return results;
}

function resultOf(diagnostic: PlacedDiagnostic, fingerprint: string, folder: string): object {
  const { code, severity, place, related, chain, victims } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: indexOf.get(code),
    level: severity,
    message: { text: messageOf(diagnostic) },
    locations: [{ physicalLocation: physical(place, folder) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((other, id) => ({
            id,
            physicalLocation: physical(other.place, folder),
            message: { text: sarifText(other.words) },
          })),
        }),
    ...(chain.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: flow(chain, place, folder) }] }] }),
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    properties: { clusters: victims.length, hosts: victims.reduce((sum, victim) => sum + victim.count, 0) },
  };
}

function messageOf(diagnostic: PlacedDiagnostic): string {
  const victims = victimWords(diagnostic, namesShown);
  const lines = [`${diagnostic.sentence}.`, diagnostic.advice, victims === undefined ? undefined : `This ${victims}.`];
  return lines
    .filter((line) => line !== undefined)
    .map((line) => sarifText(clipped(line, longest)))
    .join('\n');
}

function flow(chain: readonly Step[], place: Place, folder: string): readonly object[] {
  const steps = chain.map(({ file, line }) => ({
    artifactLocation: sarifArtifact(file, folder),
    region: { startLine: line ?? 1 },
  }));
  return [
    ...steps.map((step) => ({ location: { physicalLocation: step, message: { text: 'includes' } } })),
    { location: { physicalLocation: physical(place, folder), message: { text: 'the fault' } } },
  ];
}

function physical({ file, spot }: Place, folder: string): object {
  return {
    artifactLocation: sarifArtifact(file, folder),
    region: spot === undefined ? { startLine: 1 } : regionOf(spot),
  };
}

function regionOf({ line, column, length, text }: NonNullable<Place['spot']>): object {
  const startColumn = Math.min(column, text.length + 1);
  const endColumn = Math.min(column + length, text.length + 1);
  return { startLine: line, startColumn, endColumn: Math.max(startColumn, endColumn) };
}

/** A file of the fleet as a URI below the top folder of the repository. */
export function sarifArtifact(file: string, folder: string): object {
  const path = `${folder}${file === '' ? 'fleet.yaml' : file}`.replace(/\p{Surrogate}/gu, '\uFFFD');
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: root };
}

/**
 * Text as a SARIF message: braces are doubled because `{0}` is a placeholder (section 3.11.5), `](` is broken because it
 * makes a link (3.11.6), and what cannot be seen is named.
 */
export function sarifText(text: string): string {
  return untrustedTerminal(text).replaceAll('{', '{{').replaceAll('}', '}}').replaceAll('](', ']\u200B(');
}

function leftOut(left: number): object {
  const text = `${counted(left, 'more diagnostic')} left out: GitHub shows ${sarifLimits.results} results and takes 10 MB. tidemark check --format json has all.`;
  return { level: 'warning', message: { text } };
}
