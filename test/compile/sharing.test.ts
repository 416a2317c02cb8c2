import { expect, test } from 'vitest';
import { Sharing } from '../../src/compile/sharing.ts';
import { mappingFrom, textOf, valueAlong, type Mapping, type Plain } from '../../src/core/value.ts';

const bash = { version: '5.1.8-9.el9', arch: 'x86_64' };

function release(packages: { readonly [name: string]: Plain }): Mapping {
  return mappingFrom({ software: { packages } });
}

test('packages that two releases have alike are one and the same, and nothing else changes', () => {
  const sharing = new Sharing();
  const before = release({ bash, curl: { version: '1-1' } });
  const after = release({ bash, curl: { version: '2-1' } });
  const [one, other] = [sharing.of(before), sharing.of(after)];
  const at = (value: Mapping, name: string): unknown => valueAlong(value, ['software', 'packages', name]);
  expect(at(one, 'bash')).toBe(at(other, 'bash'));
  expect(at(one, 'curl')).not.toBe(at(other, 'curl'));
  expect([textOf(one), textOf(other)]).toEqual([textOf(before), textOf(after)]);
});

test('equal mappings under different keys stay apart, and so do texts that would run together', () => {
  const sharing = new Sharing();
  const shared = sharing.of(mappingFrom({ a: bash, b: bash, 'a\0{"x":1}': { y: 1 } }));
  expect(shared.values[0]).not.toBe(shared.values[2]);
  expect(textOf(shared)).toBe(textOf(mappingFrom({ a: bash, b: bash, 'a\0{"x":1}': { y: 1 } })));
});
