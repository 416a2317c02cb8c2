/** Where every cluster stands, and whose move it is: rows for a terminal, for Markdown and for programs. */

import { columns } from './columns.ts';
import { counted } from './diagnostic-words.ts';
import { jsonDocument } from './json-document.ts';
import type { Paint } from './paint.ts';
import { untrustedCell, untrustedMarkdown, untrustedTerminal as safe } from './untrusted.ts';

/** Whose move it is: `manager` merges or declines, `release-team` publishes or decides, `tidemark` offers, `nobody`. */
export type Turn = 'manager' | 'release-team' | 'tidemark' | 'nobody';

export interface StatusRow {
  readonly cluster: string;
  readonly stream: string;
  /** Its pin; empty where it has none. */
  readonly pin: string;
  /** What it is, or would be, offered; empty where that is nothing. */
  readonly to: string;
  /** In words: `is offered since 3 days`. */
  readonly state: string;
  readonly turn: Turn;
  readonly owners: readonly string[];
  readonly request: number | undefined;
  readonly url: string | undefined;
  /** The instant at which the request was opened. */
  readonly since: string | undefined;
}

const turns: { readonly [T in Turn]: string } = {
  manager: 'its manager',
  'release-team': 'the release team',
  tidemark: 'the next run',
  nobody: '',
};

export function upgradeStatusText(rows: readonly StatusRow[], paint: Paint): string {
  const cells = rows.map((row) => [
    safe(row.cluster),
    safe(row.stream),
    row.pin === '' ? '–' : row.pin,
    row.to === '' ? '' : `→ ${row.to}`,
    row.request === undefined ? safe(row.state) : `${safe(row.state)} (#${row.request})`,
    turns[row.turn],
  ]);
  const [head = '', ...lines] = columns([['cluster', 'stream', 'pins', 'offered', 'state', 'next move'], ...cells], 48);
  return `${[paint.strong(head), ...lines.map((line, index) => (rows[index]?.turn === 'nobody' ? paint.faint(line) : line)), '', paint.strong(totals(rows))].join('\n')}\n`;
}

export function upgradeStatusMarkdown(rows: readonly StatusRow[]): string {
  const lines = rows.map(({ cluster, stream, pin, to, state, turn, owners, request }) => {
    const what = request === undefined ? untrustedMarkdown(state) : `${untrustedMarkdown(state)} (#${request})`;
    return `| ${[untrustedCell(cluster), untrustedCell(stream), pin, to, what, turns[turn], owners.map(untrustedCell).join(' ')].join(' | ')} |`;
  });
  const head =
    '| cluster | stream | pins | offered | state | next move | owners |\n| --- | --- | --- | --- | --- | --- | --- |';
  return `${totals(rows)}\n\n${[head, ...lines].join('\n')}\n`;
}

/** In the shape of `schemas/upgrade-status.schema.json`. */
export function upgradeStatusJson(rows: readonly StatusRow[]): string {
  return jsonDocument({ clusters: rows });
}

function totals(rows: readonly StatusRow[]): string {
  const count = (turn: Turn): number => rows.filter((row) => row.turn === turn).length;
  return `${counted(rows.length, 'row')}: ${count('manager')} wait for their manager, ${count('release-team')} for the release team, ${count('tidemark')} for the next run, ${count('nobody')} are where they should be.`;
}
