/** Diagnostics as GitHub's workflow commands, which show them beside the lines of a pull request. */

import type { Severity } from '../core/diagnostic.ts';
import { chainWords, clipped, counted, victimWords } from './diagnostic-words.ts';
import { byImportance, type PlacedDiagnostic } from './placed.ts';
import { untrustedWorkflow, untrustedWorkflowProperty } from './untrusted.ts';

/** GitHub shows ten annotations of a kind for each step of a job. */
export const shownOfAKind = 10;

/** What GitHub needs to know besides. */
export interface Annotating {
  /** The fleet's folder in the repository, ending in `/`; empty where they are the same. */
  readonly folder: string;
}

/** Lines for standard output: the most important of each kind, then one line that counts what was left out. */
export function diagnosticsGithub(diagnostics: readonly PlacedDiagnostic[], { folder }: Annotating): string {
  const ranked = diagnostics.toSorted(byImportance);
  const shown = severities.flatMap((severity) => ranked.filter((d) => d.severity === severity).slice(0, shownOfAKind));
  const lines = shown.map((diagnostic) => annotation(diagnostic, folder));
  const left = diagnostics.length - shown.length;
  if (left > 0) {
    lines.push(
      `${counted(left, 'more diagnostic')} without an annotation: GitHub shows ${shownOfAKind} of a kind; the summary has all.`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

const severities: readonly Severity[] = ['error', 'warning', 'note'];

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const satisfies Record<Severity, string>;

const longest = 1000;
const namesShown = 10;

function annotation(diagnostic: PlacedDiagnostic, folder: string): string {
  const { severity, place, code } = diagnostic;
  const file = place.file === '' ? [] : [`file=${untrustedWorkflowProperty(`${folder}${place.file}`)}`];
  const properties = [...file, ...region(diagnostic), `title=${untrustedWorkflowProperty(code)}`];
  return `::${commands[severity]} ${properties.join(',')}::${message(diagnostic)}`;
}

/** GitHub reads columns only where an annotation stays on one line, so an end past the line is left out. */
function region({ place: { spot } }: PlacedDiagnostic): readonly string[] {
  if (spot === undefined) return [];
  const line = [`line=${spot.line}`, `endLine=${spot.line}`, `col=${spot.column}`];
  const end = Math.min(spot.column + spot.length, spot.text.length + 1);
  return end > spot.column ? [...line, `endColumn=${end}`] : line;
}

function message(diagnostic: PlacedDiagnostic): string {
  const lines = [
    diagnostic.sentence,
    `Do: ${diagnostic.advice}`,
    victimWords(diagnostic, namesShown),
    chainWords(diagnostic.chain),
  ].filter((line) => line !== undefined);
  return lines.map((line) => untrustedWorkflow(oneLine(clipped(line, longest)))).join('%0A');
}

/** A line break from a file would look like one of ours. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]\s*/g, ' ');
}
