/** A JSON file as plain data, with the place of its first fault: the same on every version of the engine. */

import type { Diagnostics } from '../core/diagnostic.ts';
import type { Plain } from '../core/value.ts';
import { depthLimit } from './events.ts';
import { isReservedKey } from './key.ts';

/** The data of a JSON file, or undefined when anything in it is refused. A key that stands twice is not noticed. */
export function parseJson(file: string, source: string, out: Diagnostics): Plain | undefined {
  const fault = firstFault(source);
  if (fault !== undefined) {
    const site = { file, route: [], offset: fault.offset };
    if (fault.reason === tooDeep) out.add('yaml-too-deep', site, { limit: depthLimit });
    else out.add('json-syntax', site, { reason: fault.reason });
    return undefined;
  }
  // JSON.parse gives nothing but JSON.
  const value = JSON.parse(source) as Plain;
  return reportReserved({ file, route: [], value }, out) ? undefined : value;
}

interface Fault {
  readonly reason: string;
  readonly offset: number;
}

interface Visit {
  readonly file: string;
  readonly route: readonly (string | number)[];
  readonly value: Plain;
}

const tooDeep = 'too deep';
const token =
  /[ \t\n\r]*(?:([{}[\],:])|("[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\p{Cc}]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)(?![\w.+-]))/uy;

/** What may come next: a value, the first key or item of a collection, a key, a colon, or what follows a value. */
type Expected = 'value' | 'first item' | 'first key' | 'key' | 'colon' | 'end of entry';

const said = {
  value: 'a value is expected here',
  'first item': 'a value or "]" is expected here',
  'first key': 'a key in double quotes or "}" is expected here',
  key: 'a key in double quotes is expected here',
  colon: '":" is expected here',
  'end of entry': '"," or the closing bracket is expected here',
} as const satisfies Record<Expected, string>;

/** Walks the tokens with a stack of open brackets, so that depth costs no calls. */
function firstFault(source: string): Fault | undefined {
  const open: string[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    token.lastIndex = offset;
    const match = token.exec(source);
    if (match === null) return faultAt(source, offset, expected);
    const [, mark, text, literal] = match;
    const start = token.lastIndex - (mark ?? text ?? literal ?? '').length;
    const next: Expected | undefined = step({ mark, text, open, expected });
    if (next === undefined) return faultAt(source, start, expected);
    if (open.length > depthLimit) return { reason: tooDeep, offset: start };
    expected = next;
    offset = token.lastIndex;
    if (expected === 'end of entry' && open.length === 0) return endFault(source, offset);
  }
}

interface Seen {
  readonly mark: string | undefined;
  readonly text: string | undefined;
  readonly open: string[];
  readonly expected: Expected;
}

/** What is expected after a token; undefined where the token is not what was expected. Keeps the stack of brackets. */
function step({ mark, text, open, expected }: Seen): Expected | undefined {
  const wantsValue = expected === 'value' || expected === 'first item';
  if (mark === '{' || mark === '[') {
    if (!wantsValue) return undefined;
    open.push(mark);
    return mark === '{' ? 'first key' : 'first item';
  }
  if (mark === '}' || mark === ']') {
    const matches = open.at(-1) === (mark === '}' ? '{' : '[');
    const ends = expected === 'end of entry' || expected === (mark === '}' ? 'first key' : 'first item');
    if (!matches || !ends) return undefined;
    open.pop();
    return 'end of entry';
  }
  if (mark === ',') return expected === 'end of entry' ? (open.at(-1) === '{' ? 'key' : 'value') : undefined;
  if (mark === ':') return expected === 'colon' ? 'value' : undefined;
  if (wantsValue) return 'end of entry';
  return text !== undefined && (expected === 'key' || expected === 'first key') ? 'colon' : undefined;
}

function faultAt(source: string, offset: number, expected: Expected): Fault {
  const start = afterSpace(source, offset);
  if (start >= source.length) return { reason: 'the file ends too early', offset: source.length };
  return { reason: said[expected], offset: start };
}

function endFault(source: string, offset: number): Fault | undefined {
  const start = afterSpace(source, offset);
  return start < source.length ? { reason: 'nothing may follow the value', offset: start } : undefined;
}

function afterSpace(source: string, offset: number): number {
  let start = offset;
  while (start < source.length && ' \t\n\r'.includes(source.charAt(start))) start += 1;
  return start;
}

/** Reports every reserved key, and says whether there was one. Depth is bounded by then. */
function reportReserved({ file, route, value }: Visit, out: Diagnostics): boolean {
  if (value === null || typeof value !== 'object') return false;
  let found = false;
  for (const [key, inside] of Object.entries(value)) {
    const place = [...route, Array.isArray(value) ? Number(key) : key];
    const isReserved = isReservedKey(key);
    if (isReserved) out.add('yaml-key', { file, route: place, part: 'key' }, { key });
    found = reportReserved({ file, route: place, value: inside }, out) || isReserved || found;
  }
  return found;
}
