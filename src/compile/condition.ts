/** Conditions of an include: data, not a language. They may be true, false, or depend on a host that is not known yet. */

import { List, Mapping, sameValue, textOf, valueAt, valueOf, type Plain, type Value } from '../core/value.ts';
import { compareVersions, parseVersion } from '../core/version.ts';
import type { Route } from '../core/site.ts';
import { readPath, type Context, type Path } from './context.ts';
import { kindOf } from './expression.ts';

export type Condition =
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'test'; readonly path: Path; readonly test: Test; readonly route: Route };

export type Test =
  | { readonly is: 'present' | 'absent' }
  | { readonly is: 'oneOf'; readonly values: readonly Value[] }
  | { readonly is: 'range'; readonly atLeast: Value | undefined; readonly below: Value | undefined }
  | { readonly is: 'matches'; readonly glob: string };

/** Reads a `when` whose shape the file's schema has accepted. Routes begin at `route`. */
export function readCondition(plain: Plain, route: Route): Condition {
  const of: Condition[] = [];
  for (const [key, value] of Object.entries(plain as { readonly [key: string]: Plain })) {
    const at = [...route, key];
    if (key === 'any') {
      of.push({ is: 'any', of: (value as readonly Plain[]).map((item, index) => readCondition(item, [...at, index])) });
    } else if (key === 'not') {
      of.push({ is: 'not', of: readCondition(value, at) });
    } else {
      of.push({ is: 'test', path: key.split('.'), test: readTest(value), route: at });
    }
  }
  return { is: 'all', of };
}

export function testsOf(condition: Condition): readonly (Condition & { readonly is: 'test' })[] {
  if (condition.is === 'test') return [condition];
  return (condition.is === 'not' ? [condition.of] : condition.of).flatMap(testsOf);
}

export type Verdict = boolean | 'host';

export interface Mistyped {
  readonly route: Route;
  readonly facts: { readonly path: string; readonly wanted: string; readonly found: string };
}

/** Kleene's three values: `any` with one true is true, whatever depends on the host. Comparisons that make no sense are told. */
export function holds(condition: Condition, context: Context, mistyped: (fault: Mistyped) => void): Verdict {
  switch (condition.is) {
    case 'all':
      return together(condition.of, false, (part) => holds(part, context, mistyped));
    case 'any':
      return together(condition.of, true, (part) => holds(part, context, mistyped));
    case 'not': {
      const verdict = holds(condition.of, context, mistyped);
      return verdict === 'host' ? 'host' : !verdict;
    }
    case 'test':
      return holdsTest(condition, context, mistyped);
  }
}

/** All parts against one decisive verdict: false for "all of", true for "any of". */
function together(parts: readonly Condition[], decisive: boolean, verdictOf: (part: Condition) => Verdict): Verdict {
  let result: Verdict = !decisive;
  for (const part of parts) {
    const verdict = verdictOf(part);
    if (verdict === decisive) return decisive;
    if (verdict === 'host') result = 'host';
  }
  return result;
}

function holdsTest(
  condition: Condition & { readonly is: 'test' },
  context: Context,
  mistyped: (fault: Mistyped) => void,
): Verdict {
  const { path, test, route } = condition;
  const reading = readPath(context, path);
  if (reading.is === 'host') return 'host';
  if (test.is === 'present') return reading.is === 'value';
  if (test.is === 'absent') return reading.is === 'absent';
  if (reading.is === 'absent') return false;
  const { value } = reading;
  const complain = (wanted: string): false => {
    mistyped({ route, facts: { path: path.join('.'), wanted, found: kindOf(value) } });
    return false;
  };
  switch (test.is) {
    case 'oneOf':
      return test.values.some((wanted) => sameValue(wanted, value));
    case 'matches':
      return typeof value === 'string' ? matchesGlob(value, test.glob) : complain('a glob');
    case 'range':
      return inRange(value, test) ?? complain(rangeWords(test));
  }
}

function inRange(
  value: Value,
  range: { readonly atLeast: Value | undefined; readonly below: Value | undefined },
): boolean | undefined {
  const low = range.atLeast === undefined ? 0 : compare(value, range.atLeast);
  const high = range.below === undefined ? -1 : compare(value, range.below);
  return low === undefined || high === undefined ? undefined : low >= 0 && high < 0;
}

function compare(a: Value, b: Value): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a !== 'string' || typeof b !== 'string') return undefined;
  const left = parseVersion(a);
  const right = parseVersion(b);
  return left === undefined || right === undefined ? undefined : compareVersions(left, right);
}

function rangeWords(range: { readonly atLeast: Value | undefined; readonly below: Value | undefined }): string {
  return [range.atLeast, range.below]
    .filter((bound) => bound !== undefined)
    .map(textOf)
    .join(' and ');
}

/** `*` stands for any text, `?` for one character; in linear time for each `*`, with no backtracking over earlier ones. */
export function matchesGlob(text: string, glob: string): boolean {
  let at = 0;
  let in_ = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (in_ < glob.length && glob[in_] === '*') {
      star = in_;
      resume = at;
      in_ += 1;
    } else if (in_ < glob.length && (glob[in_] === '?' || glob[in_] === text[at])) {
      at += 1;
      in_ += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      in_ = star + 1;
    } else {
      return false;
    }
  }
  while (glob[in_] === '*') in_ += 1;
  return in_ === glob.length;
}

function readTest(plain: Plain): Test {
  if (plain === 'present' || plain === 'absent') return { is: plain };
  const value = valueOf(plain);
  if (value instanceof List) return { is: 'oneOf', values: value.items };
  if (!(value instanceof Mapping)) return { is: 'oneOf', values: [value] };
  const glob = valueAt(value, 'matches');
  if (typeof glob === 'string') return { is: 'matches', glob };
  return { is: 'range', atLeast: valueAt(value, 'atLeast'), below: valueAt(value, 'below') };
}
