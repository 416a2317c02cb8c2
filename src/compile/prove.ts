/**
 * Shows quickly that a value is valid, part by part, and remembers it with the part, so that what profiles share is
 * visited once. It only ever says "valid" or "not shown": a value it cannot show is judged by the schema validator,
 * which knows all of JSON Schema and has the words for what is wrong.
 */

import { pointerOf, readPointer } from '../core/site.ts';
import { emptyMapping, List, Mapping, sameValue, valueAlong, valueAt, type Value } from '../core/value.ts';

/** A regular expression over texts that answers in linear time. */
export type Matcher = (text: string) => boolean;

/** Shows that a value is valid under one subschema. */
export interface Prover {
  proves(value: Value): boolean;
  /** Whether a value's type alone rules it out; used where exactly one branch must hold. */
  excludes(value: Value): boolean;
}

/** What a prover asks of the schema validator. */
export interface Validator {
  /** A matcher for a schema's `pattern`, or undefined when it is no regular expression. */
  matcherOf(pattern: string): Matcher | undefined;
  /** Whether a value is valid under the subschema at a JSON Pointer; asked where a keyword is not known here. */
  isValidAt(pointer: string, value: Value): boolean;
}

export function proverOf(schema: Value, validator: Validator): Prover {
  return new Provers(schema, validator).at(schema);
}

const longestText = 10_000;

const always: Prover = { proves: () => true, excludes: () => false };
const refusing: Prover = { proves: () => false, excludes: () => true };

/** Keywords that say nothing about validity. */
const annotations = new Set([
  '$schema', '$id', '$comment', '$defs', 'definitions', 'title', 'description', 'examples', 'default', 'deprecated',
  'readOnly', 'writeOnly', 'markdownDescription', 'patternErrorMessage',
]); // prettier-ignore

/** The provers of one schema, each made once, when first asked for; so recursive schemas are no trouble. */
class Provers {
  readonly #root: Value;
  readonly #validator: Validator;
  readonly #pointers = new Map<Value, string>();
  readonly #known = new Map<Value, Prover>();

  constructor(root: Value, validator: Validator) {
    this.#root = root;
    this.#validator = validator;
    notePointers(root, '', this.#pointers);
  }

  at(schema: Value | undefined): Prover {
    if (schema === true || schema === undefined) return always;
    if (schema === false) return refusing;
    if (!(schema instanceof Mapping)) return refusing;
    const known = this.#known.get(schema);
    if (known !== undefined) return known;
    const lazy: Prover = {
      proves: (value) => prover().proves(value),
      excludes: (value) => prover().excludes(value),
    };
    let made: Prover | undefined;
    const prover = (): Prover => (made ??= this.#make(schema));
    this.#known.set(schema, lazy);
    return lazy;
  }

  #test(schema: Mapping, index: number): Test | undefined {
    return keywords[schema.keys[index] as string]?.({
      value: schema.values[index] as Value,
      schema,
      at: (part) => this.at(part),
      root: this.#root,
      matcherOf: (pattern) => this.#validator.matcherOf(pattern),
    });
  }

  #make(schema: Mapping): Prover {
    const tests: Test[] = [];
    for (let i = 0; i < schema.keys.length; i += 1) {
      const keyword = schema.keys[i] as string;
      if (annotations.has(keyword) || keyword.startsWith('x-')) continue;
      const test = this.#test(schema, i);
      if (test === undefined) return this.#asking(schema);
      tests.push(test);
    }
    const types = typesOf(schema);
    return remembering({
      proves: (value) => tests.every((test) => test(value)),
      excludes: (value) => types !== undefined && !types.some((type) => isOfType(value, type)),
    });
  }

  /** Leaves a subschema with a keyword that is not known here to the validator. */
  #asking(schema: Mapping): Prover {
    const pointer = this.#pointers.get(schema) ?? '';
    return remembering({ proves: (value) => this.#validator.isValidAt(pointer, value), excludes: () => false });
  }
}

function notePointers(schema: Value, pointer: string, pointers: Map<Value, string>): void {
  if (schema instanceof List) schema.items.forEach((item, index) => notePointers(item, `${pointer}/${index}`, pointers));
  if (!(schema instanceof Mapping)) return;
  pointers.set(schema, pointer);
  schema.keys.forEach((key, index) => notePointers(schema.values[index] as Value, `${pointer}${pointerOf([key])}`, pointers));
}

/** Notes on the value itself that this prover has shown it. */
function remembering(prover: Prover): Prover {
  return {
    excludes: prover.excludes,
    proves: (value) => {
      if (!(value instanceof Mapping || value instanceof List)) return prover.proves(value);
      if (value.proof === prover) return true;
      if (!prover.proves(value)) return false;
      if (value !== emptyMapping) value.proof = prover;
      return true;
    },
  };
}

type Test = (value: Value) => boolean;

interface Keyword {
  readonly value: Value;
  readonly schema: Mapping;
  readonly at: (part: Value | undefined) => Prover;
  readonly root: Value;
  readonly matcherOf: (pattern: string) => Matcher | undefined;
}

/** What each keyword asks, or undefined where its use cannot be shown here. */
const keywords: Readonly<Record<string, (keyword: Keyword) => Test | undefined>> = {
  type: ({ schema }) => {
    const types = typesOf(schema);
    return types && ((value) => types.some((type) => isOfType(value, type)));
  },
  enum: ({ value }) => (value instanceof List ? (found) => value.items.some((item) => sameValue(item, found)) : undefined),
  const: ({ value }) => (found) => sameValue(value, found),
  pattern: ({ value, matcherOf }) => {
    const matches = typeof value === 'string' ? matcherOf(value) : undefined;
    return matches && ((found) => typeof found !== 'string' || (found.length <= longestText && matches(found)));
  },
  minLength: bound(textLength, (length, limit) => length >= limit),
  maxLength: bound(textLength, (length, limit) => length <= limit),
  minimum: bound(numberItself, (number, limit) => number >= limit),
  maximum: bound(numberItself, (number, limit) => number <= limit),
  exclusiveMinimum: bound(numberItself, (number, limit) => number > limit),
  exclusiveMaximum: bound(numberItself, (number, limit) => number < limit),
  minItems: bound(itemCount, (count, limit) => count >= limit),
  maxItems: bound(itemCount, (count, limit) => count <= limit),
  minProperties: bound(keyCount, (count, limit) => count >= limit),
  maxProperties: bound(keyCount, (count, limit) => count <= limit),
  required: ({ value }) => {
    if (!(value instanceof List)) return undefined;
    return (found) => !(found instanceof Mapping) || value.items.every((key) => valueAt(found, String(key)) !== undefined);
  },
  properties: properties,
  // Whichever of the two comes first checks all members; the other has nothing left to do.
  additionalProperties: (keyword) => (valueAt(keyword.schema, 'properties') === undefined ? properties(keyword) : () => true),
  propertyNames: ({ value, at }) => {
    const name = at(value);
    const known = new Set<string>();
    return (found) => !(found instanceof Mapping) || found.keys.every((key) => known.has(key) || remember(known, key, name));
  },
  items: ({ value, at, schema }) => {
    if (value instanceof List || valueAt(schema, 'prefixItems') !== undefined) return undefined;
    const item = at(value);
    return (found) => !(found instanceof List) || found.items.every((each) => item.proves(each));
  },
  $ref: ({ value, at, root }) => {
    const route = typeof value === 'string' && value.startsWith('#') ? readPointer(value.slice(1)) : undefined;
    const target = route && valueAlong(root, route);
    return target === undefined ? undefined : (found) => at(target).proves(found);
  },
  allOf: branches((provers, found) => provers.every((prover) => prover.proves(found))),
  anyOf: branches((provers, found) => provers.some((prover) => prover.proves(found))),
  oneOf: branches((provers, found) => {
    const [only, ...others] = provers.filter((prover) => !prover.excludes(found));
    return only !== undefined && others.length === 0 && only.proves(found);
  }),
};

/** The most keys whose names are remembered as proven. */
const mostNames = 10_000;

function remember(known: Set<string>, key: string, name: Prover): boolean {
  if (!name.proves(key)) return false;
  if (known.size < mostNames) known.add(key);
  return true;
}

function properties({ schema, at }: Keyword): Test | undefined {
  const named = valueAt(schema, 'properties') ?? emptyMapping;
  if (!(named instanceof Mapping) || valueAt(schema, 'patternProperties') !== undefined) return undefined;
  const provers = new Map(named.keys.map((key, index) => [key, at(named.values[index])]));
  const rest = at(valueAt(schema, 'additionalProperties'));
  return (found) => {
    if (!(found instanceof Mapping)) return true;
    const { keys, values } = found;
    for (let i = 0; i < keys.length; i += 1) {
      const prover = provers.size === 0 ? rest : (provers.get(keys[i] as string) ?? rest);
      if (!prover.proves(values[i] as Value)) return false;
    }
    return true;
  };
}

/** `measure` gives undefined for values that the keyword does not speak of. */
function bound(
  measure: (value: Value) => number | undefined,
  fits: (measured: number, limit: number) => boolean,
): (keyword: Keyword) => Test | undefined {
  return ({ value: limit }) => {
    if (typeof limit !== 'number') return undefined;
    return (found) => {
      const measured = measure(found);
      return measured === undefined || fits(measured, limit);
    };
  };
}

function textLength(value: Value): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined;
}

function numberItself(value: Value): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function itemCount(value: Value): number | undefined {
  return value instanceof List ? value.items.length : undefined;
}

function keyCount(value: Value): number | undefined {
  return value instanceof Mapping ? value.keys.length : undefined;
}

function branches(holds: (provers: readonly Prover[], found: Value) => boolean): (keyword: Keyword) => Test | undefined {
  return ({ value, at }) => {
    if (!(value instanceof List)) return undefined;
    const provers = value.items.map((item) => at(item));
    return (found) => holds(provers, found);
  };
}

function typesOf(schema: Mapping): readonly string[] | undefined {
  const type = valueAt(schema, 'type');
  if (typeof type === 'string') return [type];
  return type instanceof List ? type.items.map(String) : undefined;
}

function isOfType(value: Value, type: string): boolean {
  switch (type) {
    case 'object':
      return value instanceof Mapping;
    case 'array':
      return value instanceof List;
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    default:
      return false;
  }
}
