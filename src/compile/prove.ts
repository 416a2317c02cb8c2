/**
 * Shows quickly that a value is valid, part by part, and remembers it with the part, so that what profiles share is
 * visited once. It only ever says "valid" or "not shown": a value it cannot show is judged by the schema validator,
 * which knows all of JSON Schema and has the words for what is wrong.
 */

import { pointerOf, readPointer } from '../core/site.ts';
import { emptyMapping, indexOfKey, List, Mapping, sameValue, valueAlong, valueAt, type Value } from '../core/value.ts';

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
  const budget: Budget = { left: 0 };
  const root = new Provers(schema, validator, budget).at(schema);
  return {
    excludes: (value) => root.excludes(value),
    proves: (value) => {
      budget.left = allowance;
      try {
        return root.proves(value);
      } catch (error) {
        // A schema that refers to itself and goes nowhere, or asks the same in too many ways: nothing is shown.
        if (error === overspent || error instanceof RangeError) return false;
        throw error;
      }
    },
  };
}

/** How many questions may be asked of subschemas to show one value. */
interface Budget {
  left: number;
}

const allowance = 1_000_000;
const overspent = new Error('the budget of a proof is spent');

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
  readonly #budget: Budget;

  constructor(root: Value, validator: Validator, budget: Budget) {
    this.#root = root;
    this.#validator = validator;
    this.#budget = budget;
    notePointers(root, '', this.#pointers);
  }

  at(schema: Value | undefined): Prover {
    if (schema === true || schema === undefined) return always;
    if (!(schema instanceof Mapping)) return refusing;
    const target = this.#onlyReference(schema) ?? schema;
    let known = this.#known.get(target);
    if (known === undefined)
      this.#known.set(target, (known = new NodeProver(target, this.#budget, () => this.#testsOf(target))));
    return known;
  }

  /** What a schema refers to that says nothing else, so that a value is shown once under both. */
  #onlyReference(schema: Mapping): Mapping | undefined {
    const seen = new Set<Mapping>();
    let at = schema;
    for (;;) {
      const reference = valueAt(at, '$ref');
      const target = typeof reference === 'string' ? targetOf(this.#root, reference) : undefined;
      const alone = at.keys.every((key) => key === '$ref' || isAnnotation(key));
      if (!(target instanceof Mapping) || !alone || seen.has(at)) return seen.size === 0 ? undefined : at;
      seen.add(at);
      at = target;
    }
  }

  #testsOf(schema: Mapping): readonly Test[] {
    const tests: Test[] = [];
    for (let i = 0; i < schema.keys.length; i += 1) {
      const keyword = schema.keys[i] as string;
      if (isAnnotation(keyword)) continue;
      const test = keywords[keyword]?.({
        value: schema.values[i] as Value,
        schema,
        at: (part) => this.at(part),
        root: this.#root,
        matcherOf: (pattern) => this.#validator.matcherOf(pattern),
      });
      if (test === undefined) return [this.#asking(schema)];
      tests.push(test);
    }
    return tests;
  }

  /** Leaves a subschema with a keyword that is not known here to the validator. */
  #asking(schema: Mapping): Test {
    const pointer = this.#pointers.get(schema) ?? '';
    return { whole: (value) => this.#validator.isValidAt(pointer, value) };
  }
}

/** Shows values under one subschema, and notes on each list and mapping that it was shown. */
class NodeProver implements Prover {
  readonly #types: readonly string[] | undefined;
  readonly #budget: Budget;
  readonly #make: () => readonly Test[];
  #tests: readonly Test[] | undefined;

  constructor(schema: Mapping, budget: Budget, make: () => readonly Test[]) {
    this.#types = typesOf(schema);
    this.#budget = budget;
    this.#make = make;
  }

  excludes(value: Value): boolean {
    return this.#types !== undefined && !this.#types.some((type) => isOfType(value, type));
  }

  proves(value: Value): boolean {
    this.#budget.left -= 1;
    if (this.#budget.left < 0) throw overspent;
    const tests = (this.#tests ??= this.#make());
    if (!(value instanceof Mapping || value instanceof List)) return tests.every((test) => test.whole(value));
    if (value.proof === this) return true;
    const origin = value instanceof Mapping && this.#isShown(value.origin?.from) ? value.origin : undefined;
    for (let i = 0; i < tests.length; i += 1) {
      const test = tests[i] as Test;
      const holds =
        origin === undefined || test.changed === undefined
          ? test.whole(value)
          : test.changed(value as Mapping, origin.keys);
      if (!holds) return false;
    }
    value.proof = this;
    return true;
  }

  /** What many large mappings were made from is shown once, and of each only what it changes. */
  #isShown(from: Mapping | undefined): boolean {
    return from !== undefined && (from.proof === this || (from.keys.length >= large && this.proves(from)));
  }
}

const large = 64;

function isAnnotation(keyword: string): boolean {
  return annotations.has(keyword) || keyword.startsWith('x-');
}

function targetOf(root: Value, reference: string): Value | undefined {
  // Escaped characters are left to the validator.
  const route = /^#[^%]*$/.test(reference) ? readPointer(reference.slice(1)) : undefined;
  return route === undefined ? undefined : valueAlong(root, route);
}

function notePointers(schema: Value, pointer: string, pointers: Map<Value, string>): void {
  if (schema instanceof List)
    schema.items.forEach((item, index) => notePointers(item, `${pointer}/${index}`, pointers));
  if (!(schema instanceof Mapping)) return;
  pointers.set(schema, pointer);
  schema.keys.forEach((key, index) =>
    notePointers(schema.values[index] as Value, `${pointer}${pointerOf([key])}`, pointers),
  );
}

/** What one keyword asks of a value. */
interface Test {
  readonly whole: (value: Value) => boolean;
  /** The same for a mapping made from one that is valid, by changing these keys; left out where that is no shorter. */
  readonly changed?: (mapping: Mapping, keys: readonly string[]) => boolean;
}

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
    return types && { whole: (value) => types.some((type) => isOfType(value, type)) };
  },
  enum: ({ value }) =>
    value instanceof List ? { whole: (found) => value.items.some((item) => sameValue(item, found)) } : undefined,
  const: ({ value }) => ({ whole: (found) => sameValue(value, found) }),
  pattern: ({ value, matcherOf }) => {
    const matches = typeof value === 'string' ? matcherOf(value) : undefined;
    return (
      matches && { whole: (found) => typeof found !== 'string' || (found.length <= longestText && matches(found)) }
    );
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
    const names = value.items.map(String);
    return { whole: (found) => !(found instanceof Mapping) || names.every((key) => indexOfKey(found.keys, key) >= 0) };
  },
  properties,
  // Whichever of the two comes first checks all members; the other has nothing left to do.
  additionalProperties: (keyword) =>
    valueAt(keyword.schema, 'properties') === undefined ? properties(keyword) : { whole: () => true },
  propertyNames: ({ value, at }) => {
    const name = at(value);
    const known = new Set<string>();
    const holds = (key: string): boolean => known.has(key) || remember(known, key, name);
    return {
      whole: (found) => !(found instanceof Mapping) || found.keys.every(holds),
      changed: (mapping, keys) => keys.every((key) => indexOfKey(mapping.keys, key) < 0 || holds(key)),
    };
  },
  items: ({ value, at, schema }) => {
    if (value instanceof List || valueAt(schema, 'prefixItems') !== undefined) return undefined;
    const item = at(value);
    return { whole: (found) => !(found instanceof List) || found.items.every((each) => item.proves(each)) };
  },
  $ref: ({ value, at, root }) => {
    const target = typeof value === 'string' ? targetOf(root, value) : undefined;
    return target === undefined ? undefined : { whole: (found) => at(target).proves(found) };
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
  const proverFor = (key: string): Prover => (provers.size === 0 ? rest : (provers.get(key) ?? rest));
  return {
    whole: (found) => {
      if (!(found instanceof Mapping)) return true;
      for (let i = 0; i < found.keys.length; i += 1) {
        if (!proverFor(found.keys[i] as string).proves(found.values[i] as Value)) return false;
      }
      return true;
    },
    changed: (mapping, keys) =>
      keys.every((key) => {
        const value = valueAt(mapping, key);
        return value === undefined || proverFor(key).proves(value);
      }),
  };
}

/** `measure` gives undefined for values that the keyword does not speak of. */
function bound(
  measure: (value: Value) => number | undefined,
  fits: (measured: number, limit: number) => boolean,
): (keyword: Keyword) => Test | undefined {
  return ({ value: limit }) => {
    if (typeof limit !== 'number') return undefined;
    return {
      whole: (found) => {
        const measured = measure(found);
        return measured === undefined || fits(measured, limit);
      },
    };
  };
}

function textLength(value: Value): number | undefined {
  if (typeof value !== 'string') return undefined;
  let count = 0;
  for (let at = 0; at < value.length; at += (value.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1;
  return count;
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

function branches(
  holds: (provers: readonly Prover[], found: Value) => boolean,
): (keyword: Keyword) => Test | undefined {
  return ({ value, at }) => {
    if (!(value instanceof List)) return undefined;
    const provers = value.items.map((item) => at(item));
    return { whole: (found) => holds(provers, found) };
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
