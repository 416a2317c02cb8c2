/** A value with expressions in its texts, read once and evaluated for each context. What has no expression is shared as it is. */

import type { Facts } from '../core/diagnostic.ts';
import type { Route } from '../core/site.ts';
import { List, Mapping, textOf, type Value } from '../core/value.ts';
import { readPath, type Context, type Path } from './context.ts';
import { evaluateText, hasExpression, parseText, pathsOf, type EvaluationFault, type Text } from './expression.ts';

export type Body =
  | { readonly is: 'fixed'; readonly value: Value }
  | { readonly is: 'text'; readonly text: Text; readonly route: Route }
  | { readonly is: 'list'; readonly items: readonly Body[] }
  | { readonly is: 'mapping'; readonly keys: readonly string[]; readonly bodies: readonly Body[] };

export interface BodyFault {
  readonly code: 'expression-syntax' | 'expression-too-long' | 'expression-helper-unknown' | 'expression-misplaced';
  readonly route: Route;
  readonly facts: Facts[BodyFault['code']];
}

/** Reads the expressions in a value that stands at `route` of its file. */
export function readBody(value: Value, route: Route, fault: (fault: BodyFault) => void): Body {
  if (typeof value === 'string') return readTextBody(value, route, fault);
  if (value instanceof List) {
    const items = value.items.map((item, index) => readBody(item, [...route, index], fault));
    return items.every(isFixed) ? { is: 'fixed', value } : { is: 'list', items };
  }
  if (!(value instanceof Mapping)) return { is: 'fixed', value };
  const bodies: Body[] = [];
  for (let i = 0; i < value.keys.length; i += 1) {
    const key = value.keys[i] as string;
    const at = [...route, key];
    if (hasExpression(key)) fault({ code: 'expression-misplaced', route: at, facts: { text: key } });
    bodies.push(readBody(value.values[i] as Value, at, fault));
  }
  return bodies.every(isFixed) ? { is: 'fixed', value } : { is: 'mapping', keys: value.keys, bodies };
}

function readTextBody(value: string, route: Route, fault: (fault: BodyFault) => void): Body {
  if (!hasExpression(value)) return { is: 'fixed', value };
  const parsed = parseText(value);
  if (parsed.ok) return { is: 'text', text: parsed.text, route };
  fault({ ...parsed.fault, route });
  return { is: 'fixed', value };
}

function isFixed(body: Body): boolean {
  return body.is === 'fixed';
}

export interface Read {
  readonly path: Path;
  readonly optional: boolean;
  readonly route: Route;
}

/** Every path that a body reads, with the place where it does. */
export function readsOf(body: Body): readonly Read[] {
  switch (body.is) {
    case 'fixed':
      return [];
    case 'text':
      return pathsOf(body.text).map((read) => ({ ...read, route: body.route }));
    case 'list':
      return body.items.flatMap(readsOf);
    case 'mapping':
      return body.bodies.flatMap(readsOf);
  }
}

/** What a context gives for paths, as one text: equal texts make equal evaluations. */
export function readingKey(paths: readonly Path[], context: Context): string {
  let key = '';
  for (const path of paths) {
    const reading = readPath(context, path);
    key += reading.is === 'value' ? `${textOf(reading.value)}\n` : `${reading.is}\n`;
  }
  return key;
}

/** Stands for what depends on a host and is left out of a common profile. */
export const leftOut: unique symbol = Symbol('left out');

/** A body's value in a context. A list with an item that is left out is left out as a whole. */
export function evaluateBody(
  body: Body,
  context: Context,
  fault: (fault: EvaluationFault, route: Route) => void,
): Value | typeof leftOut {
  switch (body.is) {
    case 'fixed':
      return body.value;
    case 'text': {
      const evaluated = evaluateText(body.text, context);
      if (evaluated.is === 'value') return evaluated.value;
      if (evaluated.is === 'fault') fault(evaluated.fault, body.route);
      return leftOut;
    }
    case 'list': {
      const items = body.items.map((item) => evaluateBody(item, context, fault));
      return items.every((item) => item !== leftOut) ? new List(items) : leftOut;
    }
    case 'mapping':
      return evaluateMapping(body, context, fault);
  }
}

function evaluateMapping(
  body: Body & { readonly is: 'mapping' },
  context: Context,
  fault: (fault: EvaluationFault, route: Route) => void,
): Mapping {
  const keys: string[] = [];
  const values: Value[] = [];
  for (let i = 0; i < body.keys.length; i += 1) {
    const value = evaluateBody(body.bodies[i] as Body, context, fault);
    if (value === leftOut) continue;
    keys.push(body.keys[i] as string);
    values.push(value);
  }
  return new Mapping(keys.length === body.keys.length ? body.keys : keys, values);
}
