/** What the commands that read package lists have in common: their options, the fleet, and how faults are told. */

import { resolve } from 'node:path';
import { Diagnostics } from '../core/diagnostic.ts';
import type { Outcome } from '../core/outcome.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { isSourceKind } from '../release/lists/recognise.ts';
import { makeTemplate, type SourceFault, type Wished } from '../run/make-template.ts';
import type { SourceOrder } from '../run/make-template-sources.ts';
import { writeTemplate } from '../run/make-template-write.ts';
import { openFleet, type OpenFleet } from '../run/open-fleet.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';
import { templateJson, templateText } from './template-words.ts';
import { treeOf } from './trees.ts';

/** Makes a version, tells what it is, and writes it unless `--dry-run` is given. */
export async function runTemplate(call: Call, stream: string, version: Wished): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const from = options.list('from') ?? [];
  if (from.length === 0)
    throw new WrongUsage('--from names what the version is made from: package lists, or a repository');
  const open = opened(call);
  if (typeof open === 'number') return open;
  const made = await makeTemplate({
    ...sourceOrder(call, from),
    open,
    stream,
    version,
    advisories: (options.list('advisories') ?? []).map((path) => resolve(global.cwd, path)),
    important: options.list('important'),
    date: global.now.toISOString().slice(0, 10),
  });
  if (!made.ok) return refused(made, call);
  if (!made.value.made) {
    if (made.value.faults.length > 0) return tellFaults(made.value.faults, call);
    return tellDiagnostics(call, { tree: open.tree, diagnostics: made.value.diagnostics, failed: 0 });
  }
  const { plan } = made.value;
  if (!options.flag('dry-run')) {
    const written = writeTemplate(global.fleet, open.tree, plan);
    if (!written.ok) return failedWorld(written, terminal);
  }
  for (const warning of plan.warnings) if (!global.quiet) terminal.say(`warning: ${untrustedTerminal(warning)}`);
  const how = options.flag('dry-run') ? 'planned' : 'written';
  terminal.print(global.format === 'json' ? templateJson(plan, how) : templateText(plan, how));
  return 0;
}

/** What every reader of sources is told. */
export function sourceOrder({ global, options }: Call, from: readonly string[]): SourceOrder {
  const as = options.text('as');
  return {
    root: global.fleet,
    from: from.map((path) => resolve(global.cwd, path)),
    as: as !== undefined && isSourceKind(as) ? as : undefined,
    arch: options.text('arch'),
    kernels: options.flag('all-kernels') ? 'all' : 'newest',
  };
}

/** The fleet, or the exit code where it cannot be read. */
function opened(call: Call): OpenFleet | ExitCode {
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, call.terminal);
  const out = new Diagnostics();
  const open = openFleet(tree.value, out);
  const found = { tree: tree.value, diagnostics: out.sorted(), failed: 0 };
  if (open === undefined || out.errors > 0) return tellDiagnostics(call, found);
  return open;
}

/** What cannot be meant is wrong usage; anything else the world did. */
export function refused(outcome: Outcome<unknown> & { readonly ok: false }, { terminal }: Call): ExitCode {
  if (outcome.why === 'conflict' || outcome.why === 'gone') throw new WrongUsage(outcome.detail);
  return failedWorld(outcome, terminal);
}

/** Tells what is wrong with sources, a line each. */
export function tellFaults(faults: readonly SourceFault[], { terminal }: Call): ExitCode {
  for (const { file, line, reason } of faults) {
    const place = line === 0 ? file : `${file}:${line}`;
    terminal.say(`error: ${untrustedTerminal(`${place}: ${reason}`)}`);
  }
  terminal.say('Nothing was written. Mend the sources, or name their kind with --as.');
  return 1;
}
