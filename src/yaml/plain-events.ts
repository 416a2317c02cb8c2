/**
 * The events of plain YAML, read line by line: block collections, scalars and flow collections on one line, comments.
 * js-yaml is the judge of this reader, and reads every text that is not plain itself.
 */

import { CHOMPING_MODE, COLLECTION_STYLE, EVENT_ID, type Event, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { isBracket, readFlow } from './plain-flow.ts';
import * as on from './plain-line.ts';
import { emptyScalar, scalarInBlock } from './plain-scalars.ts';

/** The same events as js-yaml's `parseEvents` gives, or undefined for a text that is not plain, broken ones among them. */
export function plainEventsOf(source: string): Event[] | undefined {
  // Spaces at the very end count as an indentation to js-yaml, and change what it says of a scalar before them.
  if (unusual.test(source) || source.endsWith(' ')) return undefined;
  const reading = readingOf(source);
  while (reading.next < source.length) {
    toNextLine(reading);
    if (!readLine(reading)) return undefined;
  }
  if (reading.events.length > 0) close(reading);
  return reading.events;
}

/** A block collection that is being read: the column of its entries, and what it stands in. */
interface Level {
  readonly type: on.Collection | typeof EVENT_ID.DOCUMENT;
  readonly indent: number;
  readonly depth: number;
  readonly above: Level | undefined;
}

interface Reading extends on.Line {
  /** Where the line begins, and the one after it. */
  lineStart: number;
  next: number;
  top: Level;
  /** Whether the last entry of `top` still waits for its value. */
  isOpen: boolean;
  /** The unquoted scalar that ends the last line which had anything. */
  leaf: ScalarEvent | undefined;
}

const outermost: Level = { type: EVENT_ID.DOCUMENT, indent: -1, depth: 0, above: undefined };

/** Tabs, carriage returns, controls, marks of byte order, other line breaks, surrogates. */
const unusual = /[^\n -~\u00a1-\u2027\u202a-\ud7ff]/;

function readingOf(source: string): Reading {
  return { source, events: [], at: 0, end: 0, lineStart: 0, next: 0, top: outermost, isOpen: false, leaf: undefined };
}

/** Goes to the first character of the next line that is no space. */
function toNextLine(reading: Reading): void {
  const { source, next } = reading;
  const lineBreak = source.indexOf('\n', next);
  reading.end = lineBreak === -1 ? source.length : lineBreak;
  reading.lineStart = next;
  reading.next = Math.min(reading.end + 1, source.length);
  reading.at = next;
  on.skipSpaces(reading);
}

function readLine(reading: Reading): boolean {
  if (reading.at === reading.end) return true;
  const indent = columnOf(reading);
  const { leaf } = reading;
  reading.leaf = undefined;
  if (on.codeAt(reading) === on.HASH) {
    // js-yaml tries a deeper line for more of the scalar, finds the comment, and no longer takes the scalar for one line.
    if (leaf !== undefined && indent > reading.top.indent) leaf.fast = false;
    return true;
  }
  if (reading.events.length > 0) return content(reading, indent);
  return indent === 0 && document(reading);
}

function document(reading: Reading): boolean {
  reading.events.push({ type: EVENT_ID.DOCUMENT, explicitStart: false, explicitEnd: false, directives: [] });
  reading.isOpen = true;
  return content(reading, 0);
}

/** Reads a line with content that begins in column `indent`, ending the collections that end before it. */
function content(reading: Reading, indent: number): boolean {
  if (indent === 0 && isMarker(reading)) return false;
  const isItem = isDash(reading);
  if (reading.isOpen) {
    const { top } = reading;
    reading.isOpen = false;
    // A list may stand in the column of its key.
    if (indent > top.indent || (indent === top.indent && isItem && top.type === EVENT_ID.MAPPING)) return node(reading);
    reading.events.push(emptyScalar);
  }
  while (reading.top.indent > indent) leave(reading);
  if (!isItem && reading.top.indent === indent && reading.top.type === EVENT_ID.SEQUENCE) leave(reading);
  if (reading.top.indent !== indent) return false;
  return isItem ? reading.top.type === EVENT_ID.SEQUENCE && item(reading) : entry(reading);
}

/** `---` and `...` in the first column, whatever follows. */
function isMarker({ source, at }: Reading): boolean {
  return source.startsWith('---', at) || source.startsWith('...', at);
}

/** Reads what begins at `at`, on a line of its own or behind a dash. */
function node(reading: Reading): boolean {
  const start = reading.at;
  if (isDash(reading)) return enter(reading, EVENT_ID.SEQUENCE, start) && item(reading);
  if (isBracket(reading)) return flowValue(reading);
  if (isBlockScalar(reading)) return blockScalar(reading);
  const scalar = scalarInBlock(reading);
  if (scalar === undefined) return false;
  if (!isBeforeColon(reading)) return scalarValue(reading, scalar);
  return enter(reading, EVENT_ID.MAPPING, start) && keyed(reading, scalar);
}

/** Reads an item, from its dash on. */
function item(reading: Reading): boolean {
  reading.at += 1;
  reading.isOpen = on.isRestEmpty(reading);
  return reading.isOpen || node(reading);
}

function entry(reading: Reading): boolean {
  const key = scalarInBlock(reading);
  return key !== undefined && isBeforeColon(reading) && keyed(reading, key);
}

/** Reads what stands behind a key, from its colon on. */
function keyed(reading: Reading, key: ScalarEvent): boolean {
  reading.events.push(key);
  reading.at += 1;
  reading.isOpen = on.isRestEmpty(reading);
  if (reading.isOpen) return true;
  if (isBracket(reading)) return flowValue(reading);
  if (isBlockScalar(reading)) return blockScalar(reading);
  const scalar = scalarInBlock(reading);
  return scalar !== undefined && scalarValue(reading, scalar);
}

/** A whole document that is no block collection is left to js-yaml, here and below: other rules hold for its end. */
function flowValue(reading: Reading): boolean {
  const { type, depth } = reading.top;
  return type !== EVENT_ID.DOCUMENT && readFlow(reading, depth) && on.isRestEmpty(reading);
}

function scalarValue(reading: Reading, scalar: ScalarEvent): boolean {
  reading.events.push(scalar);
  if (scalar.style === SCALAR_STYLE.PLAIN && reading.at === reading.end) reading.leaf = scalar;
  return reading.top.type !== EVENT_ID.DOCUMENT && on.isRestEmpty(reading);
}

/** Reads a literal or folded scalar whose first line has a text, which says how deep its lines stand. */
function blockScalar(reading: Reading): boolean {
  const { source, top } = reading;
  const style = on.codeAt(reading) === on.BAR ? SCALAR_STYLE.LITERAL_BLOCK : SCALAR_STYLE.FOLDED_BLOCK;
  reading.at += 1;
  const chomping = chompingAt(reading);
  const start = reading.next;
  if (top.type === EVENT_ID.DOCUMENT || !on.isRestEmpty(reading)) return false;
  toNextLine(reading);
  const indent = columnOf(reading);
  if (reading.at === reading.end || indent <= top.indent) return false;
  while (reading.next < source.length) {
    toNextLine(reading);
    if (reading.at === reading.end || columnOf(reading) >= indent) continue;
    reading.next = reading.lineStart;
    break;
  }
  const event = on.scalarEvent(start, reading.next, style);
  event.chomping = chomping;
  event.indent = indent;
  event.fast = false;
  reading.events.push(event);
  return true;
}

/** How the breaks at the end are treated, which a sign says. */
function chompingAt(reading: Reading): ScalarEvent['chomping'] {
  const sign = on.codeAt(reading);
  if (sign !== on.DASH && sign !== on.PLUS) return CHOMPING_MODE.CLIP;
  reading.at += 1;
  return sign === on.DASH ? CHOMPING_MODE.STRIP : CHOMPING_MODE.KEEP;
}

function enter(reading: Reading, type: on.Collection, start: number): boolean {
  const { top } = reading;
  if (top.depth >= on.plainDepth) return false;
  reading.events.push(on.collectionEvent(type, start, COLLECTION_STYLE.BLOCK));
  reading.top = { type, indent: start - reading.lineStart, depth: top.depth + 1, above: top };
  return true;
}

function leave(reading: Reading): void {
  reading.events.push(on.pop);
  reading.top = reading.top.above ?? outermost;
}

function close(reading: Reading): void {
  if (reading.isOpen) reading.events.push(emptyScalar);
  while (reading.top !== outermost) leave(reading);
  reading.events.push(on.pop);
}

function columnOf({ at, lineStart }: Reading): number {
  return at - lineStart;
}

function isBlockScalar(reading: Reading): boolean {
  const code = on.codeAt(reading);
  return code === on.BAR || code === on.GREATER;
}

function isDash(reading: Reading): boolean {
  return on.codeAt(reading) === on.DASH && on.isSpaceNext(reading);
}

/** Whether a colon follows that makes a key of what stands before it; spaces before it are passed over. */
function isBeforeColon(reading: Reading): boolean {
  on.skipSpaces(reading);
  return on.codeAt(reading) === on.COLON && on.isSpaceNext(reading);
}
