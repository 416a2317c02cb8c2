/**
 * Checks the shape of a fleet's files. Gates made from `schemas/` at build time say yes or no;
 * only where one says no is the schema itself read, to find every fault and the words for it.
 */

import type { ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Plain } from '../core/value.ts';
import { newAjv } from './dialect.ts';
import * as gates from './generated/gates.ts';
import type { FileKind } from './kinds.ts';
import { faultsOf, type FaultCode, type SchemaFault } from './words.ts';

export type { FileKind } from './kinds.ts';

/** How many faults of one file are said one by one. */
export const mostFaults = 100;

/** Whether `plain`, read from `file`, has the shape of its kind. What is wrong goes to `out`, all of it at once. */
export function checkFile(kind: FileKind, file: string, plain: Plain, out: Diagnostics): boolean {
  if (passes(kind, plain)) return true;
  const faults = shapeFaults(kind, plain);
  for (const fault of faults.slice(0, mostFaults)) report(fault, file, out);
  if (faults.length > mostFaults) {
    out.add('faults-too-many', { file, route: [] }, { count: faults.length, shown: mostFaults });
  }
  return false;
}

/** Every fault in the shape of a file's content. */
export function shapeFaults(kind: FileKind, plain: Plain): readonly SchemaFault[] {
  const explain = explainerOf(kind);
  try {
    return explain(plain) ? [] : faultsOf(explain.errors ?? [], plain);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const facts = { found: 'this file', rule: 'is nested too deep to be checked' };
    return [{ code: 'value-refused', facts, route: [], keyword: '' }];
  }
}

const gateOf: Readonly<Record<FileKind, (plain: unknown) => boolean>> = gates;
const explainers = new Map<FileKind, ValidateFunction>();

/** A value that is too deep for the stack does not pass. */
function passes(kind: FileKind, plain: Plain): boolean {
  try {
    return gateOf[kind](plain);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function explainerOf(kind: FileKind): ValidateFunction {
  let explainer = explainers.get(kind);
  if (explainer === undefined) {
    const text = readFileSync(new URL(`../../schemas/${kind}.schema.json`, import.meta.url), 'utf8');
    explainer = newAjv({ unevaluated: false }).compile(JSON.parse(text) as object);
    explainers.set(kind, explainer);
  }
  return explainer;
}

function report<C extends FaultCode>(
  { code, facts, route, part }: SchemaFault<C>,
  file: string,
  out: Diagnostics,
): void {
  out.add(code, part === undefined ? { file, route } : { file, route, part }, facts);
}
