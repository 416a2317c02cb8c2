import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plain } from '../../src/core/value.ts';
import { compileSchema, type CompiledSchema } from '../../src/schema/checker.ts';
import type { SchemaFault } from '../../src/schema/words.ts';
import { anyPlain } from './support.ts';

type Usable = Extract<CompiledSchema, { readonly ok: true }>;

function usable(schema: Plain): Usable {
  const compiled = compileSchema(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes));
  return compiled;
}

function reasons(schema: Plain): readonly string[] {
  const compiled = compileSchema(schema);
  return compiled.ok ? [] : compiled.mistakes.map(({ route, reason }) => `/${route.join('/')}: ${reason}`);
}

const places = (faults: readonly SchemaFault[]): readonly unknown[] => faults.map(({ code, route }) => [code, route]);

const profile: Plain = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://example.org/profile.schema.json',
  type: 'object',
  additionalProperties: false,
  properties: {
    packages: { type: 'object', additionalProperties: { $ref: '#/$defs/packages' }, 'x-merge': 'append' },
    'a/b ü': { type: 'array', items: { type: 'integer' } },
    anything: true,
    nothing: false,
  },
  $defs: {
    packages: { anyOf: [{ $ref: '#/$defs/package' }, { type: 'array', items: { $ref: '#/$defs/package' } }] },
    package: {
      type: 'object',
      required: ['version'],
      additionalProperties: false,
      properties: { version: { type: 'string', pattern: '^[0-9]' }, arch: { enum: ['x86_64', 'aarch64', 'noarch'] } },
    },
  },
};

describe('a schema that comes with a fleet', () => {
  test('says where a value is wrong, and where the schema says so', () => {
    const faults = usable(profile).check({
      packages: { vim: { version: 'x', arch: 'amd64' }, git: [{ version: '1' }, 2] },
    });
    expect(faults).toEqual([
      expect.objectContaining({
        code: 'type-wrong',
        route: ['packages', 'git', 1],
        facts: { expected: 'a mapping', found: 'the number 2' },
      }),
      {
        code: 'value-refused',
        route: ['packages', 'vim', 'arch'],
        facts: { found: 'the text "amd64"', rule: 'is none of x86_64, aarch64, noarch' },
        keyword: 'enum',
        schema: ['$defs', 'package', 'properties', 'arch', 'enum'],
      },
      {
        code: 'value-refused',
        route: ['packages', 'vim', 'version'],
        facts: { found: 'the text "x"', rule: 'must match ^[0-9]' },
        keyword: 'pattern',
        schema: ['$defs', 'package', 'properties', 'version', 'pattern'],
      },
    ]);
  });

  test('can be asked part by part, by JSON Pointer, with references that still lead where they led', () => {
    const { checkerAt } = usable(profile);
    const one = checkerAt('/properties/packages/additionalProperties');
    expect(one?.({ version: '1' })).toEqual([]);
    expect(places(one?.([{ version: '1' }, {}]) ?? [])).toEqual([['key-missing', [1]]]);
    expect(places(checkerAt('/properties/a~1b ü/items')?.('x') ?? [])).toEqual([['type-wrong', []]]);
    expect(checkerAt('/properties/anything')?.({ a: 1 })).toEqual([]);
    expect(places(checkerAt('/properties/nothing')?.(1) ?? [])).toEqual([['value-refused', []]]);
    expect(checkerAt('/properties')).toBeUndefined();
    expect(checkerAt('/$defs/none')).toBeUndefined();
  });

  test('gives the same answer part by part as for the whole', () => {
    const { check, checkerAt } = usable(profile);
    const part = checkerAt('/$defs/packages');
    fc.assert(
      fc.property(anyPlain, (plain) => {
        const whole = check({ packages: { x: plain } });
        expect(part?.(plain).map((fault) => ['packages', 'x', ...fault.route])).toEqual(
          whole.map((fault) => fault.route),
        );
      }),
    );
  });

  test('may itself be any data: it is used or refused, and never throws', () => {
    const keyword = fc.constantFrom(
      'type',
      'properties',
      '$ref',
      'allOf',
      'anyOf',
      'items',
      'pattern',
      'enum',
      'not',
      'if',
      '$defs',
      'default',
    );
    const schemas = fc.letrec<{ schema: Plain }>((tie) => ({
      schema: fc.oneof(
        { depthSize: 'small' },
        fc.boolean(),
        fc.dictionary(
          keyword,
          fc.oneof(tie('schema'), fc.array(tie('schema')), anyPlain, fc.constantFrom('#', '#/$defs/type', 'string')),
          { noNullPrototype: false },
        ),
      ),
    })).schema;
    fc.assert(
      fc.property(fc.oneof(schemas, anyPlain), anyPlain, (schema, value) => {
        const compiled = compileSchema(schema);
        if (compiled.ok) expect(Array.isArray(compiled.check(value))).toBe(true);
        else expect(compiled.mistakes.length).toBeGreaterThan(0);
      }),
      { numRuns: 500, seed: -1_005_391_842, examples: [[{ anyOf: [] }, false]] },
    );
  });

  test('is refused with every mistake named at its place', () => {
    expect(
      reasons({
        proprties: {},
        type: 'strng',
        properties: {
          a: { $ref: 'https://example.org/x' },
          b: { $ref: '#/$defs/packge' },
          c: { format: 'colour' },
          d: { items: [{}] },
        },
        $defs: { package: { minimum: '1', enum: [] } },
      }),
    ).toEqual([
      '/proprties: "proprties" is no keyword (did you mean "properties"?); keywords of one\'s own begin with "x-"',
      '/type: the text "strng" is no type; types are string, number, integer, boolean, object, array, null',
      '/properties/c/format: the text "colour" is no format; formats are date, date-time, email, hostname, ipv4, ipv6, uri',
      '/properties/d/items: a schema is a mapping, true or false, and this is a list; a list of schemas is written `prefixItems`',
      '/$defs/package/minimum: this should be a number, and is the text "1"',
      '/$defs/package/enum: this should be a list with at least one value, and is a list',
      '/properties/a/$ref: "https://example.org/x" lies outside; a reference stays inside its schema, like #/$defs/name',
      '/properties/b/$ref: "#/$defs/packge" leads nowhere (did you mean "#/$defs/package"?)',
    ]);
  });

  test('speaks only of the form that was meant', () => {
    const kinds = usable({
      oneOf: [
        { type: 'object', required: ['kind'], properties: { kind: { const: 'disk' }, size: { type: 'number' } } },
        { type: 'object', required: ['kind'], properties: { kind: { const: 'net' } } },
      ],
    });
    expect(places(kinds.check({ kind: 'disk', size: 'x' }))).toEqual([['type-wrong', ['size']]]);
    expect(kinds.check({ kind: 'dsk' }).map((fault) => fault.facts)).toEqual([
      { found: 'the text "dsk"', rule: 'is none of disk, net' },
    ]);
  });
});

describe('defaults', () => {
  const parameters = usable({
    type: 'object',
    properties: {
      queue: { type: 'string', default: 'main' },
      limits: { type: 'object', default: {}, properties: { jobs: { type: 'integer', default: 10 } } },
    },
    additionalProperties: false,
  });

  test('are filled into a copy, the value itself stays as it was', () => {
    const given: Plain = { queue: 'short' };
    expect(parameters.withDefaults(given)).toMatchObject({
      faults: [],
      value: { queue: 'short', limits: { jobs: 10 } },
    });
    expect(given).toEqual({ queue: 'short' });
  });

  test('are not filled in by a check', () => {
    const given: Plain = {};
    expect(parameters.check(given)).toEqual([]);
    expect(given).toEqual({});
  });

  test('do not hide what is wrong', () => {
    expect(places(parameters.withDefaults({ queu: 'x' }).faults)).toEqual([['key-unknown', ['queu']]]);
  });
});

describe('a hostile schema', () => {
  test('cannot make a regular expression run long', () => {
    const started = performance.now();
    const faults = usable({ pattern: '^(a+)+$' }).check(`${'a'.repeat(9_999)}!`);
    expect(places(faults)).toEqual([['value-refused', []]]);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('cannot have long text matched: its length is refused first', () => {
    expect(
      usable({ pattern: '^a*$' })
        .check('a'.repeat(10_001))
        .map((fault) => fault.facts),
    ).toEqual([expect.objectContaining({ rule: 'must have at most 10000 characters' })]);
    const keys = usable({ patternProperties: { '^x': { type: 'number' } } });
    expect(places(keys.check({ [`x${'y'.repeat(10_001)}`]: 'text' }))).toEqual([['value-refused', []]]);
  });

  test('cannot multiply its references', () => {
    const $defs: Record<string, Plain> = { d40: { type: 'string' } };
    for (let i = 0; i < 40; i += 1)
      $defs[`d${i}`] = { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] };
    const started = performance.now();
    expect(places(usable({ $ref: '#/$defs/d0', $defs }).check('x'))).toEqual([['value-refused', []]]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('cannot refer to itself without end', () => {
    for (const schema of [
      { $ref: '#' },
      { allOf: [{ $ref: '#' }] },
      { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } },
    ]) {
      const compiled = compileSchema(schema);
      expect(compiled.ok && compiled.check(1).length === 0).toBe(false);
    }
  });

  test('cannot be nested or grow without bound', () => {
    let deep: Plain = {};
    for (let i = 0; i < 200; i += 1) deep = { not: deep };
    const wide: Plain = { properties: Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`p${i}`, {}])) };
    expect(reasons(deep)).toHaveLength(1);
    expect(reasons(wide)).toHaveLength(1);
  });

  test('cannot reach prototypes, neither by its keys nor by its defaults', () => {
    const schema = JSON.parse('{"properties":{"__proto__":{"default":{"polluted":true}}}}') as Plain;
    expect(reasons(schema)).toEqual(['/properties/__proto__: "__proto__" cannot be a key']);
    for (const keyword of ['default', 'const', 'enum']) {
      const hidden = `{"properties":{"a":{"${keyword}":[{"b":{"__proto__":{"polluted":true}}}]}}}`;
      expect(reasons(JSON.parse(hidden) as Plain)).toEqual([`/properties/a/${keyword}: "__proto__" cannot be a key`]);
    }
  });

  test('has no way to compare lists pair by pair', () => {
    const started = performance.now();
    const items = Array.from({ length: 50_000 }, (_, i) => ({ name: `n${i}` }));
    const { check } = usable({ uniqueItems: true });
    expect(check(items)).toEqual([]);
    expect(places(check([...items, { name: 'n7' }]))).toEqual([['value-refused', [50_000]]]);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('cannot refuse what is inherited or see more than own keys', () => {
    expect(places(usable({ required: ['toString'] }).check({}))).toEqual([['key-missing', []]]);
  });
});

test('values that are nested without end are refused', () => {
  let value: Plain = 1;
  for (let i = 0; i < 100_000; i += 1) value = [value];
  expect(places(usable({ items: { $ref: '#' } }).check(value))).toEqual([['value-refused', []]]);
});
