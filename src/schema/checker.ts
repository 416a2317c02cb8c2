/** Checks values against schemas that come with a fleet: the profile's, and the parameters of templates. */

import type { Plain } from '../core/value.ts';
import { validatorsOf, type Answer } from './validators.ts';
import { readSchema, type SchemaMistake, type SchemaReading } from './vocabulary.ts';
import { faultsOf, foundWords, longestMatched, type SchemaFault } from './words.ts';

/** What a value has against a schema; nothing where it fits. */
export type Check = (value: Plain) => readonly SchemaFault[];

export type CompiledSchema =
  | {
      readonly ok: true;
      /** Against the whole schema: for a value that is known not to fit, or is checked once. */
      readonly check: Check;
      /** Against the part at a JSON Pointer, compiled when first used; undefined where no schema stands there. */
      readonly checkerAt: (pointer: string) => Check | undefined;
      /** A copy with the defaults of the schema's properties filled in, and what that has against the schema. */
      readonly withDefaults: (value: Plain) => { readonly value: Plain; readonly faults: readonly SchemaFault[] };
    }
  | { readonly ok: false; readonly mistakes: readonly SchemaMistake[] };

/** Makes a schema ready for use, or says everything that is wrong with it. Never throws, whatever the schema. */
export function compileSchema(schema: Plain): CompiledSchema {
  const reading = readSchema(schema);
  if (reading.mistakes.length > 0) return { ok: false, mistakes: reading.mistakes };
  // Most parts fit: validators that only say so are made first, and those that explain when they are needed. They look for
  // all errors too: one that stops at the first passes over keywords beside `prefixItems` where a list is short.
  const quick = lazily(() => validatorsOf(reading, { verbose: false, messages: false }));
  const thorough = lazily(() => validatorsOf(reading, {}));
  const filling = lazily(() => validatorsOf(reading, { useDefaults: true }));
  const checkAt = (pointer: string, value: Plain): readonly SchemaFault[] =>
    quick()(pointer, value).fits ? [] : faultsIn(thorough()(pointer, value), value, reading);
  return {
    ok: true,
    check: (value) => faultsIn(thorough()('', value), value, reading),
    checkerAt: (pointer) => (reading.schemas.has(pointer) ? (value) => checkAt(pointer, value) : undefined),
    withDefaults(value) {
      const filled = copyOf(value);
      return { faults: faultsIn(filling()('', filled), filled, reading), value: filled };
    },
  };
}

function faultsIn(answer: Answer, value: Plain, { places }: SchemaReading): readonly SchemaFault[] {
  if (answer.fits) return [];
  switch (answer.because) {
    case 'errors':
      return faultsOf(answer.errors, value, (part) => places.get(part));
    case 'unmatched':
      return [wholeFault(value, `has a key of more than ${longestMatched} characters`)];
    case 'overspent':
      return [wholeFault(value, 'takes too long to check against the schema')];
  }
}

function wholeFault(value: Plain, rule: string): SchemaFault {
  return { code: 'value-refused', facts: { found: foundWords(value), rule }, route: [], keyword: 'pattern' };
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
