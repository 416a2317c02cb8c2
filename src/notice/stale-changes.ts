/** What of the report is new to somebody, and what is mended, by the keys of which they were told. */

import { byteOrder } from '../core/order.ts';
import { isWorse, marksOf, readRowKey, rowKey, type LateRow, type Mark } from './stale-keys.ts';

/** A row that is told, with its marks: there is at least one. */
export interface ToldRow<R extends LateRow> {
  readonly row: R;
  readonly marks: readonly Mark[];
}

/** A cluster in a stream that was told, and is told no more. */
export interface Mended {
  readonly cluster: string;
  readonly stream: string;
  /** The worst that it was. */
  readonly was: Mark;
}

export interface Changes<R extends LateRow> {
  /** In their order; of each whether something of it was told before. */
  readonly fresh: readonly { readonly row: R; readonly is: 'new' | 'worse' }[];
  readonly still: readonly R[];
  /** By stream and cluster. */
  readonly mended: readonly Mended[];
}

/** The rows that are told, in their order: neither current, nor held, nor excused as a whole. */
export function toldRows<R extends LateRow>(
  rows: readonly R[],
  excusedOf: (row: R) => 'excused' | 'counts',
): readonly ToldRow<R>[] {
  return rows.flatMap((row) => {
    const marks = marksOf(row, excusedOf(row));
    return marks.length === 0 ? [] : [{ row, marks }];
  });
}

/** The keys of rows, and those told ones of clusters that this run could not read: of these nothing is known to be mended. */
export function rowKeys<R extends LateRow>(
  rows: readonly ToldRow<R>[],
  told: readonly string[],
  unreadable: ReadonlySet<string>,
): readonly string[] {
  const kept = told.filter((key) => unreadable.has(readRowKey(key)?.cluster ?? ''));
  return [...rows.flatMap(({ row, marks }) => marks.map((mark) => rowKey(row, mark))), ...kept];
}

/** What changed since an account was told what its keys say. */
export function changesOf<R extends LateRow>(
  rows: readonly ToldRow<R>[],
  told: readonly string[],
  unreadable: ReadonlySet<string>,
): Changes<R> {
  const known = new Set(told);
  const before = worstOf(told);
  const now = new Set(rows.map(({ row }) => nameOf(row)));
  const isFresh = ({ row, marks }: ToldRow<R>): boolean => marks.some((mark) => !known.has(rowKey(row, mark)));
  return {
    fresh: rows
      .filter(isFresh)
      .map(({ row }) => ({ row, is: before.has(nameOf(row)) ? ('worse' as const) : ('new' as const) })),
    still: rows.filter((one) => !isFresh(one)).map(({ row }) => row),
    mended: [...before]
      .filter(([name, { cluster }]) => !now.has(name) && !unreadable.has(cluster))
      .map(([, mended]) => mended)
      .toSorted((a, b) => byteOrder(a.stream, b.stream) || byteOrder(a.cluster, b.cluster)),
  };
}

function worstOf(told: readonly string[]): ReadonlyMap<string, Mended> {
  const worst = new Map<string, Mended>();
  for (const key of told) {
    const about = readRowKey(key);
    if (about === undefined) continue;
    const { mark, cluster, stream } = about;
    const there = worst.get(nameOf(about));
    if (there === undefined || isWorse(mark, there.was)) worst.set(nameOf(about), { cluster, stream, was: mark });
  }
  return worst;
}

function nameOf({ cluster, stream }: Pick<LateRow, 'cluster' | 'stream'>): string {
  return `${stream} ${cluster}`;
}
