/** A plan of upgrades for a terminal. */

import { columns } from './columns.ts';
import { counted } from './diagnostic-words.ts';
import type { Paint } from './paint.ts';
import { untrustedTerminal as safe } from './untrusted.ts';
import { forecastWords, planRows, type PlanRow, type RowState, type ShownPlan } from './upgrade-plan.ts';

/** Everything to print, ending in a line break. `rows` bounds how many rows of each kind are shown. */
export function upgradePlanText(
  plan: ShownPlan,
  { paint, rows }: { readonly paint: Paint; readonly rows: number },
): string {
  const all = planRows(plan);
  const blocks = groups.flatMap(({ states, title, brush }) => {
    const own = all.filter(({ state }) => states.includes(state));
    return own.length === 0 ? [] : [block(own, { title, brush, paint, rows })];
  });
  return `${[...blocks, calmRows(all, paint), closings(plan, paint), paint.strong(forecastWords(plan.forecast))].filter((text) => text !== '').join('\n\n')}\n`;
}

const groups: readonly { readonly states: readonly RowState[]; readonly title: string; readonly brush: keyof Paint }[] =
  [
    { states: ['broken'], title: 'Cannot be offered: the profile would not compile', brush: 'error' },
    { states: ['open'], title: 'To offer', brush: 'good' },
    { states: ['update'], title: 'To bring up to date', brush: 'good' },
    { states: ['commit'], title: 'To commit', brush: 'good' },
    { states: ['leave'], title: 'Left as they are', brush: 'faint' },
  ];

interface Shown {
  readonly title: string;
  readonly brush: keyof Paint;
  readonly paint: Paint;
  readonly rows: number;
}

function block(own: readonly PlanRow[], { title, brush, paint, rows }: Shown): string {
  const shown = own
    .slice(0, rows)
    .map((row) => [
      `  ${safe(row.cluster)}`,
      safe(row.stream),
      `${row.from} → ${row.to}`,
      row.kind,
      counted(row.hosts, 'host'),
      row.request === undefined ? row.words : `${row.words} (#${row.request})`,
    ]);
  const rest = own.length > rows ? [paint.faint(`  … and ${own.length - rows} more: --format json has all`)] : [];
  return [paint[brush](`${title} (${own.length})`), ...columns(shown, 40), ...rest].join('\n');
}

/** What nothing happens to, counted by reason. */
function calmRows(all: readonly PlanRow[], paint: Paint): string {
  const counts = new Map<string, number>();
  for (const { state, words } of all) if (state === 'none') counts.set(words, (counts.get(words) ?? 0) + 1);
  const lines = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([words, count]) => paint.faint(`  ${words}: ${count}`));
  return lines.length === 0 ? '' : [paint.faint('Not offered anything, by cluster and stream'), ...lines].join('\n');
}

function closings({ steps }: ShownPlan, paint: Paint): string {
  const lines = steps.flatMap((step) => {
    if (step.do === 'close') return [`  #${step.request.number} ${safe(step.request.branch)}: ${step.because}`];
    if (step.do === 'disarm')
      return [
        `  #${step.request.number} ${safe(step.request.branch)}: no more merging by itself, somebody pushed to it`,
      ];
    return step.do === 'prune' ? [`  ${safe(step.name)}: a branch that nobody needs`] : [];
  });
  return lines.length === 0 ? '' : [paint.strong(`To close and tidy up (${lines.length})`), ...lines].join('\n');
}
