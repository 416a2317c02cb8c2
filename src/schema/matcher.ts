/** Regular expressions of a schema outside of ajv, in time linear in the text. */

import { RE2JS } from 're2js';
import { patternMistake } from './pattern.ts';

/** A test for a pattern, or undefined where it is no regular expression. */
export function matcherOf(pattern: string): ((text: string) => boolean) | undefined {
  if (patternMistake(pattern) !== undefined) return undefined;
  const machine = RE2JS.compile(RE2JS.translateRegExp(pattern));
  const reach = nativeReach(pattern);
  if (reach === 0) return (text) => machine.test(text);
  const native = new RegExp(pattern, 'u');
  return (text) => (text.length <= reach ? native.test(text) : machine.test(text));
}

/** How many steps the platform's own engine may take for one text. */
const steps = 100_000;

/**
 * The longest text on which the platform's own engine, which is many times faster, cannot take long either. A pattern of
 * plain characters, classes and unnested quantifiers tries at most (length of text)^(number of open quantifiers) ways.
 * 0 for any other pattern, and for those in which the two engines might differ.
 */
function nativeReach(pattern: string): number {
  if (!simple.test(pattern)) return 0;
  const open = pattern.replaceAll(/\\.|\[[^\]]*\]/g, 'a').match(/[*+]|,\}/g)?.length ?? 0;
  const bounded = pattern.match(/\{\d+(?:,\d+)?\}/g) ?? [];
  const tall = bounded.some((text) => Math.max(...(text.match(/\d+/g) ?? []).map(Number)) > 1_000);
  const ways = open + (pattern.startsWith('^') ? 0 : 1);
  return tall ? 0 : Math.floor(steps ** (1 / Math.max(1, ways)));
}

/** ASCII characters, `\\d`, escaped punctuation, classes of those, `^`, `$`, quantifiers, and groups that are not repeated. */
const atom = String.raw`(?:[A-Za-z0-9 _:;,<>=!@#%&'"~\`/-]|\\d|\\[.+*?()\[\]{}|^$\\/-]|\[\^?(?:[A-Za-z0-9 _:;,<>=!@#%&'"~\`/.+*?(){}|^$-]|\\d|\\[.+*?()\[\]{}|^$\\/-])+\])`;
const piece = String.raw`${atom}(?:[*+?]|\{\d+(?:,\d*)?\})?`;
const simple = new RegExp(String.raw`^\^?(?:${piece}|\((?:\?:)?(?:${piece})+(?:\|(?:${piece})+)*\)\??)*\$?$`);
