/** `tidemark release check`: what is wrong with releases, and what they would do to the fleet. */

import type { Tree } from '../core/tree.ts';
import { bytes } from '../render/change-cut.ts';
import { releaseCheckJson } from '../render/release-check-json.ts';
import { releaseCheckText, type CheckedReleases } from '../render/release-check-text.ts';
import { longestNotes, releaseCheckMarkdown } from '../render/release-notes.ts';
import { checkReleases, type ReleaseReport, type Wanted } from '../run/check-releases.ts';
import { withTags } from '../run/release-tags.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';
import { treeOf } from './trees.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, terminal } = call;
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, terminal);
  const report = checkReleases({
    tree: withTags(tree.value, global.fleet),
    wanted: wantedOf(call),
    progress: (what, done, all) => {
      if (done % 64 === 0) terminal.progress(`trying ${what} on ${done} of ${all} clusters`);
    },
  });
  terminal.progress('');
  if (!report.ok && report.why === 'gone') throw new WrongUsage(report.detail);
  if (!report.ok) return failedWorld(report, terminal);
  const checked = { effects: report.value.tried.map(({ effect }) => effect), published: report.value.published };
  terminal.print(formats[global.format]?.(checked, call) ?? '');
  terminal.actions?.summarize((room) => releaseCheckMarkdown(checked.effects, room, bytes));
  return tell(report.value, tree.value, call);
}

function wantedOf({ arguments: given }: Call): Wanted {
  const [first, second] = given;
  if (first === undefined) return { is: 'newest' };
  if (first === 'all' && second === undefined) return { is: 'all' };
  const [stream = '', version] = second === undefined ? first.split('/') : [first, second];
  if (version === undefined) throw new WrongUsage('a release is named by stream and version, as linux 2026_8_minor');
  return { is: 'one', stream, version };
}

const formats: Readonly<Record<string, (checked: CheckedReleases, call: Call) => string>> = {
  text: (checked, { terminal }) => releaseCheckText(checked, terminal.paint),
  json: releaseCheckJson,
  md: ({ effects }) => releaseCheckMarkdown(effects, longestNotes),
};

/** What is wrong with the releases, then the errors that each would bring, in the tree that would have them. */
function tell({ tried, diagnostics }: ReleaseReport, tree: Tree, call: Call): ExitCode {
  const found = [tellDiagnostics(call, { tree, diagnostics, failed: 0 })];
  for (const { effect, tree: head, diagnostics: errors } of tried) {
    if (errors.length > 0)
      found.push(tellDiagnostics(call, { tree: head, diagnostics: errors, failed: effect.broken.length }));
    else if (effect.broken.length > 0) found.push(1);
  }
  const broken = new Set(tried.flatMap(({ effect }) => effect.broken)).size;
  call.terminal.actions?.outputs({ releases: tried.length, broken });
  return found.includes(1) ? 1 : 0;
}
