/** Checks values against schemas that come with a fleet: the profile's, and the parameters of templates. */

import type { ValidateFunction } from 'ajv';
import type { Plain } from '../core/value.ts';
import { newAjv } from './dialect.ts';
import { overspent, patternEngine, spend, type Budget } from './pattern.ts';
import { readSchema, type SchemaMistake, type SchemaReading } from './vocabulary.ts';
import { faultsOf, foundWords, longestMatched, type SchemaFault } from './words.ts';

/** What a value has against a schema; nothing where it fits. */
export type Check = (value: Plain) => readonly SchemaFault[];

export type CompiledSchema =
  | {
      readonly ok: true;
      /** Against the whole schema. */
      readonly check: Check;
      /** Against the part of the schema at a JSON Pointer; undefined where no schema stands there. Compiled when first asked for. */
      readonly checkerAt: (pointer: string) => Check | undefined;
      /** A copy of the value with the defaults of the schema's properties filled in, and what that has against the schema. */
      readonly withDefaults: (value: Plain) => { readonly value: Plain; readonly faults: readonly SchemaFault[] };
    }
  | { readonly ok: false; readonly mistakes: readonly SchemaMistake[] };

/** Makes a schema ready for use, or says everything that is wrong with it. Never throws, whatever the schema. */
export function compileSchema(schema: Plain): CompiledSchema {
  const reading = readSchema(schema);
  if (reading.mistakes.length > 0) return { ok: false, mistakes: reading.mistakes };
  const validators = lazily(() => newValidators(reading, {}));
  const filling = lazily(() => newValidators(reading, { useDefaults: true }));
  const checks = new Map<string, Check>();
  const checkerAt = (pointer: string): Check | undefined => {
    if (!reading.schemas.has(pointer)) return undefined;
    let check = checks.get(pointer);
    if (check === undefined) checks.set(pointer, (check = (value) => validators()(pointer, value)));
    return check;
  };
  return {
    ok: true,
    check: (value) => validators()('', value),
    checkerAt,
    withDefaults(value) {
      const filled = copyOf(value);
      return { faults: filling()('', filled), value: filled };
    },
  };
}

const id = 'urn:tidemark:fleet-schema';
const allowance = 1_000_000;

/** Validators of all parts of a schema, by pointer, which share their budget. */
function newValidators(
  reading: SchemaReading,
  options: { readonly useDefaults?: true },
): (pointer: string, value: Plain) => readonly SchemaFault[] {
  const budget: Budget = { left: 0, tooLong: false };
  const ajv = newAjv({
    unevaluated: reading.unevaluated,
    onRef: () => spend(budget, 1),
    options: { ...options, inlineRefs: 12, code: { regExp: patternEngine(budget) } },
  });
  const root = reading.schemas.get('') ?? true;
  if (typeof root === 'object') ajv.addSchema(withoutId(root, reading), id);
  const compiled = new Map<string, ValidateFunction>();
  const validatorAt = (pointer: string): ValidateFunction => {
    let validate = compiled.get(pointer);
    if (validate === undefined) compiled.set(pointer, (validate = compile(pointer)));
    return validate;
  };
  const compile = (pointer: string): ValidateFunction => {
    const part = reading.schemas.get(pointer);
    if (typeof part === 'boolean') return ajv.compile(part);
    const found = ajv.getSchema(`${id}#${encodedPointer(pointer)}`);
    if (found === undefined) throw new Error(`no schema at ${pointer}`);
    return found;
  };
  return (pointer, value) => {
    budget.left = allowance;
    budget.tooLong = false;
    try {
      const validate = validatorAt(pointer);
      const fits = validate(value) && !budget.tooLong;
      return fits
        ? []
        : withLengths(
            faultsOf(validate.errors ?? [], value, (part) => reading.places.get(part)),
            value,
            budget,
          );
    } catch (error) {
      // Too deep for the stack, or too many steps: refused, never let through.
      if (error === overspent || error instanceof RangeError)
        return [wholeFault(value, 'takes too long to check against the schema')];
      throw error;
    }
  };
}

/** A key that is too long to be matched with `patternProperties` is not known to fit anything: the whole is refused. */
function withLengths(faults: readonly SchemaFault[], value: Plain, budget: Budget): readonly SchemaFault[] {
  return budget.tooLong && faults.length === 0
    ? [wholeFault(value, `has a key of more than ${longestMatched} characters`)]
    : faults;
}

function wholeFault(value: Plain, rule: string): SchemaFault {
  return { code: 'value-refused', facts: { found: foundWords(value), rule }, route: [], keyword: 'pattern' };
}

/** Ajv would take `$id` for the base of every reference. */
function withoutId(root: Plain & object, { places }: SchemaReading): object {
  const { $id: _id, $schema: _dialect, ...rest } = root as { readonly [key: string]: Plain }; // a schema is no list
  places.set(rest, []);
  return rest;
}

function encodedPointer(pointer: string): string {
  return pointer.split('/').map(encodeURIComponent).join('/');
}

function copyOf(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(null) as Record<string, Plain>; // no prototype, so that no key means anything else
  for (const [key, entry] of Object.entries(value)) copy[key] = copyOf(entry);
  return copy;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}
