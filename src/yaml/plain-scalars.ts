/** Scalars on one line, without quotes and with them, read just as js-yaml reads them; what is not certain is refused. */

import { SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import * as on from './plain-line.ts';

/** The scalar that has no text. One object for all: nothing tells them apart. */
export const emptyScalar: ScalarEvent = on.scalarEvent(-1, -1, SCALAR_STYLE.PLAIN);
emptyScalar.fast = false;

/** Reads a scalar outside of brackets, and stands behind it; undefined for what is not plain. */
export function scalarInBlock(line: on.Line): ScalarEvent | undefined {
  return scalar(line, blockStops);
}

/** As {@link scalarInBlock}, inside of brackets. */
export function scalarInFlow(line: on.Line): ScalarEvent | undefined {
  return scalar(line, flowStops);
}

/** Of each ASCII character `near` where an unquoted scalar may end, `over` where it does, 0 for a letter of its text. */
type Marks = Uint8Array;

const near = 1;
const over = 2;
const blockStops = marked(near, ' :#');
const flowStops = marked(over, ',[]{}', marked(near, ' :#'));

/** Characters that no unquoted scalar begins with, and `?` and `:`, with which some do. */
const noStarts = marked(near, ' #&*!|>%@`,[]{}"\'?:');

/** The escapes that are one letter long. */
const simpleEscapes = marked(near, 'nt"\\/');

function marked(mark: number, characters: string, marks: Marks = new Uint8Array(128)): Marks {
  for (const character of characters) marks[character.charCodeAt(0)] = mark;
  return marks;
}

function markOf(marks: Marks, code: number): number {
  return code < 128 ? (marks[code] ?? 0) : 0;
}

function scalar(line: on.Line, stops: Marks): ScalarEvent | undefined {
  switch (on.codeAt(line)) {
    case on.DOUBLE_QUOTE:
      return doubleQuoted(line);
    case on.SINGLE_QUOTE:
      return singleQuoted(line);
    default:
      return canStart(line) ? unquoted(line, stops) : undefined;
  }
}

function canStart(line: on.Line): boolean {
  const first = on.codeAt(line);
  if (first === on.BREAK || markOf(noStarts, first) !== 0) return false;
  return (
    first !== on.DASH || !(on.isSpaceNext(line) || markOf(flowStops, line.source.charCodeAt(line.at + 1)) === over)
  );
}

function unquoted(line: on.Line, stops: Marks): ScalarEvent {
  const { source, at: start, end: lineEnd } = line;
  let at = start + 1;
  let end = at;
  for (; at < lineEnd; at += 1) {
    const code = source.charCodeAt(at);
    const mark = markOf(stops, code);
    if (mark === over) break;
    if (mark === near) {
      if (code === on.SPACE) continue;
      if (code === on.HASH && source.charCodeAt(at - 1) === on.SPACE) break;
      if (code === on.COLON && (at + 1 === lineEnd || endsAfterColon(stops, source.charCodeAt(at + 1)))) break;
    }
    end = at + 1;
  }
  line.at = at;
  return on.scalarEvent(start, end, SCALAR_STYLE.PLAIN);
}

function endsAfterColon(stops: Marks, next: number): boolean {
  return next === on.SPACE || markOf(stops, next) === over;
}

function singleQuoted(line: on.Line): ScalarEvent | undefined {
  const { source } = line;
  const start = line.at + 1;
  let close = source.indexOf("'", start);
  let isFast = true;
  while (close !== -1 && close < line.end && source.charCodeAt(close + 1) === on.SINGLE_QUOTE) {
    isFast = false;
    close = source.indexOf("'", close + 2);
  }
  if (close === -1 || close >= line.end) return undefined;
  line.at = close + 1;
  const event = on.scalarEvent(start, close, SCALAR_STYLE.SINGLE_QUOTED);
  event.fast = isFast;
  return event;
}

function doubleQuoted(line: on.Line): ScalarEvent | undefined {
  const { source, end } = line;
  const start = line.at + 1;
  let close = start;
  let isFast = true;
  for (; close < end; close += 1) {
    const code = source.charCodeAt(close);
    if (code === on.DOUBLE_QUOTE) break;
    if (code !== on.BACKSLASH) continue;
    isFast = false;
    close += 1;
    if (close < end && markOf(simpleEscapes, source.charCodeAt(close)) === 0) return undefined;
  }
  if (close >= end) return undefined;
  line.at = close + 1;
  const event = on.scalarEvent(start, close, SCALAR_STYLE.DOUBLE_QUOTED);
  event.fast = isFast;
  return event;
}
