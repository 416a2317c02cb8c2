/** `tidemark check`: everything that can be wrong, without writing. */

import { readFileSync } from 'node:fs';
import { catalogue } from '../core/catalogue.ts';
import { nearest } from '../core/nearest.ts';
import { counted } from '../render/diagnostic-words.ts';
import { explainCode } from '../render/explain-code.ts';
import { checkFleet } from '../run/check-fleet.ts';
import { withTags } from '../run/release-tags.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { printReport } from './report.ts';
import { treeOf } from './trees.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const code = options.text('explain');
  if (code !== undefined) return explain(code, call);
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, terminal);
  const tagged = withTags(tree.value, global.fleet);
  const report = await checkFleet(tagged, global.now.toISOString().slice(0, 10), (done, all) => {
    if (done % 64 === 0) terminal.progress(`checking ${done} of ${all} clusters`);
  });
  terminal.progress('');
  const { clusters, hosts, failed, diagnostics } = report;
  const words = `Checked ${counted(clusters, 'cluster')} and ${counted(hosts, 'host')}.`;
  const done = { command: 'check', words, outputs: { clusters, hosts } };
  const exit = printReport(call, { tree: tree.value, diagnostics, failed: failed.length, done });
  if (global.format === 'text' && !global.quiet) terminal.say(words);
  return exit;
}

/** The page about a code, from the documentation that comes with the tool. */
function explain(code: string, { terminal }: Call): ExitCode {
  if (!Object.hasOwn(catalogue, code)) {
    const near = nearest(code, Object.keys(catalogue));
    throw new WrongUsage(`there is no code ${code}${near.length > 0 ? ` (did you mean ${near.join(' or ')}?)` : ''}`);
  }
  const page = readFileSync(new URL(`../../docs/codes/${code}.md`, import.meta.url), 'utf8');
  terminal.print(explainCode(page, terminal.paint));
  return 0;
}
