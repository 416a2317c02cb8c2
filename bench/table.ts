/** Results as lines for a terminal. */

import { floors, type FloorName, type Target } from './rows.ts';
import { type Figure, restless } from './statistics.ts';

export interface JobResult {
  readonly cpu: Figure;
  readonly wall: Figure;
  readonly peak: Figure;
}

export interface RowResult {
  readonly name: string;
  readonly title: string;
  readonly quantity: 'cpu' | 'wall';
  readonly ours: JobResult;
  readonly floor?: { readonly name: string; readonly result: JobResult };
  readonly ratio?: number;
  readonly target: Target;
  /** What of the target was missed; empty where all was reached. */
  readonly missed: readonly string[];
}

export interface SizeResult {
  readonly hosts: number;
  readonly rounds: number;
  readonly rows: readonly RowResult[];
  readonly floors: Readonly<Partial<Record<FloorName, JobResult>>>;
  readonly note?: string;
}

/** One block a size: our rows first, then the floors. */
export function tableOf(size: SizeResult): string {
  const head = ['', 'ours', 'memory', 'floor', 'ratio', 'target', 'reached'];
  const table = size.rows.length > 0 ? `${columns([head, ...size.rows.map(cellsOf)])}\n` : '';
  // The keys were put there from `floors`.
  const names = Object.keys(size.floors) as FloorName[];
  const below = names.map((name) => floorCells(name, size.floors[name]));
  const floorTable = columns([['floors', 'CPU', 'memory', ''], ...below]);
  const note = size.note === undefined ? '' : `  ${size.note}\n`;
  return `${size.hosts.toLocaleString('en')} hosts, ${size.rounds} rounds\n${table}${floorTable}${note}`;
}

function cellsOf(row: RowResult): readonly string[] {
  const own = row.ours[row.quantity];
  const floor = row.floor === undefined ? '–' : `${seconds(row.floor.result[row.quantity])} ${row.floor.name}`;
  const ratio = row.ratio === undefined ? '–' : `${row.ratio.toFixed(2)} ×`;
  const reached = targetText(row) === '–' ? '–' : row.missed.length === 0 ? 'yes' : `no: ${row.missed.join(', ')}`;
  return [
    row.title,
    `${seconds(own)} ${row.quantity}`,
    mebibytes(row.ours.peak),
    floor,
    ratio,
    targetText(row),
    reached,
  ];
}

function floorCells(name: FloorName, result: JobResult | undefined): readonly string[] {
  return result === undefined ? [name] : [name, seconds(result.cpu), mebibytes(result.peak), floors[name]];
}

function targetText({ target }: RowResult): string {
  const parts = [
    target.seconds === undefined ? [] : [`${target.seconds} s`],
    target.mebibytes === undefined ? [] : [`${target.mebibytes} MB`],
    target.ratio === undefined ? [] : [`${target.ratio} ×`],
  ].flat();
  return parts.length === 0 ? '–' : `≤ ${parts.join(', ')}`;
}

function seconds({ median, spread }: Figure): string {
  return `${median.toFixed(2)} s${spread > restless ? ` (spread ${Math.round(spread * 100)}%)` : ''}`;
}

function mebibytes({ median }: Figure): string {
  return `${Math.round(median)} MB`;
}

function columns(lines: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const line of lines) for (const [i, cell] of line.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return lines
    .map((line) => `  ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd() + '\n')
    .join('');
}
