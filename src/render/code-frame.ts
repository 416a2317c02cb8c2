/** A few lines of a file with a caret under the faulty text, for a terminal of fixed-width characters. */

import stringWidth from 'string-width';
import type { Paint } from './paint.ts';
import type { Spot } from './placed.ts';
import { untrustedTerminal } from './untrusted.ts';

/** How a frame is drawn. */
export interface Framing {
  readonly paint: Paint;
  /** The colour of the carets. */
  readonly brush: (text: string) => string;
  /** Columns for the line numbers. */
  readonly gutter: number;
  /** Whether the lines around are shown, or only the line itself. */
  readonly around: 'shown' | 'hidden';
}

/** The lines of a frame, without the line that names the file. */
export function codeFrame(spot: Spot, framing: Framing): readonly string[] {
  const window = windowOf(spot);
  const shown = framing.around === 'shown';
  const before = shown ? dropWhile(spot.before, isBlank) : [];
  const after = shown ? dropWhile(spot.after.slice(0, 1), isBlank) : [];
  const carets = caretsOf(spot, window);
  return [
    ...before.map((text, i) => ruled(spot.line - before.length + i, visible(cut(text, window)), framing)),
    ruled(spot.line, visible(cut(spot.text, window)), framing),
    ruled(undefined, `${' '.repeat(carets.indent)}${framing.brush('^'.repeat(carets.width))}`, framing),
    ...after.map((text, i) => ruled(spot.line + 1 + i, visible(cut(text, window)), framing)),
  ];
}

/** One line of a frame: its number or none, a rule, the text. */
export function ruled(line: number | undefined, text: string, { gutter, paint }: Framing): string {
  const number = (line === undefined ? '' : String(line)).padStart(gutter);
  return `${paint.frame(`${number} │`)} ${text}`.trimEnd();
}

/** The part of each line that is shown, in characters from the start of the line. */
interface Window {
  readonly from: number;
  readonly to: number;
}

const widest = 110;
const ahead = 40;
const tab = '    ';

/** A short line is shown whole; a long one around the fault. */
function windowOf({ text, column }: Spot): Window {
  if (text.length <= widest) return { from: 0, to: widest };
  const from = Math.max(0, Math.min(column - 1 - ahead, text.length - widest));
  return { from, to: from + widest };
}

function cut(text: string, { from, to }: Window): string {
  const start = from > 0 && text.length > 0 ? '…' : '';
  const end = text.length > to ? '…' : '';
  return `${start}${whole(text, from, to)}${end}`;
}

/** A slice that never halves a character of two code units. */
function whole(text: string, from: number, to: number): string {
  return text.slice(from, to).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
}

function visible(text: string): string {
  return untrustedTerminal(text.trimEnd().replaceAll('\t', tab));
}

/** Columns on the screen, which differ from characters where those are wide, combining, tabs or escaped. */
function caretsOf(spot: Spot, window: Window): { readonly indent: number; readonly width: number } {
  const { text } = spot;
  const end = Math.min(text.trimEnd().length, window.to);
  const start = Math.min(spot.column - 1, Math.max(end, window.from));
  const marked = Math.min(start + spot.length, end);
  const lead = window.from > 0 ? '…' : '';
  const indent = screenWidth(`${lead}${whole(text, window.from, start)}`);
  const width = screenWidth(`${lead}${whole(text, window.from, Math.max(start, marked))}`) - indent;
  return { indent, width: Math.max(1, width) };
}

function screenWidth(text: string): number {
  return stringWidth(untrustedTerminal(text.replaceAll('\t', tab)));
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function dropWhile(lines: readonly string[], drop: (line: string) => boolean): readonly string[] {
  const first = lines.findIndex((line) => !drop(line));
  return first === -1 ? [] : lines.slice(first);
}
