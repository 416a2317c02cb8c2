/** Fills the holes of a stack, once what they read is known. It costs what is open, not what the profile weighs. */

import { emptyMapping, hasHoles, Hole, List, Mapping, weightOf, type Value } from '../core/value.ts';
import type { Route } from '../core/site.ts';
import type { TextBody } from './body.ts';
import { readsOpen } from './body.ts';
import type { Context } from './context.ts';
import { evaluateText } from './expression.ts';
import { profileLimit, tooLarge, withProfile, type Fault, type Stack } from './layer.ts';

/** A hole in a layer, and the text that fills it. */
export interface OpenText {
  readonly hole: Hole;
  readonly body: TextBody;
  readonly file: string;
}

/** An open text together with the parameters that its template was given. */
export interface BoundText extends OpenText {
  readonly params: Mapping;
}

/** A stack, and those of its texts that are still open. */
export interface Filled {
  readonly stack: Stack;
  readonly open: readonly BoundText[];
}

/**
 * Fills what a context knows, and leaves open what depends on a host. Texts that a later layer covers are evaluated too, so
 * that what is wrong is told wherever it stands. Undefined where a text gives a mapping or list: how that merges with the
 * other layers must be found by merging.
 */
export function fillKnown(stack: Stack, texts: readonly BoundText[], context: Context): Filled | undefined {
  const open: BoundText[] = [];
  const known: BoundText[] = [];
  for (const text of texts) (readsOpen(text.body, context) ? open : known).push(text);
  const filled = fillAll(stack, known, context);
  return filled.structured ? undefined : { stack: filled.stack, open };
}

/** Fills every hole; one that depends on a host, while none is known, is left out. */
export function fillAll(
  stack: Stack,
  texts: readonly BoundText[],
  context: Context,
): { readonly stack: Stack; readonly structured: boolean } {
  if (texts.length === 0) return { stack, structured: false };
  const fillings = new Map<Hole, Value | undefined>();
  const faults: Fault[] = [];
  let structured = false;
  let own = context;
  for (const { hole, body, params, file } of texts) {
    if (own.params !== params) own = { ...context, params };
    const evaluated = evaluateText(body.text, own);
    const value = evaluated.is === 'value' ? evaluated.value : undefined;
    if (value instanceof Mapping || value instanceof List) structured = true;
    fillings.set(hole, value);
    if (evaluated.is === 'fault') faults.push({ ...evaluated.fault, site: siteOf(file, body.route) });
  }
  const profile = fillMapping(stack.profile, fillings);
  const [first] = texts;
  if (first === undefined || weightOf(profile) <= profileLimit)
    return { stack: withProfile(stack, profile, faults), structured };
  return {
    stack: withProfile(stack, emptyMapping, [...faults, tooLarge(profile, siteOf(first.file, first.body.route))]),
    structured,
  };
}

function siteOf(file: string, route: Route): Fault['site'] {
  return { file, route };
}

type Fillings = ReadonlyMap<Hole, Value | undefined>;

function fillMapping(mapping: Mapping, fillings: Fillings): Mapping {
  if (!hasHoles(mapping)) return mapping;
  const values = mapping.values.map((value) => fill(value, fillings));
  if (values.every((value) => value !== undefined)) return new Mapping(mapping.keys, values);
  return new Mapping(
    mapping.keys.filter((_, index) => values[index] !== undefined),
    values.filter((value) => value !== undefined),
  );
}

/** A list with an item that is left out is left out as a whole. */
function fill(value: Value, fillings: Fillings): Value | undefined {
  if (value instanceof Hole) return fillings.has(value) ? fillings.get(value) : value;
  if (!hasHoles(value)) return value;
  if (value instanceof Mapping) return fillMapping(value, fillings);
  if (!(value instanceof List)) return value;
  const items = value.items.map((item) => fill(item, fillings)).filter((item) => item !== undefined);
  return items.length === value.items.length ? new List(items) : undefined;
}
