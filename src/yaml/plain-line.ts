/** A place on one line of a YAML text, the characters that mean something there, and the events that are found. */

import { CHOMPING_MODE, type CollectionStyle, EVENT_ID, type Event, type ScalarEvent } from 'js-yaml';

/** The line that is being read: the next character is at `at`, its end is at `end`. */
export interface Line {
  readonly source: string;
  readonly events: Event[];
  at: number;
  end: number;
}

export const BREAK = 0x0a;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const SINGLE_QUOTE = 0x27;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const COLON = 0x3a;
export const GREATER = 0x3e;
export const BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const BRACKET_END = 0x5d;
export const BRACE = 0x7b;
export const BAR = 0x7c;
export const BRACE_END = 0x7d;

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

export type Collection = typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE;

/** How deep collections may be nested here. Well below the limit given to js-yaml, which alone decides about deeper ones. */
export const plainDepth = 40;

/** The end of a collection or document. One object for all: nothing tells them apart. */
export const pop: Event = { type: EVENT_ID.POP };

/** The start of a collection. Fields are in js-yaml's order: whoever made an event, what reads it meets one shape. */
export function collectionEvent(type: Collection, start: number, style: CollectionStyle): Event {
  return { type, start, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1, style };
}

/** A scalar that is written as it reads, as `fast` says; fields are in js-yaml's order here, too. */
export function scalarEvent(valueStart: number, valueEnd: number, style: ScalarEvent['style']): ScalarEvent {
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
