/**
 * What stands on one line of plain YAML: scalars and flow collections, read just as js-yaml reads them.
 * Whatever is not certain to be read alike is refused.
 */

import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  EVENT_ID,
  type CollectionStyle,
  type Event,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';

/** The line that is being read: the next character is at `at`, its end is at `end`. */
export interface Line {
  readonly source: string;
  readonly events: Event[];
  at: number;
  end: number;
}

/** How deep collections may be nested here. Below js-yaml's own limit, so that it alone decides about deeper ones. */
export const plainDepth = 40;

/** The end of a collection or document. One object for all: nothing tells them apart. */
export const pop: Event = { type: EVENT_ID.POP };

/** The scalar that has no text. One object for all, too. */
export const emptyScalar: ScalarEvent = scalarEvent(-1, -1, SCALAR_STYLE.PLAIN);
emptyScalar.fast = false;

export type Collection = typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE;

/** The start of a collection, at an offset. */
export function collectionEvent(type: Collection, start: number, style: CollectionStyle): Event {
  return { type, start, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1, style };
}

/** Reads a scalar outside of brackets, and stands behind it; undefined for what is not plain. */
export function scalarInBlock(line: Line): ScalarEvent | undefined {
  return scalar(line, blockStops);
}

/** Reads a flow collection that ends on its line, and says whether it is plain. `depth` counts what it stands in. */
export function flow(line: Line, depth: number): boolean {
  const { source, events } = line;
  const isMapping = source.charCodeAt(line.at) === BRACE;
  const close = isMapping ? BRACE_END : BRACKET_END;
  const type = isMapping ? EVENT_ID.MAPPING : EVENT_ID.SEQUENCE;
  events.push(collectionEvent(type, line.at, COLLECTION_STYLE.FLOW));
  line.at += 1;
  if (depth >= plainDepth) return false;
  for (;;) {
    skipSpaces(line);
    if (line.at < line.end && source.charCodeAt(line.at) === close) {
      line.at += 1;
      events.push(pop);
      return true;
    }
    if (!(isMapping ? pair(line, depth + 1) : flowNode(line, depth + 1))) return false;
    skipSpaces(line);
    const next = codeAt(line);
    if (next === COMMA) line.at += 1;
    else if (next !== close) return false;
  }
}

export function skipSpaces(line: Line): void {
  while (line.at < line.end && line.source.charCodeAt(line.at) === SPACE) line.at += 1;
}

/** The character at `at`; a line break at the end of the line. */
export function codeAt(line: Line): number {
  return line.at < line.end ? line.source.charCodeAt(line.at) : BREAK;
}

/** Whether the character after `at` is a space or the end of the line. */
export function isSpaceNext({ source, at, end }: Line): boolean {
  return at + 1 >= end || source.charCodeAt(at + 1) === SPACE;
}

/** Whether nothing but a comment is left of the line. */
export function isRestEmpty(line: Line): boolean {
  skipSpaces(line);
  if (line.at >= line.end) return true;
  return line.source.charCodeAt(line.at) === HASH && line.source.charCodeAt(line.at - 1) === SPACE;
}

const BREAK = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const HASH = 0x23;
const SINGLE_QUOTE = 0x27;
const COMMA = 0x2c;
const DASH = 0x2d;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;

/** Of each ASCII character 1 where a plain scalar is looked at closer, 2 where brackets end it, 0 for a letter of its text. */
type Stops = Uint8Array;

const blockStops = marked(1, ' :#');
const flowStops = marked(1, ' :#', marked(2, ',[]{}'));

/** Characters that no plain scalar begins with, and `?` and `:`, with which some do. */
const noStarts = marked(1, ' #&*!|>%@`,[]{}"\'?:');

/** The escapes that stand for one character and are two characters long. */
const simpleEscapes = marked(1, 'nt"\\/');

function marked(mark: number, characters: string, marks: Stops = new Uint8Array(128)): Stops {
  for (const character of characters) marks[character.charCodeAt(0)] = mark;
  return marks;
}

function markOf(marks: Stops, code: number): number {
  return code < 128 ? (marks[code] ?? 0) : 0;
}

function pair(line: Line, depth: number): boolean {
  const key = scalar(line, flowStops);
  if (key === undefined) return false;
  line.events.push(key);
  skipSpaces(line);
  if (codeAt(line) === COLON) {
    line.at += 1;
    skipSpaces(line);
    const next = codeAt(line);
    if (next !== COMMA && next !== BRACE_END) return flowNode(line, depth);
  }
  line.events.push(emptyScalar);
  return true;
}

function flowNode(line: Line, depth: number): boolean {
  const code = codeAt(line);
  if (code === BRACE || code === BRACKET) return flow(line, depth);
  const found = scalar(line, flowStops);
  if (found === undefined) return false;
  line.events.push(found);
  return true;
}

function scalar(line: Line, stops: Stops): ScalarEvent | undefined {
  switch (codeAt(line)) {
    case DOUBLE_QUOTE:
      return doubleQuoted(line);
    case SINGLE_QUOTE:
      return singleQuoted(line);
    default:
      return plain(line, stops);
  }
}

function plain(line: Line, stops: Stops): ScalarEvent | undefined {
  const { source, at: start, end: lineEnd } = line;
  const first = codeAt(line);
  if (first === BREAK || markOf(noStarts, first) !== 0) return undefined;
  if (first === DASH && (isSpaceNext(line) || markOf(flowStops, source.charCodeAt(start + 1)) === 2)) return undefined;
  let at = start + 1;
  let end = at;
  for (; at < lineEnd; at += 1) {
    const code = source.charCodeAt(at);
    const mark = markOf(stops, code);
    if (mark === 2) break;
    if (mark === 1) {
      if (code === SPACE) continue;
      if (code === HASH && source.charCodeAt(at - 1) === SPACE) break;
      if (code === COLON && (at + 1 >= lineEnd || isEndAfterColon(stops, source.charCodeAt(at + 1)))) break;
    }
    end = at + 1;
  }
  line.at = at;
  return scalarEvent(start, end, SCALAR_STYLE.PLAIN);
}

function isEndAfterColon(stops: Stops, next: number): boolean {
  return next === SPACE || markOf(stops, next) === 2;
}

function singleQuoted(line: Line): ScalarEvent | undefined {
  const { source } = line;
  const start = line.at + 1;
  let fast = true;
  let close = source.indexOf("'", start);
  while (close !== -1 && close < line.end && source.charCodeAt(close + 1) === SINGLE_QUOTE) {
    fast = false;
    close = source.indexOf("'", close + 2);
  }
  if (close === -1 || close >= line.end) return undefined;
  line.at = close + 1;
  const event = scalarEvent(start, close, SCALAR_STYLE.SINGLE_QUOTED);
  event.fast = fast;
  return event;
}

function doubleQuoted(line: Line): ScalarEvent | undefined {
  const { source, end } = line;
  const start = line.at + 1;
  let fast = true;
  for (let at = start; at < end; at += 1) {
    const code = source.charCodeAt(at);
    if (code === DOUBLE_QUOTE) {
      line.at = at + 1;
      const event = scalarEvent(start, at, SCALAR_STYLE.DOUBLE_QUOTED);
      event.fast = fast;
      return event;
    }
    if (code !== BACKSLASH) continue;
    fast = false;
    at += 1;
    if (at >= end || markOf(simpleEscapes, source.charCodeAt(at)) === 0) return undefined;
  }
  return undefined;
}

/** Fields in js-yaml's order: what reads events then meets one shape of object, whoever made it. */
function scalarEvent(valueStart: number, valueEnd: number, style: ScalarEvent['style']): ScalarEvent {
  return {
    type: EVENT_ID.SCALAR,
    valueStart,
    valueEnd,
    anchorStart: -1,
    anchorEnd: -1,
    tagStart: -1,
    tagEnd: -1,
    style,
    chomping: CHOMPING_MODE.CLIP,
    indent: -1,
    fast: true,
  };
}
