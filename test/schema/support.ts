/** What the tests of the schemas share: any data at all, the schemas, and their examples. */

import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import type { Plain } from '../../src/core/value.ts';
import { readSchema } from '../../src/schema/vocabulary.ts';

const key = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom(
    'owners',
    'versions',
    'include',
    'when',
    'any',
    'template',
    'hosts',
    'people',
    'streams',
    'emit',
    '__proto__',
    'constructor',
    'a/b',
    '~',
  ),
);

/** Any data, with keys that schemas know and keys that nobody should. */
export const anyPlain: fc.Arbitrary<Plain> = fc.letrec<{ plain: Plain }>((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.constantFrom('2026_1_minor', 'present', '2026-02-30', 'a@b.c'),
    fc.array(tie('plain'), { maxLength: 4 }),
    fc.dictionary(key, tie('plain'), { maxKeys: 5, noNullPrototype: false }),
  ),
})).plain;

/** One of the product's own schemas, as data. */
export function schemaOf(kind: string): Plain {
  return JSON.parse(readFileSync(new URL(`../../schemas/${kind}.schema.json`, import.meta.url), 'utf8')) as Plain;
}

/** Every example in a schema, with the place of the part that it is an example of. */
export function examplesOf(schema: Plain): readonly { readonly pointer: string; readonly value: Plain }[] {
  return [...readSchema(schema).schemas].flatMap(([pointer, part]) => {
    const examples =
      (typeof part === 'object' && part !== null
        ? (part as { readonly examples?: readonly Plain[] }).examples
        : undefined) ?? [];
    return examples.map((value) => ({ pointer, value }));
  });
}
