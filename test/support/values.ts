/** Any data, for laws: small alphabets, so that keys and values meet often. */

import fc from 'fast-check';
import type { Plain } from '../../src/core/value.ts';

/** A mapping as plain data. */
export type PlainMapping = { readonly [key: string]: Plain };

const key = fc.constantFrom('a', 'b', 'c', 'ab', 'Z', '0', 'ä', '😀', 'a/b', '~');
const scalar = fc.constantFrom<Plain>(0, 1, -1.5, '', 'a', 'é', '\ud83d\ude00', '1', true, false);

const data = fc.letrec<{ plain: Plain; mapping: PlainMapping }>((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof({ weight: 9, arbitrary: scalar }, { weight: 1, arbitrary: fc.constant(null) }),
    fc.array(tie('plain'), { maxLength: 3 }),
    tie('mapping'),
  ),
  mapping: fc.dictionary(key, tie('plain'), { maxKeys: 4, noNullPrototype: true }),
}));

export const anyPlain: fc.Arbitrary<Plain> = data.plain;
export const anyMapping: fc.Arbitrary<PlainMapping> = data.mapping;

/** A mapping without null in it or in a mapping below; lists may hold anything. What a finished profile is. */
export const nullFreeMapping: fc.Arbitrary<PlainMapping> = anyMapping.map(
  (mapping) => withoutNulls(mapping) as PlainMapping,
); // a mapping stays one

function withoutNulls(plain: Plain): Plain {
  if (!isPlainMapping(plain)) return plain;
  const kept = Object.entries(plain).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutNulls(value)]));
}

export function isPlainMapping(plain: Plain | undefined): plain is PlainMapping {
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain);
}

/** RFC 7396, as its section 2 writes it down. */
export function mergePatch(target: Plain | undefined, patch: Plain): Plain {
  if (!isPlainMapping(patch)) return patch;
  const result: Record<string, Plain> = isPlainMapping(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = mergePatch(result[name], value);
  }
  return result;
}
