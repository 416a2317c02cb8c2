/** Every row of the stale report for a terminal, under a heading for each state, and what the rows lack. */

import type { Report, StaleReport, StaleRow, StaleState } from '../report/report.ts';
import { briefly } from './change-words.ts';
import { columns } from './columns.ts';
import { counted } from './diagnostic-words.ts';
import type { Paint } from './paint.ts';
import { exposedAdvisories } from './report-exposed.ts';
import { behindWords, callWords, severityWords, states, stateWords, turnWords } from './report-words.ts';
import { untrustedTerminal as safe } from './untrusted.ts';

export interface StaleView {
  readonly paint: Paint;
  readonly rows: number;
}

/** Blocks with a blank line between them, without a line break at the end. */
export function staleText(report: Report, stale: StaleReport, view: StaleView): string {
  const blocks = [
    groupsText(stale, view),
    ...states.map((state) => stateText(report, stale, { ...view, state })),
    advisoriesText(stale, view),
    exceptionsText(stale, view),
    totalsText(stale, view),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

const brushes: Readonly<Record<StaleState, keyof Paint>> = {
  'withdrawn-version': 'error',
  unmaintained: 'error',
  overdue: 'error',
  unpinned: 'warning',
  due: 'warning',
  held: 'note',
  current: 'good',
};

function stateText(
  report: Report,
  { rows, exceptions }: StaleReport,
  { paint, rows: most, state }: StaleView & { readonly state: StaleState },
): string {
  const own = rows.filter((row) => row.state === state);
  if (own.length === 0) return '';
  const hosts = own.reduce((sum, row) => sum + row.hosts, 0);
  const title = paint[brushes[state]](`${stateWords[state]} (${own.length}, ${counted(hosts, 'host')})`);
  const cells = own
    .slice(0, most)
    .map((row) => [
      `  ${safe(row.cluster)}`,
      safe(row.stream),
      row.pin === undefined ? '–' : safe(briefly(row.pin)),
      row.newest === undefined ? '–' : safe(briefly(row.newest)),
      behindWords(row.behind),
      String(row.drift),
      row.since ?? '–',
      String(row.daysOver),
      String(row.hosts),
      severityWords(row.lacks) || '–',
      row.patchBy ?? '–',
      excuseWords(row, exceptions),
      turnWords(row.turn, safe),
      callWords(row.call, report, { most: 3, escape: safe, address: (text) => `<${safe(text)}>` }),
    ]);
  const [header = '', ...lines] = columns([heads, ...cells], 44);
  return [title, paint.faint(header), ...lines, ...moreLine(own.length, most, paint)].join('\n');
}

const heads = [
  '  cluster',
  'stream',
  'pins',
  'newest',
  'behind',
  'drift',
  'since',
  'over',
  'hosts',
  'lacks',
  'patch by',
  'excused',
  'next move',
  'call',
];

/** The hold or the exception under which a row stands, and its end. */
function excuseWords({ hold, exception }: StaleRow, exceptions: StaleReport['exceptions']): string {
  const words: string[] = [];
  if (hold !== undefined)
    words.push(
      hold.until === undefined ? 'hold' : `hold ${hold.isOver ? 'ended' : 'until'} ${safe(briefly(hold.until))}`,
    );
  const excused = exception === undefined ? undefined : exceptions[exception];
  if (excused !== undefined) words.push(`exception until ${safe(briefly(excused.until))}`);
  return words.join(', ') || '–';
}

function moreLine(count: number, most: number, paint: Paint): readonly string[] {
  return count > most ? [paint.faint(`  … and ${count - most} more: --all shows all, --format csv and json too`)] : [];
}

function advisoriesText(stale: StaleReport, { paint, rows }: StaleView): string {
  const all = exposedAdvisories(stale);
  if (all.length === 0) return '';
  const cells = all
    .slice(0, rows)
    .map(({ stream, advisory, pins, clusters, hosts }) => [
      `  ${advisory.severity}`,
      safe(briefly(advisory.id)),
      safe(stream),
      `${safe(briefly(advisory.closedBy))} of ${advisory.since}`,
      advisory.due ?? '–',
      String(advisory.daysOver),
      String(clusters),
      String(hosts),
      counted(pins.length, 'pin'),
      safe(briefly(advisory.cves)) || '–',
      safe(briefly(advisory.title)),
    ]);
  const header = ['  severity', 'advisory', 'stream', 'closed by', 'due', 'over', 'clusters', 'hosts', 'on'];
  const [head = '', ...lines] = columns([[...header, 'CVEs', 'title'], ...cells], 36);
  return [
    paint.strong(`Advisories that clusters lack (${all.length})`),
    paint.faint(head),
    ...lines,
    ...moreLine(all.length, rows, paint),
  ].join('\n');
}

function exceptionsText({ exceptions }: StaleReport, { paint }: StaleView): string {
  if (exceptions.length === 0) return '';
  const cells = exceptions.map((row) => [
    `  fleet.yaml:${row.line}`,
    row.isOver ? `ended ${safe(row.until)}, ${counted(row.daysOver, 'day')} ago` : `until ${safe(row.until)}`,
    safe(briefly(row.owner)),
    counted(row.rows, 'row'),
    safe(briefly(row.clusters)),
    safe(briefly(row.streams)) || 'every stream',
    safe(briefly(row.advisories)) || 'everything',
    safe(briefly(row.reason)),
  ]);
  const lines = columns(cells, 40).map((line, index) =>
    exceptions[index]?.isOver === true ? paint.warning(line) : line,
  );
  return [paint.strong(`Exceptions (${exceptions.length})`), ...lines].join('\n');
}

/** By owner, site, service or stream, where that was asked. */
function groupsText({ groups }: StaleReport, { paint, rows }: StaleView): string {
  if (groups.length === 0) return '';
  const shown = states.filter((state) => groups.some(({ byState }) => byState[state] > 0));
  const cells = groups
    .slice(0, rows)
    .map((group) => [
      `  ${safe(briefly(group.name))}`,
      String(group.clusters),
      String(group.hosts),
      ...shown.map((state) => (group.byState[state] === 0 ? '–' : String(group.byState[state]))),
      severityWords(group.lacksOver) || '–',
      String(group.worstDrift),
    ]);
  const header = [
    '  group',
    'clusters',
    'hosts',
    ...shown.map((state) => stateWords[state]),
    'past due',
    'worst drift',
  ];
  const [head = '', ...lines] = columns([header, ...cells], 40);
  return [
    paint.strong(`Groups (${groups.length})`),
    paint.faint(head),
    ...lines,
    ...moreLine(groups.length, rows, paint),
  ].join('\n');
}

function totalsText({ rows, exposedHosts }: StaleReport, { paint }: StaleView): string {
  const counts = states.map((state) => [rows.filter((row) => row.state === state).length, state] as const);
  const words = counts.filter(([count]) => count > 0).map(([count, state]) => `${count} ${stateWords[state]}`);
  const exposed = severityWords(exposedHosts);
  const lacking = exposed === '' ? 'no host lacks an advisory' : `hosts that lack an advisory: ${exposed}`;
  return paint.strong(`${counted(rows.length, 'row')}: ${words.join(', ') || 'no cluster has a stream'}; ${lacking}.`);
}
