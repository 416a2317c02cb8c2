/** The parts of one schema as validators, compiled when they are first asked for, with bounds on what a check may cost. */

import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import type { Plain } from '../core/value.ts';
import { newAjv } from './dialect.ts';
import { overspent, patternEngine, spend, type Budget } from './pattern.ts';
import type { SchemaReading } from './vocabulary.ts';

/** What a validator answers. `unmatched`: nothing is wrong but that some text was too long to be matched. */
export type Answer =
  | { readonly fits: true }
  | { readonly fits: false; readonly because: 'errors'; readonly errors: readonly ErrorObject[] }
  | { readonly fits: false; readonly because: 'unmatched' | 'overspent' };

/** Asks the part of a schema at a JSON Pointer, which must be one of the reading's. */
export type Ask = (pointer: string, value: Plain) => Answer;

const id = 'urn:tidemark:fleet-schema';
const allowance = 1_000_000;

/** Validators of all parts of a schema; they share one budget, anew for every question. */
export function validatorsOf(reading: SchemaReading, options: Options): Ask {
  const budget: Budget = { left: 0, tooLong: false };
  const compile = compilerOf(reading, budget, options);
  const compiled = new Map<string, ValidateFunction>();
  return (pointer, value) => {
    budget.left = allowance;
    budget.tooLong = false;
    try {
      let validate = compiled.get(pointer);
      if (validate === undefined) compiled.set(pointer, (validate = compile(pointer)));
      if (!validate(value)) return { fits: false, because: 'errors', errors: validate.errors ?? [] };
      return budget.tooLong ? { fits: false, because: 'unmatched' } : { fits: true };
    } catch (error) {
      // Too deep for the stack, or too many steps: refused, never let through.
      if (error === overspent || error instanceof RangeError) return { fits: false, because: 'overspent' };
      throw error;
    }
  };
}

function compilerOf(reading: SchemaReading, budget: Budget, options: Options): (pointer: string) => ValidateFunction {
  const ajv = newAjv({
    unevaluated: reading.unevaluated,
    onRef: () => spend(budget, 1),
    options: { inlineRefs: 12, code: { regExp: patternEngine(budget) }, ...options },
  });
  const root = reading.schemas.get('');
  if (isMapping(root)) ajv.addSchema(withoutId(root, reading), id);
  return (pointer) => {
    const part = reading.schemas.get(pointer);
    if (typeof part === 'boolean') return ajv.compile(part);
    if (isMapping(part) && isMapping(root) && pointer !== '' && standsAlone(part, reading)) {
      return ajv.compile(withDefinitions(part, root, reading));
    }
    const found = ajv.getSchema(`${id}#${pointer.split('/').map(encodeURIComponent).join('/')}`);
    if (found === undefined) throw new Error(`no schema at ${pointer}`);
    return found;
  };
}

/** Ajv would take `$id` for the base of every reference. */
function withoutId(root: PlainMapping, { places }: SchemaReading): object {
  const { $id: _id, $schema: _dialect, ...rest } = root;
  places.set(rest, []);
  return rest;
}

/** Whether the definitions are all that a part needs; otherwise ajv compiles the whole schema to find the part. */
function standsAlone(part: PlainMapping, { refersToDefinitionsOnly }: SchemaReading): boolean {
  return refersToDefinitionsOnly && part['$defs'] === undefined && part['definitions'] === undefined;
}

function withDefinitions(part: PlainMapping, root: PlainMapping, { places }: SchemaReading): object {
  const shared = Object.entries(root).filter(([keyword]) => keyword === '$defs' || keyword === 'definitions');
  const alone = { ...part, ...Object.fromEntries(shared) };
  places.set(alone, places.get(part) ?? []);
  return alone;
}

type PlainMapping = { readonly [key: string]: Plain };

function isMapping(plain: Plain | undefined): plain is PlainMapping {
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain);
}
