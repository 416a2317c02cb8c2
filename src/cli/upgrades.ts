/** What the upgrade commands share: which upgrades are meant, the forge they ask, the plan as it is shown. */

import type { Outcome } from '../core/outcome.ts';
import { bytes } from '../render/change-cut.ts';
import { upgradePlanJson } from '../render/upgrade-plan-json.ts';
import { upgradePlanMarkdown } from '../render/upgrade-plan-markdown.ts';
import { upgradePlanText } from '../render/upgrade-plan-text.ts';
import type { ShownPlan } from '../render/upgrade-plan.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { openForge, type OpenedForge } from '../run/open-forge.ts';
import type { Selection } from '../run/selection.ts';
import type { PlannedUpgrades } from '../run/run-upgrades.ts';
import { realPace } from '../run/pace.ts';
import { WrongUsage, type Call } from './command.ts';

/** `--stream`, `--only` and `--limit`. */
export function selectionOf({ options }: Call): Selection {
  const limit = options.text('limit');
  if (limit !== undefined && !/^\d{1,6}$/.test(limit)) throw new WrongUsage('--limit takes a number, as --limit 20');
  return {
    streams: options.list('stream'),
    clusters: options.list('only'),
    limit: limit === undefined ? undefined : Number(limit),
  };
}

/** Streams and clusters that are not there are wrong usage. */
export function refuseUnknown(unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  const rest = unknown.length > 5 ? `; and ${unknown.length - 5} more` : '';
  throw new WrongUsage(`${unknown.slice(0, 5).map(untrustedTerminal).join('; ')}${rest}`);
}

/** The forge that was named, or is found. */
export function forgeOf({ global, options, terminal }: Call): Outcome<OpenedForge> {
  const named = options.text('forge');
  return openForge({
    folder: global.fleet,
    env: terminal.env,
    named: named === 'local' || named === 'github' ? named : undefined,
    pace: realPace,
    say: (line) => terminal.say(line),
  });
}

export function progressOf({ terminal }: Call): (text: string) => void {
  return (text) => terminal.progress(text);
}

export function shownPlan(
  { plan, fleet }: PlannedUpgrades,
  forge: string | undefined,
  selection: Selection,
): ShownPlan {
  const { steps, forecast, standings, refused, broken, digests } = plan;
  const base = { branch: fleet.branch, commit: fleet.base.commit };
  return { forge, base, selection, steps, forecast, standings, refused, broken, digests };
}

/** A plan in the format that was asked for, and in the summary of a step where GitHub runs us. */
export function printPlan(shown: ShownPlan, { global, options, terminal }: Call): void {
  const rows = options.flag('all') ? Infinity : rowsShown;
  const formats: Readonly<Record<string, () => string>> = {
    text: () => upgradePlanText(shown, { paint: terminal.paint, rows }),
    md: () => upgradePlanMarkdown(shown, options.flag('all') ? Infinity : longestBody),
    json: () => upgradePlanJson(shown),
  };
  terminal.print(formats[global.format]?.() ?? '');
  terminal.actions?.summarize((room) => upgradePlanMarkdown(shown, room, bytes));
}

const rowsShown = 25;

/** The most characters that a forge takes as the body of a comment. */
const longestBody = 65_536;
