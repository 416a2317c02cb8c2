/** `tidemark compile`: writes profiles, and says on one screen what it did. */

import { isAbsolute, join, relative, resolve } from 'node:path';
import { compileFleet, type CompileReport, type Shard } from '../run/compile-fleet.ts';
import { sha256Of } from '../tree/write.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld, tellDiagnostics } from './report.ts';
import { treeOf } from './trees.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, terminal);
  const out = options.text('out') === undefined ? join(global.fleet, 'profiles') : resolve(global.cwd, options.text('out') ?? '');
  const only = options.list('only');
  const compiled = await compileFleet({
    tree: tree.value,
    out,
    cache: options.flag('cache') ? cacheFor(global.fleet, out) : undefined,
    only: only === undefined ? undefined : new Set(only),
    shard: readShard(options.text('shard')),
    today: global.now.toISOString().slice(0, 10),
    progress: (done, all) => terminal.progress(done % 64 === 0 ? `compiling ${done} of ${all} clusters` : ''),
  });
  terminal.progress('');
  if (!compiled.ok) return failedWorld(compiled, terminal);
  const report = compiled.value;
  if (report.unknown.length > 0) throw new WrongUsage(`there is no cluster ${report.unknown.join(', ')} in this fleet`);
  const exit = tellDiagnostics(call, { tree: tree.value, diagnostics: report.diagnostics, failed: report.failed.length });
  if (global.format === 'json') terminal.print(JSON.stringify(summaryOf(report, out), undefined, 2));
  else if (!global.quiet) terminal.print(words(report, shown(out, global.cwd)));
  return exit;
}

/** Each output folder has a cache of its own, named so that a copied checkout finds it again. */
function cacheFor(fleet: string, out: string): { readonly folder: string; readonly name: string } {
  const from = relative(fleet, out);
  const name = from.startsWith('..') || isAbsolute(from) ? out : from;
  return { folder: join(fleet, '.tidemark'), name: `compile-${sha256Of(name).slice(0, 16)}.cache` };
}

function readShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const match = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text);
  const shard = { index: Number(match?.[1]), count: Number(match?.[2]) };
  if (match === null || shard.index > shard.count) throw new WrongUsage(`--shard takes a part and how many there are, as 1/4, and not ${text}`);
  return shard;
}

function shown(path: string, cwd: string): string {
  const from = relative(cwd, path);
  return from.startsWith('..') || from === '' ? path : from;
}

function summaryOf(report: CompileReport, out: string): object {
  const { asked, compiled, unchanged, failed, hosts, files } = report;
  return { asked, compiled, unchanged, failed, hosts, files, out };
}

function words(report: CompileReport, out: string): string {
  const { asked, compiled, unchanged, failed, hosts, files } = report;
  if (asked === 0 && failed.length === 0) return '';
  if (unchanged === asked) return `Nothing changed: ${clusters(asked)}, ${count(hosts, 'host')}; ${out}/ is up to date.`;
  const lines = [
    `${clusters(compiled)} compiled${unchanged > 0 ? `, ${unchanged} unchanged` : ''}${failed.length > 0 ? `, ${failed.length} failed` : ''}; ${count(hosts, 'host')}.`,
    `${count(files.written, 'file')} written to ${out}/ (${size(files.bytes)})${files.removed > 0 ? `, ${files.removed} removed` : ''}; index.json lists them.`,
  ];
  if (failed.length > 0) lines.push(`Failed: ${some(failed)}. ${left(files.kept)}`);
  return lines.join('\n');
}

function left(kept: readonly string[]): string {
  return kept.length === 0 ? 'They have no earlier outputs.' : `Their earlier outputs are left as they were: ${some(kept)}.`;
}

function some(names: readonly string[]): string {
  const most = 8;
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

function clusters(number: number): string {
  return count(number, 'cluster');
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
