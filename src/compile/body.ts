/** A value with expressions in its texts, read once and evaluated for each context. What has no expression is shared as it is. */

import type { Facts } from '../core/diagnostic.ts';
import type { Route } from '../core/site.ts';
import { List, Mapping, textOf, type Hole, type Value } from '../core/value.ts';
import { isOpen, readPath, type Context, type Path } from './context.ts';
import { evaluateText, hasExpression, parseText, pathsOf, type EvaluationFault, type Text } from './expression.ts';

export type Body =
  | { readonly is: 'fixed'; readonly value: Value }
  | {
      readonly is: 'text';
      readonly text: Text;
      readonly written: string;
      readonly paths: readonly Path[];
      readonly route: Route;
    }
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
  if (!(value instanceof Mapping) || (value.keys.length >= large && isFree(value))) return { is: 'fixed', value };
  const bodies: Body[] = [];
  for (let i = 0; i < value.keys.length; i += 1) {
    const key = value.keys[i] as string;
    const at = [...route, key];
    if (hasExpression(key)) fault({ code: 'expression-misplaced', route: at, facts: { text: key } });
    bodies.push(readBody(value.values[i] as Value, at, fault));
  }
  return bodies.every(isFixed) ? { is: 'fixed', value } : { is: 'mapping', keys: value.keys, bodies };
}

/** From so many keys on it is looked first whether there is anything to read: the packages of a release have nothing. */
const large = 32;

/** Whether no text in a value, and no key, has an expression. */
function isFree(value: Value): boolean {
  if (typeof value === 'string') return !hasExpression(value);
  if (value instanceof List) return value.items.every(isFree);
  return !(value instanceof Mapping) || (!value.keys.some(hasExpression) && value.values.every(isFree));
}

function readTextBody(value: string, route: Route, fault: (fault: BodyFault) => void): Body {
  if (!hasExpression(value)) return { is: 'fixed', value };
  const parsed = parseText(value);
  if (parsed.ok) {
    const paths = pathsOf(parsed.text).map(({ path }) => path);
    return { is: 'text', text: parsed.text, written: value, paths, route };
  }
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
    const reading = isOpen(context, path) ? undefined : readPath(context, path);
    key += reading?.is === 'value' ? `${textOf(reading.value)}\n` : `${reading?.is}\n`;
  }
  return key;
}

export type TextBody = Body & { readonly is: 'text' };

/** What evaluating tells and asks. */
export interface Listener {
  readonly file: string;
  fault(fault: EvaluationFault, route: Route): void;
  /** A hole for a text that is to be evaluated later; undefined for one that is to be evaluated now. */
  hole?(body: TextBody): Hole | undefined;
}

/**
 * A body's value in a context. What depends on a host while none is known, or cannot be evaluated, is left out, as
 * undefined, and so is a list with such an item.
 */
export function evaluateBody(body: Body, context: Context, listener: Listener): Value | undefined {
  switch (body.is) {
    case 'fixed':
      return body.value;
    case 'text':
      return evaluateTextBody(body, context, listener);
    case 'list': {
      const items = body.items
        .map((item) => evaluateBody(item, context, listener))
        .filter((item) => item !== undefined);
      return items.length === body.items.length ? new List(items) : undefined;
    }
    case 'mapping':
      return evaluateMapping(body, context, listener);
  }
}

/** Whether a text may read something else for one host than for another. */
export function readsOpen(body: TextBody, context: Context): boolean {
  return body.paths.some((path) => isOpen(context, path));
}

function evaluateTextBody(body: TextBody, context: Context, listener: Listener): Value | undefined {
  const { text, route } = body;
  const hole = listener.hole?.(body);
  if (hole !== undefined) return hole;
  const evaluated = evaluateText(text, context);
  if (evaluated.is === 'value') return evaluated.value;
  if (evaluated.is === 'fault') listener.fault(evaluated.fault, route);
  return undefined;
}

function evaluateMapping(body: Body & { readonly is: 'mapping' }, context: Context, listener: Listener): Mapping {
  const keys: string[] = [];
  const values: Value[] = [];
  for (let i = 0; i < body.keys.length; i += 1) {
    const value = evaluateBody(body.bodies[i] as Body, context, listener);
    if (value === undefined) continue;
    keys.push(body.keys[i] as string);
    values.push(value);
  }
  return new Mapping(keys.length === body.keys.length ? body.keys : keys, values);
}
