/** `tidemark upgrade run`: offers every cluster its new version, and tells owners what could not be done. */

import { randomUUID } from 'node:crypto';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { upgradeDoneText } from '../render/upgrade-done.ts';
import { upgradeRequestsText } from '../render/upgrade-requests.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import type { Offer } from '../upgrade/offer.ts';
import { readPlanFile, whatMoved, type PlanFile } from '../run/plan-file.ts';
import {
  assigneesOf,
  planUpgradesAt,
  runUpgrades,
  type PlannedUpgrades,
  type UpgradeOrder,
  type UpgradesDone,
} from '../run/run-upgrades.ts';
import { unknownNames } from '../run/selection.ts';
import { tellUpgrades } from '../run/tell-upgrades.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { sayTold } from './told.ts';
import { tellFaults } from './upgrade-plan.ts';
import { forgeOf, printPlan, progressOf, refuseUnknown, selectionOf, shownPlan } from './upgrades.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const file = planFileOf(call);
  const forge = forgeOf(call);
  if (!forge.ok) return failedWorld(forge, terminal);
  const order: UpgradeOrder = {
    opened: forge.value,
    branch: options.text('branch') ?? file?.base.branch,
    selection: file?.selection ?? selectionOf(call),
    now: global.now,
    progress: progressOf(call),
  };
  if (options.flag('dry-run')) return show(call, order, file);
  let moved: readonly string[] = [];
  const ran = await runUpgrades(order, (planned) => {
    if (file === undefined) refuseUnknown(unknownNames(order.selection, planned.plan.side));
    moved = file === undefined ? [] : whatMoved(file, shownPlan(planned, forge.value.forge.name, order.selection));
    return moved.length === 0 ? succeeded(undefined) : failed('conflict', 'the plan does not hold any more');
  });
  terminal.progress('');
  if (moved.length > 0) return tellMoved(call, moved);
  if (!ran.ok) return failedWorld(ran, terminal);
  return report(call, order, ran.value);
}

/** A plan that somebody looked at; it says itself which upgrades it is about. */
function planFileOf({ arguments: [name], options, global }: Call): PlanFile | undefined {
  if (name === undefined) return undefined;
  if (
    ['stream', 'only', 'limit'].some(
      (option) => options.list(option) !== undefined || options.text(option) !== undefined,
    )
  )
    throw new WrongUsage('a plan says itself which upgrades it is about: leave out --stream, --only and --limit');
  const read = readPlanFile(global.cwd, name);
  if (!read.ok) throw new WrongUsage(read.detail);
  return read.value;
}

async function show(call: Call, order: UpgradeOrder, file: PlanFile | undefined): Promise<ExitCode> {
  const { terminal, global } = call;
  const planned = await planUpgradesAt(order);
  terminal.progress('');
  if (!planned.ok) return failedWorld(planned, terminal);
  if (file === undefined) refuseUnknown(unknownNames(order.selection, planned.value.plan.side));
  const shown = shownPlan(planned.value, order.opened.forge.name, order.selection);
  const moved = file === undefined ? [] : whatMoved(file, shown);
  if (moved.length > 0) return tellMoved(call, moved);
  const { plan } = planned.value;
  const reviewers = plan.open?.fleet.upgrade.reviewers ?? 'codeowners';
  const texts = { textOf: (offer: Offer) => plan.textOf(offer), peopleFor: assigneesOf(plan), reviewers };
  if (global.format === 'text') terminal.print(upgradeRequestsText(shown, texts, terminal.paint));
  else printPlan(shown, call);
  return tellFaults(call, plan);
}

function tellMoved({ terminal }: Call, moved: readonly string[]): ExitCode {
  terminal.say(`error: nothing was done, because the plan does not hold any more:`);
  for (const line of moved.slice(0, 20)) terminal.say(`  ${untrustedTerminal(line)}`);
  if (moved.length > 20) terminal.say(`  … and ${moved.length - 20} more`);
  terminal.say('Make a new one: tidemark upgrade plan --out FILE.');
  return 1;
}

async function report(call: Call, order: UpgradeOrder, ran: UpgradesDone): Promise<ExitCode> {
  const { terminal, global } = call;
  const { done, after } = ran;
  const shown = shownPlan(after, order.opened.forge.name, order.selection);
  if (global.format === 'text')
    terminal.print(
      upgradeDoneText(done, shown, {
        paint: terminal.paint,
        spent: order.opened.forge.spent(),
      }),
    );
  else printPlan(shown, call);
  const told = !call.options.flag('tell') ? succeeded(undefined) : await tellOwners(call, order, after, ran);
  const failures = done.filter(({ result }) => !result.ok);
  terminal.actions?.outputs({
    opened: count(ran, 'opened') + count(ran, 'merged'),
    updated: count(ran, 'updated'),
    closed: count(ran, 'closed'),
    committed: count(ran, 'committed'),
    failed: failures.length,
  });
  const faults = tellFaults(call, after.plan);
  if (!told.ok) return failedWorld(told, terminal);
  const refused = failures.some(({ result }) => !result.ok && ['unreachable', 'limited'].includes(result.why));
  return refused ? 3 : failures.length > 0 ? 1 : faults;
}

function count({ done }: UpgradesDone, what: string): number {
  return done.filter(({ result }) => result.ok && result.value.what === what).length;
}

async function tellOwners(
  call: Call,
  order: UpgradeOrder,
  after: PlannedUpgrades,
  { done }: UpgradesDone,
): Promise<Outcome<unknown>> {
  const { terminal, global, options } = call;
  const told = await tellUpgrades({
    folder: global.fleet,
    env: terminal.env,
    opened: order.opened,
    after,
    done,
    selection: order.selection,
    clock: () => global.now,
    run: randomUUID(),
    act: options.flag('resend') ? 'resend' : 'do',
  });
  if (told.ok && told.value !== undefined) sayTold(told.value, call);
  return told;
}
