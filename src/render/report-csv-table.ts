/** A table as CSV (RFC 4180), in which no cell is one that a spreadsheet would compute. */

import { stringify } from 'csv-stringify/sync';
import { untrustedTerminal } from './untrusted.ts';

export type Cell = string | number | undefined;

/** Pieces of some hundred rows, the header in the first; every line ends in CR LF. */
export function* table<T>(
  columns: readonly string[],
  rows: readonly T[],
  cells: (row: T) => readonly Cell[],
): Generator<string> {
  yield csv([columns]);
  for (let at = 0; at < rows.length; at += batch) yield csv(rows.slice(at, at + batch).map((row) => cells(row)));
}

const batch = 500;

function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => (row.every(isPlain) ? `${row.join(',')}\r\n` : written(row))).join('');
}

/** Most cells are names, numbers and dates; the library, which takes 0.6 µs for each, is asked for the others. */
function isPlain(cell: Cell): boolean {
  return typeof cell !== 'string' || cell === '' || plain.test(cell);
}

const plain = /^[A-Za-z0-9][A-Za-z0-9 _.:/@'-]*$/;

function written(row: readonly Cell[]): string {
  // With a delimiter of one's own, the library leaves other line breaks unquoted unless it is told.
  return stringify([row.map((cell) => (typeof cell === 'string' ? harmless(cell) : cell))], {
    escape_formulas: true,
    record_delimiter: 'windows',
    quote_record_delimiter: true,
  });
}

/**
 * Nothing that cannot be seen, but line breaks; no blank before what the library looks at. Where a spreadsheet's own
 * separator is `;`, a cell of ours may become several: what follows `;` or a line break begins no formula either.
 */
function harmless(text: string): string {
  return text
    .trim()
    .split(/\r\n|[\r\n]/)
    .map(untrustedTerminal)
    .join('\n')
    .replace(/(?<=[;\n][ "']*)(?=[=+\-@＝＋－＠])/g, "'")
    .replace(/^(?=["' ]+[=+\-@＝＋－＠])/, "'");
}
