/** A plan of upgrades as Markdown, for the summary of a step. */

import { fitted, type Measure, type Piece } from './change-cut.ts';
import { untrustedCell, untrustedMarkdown } from './untrusted.ts';
import { forecastWords, planRows, type PlanRow, type ShownPlan } from './upgrade-plan.ts';

/** At most `limit` of what `measure` counts, cut at a row. */
export function upgradePlanMarkdown(plan: ShownPlan, limit: number, measure?: Measure): string {
  const rows = planRows(plan);
  const moving = rows.filter(({ state }) => state !== 'none');
  const calm = rows.filter(({ state }) => state === 'none');
  const head: Piece = {
    noun: 'line',
    rank: 'seen',
    open: '',
    rows: [`## Upgrades\n\n${untrustedMarkdown(forecastWords(plan.forecast))}\n\n`],
    close: '',
  };
  return fitted([head, table('upgrade', 'seen', moving), table('cluster', 'folded', calm)], limit, measure);
}

const header = '| cluster | stream | from | to | kind | hosts | |\n| --- | --- | --- | --- | --- | --- | --- |\n';

function table(noun: string, rank: Piece['rank'], rows: readonly PlanRow[]): Piece {
  const folded = rank === 'folded';
  return {
    noun,
    rank,
    open: folded ? `<details><summary>${rows.length} are not offered anything</summary>\n\n${header}` : header,
    rows: rows.map(rowOf),
    close: folded ? '\n</details>\n' : '\n',
  };
}

function rowOf({ cluster, stream, from, to, kind, hosts, words, request }: PlanRow): string {
  const cells = [
    untrustedCell(cluster),
    untrustedCell(stream),
    from,
    to,
    kind,
    String(hosts),
    request === undefined ? words : `${words} (#${request})`,
  ];
  return `| ${cells.join(' | ')} |\n`;
}
