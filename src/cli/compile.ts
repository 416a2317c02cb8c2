/** `tidemark compile`: writes profiles, and says on one screen what it did. */

import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { jsonDocument } from '../render/json-document.ts';
import { cachePlace } from '../run/cache.ts';
import { compileFleet, type CompileReport, type Shard } from '../run/compile-fleet.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { treeOf } from './trees.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const shard = readShard(options.text('shard'));
  const only = options.list('only');
  if (shard !== undefined && only !== undefined) throw new WrongUsage('--only and --shard do not go together');
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, terminal);
  const out = outFor(call);
  const compiled = await compileFleet({
    tree: tree.value,
    out,
    cache: options.flag('cache') && isFleet(global.fleet) ? cachePlace(global.fleet, out) : undefined,
    only: only === undefined ? undefined : new Set(only),
    shard,
    today: global.now.toISOString().slice(0, 10),
    progress: (done, all) => terminal.progress(done % 64 === 0 ? `compiling ${done} of ${all} clusters` : ''),
    signal: call.interruption(),
  });
  terminal.progress('');
  if (!compiled.ok && compiled.why === 'conflict') throw new WrongUsage(compiled.detail);
  if (!compiled.ok) return failedWorld(compiled, terminal);
  const report = compiled.value;
  if (report.unknown.length > 0) throw new WrongUsage(unknownWords(report.unknown));
  const said = words(report, shown(out, global.cwd));
  const found = { tree: tree.value, diagnostics: report.diagnostics, failed: report.failed.length };
  const done = { command: 'compile', words: said, outputs: numbersOf(report) };
  const isWorthTelling = report.diagnostics.length > 0 || terminal.actions !== undefined;
  const exit = isWorthTelling ? (await import('./report.ts')).tellDiagnostics(call, { ...found, done }) : 0;
  if (global.format === 'json') terminal.print(jsonDocument(summaryOf(report, out)));
  else if (!global.quiet) terminal.print(said);
  if (!options.flag('tell')) return exit;
  const whole = only === undefined && shard === undefined;
  const { tellOwners } = await import('./compile-tell.ts');
  const told = await tellOwners(call, { ...found, clusters: whole ? 'all' : 'some' });
  return told === 0 ? exit : told;
}

/** Outputs lie beside the fleet, if it lies in a folder; a bare repository has no place for them. */
function outFor({ global, options }: Call): string {
  const named = options.text('out');
  if (named !== undefined) return resolve(global.cwd, named);
  if (options.text('at') !== undefined && !isFleet(global.fleet)) {
    throw new WrongUsage(
      `${global.fleet} holds no fleet.yaml beside which outputs could lie: name a folder with --out`,
    );
  }
  return join(global.fleet, 'profiles');
}

function isFleet(folder: string): boolean {
  return existsSync(join(folder, 'fleet.yaml'));
}

function unknownWords(unknown: CompileReport['unknown']): string {
  const names = unknown.map(({ name, nearest }) =>
    nearest.length === 0 ? name : `${name} (did you mean ${nearest.join(' or ')}?)`,
  );
  return `there is no cluster ${names.join(', ')} in this fleet`;
}

function numbersOf({ asked, compiled, unchanged, hosts, files }: CompileReport): Readonly<Record<string, number>> {
  return { clusters: asked, compiled, unchanged, hosts, written: files.written, removed: files.removed };
}

function readShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const match = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text);
  const shard = { index: Number(match?.[1]), count: Number(match?.[2]) };
  if (match === null || shard.index > shard.count)
    throw new WrongUsage(`--shard takes a part and how many there are, as 1/4, and not ${text}`);
  return shard;
}

function shown(path: string, cwd: string): string {
  const from = relative(cwd, path);
  return from.startsWith('..') || from === '' ? path : from;
}

/** `schemas/compilation.schema.json` describes it. */
function summaryOf(report: CompileReport, out: string): object {
  const { asked, compiled, unchanged, failed, hosts, files } = report;
  return { asked, compiled, unchanged, failed, hosts, files, out };
}

function words(report: CompileReport, out: string): string {
  const { asked, compiled, unchanged, failed, hosts, files } = report;
  if (asked === 0 && failed.length === 0) return '';
  if (unchanged === asked)
    return `Nothing changed: ${clusters(asked)}, ${count(hosts, 'host')}; ${out}/ is up to date.`;
  const lines = [
    `${clusters(compiled)} compiled${unchanged > 0 ? `, ${unchanged} unchanged` : ''}${failed.length > 0 ? `, ${failed.length} failed` : ''}; ${count(hosts, 'host')}.`,
    `${count(files.written, 'file')} written to ${out}/ (${size(files.bytes)})${files.removed > 0 ? `, ${files.removed} removed` : ''}; index.json lists them.`,
  ];
  if (failed.length > 0) lines.push(`Failed: ${some(failed)}. ${left(files.kept)}`);
  return lines.join('\n');
}

function left(kept: readonly string[]): string {
  return kept.length === 0
    ? 'They have no earlier outputs.'
    : `Their earlier outputs are left as they were: ${some(kept)}.`;
}

function some(names: readonly string[]): string {
  const most = 8;
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

function clusters(number: number): string {
  return count(number, 'cluster');
}

function count(number: number, noun: string): string {
  return `${String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')} ${noun}${number === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
