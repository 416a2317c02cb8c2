/** The fleet's profile schema, made ready: how lists merge, what is valid, and what to say when it is not. */

import type { ProfileFault, ProfileSchema } from '../compile/parts.ts';
import { proverOf, type Validator } from '../compile/prove.ts';
import { readStrategy, strategiesOf, type Strategies } from '../compile/strategy.ts';
import { sentenceOf } from '../core/catalogue.ts';
import type { Diagnostic, Diagnostics } from '../core/diagnostic.ts';
import { pointerOf, type Route } from '../core/site.ts';
import type { Tree } from '../core/tree.ts';
import { List, Mapping, textOf, valueOf, type Plain, type Value } from '../core/value.ts';
import { compileSchema, type CompiledSchema } from '../schema/checker.ts';
import { matcherOf } from '../schema/matcher.ts';
import type { SchemaFault } from '../schema/words.ts';
import { parseJson } from '../yaml/json.ts';

export interface ReadSchema {
  readonly blob: string;
  readonly schema: ProfileSchema | undefined;
  readonly strategies: Strategies | undefined;
}

/** Reads a profile schema. A schema that cannot be used is told, and nothing is validated against it. */
export function readProfileSchema(tree: Tree, file: string, out: Diagnostics): ReadSchema {
  const nothing = { blob: '', schema: undefined, strategies: undefined };
  const found = tree.read(file);
  if (found === undefined) {
    out.add('schema-missing', { file: 'fleet.yaml', route: ['profileSchema'] }, { file });
    return nothing;
  }
  if ('unreadable' in found) {
    out.add(found.unreadable.code, { file, route: [] }, found.unreadable.facts);
    return nothing;
  }
  const plain = parseJson(file, found.text, out);
  if (plain === undefined) return { ...nothing, blob: found.blob };
  const value = valueOf(plain);
  checkStrategies(value, file, [], out);
  const compiled = compileSchema(plain);
  if (!compiled.ok) {
    for (const { route, reason } of compiled.mistakes) out.add('schema-invalid', { file, route }, { reason });
    return { ...nothing, blob: found.blob };
  }
  const judge = (profile: Mapping): readonly ProfileFault[] => compiled.check(dataOf(profile)).map(asProfileFault);
  const prover = proverOf(value, validatorOf(compiled));
  return { blob: found.blob, schema: { file, prover, judge }, strategies: strategiesOf(value) };
}

/** A value as ordinary objects: where a schema compares with "const" or "enum", the validator compares prototypes too. */
function dataOf(value: Value): Plain {
  return JSON.parse(textOf(value)) as Plain; // the text of a value
}

function validatorOf(compiled: CompiledSchema & { readonly ok: true }): Validator {
  return { matcherOf, isValidAt: (pointer, value) => compiled.checkerAt(pointer)?.(dataOf(value)).length === 0 };
}

function asProfileFault(fault: SchemaFault): ProfileFault {
  const { route, schema: schemaRoute = [] } = fault;
  const at = { schemaRoute };
  switch (fault.code) {
    case 'key-unknown':
      return {
        code: 'profile-key-unknown',
        route,
        facts: { pointer: pointerOf(route.slice(0, -1)), ...fault.facts },
        ...at,
      };
    case 'key-missing':
      return { code: 'profile-key-missing', route, facts: { pointer: pointerOf(route), ...fault.facts }, ...at };
    case 'type-wrong':
      return { code: 'profile-type', route, facts: { pointer: pointerOf(route), ...fault.facts }, ...at };
    case 'value-refused':
      return { code: 'profile-value', route, facts: { pointer: pointerOf(route), ...fault.facts }, ...at };
    case 'version-malformed':
      return {
        code: 'profile-value',
        route,
        facts: { pointer: pointerOf(route), found: fault.facts.text, rule: 'is not a version' },
        ...at,
      };
  }
}

/** Every `x-merge` says something that is known. */
function checkStrategies(schema: Value, file: string, route: Route, out: Diagnostics): void {
  if (schema instanceof List)
    schema.items.forEach((item, index) => checkStrategies(item, file, [...route, index], out));
  if (!(schema instanceof Mapping)) return;
  schema.keys.forEach((key, index) => {
    const value = schema.values[index] as Value;
    const at = [...route, key];
    if (key !== 'x-merge') checkStrategies(value, file, at, out);
    else if (readStrategy(value) === undefined) {
      out.add('schema-invalid', { file, route: at }, { reason: 'x-merge is "append", "union" or { "by": KEY }' });
    }
  });
}

/** Says why parameters do not fit a template's schema, in words; an empty list when they do. */
export function misfitFinder(): (schema: Mapping, params: Mapping) => readonly string[] {
  const ready = new Map<Mapping, (params: Mapping) => readonly string[]>();
  return (schema, params) => {
    let misfits = ready.get(schema);
    if (misfits === undefined) ready.set(schema, (misfits = misfitsUnder(schema)));
    return misfits(params);
  };
}

function misfitsUnder(schema: Mapping): (params: Mapping) => readonly string[] {
  const compiled = compileSchema(dataOf(schema));
  if (!compiled.ok) {
    const reasons = compiled.mistakes.map(({ reason }) => `its schema cannot be used: ${reason}`);
    return () => reasons;
  }
  const prover = proverOf(schema, validatorOf(compiled));
  return (params) => (prover.proves(params) ? [] : compiled.check(dataOf(params)).map(misfitWords));
}

function misfitWords({ code, facts, route }: SchemaFault): string {
  const sentence = sentenceOf({
    code,
    facts,
    site: { file: '', route },
    related: [],
    chain: [],
    victims: new Map(),
  } as Diagnostic);
  return route.length === 0 ? sentence : `${pointerOf(route).slice(1)}: ${sentence}`;
}
