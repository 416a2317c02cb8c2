/** Regular expressions from schemas, matched in time linear in the text: RE2, with bounds on text and work. */

import { createRequire } from 'node:module';
import type * as Library from 're2js';
import { longestMatched } from './words.ts';

/** The longest pattern. */
const longestPattern = 1_000;

/** What ajv takes for a maker of regular expressions. */
export interface RegExpEngine {
  (pattern: string): { readonly test: (text: string) => boolean };
  readonly code: string;
}

/** What one check may cost, and what was left undone. */
export interface Budget {
  /** Steps left: one for each `$ref` followed, and matching by the length of text and pattern. */
  left: number;
  /** A text was too long to be matched, and counted as one that does not match. */
  tooLong: boolean;
}

/** Thrown inside a check whose budget is spent; nothing else catches it. */
export const overspent: Error = new Error('the budget of a check is spent');

const steps = 1_000;

export function spend(budget: Budget, amount: number): void {
  budget.left -= amount;
  if (budget.left < 0) throw overspent;
}

/** Why a pattern cannot be used, or undefined. */
export function patternMistake(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return `is longer than ${longestPattern} characters`;
  try {
    machineFor(pattern);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `is not a regular expression of RE2: ${reason.replace(/^error parsing regexp: /, '')}`;
  }
}

/** The engine that ajv is given; its patterns went through {@link patternMistake}. */
export function patternEngine(budget: Budget): RegExpEngine {
  const compile = (pattern: string): { test: (text: string) => boolean; toString: () => string } => {
    const machine = machineFor(pattern);
    const size = machine.programSize();
    return {
      test(text) {
        if (text.length > longestMatched) budget.tooLong = true;
        if (text.length > longestMatched) return false;
        spend(budget, (text.length * size) / steps);
        return machine.test(text);
      },
      // Ajv keeps one machine for each text that this gives.
      toString: () => pattern,
    };
  };
  return Object.assign(compile, { code: 'pattern' });
}

const load = createRequire(import.meta.url);

/** Loaded by the first pattern: many schemas have none. */
function machineFor(pattern: string): Library.RE2JS {
  const { RE2JS } = load('re2js') as typeof Library; // `require` has no types
  return RE2JS.compile(RE2JS.translateRegExp(pattern));
}
