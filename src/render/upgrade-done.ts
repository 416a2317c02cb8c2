/** What a run of upgrades did, for a terminal. */

import type { Outcome } from '../core/outcome.ts';
import type { Step } from '../upgrade/plan.ts';
import { columns } from './columns.ts';
import { counted } from './diagnostic-words.ts';
import type { Paint } from './paint.ts';
import { untrustedTerminal as safe } from './untrusted.ts';
import { planRows, type ShownPlan } from './upgrade-plan.ts';

/** A step that was carried out, and what became of it. */
export interface ShownDone {
  readonly step: Step;
  readonly result: Outcome<Carried>;
}

interface Carried {
  readonly request: { readonly number: number; readonly url: string } | undefined;
  readonly leftOut: readonly string[];
  readonly what: string;
}

export interface DoneStyle {
  readonly paint: Paint;
  readonly spent: { readonly reads: number; readonly writes: number };
}

/** Everything to print: a line for each step that did something, then what is left as it was, then what it cost. */
export function upgradeDoneText(done: readonly ShownDone[], after: ShownPlan, style: DoneStyle): string {
  const { paint, spent } = style;
  const good = done.flatMap(({ step, result }) => (result.ok ? [goodRow(step, result.value)] : []));
  const bad = done.flatMap(({ step, result }) =>
    result.ok ? [] : [`  ${safe(nameOf(step))}: ${safe(result.detail)}`],
  );
  const strangers = [...new Set(done.flatMap(({ result }) => (result.ok ? result.value.leftOut : [])))];
  const blocks = [
    good.length === 0 ? '' : [paint.good(`Done (${good.length})`), ...columns(good, 60)].join('\n'),
    bad.length === 0 ? '' : [paint.error(`Not done (${bad.length})`), ...bad].join('\n'),
    strangers.length === 0
      ? ''
      : paint.warning(
          `The forge did not take ${strangers.map(safe).join(', ')} as those to be asked: it does not know them, or assigns nobody. A login that is another there is set in owners.yaml.`,
        ),
    paint.faint(restWords(after)),
    paint.strong(
      `${good.length === 0 && bad.length === 0 ? 'Nothing to do' : `${counted(good.length, 'step')} done, ${bad.length} not`}: ${counted(spent.writes, 'write')} and ${counted(spent.reads, 'read')}.`,
    ),
  ];
  return `${blocks.filter((text) => text !== '').join('\n\n')}\n`;
}

/** A request is named by its page, or by its number where nobody serves one. */
function goodRow(step: Step, { what, request }: Carried): readonly string[] {
  const page = request === undefined ? '' : safe(request.url) || `#${request.number}`;
  return [`  ${what}`, safe(nameOf(step)), page];
}

function nameOf(step: Step): string {
  if ('offer' in step) {
    const { moves, stream } = step.offer;
    const [first] = moves;
    const name = moves.length === 1 ? (first?.cluster ?? '') : counted(moves.length, 'cluster');
    return `${name} ${stream} ${first?.from.text ?? ''} → ${first?.to.text ?? ''}`;
  }
  return step.do === 'prune' ? step.name : step.request.branch;
}

/** How many are left as they are, by reason. */
function restWords(after: ShownPlan): string {
  const counts = new Map<string, number>();
  for (const { state, words } of planRows(after)) {
    const isOpen = state === 'leave' || state === 'broken' || (state === 'none' && words !== calm);
    if (isOpen) counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, count]) => `${words}: ${count}`).join('; ');
}

const calm = 'has the newest version it may have';
