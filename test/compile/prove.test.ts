/** The quick proof of validity, held against plain ajv: it may fail to show that a value is valid, and must never err. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeMapping } from '../../src/compile/merge.ts';
import { proverOf, type Prover } from '../../src/compile/prove.ts';
import { Mapping, textOf, valueOf, type Plain, type Value } from '../../src/core/value.ts';
import { compileSchema } from '../../src/schema/checker.ts';
import { matcherOf } from '../../src/schema/matcher.ts';
import { anyMapping, anyPlain } from '../support/values.ts';

const key = fc.constantFrom('a', 'b', 'c', 'ab', '0');
const type = fc.constantFrom('object', 'array', 'string', 'number', 'integer', 'boolean', 'null');
const small = fc.integer({ min: 0, max: 3 });
const pattern = fc.constantFrom('a', '^a', 'b$', '^[a-c]*$', '^.$', '^$', '[0-9]', 'é');
const constant = fc.oneof(anyPlain, fc.constantFrom<Plain>('a', 1, {}, [], { a: 1 }));

/** Schemas with every keyword that the prover knows, and some that it leaves to the validator. */
const anySchema: fc.Arbitrary<Plain> = fc.letrec<{ schema: Plain }>((tie) => {
  const schema = tie('schema');
  const schemas = fc.array(schema, { minLength: 1, maxLength: 3 });
  const map = fc.dictionary(key, schema, { maxKeys: 3 });
  const keywords = {
    type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
    enum: fc.array(constant, { minLength: 1, maxLength: 3 }),
    const: constant,
    pattern,
    minLength: small,
    maxLength: small,
    minimum: small,
    maximum: small,
    exclusiveMinimum: small,
    exclusiveMaximum: small,
    multipleOf: fc.constantFrom(0.5, 2),
    items: schema,
    prefixItems: schemas,
    contains: schema,
    minItems: small,
    maxItems: small,
    uniqueItems: fc.boolean(),
    unevaluatedItems: schema,
    properties: map,
    patternProperties: fc.dictionary(pattern, schema, { maxKeys: 2 }),
    additionalProperties: schema,
    unevaluatedProperties: schema,
    propertyNames: schema,
    required: fc.uniqueArray(key, { maxLength: 2 }),
    minProperties: small,
    maxProperties: small,
    dependentRequired: fc.dictionary(key, fc.uniqueArray(key, { maxLength: 2 }), { maxKeys: 2 }),
    dependentSchemas: map,
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: schema,
    if: schema,
    then: schema,
    else: schema,
    $ref: fc.constantFrom('#/$defs/one', '#/$defs/two', '#'),
    title: fc.constant('a title'),
    default: constant,
    'x-merge': fc.constant('append'),
  };
  // A few keywords at a time: a schema of many is valid for nothing.
  const entry = fc.oneof(
    ...Object.entries<fc.Arbitrary<unknown>>(keywords).map(([name, value]) => fc.tuple(fc.constant(name), value)),
  );
  const some = fc
    .uniqueArray(entry, { selector: ([name]) => name, minLength: 1, maxLength: 4 })
    .map((entries) => Object.fromEntries(entries) as Plain); // all plain
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 1, arbitrary: fc.boolean() },
      { weight: 4, arbitrary: some },
    ),
  };
}).schema;

/** A whole schema, with definitions to refer to. */
const rooted: fc.Arbitrary<Plain> = fc
  .tuple(anySchema, anySchema, anySchema)
  .map(([root, one, two]) => ({ allOf: [root], $defs: { one, two } }));

interface Judges {
  readonly prover: Prover;
  /** Whether our own validator finds nothing wrong. */
  readonly accepts: (value: Plain) => boolean;
  /** Whether plain ajv finds nothing wrong. */
  readonly isValid: (value: Plain) => boolean;
}

function judgesOf(schema: Plain): Judges {
  const compiled = compileSchema(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes));
  // It looks for all errors: where it stops at the first, it passes over keywords beside `prefixItems` when a list is short.
  const ajv = new Ajv2020({ strict: false, ownProperties: true, logger: false, unevaluated: true, allErrors: true });
  const validate = ajv.compile(schema as object); // a mapping
  return {
    prover: proverOf(valueOf(schema), {
      matcherOf,
      isValidAt: (pointer, value) => compiled.checkerAt(pointer)?.(dataOf(value)).length === 0,
    }),
    accepts: (value) => compiled.check(value).length === 0,
    isValid: (value) => validate(value),
  };
}

/** As the validators are given it: ordinary objects. */
function dataOf(value: Value): Plain {
  return JSON.parse(textOf(value)) as Plain; // the text of a value
}

/** Mappings that merging made of others: what is known of those is used for these. */
function* madeOfEachOther(values: readonly Plain[], patches: readonly Plain[]): Iterable<Value> {
  for (const plain of values) {
    let value = valueOf(plain);
    for (const patch of patches.map(valueOf)) {
      if (!(value instanceof Mapping) || !(patch instanceof Mapping)) continue;
      yield value;
      value = mergeMapping(value, patch, undefined);
    }
    yield value;
  }
}

/** What one of them gives, or that it never ends: a schema that refers to itself without going deeper. */
function answer(ask: () => boolean): boolean | 'endless' {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RangeError) return 'endless';
    throw error;
  }
}

describe('what the prover shows', () => {
  test('is valid to plain ajv, and what it does not show is judged as plain ajv judges', () => {
    let shown = 0;
    let valid = 0;
    fc.assert(
      fc.property(
        rooted,
        fc.array(constant, { minLength: 1, maxLength: 4 }),
        fc.array(anyMapping, { maxLength: 3 }),
        (schema, values, patches) => {
          const judges = judgesOf(schema);
          for (const value of [...values.map(valueOf), ...madeOfEachOther(values, patches)]) {
            const plain = dataOf(value);
            const isValid = answer(() => judges.isValid(plain));
            const proven = judges.prover.proves(value);
            if (isValid === 'endless') continue;
            if (proven) expect(isValid).toBe(true);
            expect(proven || judges.accepts(plain)).toBe(isValid);
            expect(judges.prover.proves(value), 'asked again').toBe(proven);
            if (isValid) valid += 1;
            if (proven) shown += 1;
          }
        },
      ),
      { seed: Number(process.env['SEED'] ?? 41), numRuns: Number(process.env['RUNS'] ?? 120) },
    );
    expect(shown, 'most of what is valid is shown').toBeGreaterThan(valid * 0.8);
    expect(valid).toBeGreaterThan(100);
  });

  test('is not less where a list is shorter than its `prefixItems`', () => {
    const { prover, accepts } = judgesOf({ prefixItems: [{ type: 'object' }], contains: { type: 'string' } });
    expect([prover.proves(valueOf([])), accepts([])]).toEqual([false, false]);
    expect([prover.proves(valueOf([{}, 'a'])), accepts([{}, 'a'])]).toEqual([true, true]);
  });

  test('is remembered with a part, and only for the schema that it was shown under', () => {
    const number = proverOf(valueOf({ items: { type: 'integer' } }), never);
    const text = proverOf(valueOf({ items: { type: 'string' } }), never);
    const value = valueOf([1, 2]);
    expect([number.proves(value), text.proves(value), number.proves(value), text.proves(value)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(text.proves(new Mapping(['shared'], [value]))).toBe(true);
  });

  test('never says valid of an empty mapping or list that is not', () => {
    const needs = proverOf(valueOf({ required: ['a'] }), never);
    const any = proverOf(valueOf({ type: 'object' }), never);
    const empty = valueOf({});
    expect([any.proves(empty), needs.proves(empty), needs.proves(valueOf({})), any.proves(empty)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(proverOf(valueOf({ minItems: 1 }), never).proves(valueOf([]))).toBe(false);
  });

  test('follows references that go deeper without end', () => {
    const tree = proverOf(valueOf({ type: 'object', additionalProperties: { $ref: '#' } }), never);
    expect(tree.proves(valueOf({ a: { b: {} } }))).toBe(true);
    expect(tree.proves(valueOf({ a: { b: 1 } }))).toBe(false);
  });

  test('is nothing where a schema asks the same in too many ways, and that soon', () => {
    const levels = Array.from(
      { length: 40 },
      (_, index) =>
        [`d${index}`, { anyOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] }] as const,
    );
    const schema = { $ref: '#/$defs/d0', $defs: { ...Object.fromEntries(levels), d40: { type: 'string' } } };
    expect(proverOf(valueOf(schema), never).proves(1)).toBe(false);
    expect(proverOf(valueOf(schema), never).proves('a')).toBe(true);
  });

  test.each<Plain>([
    { $ref: '#' },
    { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { allOf: [{ $ref: '#/$defs/a' }] } } },
  ])('is nothing under a schema that refers to itself and goes nowhere: %j', (schema) => {
    expect(proverOf(valueOf(schema), never).proves(valueOf({ a: 1 }))).toBe(false);
  });
});

/** A validator that is never sure. */
const never = { matcherOf: () => undefined, isValidAt: () => false };
