/** How commands tell what they found: to a person, a program, or GitHub. */

import type { Diagnostic } from '../core/diagnostic.ts';
import type { Tree } from '../core/tree.ts';
import { diagnosticsGithub } from '../render/diagnostics-github.ts';
import { diagnosticsJson } from '../render/diagnostics-json.ts';
import { diagnosticsSarif } from '../render/diagnostics-sarif.ts';
import { diagnosticsText } from '../render/diagnostics-text.ts';
import { summaryOf, type PlacedDiagnostic, type Summary } from '../render/placed.ts';
import { summaryMarkdown } from '../render/summary-markdown.ts';
import { fleetFolder } from '../run/open-tree.ts';
import { placed } from '../run/place.ts';
import { toolVersion } from '../run/tool.ts';
import type { Call, ExitCode } from './command.ts';
import type { Terminal } from './terminal.ts';

export interface Found {
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
  /** How many clusters were not compiled. */
  readonly failed: number;
  /** What the command did, for GitHub; left out where there is nothing to say but what was found. */
  readonly done?: Done;
}

/** What a command did: in words, and in numbers for the steps of a workflow that follow. */
export interface Done {
  readonly command: string;
  readonly words: string;
  readonly outputs: Readonly<Record<string, number>>;
}

/** Writes diagnostics to standard error, and to GitHub where it runs us. 1 when there is an error. */
export function tellDiagnostics({ global, terminal }: Call, found: Found): ExitCode {
  const { diagnostics, summary, folder } = ready(found, global.fleet);
  const told = global.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
  if (told.length > 0) terminal.say(diagnosticsText(told, summary, terminal.paint));
  terminal.actions?.annotate(diagnosticsGithub(told, { folder }));
  tellSteps(terminal, { done: found.done, told, summary });
  return summary.errors > 0 ? 1 : 0;
}

type Format = (
  found: readonly PlacedDiagnostic[],
  summary: Summary,
  about: { readonly folder: string; readonly terminal: Terminal },
) => string;

/** The report of `check`, in each format. */
export const reportFormats: Readonly<Record<string, Format>> = {
  text: (found, summary, { terminal }) => diagnosticsText(found, summary, terminal.paint),
  json: diagnosticsJson,
  github: (found, _, { folder }) => diagnosticsGithub(found, { folder }),
  sarif: (found, _, { folder }) => diagnosticsSarif(found, { version: toolVersion, folder }),
};

/** Prints diagnostics as a command's result. 1 when there is an error. */
export function printReport({ global, terminal }: Call, found: Found): ExitCode {
  const { diagnostics, summary, folder } = ready(found, global.fleet);
  const told = global.quiet ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
  const report = reportFormats[global.format]?.(told, summary, { folder, terminal }) ?? '';
  if (global.format === 'github') terminal.printCommands(report);
  else {
    terminal.print(report);
    terminal.actions?.annotate(diagnosticsGithub(told, { folder }));
  }
  tellSteps(terminal, { done: found.done, told, summary });
  return summary.errors > 0 ? 1 : 0;
}

interface Told {
  readonly done: Done | undefined;
  readonly told: readonly PlacedDiagnostic[];
  readonly summary: Summary;
}

/** Writes the summary of a step, and its outputs, where GitHub runs us. */
function tellSteps({ actions }: Terminal, { done, told, summary }: Told): void {
  if (actions === undefined || done === undefined) return;
  actions.summarize((room) => summaryMarkdown(done, told, { summary, limit: room }));
  const { errors, warnings, notes, failed } = summary;
  actions.outputs({ errors, warnings, notes, failed, ...done.outputs });
}

function ready(
  found: Found,
  fleet: string,
): { readonly diagnostics: readonly PlacedDiagnostic[]; readonly summary: Summary; readonly folder: string } {
  const diagnostics = placed(found.diagnostics, found.tree);
  return { diagnostics, summary: summaryOf(diagnostics, found.failed), folder: fleetFolder(fleet) };
}
