import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pointerOf, readPointer } from '../../src/core/site.ts';

test('a pointer leads back to the keys it was made of', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '/', '~', '0', '1', ' ', 'é') })), (keys) => {
      expect(readPointer(pointerOf(keys))).toEqual(keys);
    }),
    { seed: 14, numRuns: 1_000 },
  );
});

test('a pointer that can be read is the one that its keys make', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '/', '~', '0', '1', '2') }), (text) => {
      const keys = readPointer(text);
      if (keys !== undefined) expect(pointerOf(keys)).toBe(text);
    }),
    { seed: 14, numRuns: 1_000 },
  );
});

test('the examples of RFC 6901 are read', () => {
  expect(readPointer('')).toEqual([]);
  expect(readPointer('/')).toEqual(['']);
  expect(readPointer('/a~1b')).toEqual(['a/b']);
  expect(readPointer('/m~0n')).toEqual(['m~n']);
  expect(readPointer('/~01')).toEqual(['~1']);
  expect(pointerOf(['a/b', 0])).toBe('/a~1b/0');
});

test.each(['a', '#/a', '/a~2', '/~', ' /a'])('is no pointer: %j', (text) => {
  expect(readPointer(text)).toBeUndefined();
});
