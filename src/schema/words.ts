/** Turns what ajv says into our faults: one code, the exact place, and plain words. */

import type { ErrorObject } from 'ajv';
import type { Facts } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { byteOrder, listOrder } from '../core/order.ts';
import type { Route } from '../core/site.ts';
import { readPointer } from '../core/site.ts';
import type { Plain } from '../core/value.ts';
import type { UnionParams } from './dialect.ts';
import { formatWords } from './formats.ts';

export type FaultCode = 'key-unknown' | 'key-missing' | 'type-wrong' | 'value-refused' | 'version-malformed';

/** What a value has against its schema, with the facts that the diagnostic of that code takes. */
export type SchemaFault<C extends FaultCode = FaultCode> = {
  [K in C]: {
    readonly code: K;
    readonly facts: Facts[K];
    /** From the value that was checked to the fault. */
    readonly route: Route;
    /** Set where the entry's key is at fault, and not its value. */
    readonly part?: 'key';
    /** The last step of the way in the schema: which keyword refuses. */
    readonly keyword: string;
    /** Where in the schema's file that keyword stands, where it is known. */
    readonly schema?: Route;
  };
}[C];

/** Tells where a schema's object stands in its file. */
export type Places = (schema: object) => Route | undefined;

/** What ajv found wrong with `root`, once each, by place. */
export function faultsOf(errors: readonly ErrorObject[], root: Plain, placeOf?: Places): readonly SchemaFault[] {
  const seen = new Set<string>();
  const faults = settle(errors, { root, placeOf }).filter(({ code, facts, route, part }) => {
    const key = JSON.stringify([code, facts, route, part]);
    return seen.size < seen.add(key).size;
  });
  return faults.toSorted((a, b) => listOrder(a.route, b.route) || byteOrder(a.code, b.code));
}

/** What a value is called in a sentence: `the number 3`, `the text "abc"`, `a mapping`, `nothing`. */
export function foundWords(value: Plain | undefined): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `the text ${JSON.stringify(cut(value))}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'a mapping';
}

/** The longest text that is held against a pattern. */
export const longestMatched = 10_000;

const longestShown = 60;
const mostValues = 12;

function cut(text: string): string {
  const characters = Array.from(text.slice(0, 2 * longestShown));
  return text.length > longestShown && characters.length > longestShown
    ? `${characters.slice(0, longestShown).join('')}…`
    : text;
}

interface Place {
  readonly root: Plain;
  readonly placeOf: Places | undefined;
}

/**
 * Reads the errors from the last to the first: a union's own error comes after those of its branches,
 * and says how many each has.
 */
function settle(errors: readonly ErrorObject[], at: Place): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  for (let end = errors.length; end > 0; end -= 1) {
    const error = errors[end - 1] as ErrorObject;
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf') {
      const { passing, counts } = error.params as UnionParams;
      const first = end - 1 - counts.reduce((sum, count) => sum + count, 0);
      let start = first;
      const branches = counts.map((count) => settle(errors.slice(start, (start += count)), at));
      faults.push(
        ...(passing > 1
          ? [valueFault(error, at, 'fits more than one of the forms it may have')]
          : best(branches, error, at)),
      );
      end = first + 1;
    } else if (error.keyword === 'contains') {
      faults.push(valueFault(error, at, 'lacks an item that it must have'));
      end -= (error.params as { inner: number }).inner;
    } else if (error.keyword !== 'if' && error.keyword !== 'propertyNames') {
      faults.push(faultOf(error, at));
    }
  }
  return withoutEchoes(faults);
}

/** A value of the wrong type fails `enum` and `const` too; the type says it all. */
function withoutEchoes(faults: readonly SchemaFault[]): readonly SchemaFault[] {
  const mistyped = new Set(faults.filter((f) => f.code === 'type-wrong').map((f) => JSON.stringify(f.route)));
  if (mistyped.size === 0) return faults;
  return faults.filter(
    (f) => !((f.keyword === 'enum' || f.keyword === 'const') && mistyped.has(JSON.stringify(f.route))),
  );
}

/** The faults of the branch that the author most likely meant. */
function best(branches: readonly (readonly SchemaFault[])[], error: ErrorObject, at: Place): readonly SchemaFault[] {
  const route = routeOf(error, at);
  const here = (fault: SchemaFault): boolean => fault.route.length === route.length && fault.part === undefined;
  const types = branches.map((faults) => faults.find((fault) => fault.code === 'type-wrong' && here(fault)));
  if (types.every((type) => type !== undefined)) return [eitherType(types as readonly SchemaFault<'type-wrong'>[])];
  const candidates = branches.filter((_, index) => types[index] === undefined);
  const choices = candidates.map((faults) =>
    faults.find((f) => f.keyword === 'const' || (f.keyword === 'enum' && here(f))),
  );
  if (choices.length > 1 && choices.every((choice, _, [first]) => choice !== undefined && sameRoute(choice, first))) {
    return eitherValue(choices as readonly SchemaFault<'value-refused'>[]);
  }
  return candidates.reduce((least, faults) => (cost(faults) < cost(least) ? faults : least));
}

/** How far a branch is from what was written: another `const` is another thing, a key that is nearly right is half a fault. */
function cost(faults: readonly SchemaFault[]): number {
  const other = faults.some((fault) => fault.keyword === 'const') ? 1_000 : 0;
  const nearly = faults.filter((fault) => fault.code === 'key-unknown' && fault.facts.nearest.length > 0).length;
  return other + faults.length - nearly / 2;
}

function sameRoute(a: SchemaFault, b: SchemaFault | undefined): boolean {
  return b !== undefined && listOrder(a.route, b.route) === 0;
}

function eitherType(types: readonly SchemaFault<'type-wrong'>[]): SchemaFault {
  const first = types[0] as SchemaFault<'type-wrong'>;
  const expected = either(types.flatMap((type) => type.facts.expected.split(/ or (?!false)/)));
  return { ...first, facts: { ...first.facts, expected } };
}

function eitherValue(choices: readonly SchemaFault<'value-refused'>[]): readonly SchemaFault[] {
  const first = choices[0] as SchemaFault<'value-refused'>;
  const rules = choices.map((choice) => choice.facts.rule.replace(/^is (?:none of|not) /, ''));
  return [{ ...first, facts: { ...first.facts, rule: noneOf(rules) } }];
}

function faultOf(error: ErrorObject, at: Place): SchemaFault {
  const route = routeOf(error, at);
  const base = { ...schemaPlace(error, at), keyword: error.keyword };
  const params = error.params as Readonly<Record<string, unknown>>;
  const unknown = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (typeof unknown === 'string') {
    const facts = { key: unknown, nearest: nearest(unknown, knownKeys(error.parentSchema)) };
    return { ...base, code: 'key-unknown', facts, route: [...route, unknown], part: 'key' };
  }
  if (typeof params['missingProperty'] === 'string') {
    return { ...base, code: 'key-missing', facts: { key: params['missingProperty'] }, route };
  }
  if (error.keyword === 'type' && error.propertyName === undefined) {
    const facts = { expected: typeWords(params['type']), found: foundWords(dataOf(error)) };
    return { ...base, code: 'type-wrong', facts, route };
  }
  if (error.keyword === 'uniqueItems') {
    const again = Number(params['i']);
    const item = (dataOf(error) as readonly Plain[])[again];
    return {
      ...base,
      code: 'value-refused',
      facts: { found: foundWords(item), rule: 'stands twice in this list' },
      route: [...route, again],
    };
  }
  return valueFault(error, at, ruleOf(error, params));
}

function valueFault(error: ErrorObject, at: Place, rule: string): SchemaFault {
  const route = routeOf(error, at);
  const base = { ...schemaPlace(error, at), keyword: error.keyword };
  const key = error.propertyName;
  if (key !== undefined) {
    return {
      ...base,
      code: 'value-refused',
      facts: { found: `the key ${JSON.stringify(cut(key))}`, rule },
      route: [...route, key],
      part: 'key',
    };
  }
  const data = dataOf(error);
  if (
    error.keyword === 'pattern' &&
    typeof data === 'string' &&
    error.parentSchema?.['x-code'] === 'version-malformed'
  ) {
    return { ...base, code: 'version-malformed', facts: { text: data }, route };
  }
  return { ...base, code: 'value-refused', facts: { found: foundWords(data), rule }, route };
}

function dataOf(error: ErrorObject): Plain | undefined {
  return error.data as Plain | undefined; // ajv hands back a part of the plain data that it was given
}

function schemaPlace(error: ErrorObject, { placeOf }: Place): { readonly schema?: Route } {
  const place = error.parentSchema === undefined ? undefined : placeOf?.(error.parentSchema);
  return place === undefined ? {} : { schema: [...place, error.keyword] };
}

/** The keys of an error's path, with the indexes of lists as numbers. */
function routeOf(error: ErrorObject, { root }: Place): Route {
  let at: unknown = root;
  return (readPointer(error.instancePath) ?? []).map((key) => {
    const step = Array.isArray(at) ? Number(key) : key;
    at = (at as Record<string | number, unknown> | undefined)?.[step];
    return step;
  });
}

function knownKeys(schema: ErrorObject['parentSchema']): readonly string[] {
  const own = Object.keys((schema?.['properties'] as object | undefined) ?? {});
  const parts = (schema?.['allOf'] as readonly NonNullable<ErrorObject['parentSchema']>[] | undefined) ?? [];
  return [...own, ...parts.flatMap(knownKeys)];
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  array: 'a list',
  null: 'nothing',
};

function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type : String(type).split(',');
  return either(types.map((name) => typeNames[String(name)] ?? String(name)));
}

/** `a list, text or a mapping`; each once. */
function either(words: readonly string[]): string {
  const once = [...new Set(words.flatMap((word) => word.split(', ')))];
  return once.length < 2 ? once.join('') : `${once.slice(0, -1).join(', ')} or ${once.at(-1)}`;
}

const rules: Readonly<Record<string, (limit: number) => string>> = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  exclusiveMinimum: (limit) => `must be more than ${limit}`,
  exclusiveMaximum: (limit) => `must be less than ${limit}`,
  multipleOf: (limit) => `must be a multiple of ${limit}`,
  minLength: (limit) => (limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`),
  maxLength: (limit) => `must have at most ${limit} characters`,
  minItems: (limit) => `must have at least ${counted(limit, 'item')}`,
  maxItems: (limit) => `must have at most ${counted(limit, 'item')}`,
  minProperties: (limit) => `must have at least ${counted(limit, 'key')}`,
  maxProperties: (limit) => `must have at most ${counted(limit, 'key')}`,
  items: (limit) => `must have at most ${counted(limit, 'item')}`,
  unevaluatedItems: (limit) => `must have at most ${counted(limit, 'item')}`,
  'false schema': () => 'does not belong here',
  not: () => 'has a form that is ruled out',
};

/** What the value does, or must do: the end of “it …”. */
function ruleOf(error: ErrorObject, params: Readonly<Record<string, unknown>>): string {
  const own = error.parentSchema?.['patternErrorMessage'];
  if (error.keyword === 'pattern' && isTooLong(error)) return `must have at most ${longestMatched} characters`;
  if (error.keyword === 'pattern') return typeof own === 'string' ? own : `must match ${String(params['pattern'])}`;
  if (error.keyword === 'format') return `must be ${formatWords[String(params['format'])] ?? String(params['format'])}`;
  if (error.keyword === 'const') return noneOf([valueWords(params['allowedValue'])]);
  if (error.keyword === 'enum') return enumRule(params['allowedValues'] as readonly unknown[], error.data);
  if (error.keyword === 'type') return `must be ${typeWords(params['type'])}`;
  const limit = Number(params['limit'] ?? params['multipleOf'] ?? params['len']);
  return rules[error.keyword]?.(limit) ?? error.message ?? 'does not fit';
}

/** Whether the fault lies in the length of the text: it was never held against the pattern. */
function isTooLong({ data, propertyName }: ErrorObject): boolean {
  const text: unknown = propertyName ?? data;
  return typeof text === 'string' && text.length > longestMatched;
}

function enumRule(values: readonly unknown[], found: unknown): string {
  if (values.length <= mostValues) return noneOf(values.map(valueWords));
  const near =
    typeof found === 'string'
      ? nearest(
          found,
          values.filter((value) => typeof value === 'string'),
        )
      : [];
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  return `is none of the ${values.length} values that are${hint}`;
}

function noneOf(values: readonly string[]): string {
  const once = [...new Set(values.flatMap((value) => value.split(', ')))];
  return once.length === 1 ? `is not ${once[0]}` : `is none of ${once.join(', ')}`;
}

function valueWords(value: unknown): string {
  return typeof value === 'string' && /^[\w.-]+$/.test(value) ? value : JSON.stringify(value);
}

function counted(limit: number, what: string): string {
  return `${limit} ${what}${limit === 1 ? '' : 's'}`;
}
