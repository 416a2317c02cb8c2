/** `tidemark merge`: joins what several machines compiled. */

import { dirname, join, relative, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { counted } from '../render/diagnostic-words.ts';
import { jsonDocument } from '../render/json-document.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { bondOf, type Bond, type Misfit } from '../run/join-shards.ts';
import { mergeIndexes, type FailedCluster, type MergeReport } from '../run/merge-indexes.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const indexes = call.arguments.map((named) => indexAt(resolve(global.cwd, named)));
  const out = resolve(global.cwd, options.text('out') ?? dirname(indexes[0] ?? ''));
  const merged = await mergeIndexes({ indexes, out, signal: call.interruption() });
  if (!merged.ok && (merged.why === 'gone' || merged.why === 'conflict')) throw new WrongUsage(merged.detail);
  if (!merged.ok) return failedWorld(merged, terminal);
  if (!merged.value.fits) {
    terminal.say(misfitWords(merged.value.misfits, global.cwd));
    return 1;
  }
  const { report } = merged.value;
  if (global.format === 'json') terminal.print(jsonDocument({ ...report, out }));
  else if (!global.quiet) terminal.print(reportWords(report, shown(out, global.cwd)));
  terminal.actions?.outputs({ compiled: report.compiled, failed: report.failed.length, hosts: report.hosts });
  return report.failed.length > 0 ? 1 : 0;
}

function indexAt(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, 'index.json') : path;
}

const mostShown = 20;

function misfitWords(misfits: readonly Misfit[], cwd: string): string {
  const lines = misfits.slice(0, mostShown).map((misfit) => `error: ${untrustedTerminal(sentenceOf(misfit, cwd))}`);
  if (misfits.length > mostShown) lines.push(`and ${misfits.length - mostShown} more`);
  return [...lines, 'Nothing was written.'].join('\n');
}

function sentenceOf(misfit: Misfit, cwd: string): string {
  const name = (file: string): string => shown(file, cwd);
  switch (misfit.is) {
    case 'no-index':
      return `${name(misfit.file)} is not an index that tidemark wrote`;
    case 'whole':
      return `${name(misfit.file)} is of a whole fleet, and not of a shard`;
    case 'stranger':
      return `${name(misfit.file)} ${bondWords[misfit.bond]}: it says ${brief(misfit.says)}, and ${name(misfit.first.file)} ${brief(bondOf(misfit.first, misfit.bond))}`;
    case 'part-twice':
      return `shard ${misfit.part} is there twice: ${misfit.files.map(name).join(', ')}`;
    case 'part-missing':
      return `shard ${some(misfit.parts)} is missing`;
    case 'cluster-twice':
      return `cluster ${misfit.cluster} is in two shards: ${misfit.files.map(name).join(', ')}`;
    case 'path-twice':
      return `two outputs need the path ${misfit.path}: of ${misfit.clusters.join(' and ')}`;
    case 'output-missing':
      return `${name(misfit.file)} is listed in its index, and is missing`;
    case 'output-damaged':
      return `${name(misfit.file)} is not the file that its index lists: its digest is another`;
  }
}

const bondWords = {
  fleet: 'is of another fleet',
  tool: 'was written by another version of tidemark',
  count: 'was divided into another number of shards',
  inputs: 'was compiled from other files',
} as const satisfies Record<Bond, string>;

/** A digest is known by its beginning. */
function brief(said: string): string {
  if (said === '') return 'nothing';
  return /^[0-9a-f]{64}$/.test(said) ? `${said.slice(0, 12)}…` : said;
}

function reportWords({ shards, compiled, failed, hosts, files }: MergeReport, out: string): string {
  const clusters = `${counted(compiled, 'cluster')} compiled${failed.length > 0 ? `, ${failed.length} failed` : ''}`;
  const gathered = files.copied > 0 ? `${counted(files.copied, 'file')} copied to ${out}/` : `${out}/ has all files`;
  return [
    `${counted(shards, 'shard')} merged: ${clusters}; ${counted(hosts, 'host')}.`,
    `${gathered}${files.removed > 0 ? `, ${files.removed} removed` : ''}; index.json lists them.`,
    ...failed.slice(0, mostShown).map(failedWords),
    ...(failed.length > mostShown ? [`and ${failed.length - mostShown} more failed, which index.json tells of`] : []),
  ].join('\n');
}

function failedWords({ name, failures }: FailedCluster): string {
  const [first] = failures;
  if (first === undefined) return `Failed: ${untrustedTerminal(name)}`;
  const place = first.line === undefined ? first.file : `${first.file}:${first.line}`;
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
  return untrustedTerminal(`Failed: ${name}: ${place} ${first.code}: ${first.message}${more}`);
}

function some(names: readonly string[]): string {
  return names.length > mostShown
    ? `${names.slice(0, mostShown).join(', ')} and ${names.length - mostShown} more`
    : names.join(', ');
}

function shown(path: string, cwd: string): string {
  const from = relative(cwd, path);
  return from.startsWith('..') || from === '' ? path : from;
}
