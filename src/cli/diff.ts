/** `tidemark diff`: what changes between two revisions, each change once with the clusters that go through it. */

import { bytes } from '../render/change-cut.ts';
import { changeJson } from '../render/change-json.ts';
import { changeMarkdown } from '../render/change-markdown.ts';
import { changeText } from '../render/change-text.ts';
import { changeUnified } from '../render/change-unified.ts';
import { totalWords, type ShownChange } from '../render/change-words.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { comparedTrees, type ComparedTrees } from '../run/compared-trees.ts';
import { diffFleets } from '../run/diff-fleets.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, terminal } = call;
  const [base, head] = call.arguments;
  const trees = comparedTrees(global.fleet, { base, head });
  if (!trees.ok && trees.why === 'gone') throw new WrongUsage(trees.detail);
  if (!trees.ok) return failedWorld(trees, terminal);
  const report = diffFleets({
    ...trees.value,
    samples: global.format === 'unified' ? 'kept' : 'dropped',
    progress: (done, all) => {
      if (done % 64 === 0) terminal.progress(`comparing ${done} of ${all} clusters`);
    },
  });
  terminal.progress('');
  const shown: ShownChange = { base: trees.value.base.name, head: trees.value.head.name, change: report.change };
  tellWhat(trees.value, shown, call);
  terminal.print(formats[global.format]?.(shown, call) ?? '');
  terminal.actions?.summarize((room) => changeMarkdown(shown, room, bytes));
  const { touched, compared } = report.change;
  terminal.actions?.outputs({
    clusters: touched.clusters,
    hosts: touched.hosts,
    compared: compared.clusters,
    failed: report.failed.length,
  });
  return tellDiagnostics(call, {
    tree: trees.value.head,
    diagnostics: report.diagnostics,
    failed: report.failed.length,
  });
}

/** The base where nobody named it; and, where the result is for a program, what it comes to. */
function tellWhat({ chosen }: ComparedTrees, { base, head, change }: ShownChange, { global, terminal }: Call): void {
  if (global.quiet) return;
  if (chosen !== undefined) terminal.say(`Compared with ${untrustedTerminal(chosen)}.`);
  if (global.format !== 'text') terminal.say(`${untrustedTerminal(`${base} → ${head}`)}: ${totalWords(change)}.`);
}

/** The most characters that a forge takes as the body of a comment. */
const longestBody = 65_536;

/** How many rows of each table a person is shown. */
const rowsShown = 25;

const formats: Readonly<Record<string, (shown: ShownChange, call: Call) => string>> = {
  text: (shown, { options, terminal }) =>
    changeText(shown, { paint: terminal.paint, rows: options.flag('all') ? 'all' : rowsShown }),
  md: (shown, { options }) => changeMarkdown(shown, options.flag('all') ? Infinity : longestBody),
  json: changeJson,
  unified: (shown) => changeUnified(shown),
};
