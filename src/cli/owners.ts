/** `tidemark owners`: CODEOWNERS from the fleet, and whom its files name although they are not there. */

import { Diagnostics } from '../core/diagnostic.ts';
import { counted } from '../render/diagnostic-words.ts';
import { jsonDocument } from '../render/json-document.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { openTree } from '../run/open-tree.ts';
import { codeownersPath, ownersFile, writeOwnersFile, type OwnersFile } from '../run/owners-file.ts';
import type { OwnerFinding } from '../upgrade/codeowners.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const [writes, checks] = [options.flag('write'), options.flag('check')];
  if (writes && checks) throw new WrongUsage('--write and --check do not go together');
  const tree = openTree(global.fleet, undefined);
  if (!tree.ok) return failedWorld(tree, terminal);
  const out = new Diagnostics();
  const file = ownersFile(global.fleet, tree.value, out);
  if (out.errors > 0) return tellDiagnostics(call, { tree: tree.value, diagnostics: out.sorted(), failed: 0 });
  if (!file.ok) return failedWorld(file, terminal);
  if (checks) return check(file.value, call);
  if (writes) return write(file.value, call);
  if (global.format === 'json') terminal.print(json(file.value));
  else terminal.print(file.value.text);
  tellFindings(file.value, call);
  return file.value.findings.length > 0 ? 1 : 0;
}

async function check({ text, existing }: OwnersFile, { global, terminal }: Call): Promise<ExitCode> {
  const isCurrent = text === existing;
  if (global.format === 'json') terminal.print(jsonDocument({ file: codeownersPath, isCurrent }));
  if (isCurrent && !global.quiet) terminal.say(`${codeownersPath} is up to date.`);
  if (isCurrent) return 0;
  const words = existing === undefined ? 'is not there' : 'does not say what the fleet says';
  terminal.say(`${codeownersPath} ${words}: run \`tidemark owners --write\` and commit it.`);
  return 1;
}

async function write(file: OwnersFile, call: Call): Promise<ExitCode> {
  const { global, terminal } = call;
  if (file.text !== file.existing) {
    const written = writeOwnersFile(global.fleet, file);
    if (!written.ok) return failedWorld(written, terminal);
  }
  const did = file.text === file.existing ? 'is up to date' : 'written';
  if (!global.quiet) terminal.say(`${codeownersPath} ${did}: ${counted(file.rules.length, 'line')}.`);
  tellFindings(file, call);
  return 0;
}

function tellFindings({ findings }: OwnersFile, { global, terminal }: Call): void {
  if (global.quiet) return;
  for (const finding of findings) terminal.say(`  ${untrustedTerminal(findingWords(finding))}`);
}

/** What is wrong with one owner or cluster, in one line with what to do. */
function findingWords(finding: OwnerFinding): string {
  switch (finding.found) {
    case 'unknown':
      return `${finding.name} is nobody in owners.yaml: ${places(finding.where)}`;
    case 'left':
      return `${finding.name} left on ${finding.since}: ${places(finding.where)}`;
    case 'empty-team':
      return `the team ${finding.name} has no members: ${places(finding.where)}`;
    case 'no-login':
      return `${finding.name} has no login that a forge takes (${finding.login}): ${places(finding.where)}`;
    case 'unowned':
      return `${finding.cluster} has nobody, so the owners of ${finding.streams.join(' and ') || 'no stream'} answer: name somebody in ${finding.file}`;
  }
}

function places(where: readonly string[]): string {
  const shown = where.slice(0, 5).join(', ');
  return where.length > 5 ? `${shown} and ${where.length - 5} more` : shown;
}

/** `schemas/codeowners.schema.json` describes it. */
function json({ text, rules, findings }: OwnersFile): string {
  return jsonDocument({ file: codeownersPath, text, rules, findings });
}
