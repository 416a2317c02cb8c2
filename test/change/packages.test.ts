import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PackageChange } from '../../src/change/change.ts';
import { comparePackages } from '../../src/change/packages.ts';
import { mappingFrom, type Plain } from '../../src/core/value.ts';

type Packages = { readonly [name: string]: Plain };

const change = (before: Packages | undefined, after: Packages | undefined): readonly PackageChange[] =>
  comparePackages(before && mappingFrom(before), after && mappingFrom(after), 'rpm');

const kernel = (...versions: readonly string[]): Packages => ({
  kernel: versions.map((version) => ({ version, arch: 'x86_64' })),
});

const at = (version: string, arch = 'x86_64'): Plain => ({ version, arch });

test('packages are upgraded, downgraded, added, removed, in the order of their names', () => {
  const before = { bash: at('5.1.8-6.el9'), gone: at('1'), openssl: at('1:3.0.7-27'), same: at('1'), zlib: at('2') };
  const after = { bash: at('5.1.8-9.el9'), new: at('0.1'), openssl: at('3.5.0-1'), same: at('1'), zlib: at('10') };
  expect(change(before, after).map(({ name, kind, from, to }) => [name, kind, ...from, ...to])).toEqual([
    ['bash', 'upgraded', '5.1.8-6.el9', '5.1.8-9.el9'],
    ['gone', 'removed', '1'],
    ['new', 'added', '0.1'],
    ['openssl', 'downgraded', '1:3.0.7-27', '3.5.0-1'],
    ['zlib', 'upgraded', '2', '10'],
  ]);
});

test.each([
  [['A', 'B'], ['B', 'C'], 'upgraded'],
  [['B', 'C'], ['A', 'B'], 'downgraded'],
  [['A', 'C'], ['B', 'C'], 'upgraded'],
  [['A', 'B'], ['B'], 'changed'],
  [['B'], ['A', 'B'], 'changed'],
  [['5.9', '5.14'], ['5.14', '6.1'], 'upgraded'],
])('versions side by side, %s and then %s, are %s', (before, after, kind) => {
  const [found, ...others] = change(kernel(...before.toReversed()), kernel(...after));
  expect(others).toEqual([]);
  expect(found).toEqual({ name: 'kernel', arch: 'x86_64', kind, from: before, to: after });
});

test('each architecture of a package is a row of its own', () => {
  const before = { glibc: [at('1', 'x86_64'), at('1', 'i686')] };
  const after = { glibc: [at('2', 'x86_64'), at('1', 'i686'), at('2', 'aarch64')] };
  expect(change(before, after).map(({ arch, kind }) => [arch, kind])).toEqual([
    ['aarch64', 'added'],
    ['x86_64', 'upgraded'],
  ]);
});

test('a package that only moves to another architecture is changed, and says from which', () => {
  expect(change({ tzdata: at('1', 'x86_64') }, { tzdata: at('1', 'noarch') })).toEqual([
    {
      name: 'tzdata',
      arch: 'noarch',
      kind: 'changed',
      from: ['1'],
      to: ['1'],
      fields: [{ field: 'arch', from: 'x86_64', to: 'noarch' }],
    },
  ]);
});

test('a further field that differs is told beside the version', () => {
  const [found] = change(
    { a: { version: '1', repo: 'x', pinned: true } },
    { a: { version: '2', repo: 'y', pinned: true } },
  );
  expect(found).toEqual({
    name: 'a',
    kind: 'upgraded',
    from: ['1'],
    to: ['2'],
    fields: [{ field: 'repo', from: 'x', to: 'y' }],
  });
});

test('where versions stand side by side, a field says of which', () => {
  const before = {
    kernel: [
      { version: '1', repo: 'x' },
      { version: '2', repo: 'x' },
    ],
  };
  const after = {
    kernel: [
      { version: '2', repo: 'y' },
      { version: '1', repo: 'x' },
    ],
  };
  expect(change(before, after)[0]?.fields).toEqual([{ field: 'repo', version: '2', from: 'x', to: 'y' }]);
});

test('equal versions that are written differently are changed, not upgraded', () => {
  expect(change({ a: at('1.0') }, { a: at('0:1.0') })[0]?.kind).toBe('changed');
});

test('what is no well-formed package is still compared', () => {
  expect(change({ a: true, b: '1', c: { version: 1 } }, { a: false, b: '2', c: { version: 2 } })).toEqual([
    { name: 'a', kind: 'changed', from: [''], to: [''], fields: [{ field: 'value', from: true, to: false }] },
    { name: 'b', kind: 'upgraded', from: ['1'], to: ['2'] },
    { name: 'c', kind: 'changed', from: [''], to: [''], fields: [{ field: 'version', from: 1, to: 2 }] },
  ]);
});

test('no packages at all on one side means that all are added or removed', () => {
  expect(change(undefined, { a: at('1') })[0]?.kind).toBe('added');
  expect(change({ a: at('1') }, undefined)[0]?.kind).toBe('removed');
  expect(change(undefined, undefined)).toEqual([]);
});

test('going back is the same change the other way round', () => {
  const back = {
    upgraded: 'downgraded',
    downgraded: 'upgraded',
    added: 'removed',
    removed: 'added',
    changed: 'changed',
  };
  const one = fc.record({
    version: fc.constantFrom('1', '1.0', '2~rc', '2', '10'),
    arch: fc.constantFrom('x86_64', 'noarch'),
  });
  const packages = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(one, fc.array(one, { maxLength: 3 })));
  fc.assert(
    fc.property(packages, packages, (before, after) => {
      const there = change(before, after).map(({ name, kind, from, to }) => [name, back[kind], to, from]);
      const here = change(after, before).map(({ name, kind, from, to }) => [name, kind, from, to]);
      expect(here).toEqual(there);
    }),
  );
});

test('a list of 20,000 versions and one of 20,000 architectures end soon', () => {
  const many = (of: (i: number) => Plain): Packages => ({ p: Array.from({ length: 20_000 }, (_, i) => of(i)) });
  expect(
    change(
      many((i) => at(`1.${i}`)),
      many((i) => at(`2.${i}`)),
    )[0]?.kind,
  ).toBe('upgraded');
  expect(
    change(
      many((i) => at('1', `a${i}`)),
      many((i) => at('2', `a${i}`)),
    ),
  ).toHaveLength(20_000);
});
