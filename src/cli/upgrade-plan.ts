/** `tidemark upgrade plan`: which cluster would be offered which version, and what that costs. */

import { upgradePlanJson } from '../render/upgrade-plan-json.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { planUpgradesAt, planUpgradesHere } from '../run/run-upgrades.ts';
import { unknownNames } from '../run/selection.ts';
import { writeResult } from '../run/write-result.ts';
import type { Call, ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';
import { forgeOf, printPlan, progressOf, refuseUnknown, selectionOf, shownPlan } from './upgrades.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const order = { selection: selectionOf(call), now: global.now, progress: progressOf(call) };
  const forge = options.flag('offline') ? undefined : forgeOf(call);
  if (forge?.ok === false && (forge.why !== 'gone' || options.text('forge') !== undefined))
    return failedWorld(forge, terminal);
  const opened = forge?.ok === true ? forge.value : undefined;
  if (opened === undefined && !global.quiet)
    terminal.say('Planned without a forge, from HEAD and the tags that are here: as if nothing had been offered yet.');
  const planned =
    opened === undefined
      ? await planUpgradesHere(global.fleet, order)
      : await planUpgradesAt({ ...order, opened, branch: options.text('branch') });
  terminal.progress('');
  if (!planned.ok) return failedWorld(planned, terminal);
  refuseUnknown(unknownNames(order.selection, planned.value.plan.side));
  const shown = shownPlan(planned.value, opened?.forge.name, order.selection);
  printPlan(shown, call);
  const out = options.text('out');
  if (out !== undefined) {
    const written = writeResult(global.cwd, out, upgradePlanJson(shown));
    if (!written.ok) return failedWorld(written, terminal);
    terminal.say(
      `The plan is in ${untrustedTerminal(out)}: tidemark upgrade run ${untrustedTerminal(out)} does exactly this.`,
    );
  }
  return tellFaults(call, planned.value.plan);
}

type Plan = Extract<Awaited<ReturnType<typeof planUpgradesAt>>, { readonly ok: true }>['value']['plan'];

/** What keeps clusters from being offered a version, at its line. 1 where there is an error. */
export function tellFaults(call: Call, plan: Plan): ExitCode {
  let exit: ExitCode = 0;
  const shared = { tree: plan.side.tree, diagnostics: plan.diagnostics, failed: 0 };
  if (plan.diagnostics.length > 0) exit = tellDiagnostics(call, shared);
  for (const { tree, diagnostics } of plan.faults)
    if (tellDiagnostics(call, { tree, diagnostics, failed: plan.broken.size }) === 1) exit = 1;
  return exit;
}
