/** Host names and the node-set notation of high-performance computing: `lxb[0001-0300,0310]`, zero padding kept. */

import { byteOrder } from './order.ts';

/** The most hosts that one text may stand for. */
export const hostLimit = 100_000;

export type Expansion =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly why: 'malformed'; readonly reason: string }
  | { readonly ok: false; readonly why: 'too-many'; readonly count: number };

/** The names that a text stands for, in the order of the text, each once. Nothing is expanded before it is counted. */
export function expandHosts(text: string): Expansion {
  // Most texts are one name, and reports read a million of them.
  if (label.test(text) && letter.test(text)) return { ok: true, names: [text] };
  const terms = splitTerms(text);
  if (terms === undefined) return malformed('its brackets do not match');
  const patterns: (readonly Part[])[] = [];
  let count = 0;
  for (const term of terms) {
    const parts = readTerm(term);
    if (typeof parts === 'string') return malformed(parts);
    patterns.push(parts);
    count += parts.reduce((product, part) => product * part.count, 1);
  }
  if (count > hostLimit) return { ok: false, why: 'too-many', count };
  const names = new Set<string>();
  for (const parts of patterns) for (const name of product(parts)) names.add(name);
  for (const name of names) {
    const reason = whyNoHost(name);
    if (reason !== undefined) return malformed(reason);
  }
  return { ok: true, names: [...names] };
}

/** A short node-set text for names, in byte order of prefixes; the same names give the same text in any order. */
export function foldHosts(names: Iterable<string>): string {
  const families = new Map<
    string,
    { readonly prefix: string; readonly suffix: string; readonly numbers: Set<string> }
  >();
  const alone = new Set<string>();
  for (const name of names) {
    const match = numbered.exec(name);
    if (match === null) {
      alone.add(name);
      continue;
    }
    const [, prefix = '', digits = '', suffix = ''] = match;
    const key = `${prefix}\0${suffix}`;
    const family = families.get(key) ?? { prefix, suffix, numbers: new Set<string>() };
    families.set(key, family);
    family.numbers.add(digits);
  }
  const folded = [...families.values()].map(foldFamily);
  return [...alone, ...folded].toSorted(byteOrder).join(',');
}

const numbered = /^(.*?)(\d{1,15})(\D*)$/;

function foldFamily(family: {
  readonly prefix: string;
  readonly suffix: string;
  readonly numbers: ReadonlySet<string>;
}): string {
  const padded = new Set([...family.numbers].filter(isPadded).map((digits) => digits.length));
  const widthOf = (digits: string): number => (padded.has(digits.length) ? digits.length : 0);
  const sorted = [...family.numbers].toSorted((a, b) => widthOf(a) - widthOf(b) || Number(a) - Number(b));
  const ranges: string[] = [];
  let first: string | undefined;
  let last = '';
  for (const digits of [...sorted, undefined]) {
    if (
      first !== undefined &&
      digits !== undefined &&
      widthOf(digits) === widthOf(first) &&
      Number(digits) === Number(last) + 1
    ) {
      last = digits;
      continue;
    }
    if (first !== undefined) ranges.push(first === last ? first : `${first}-${last}`);
    first = digits;
    last = digits ?? '';
  }
  const [only = ''] = ranges;
  const inside = ranges.length === 1 && !only.includes('-') ? only : `[${ranges.join(',')}]`;
  return `${family.prefix}${inside}${family.suffix}`;
}

/** Whether a number can only be written by padding it. */
function isPadded(digits: string): boolean {
  return digits.length > 1 && digits.startsWith('0');
}

interface Part {
  readonly count: number;
  readonly texts: () => Iterable<string>;
}

/** The comma-separated terms of a text; commas inside brackets do not separate. */
function splitTerms(text: string): readonly string[] | undefined {
  const terms: string[] = [];
  let inside = false;
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '[' || character === ']') {
      if (inside === (character === '[')) return undefined;
      inside = !inside;
    } else if (character === ',' && !inside) {
      terms.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  terms.push(text.slice(start).trim());
  return inside ? undefined : terms;
}

function readTerm(term: string): readonly Part[] | string {
  if (term === '') return 'a name is empty';
  const parts: Part[] = [];
  for (const piece of term.split(/(\[[^\]]*\])/)) {
    if (piece === '') continue;
    const part = piece.startsWith('[') ? readRanges(piece.slice(1, -1)) : { count: 1, texts: () => [piece] };
    if (typeof part === 'string') return part;
    parts.push(part);
  }
  return parts;
}

function readRanges(text: string): Part | string {
  const ranges: Range[] = [];
  for (const piece of text.split(',')) {
    const range = readRange(piece.trim());
    if (typeof range === 'string') return range;
    ranges.push(range);
  }
  return {
    count: ranges.reduce((sum, range) => sum + Math.floor((range.last - range.first) / range.step) + 1, 0),
    texts: () => numbersOf(ranges),
  };
}

interface Range {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly width: number;
}

function readRange(text: string): Range | string {
  const match = /^(\d{1,15})(?:-(\d{1,15})(?:\/(\d{1,6}))?)?$/.exec(text);
  if (match === null) return `"${text}" is no number or range of numbers`;
  const [, from = '', to = from, step = '1'] = match;
  const range = {
    first: Number(from),
    last: Number(to),
    step: Number(step),
    width: from.startsWith('0') ? from.length : 0,
  };
  if (range.last < range.first) return `the range "${text}" runs backwards`;
  if (range.step === 0) return `the range "${text}" has a step of 0`;
  if (to.length !== from.length && ((from.length > 1 && from.startsWith('0')) || to.startsWith('0'))) {
    return `the range "${text}" has ends of different width`;
  }
  return range;
}

function* numbersOf(ranges: readonly Range[]): Iterable<string> {
  for (const { first, last, step, width } of ranges) {
    for (let number = first; number <= last; number += step) yield String(number).padStart(width, '0');
  }
}

function* product(parts: readonly Part[], at = 0): Iterable<string> {
  const part = parts[at];
  if (part === undefined) {
    yield '';
    return;
  }
  for (const text of part.texts()) for (const rest of product(parts, at + 1)) yield text + rest;
}

const letter = /[a-z]/;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Why a name cannot be a host's (RFC 1123, lower case, with a letter), or undefined when it can. */
function whyNoHost(name: string): string | undefined {
  if (name.length > 253) return 'a host name has at most 253 characters';
  if (!letter.test(name)) return `"${name}" has no letter`;
  if (!name.split('.').every((part) => label.test(part))) {
    return `"${name}" is not made of lower-case letters, digits, "-" and "."`;
  }
  return undefined;
}

function malformed(reason: string): Expansion {
  return { ok: false, why: 'malformed', reason };
}
