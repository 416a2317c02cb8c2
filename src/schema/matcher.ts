/** Regular expressions of a schema outside of ajv, by the same engine. */

import { RE2JS } from 're2js';
import { patternMistake } from './pattern.ts';

/** A test in time linear in the text, or undefined where the pattern is no regular expression. */
export function matcherOf(pattern: string): ((text: string) => boolean) | undefined {
  if (patternMistake(pattern) !== undefined) return undefined;
  const machine = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return (text) => machine.test(text);
}
