import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProfileChange } from '../../src/change/change.ts';
import { compareProfiles, Comparison } from '../../src/change/compare.ts';
import { comparePackages } from '../../src/change/packages.ts';
import { mergeMapping } from '../../src/compile/merge.ts';
import { pointerOf } from '../../src/core/site.ts';
import {
  List,
  Mapping,
  mappingFrom,
  mappingOf,
  plainOf,
  textOf,
  type Plain,
  type Value,
} from '../../src/core/value.ts';

type Profile = { readonly [key: string]: Plain };

const place = { route: ['software', 'packages'], order: 'rpm' } as const;

const compare = (before: Profile | undefined, after: Profile | undefined): ProfileChange =>
  compareProfiles(before && mappingFrom(before), after && mappingFrom(after), place);

const words = ({ values }: ProfileChange): readonly string[] =>
  values.map((value) => {
    const from = value.kind === 'set' ? '' : `${textOf(value.from)} `;
    return `${value.kind} ${value.pointer}: ${from}${value.kind === 'removed' ? '' : `> ${textOf(value.to)}`}`.trim();
  });

test('leaves are set, removed and changed, in the order of their routes, with escaped pointers', () => {
  const before = { system: { console: 'ttyS0', 'a/b': 1, users: ['x', 'y'] }, old: { deep: true } };
  const after = { system: { console: 'ttyS1', 'a/b': 2, users: ['x'] }, 'n~w': null };
  expect(words(compare(before, after))).toEqual([
    'set /n~0w: > null',
    'removed /old/deep: true',
    'changed /system/a~1b: 1 > 2',
    'changed /system/console: "ttyS0" > "ttyS1"',
    'changed /system/users: ["x","y"] > ["x"]',
  ]);
});

test('packages are told as packages, and not again as values', () => {
  const found = compare(
    { software: { repo: 'a', packages: { bash: { version: '1' } } } },
    { software: { repo: 'b', packages: { bash: { version: '2' } } } },
  );
  expect(words(found)).toEqual(['changed /software/repo: "a" > "b"']);
  expect(found.packages).toEqual([{ name: 'bash', kind: 'upgraded', from: ['1'], to: ['2'] }]);
});

test('a profile without packages, and one with, differ in packages', () => {
  const found = compare({ software: { x: 1 } }, { software: { x: 1, packages: { bash: { version: '2' } } } });
  expect([found.values, found.packages.map(({ kind }) => kind)]).toEqual([[], ['added']]);
});

test('what stands where packages should be is compared as a value', () => {
  const found = compare({ software: { packages: 'none' } }, { software: { packages: { bash: { version: '2' } } } });
  expect(words(found)).toEqual(['removed /software/packages: "none"', 'set /software/packages/bash/version: > "2"']);
  expect(found.packages).toEqual([]);
});

test('a whole profile that comes or goes is told leaf by leaf', () => {
  expect(words(compare(undefined, { a: { b: 1 } }))).toEqual(['set /a/b: > 1']);
  expect(words(compare({ a: { b: 1 } }, undefined))).toEqual(['removed /a/b: 1']);
  expect(compare(undefined, undefined)).toEqual({ packages: [], values: [] });
});

test('parts that both sides share are not looked into', () => {
  const untouchable = new Mapping(['a'], []);
  Object.defineProperty(untouchable, 'values', { get: () => expect.unreachable() });
  const profile = (n: number): Mapping =>
    mappingOf([
      ['n', n],
      ['shared', untouchable],
    ]);
  expect(words(compareProfiles(profile(1), profile(2), undefined))).toEqual(['changed /n: 1 > 2']);
});

test('packages that clusters share before and after are compared once', () => {
  const packages = (version: string): Mapping => mappingFrom({ bash: { version } });
  const profile = (name: string, shared: Mapping): Mapping =>
    mappingOf([
      ['name', name],
      ['packages', shared],
    ]);
  const [before, after] = [packages('1'), packages('2')];
  const comparison = new Comparison({ route: ['packages'], order: 'deb' });
  const [a, b] = ['a', 'b'].map((name) => comparison.profiles(profile(name, before), profile(name, after)));
  expect(a?.packages).toHaveLength(1);
  expect(b?.packages).toBe(a?.packages);
});

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value; mapping: Value }>((tie) => ({
  mapping: fc
    .dictionary(fc.constantFrom('a', 'b', '~', '/', ''), tie('value'), { maxKeys: 3 })
    .map((o) => mappingOf(Object.entries(o))),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Value>(null, 0, 1, '', 'x', true),
    fc.array(fc.constantFrom<Value>(1, 2), { maxLength: 2 }).map((items) => new List(items)),
    tie('mapping'),
  ),
})).value;

const profile = value.filter((found) => found instanceof Mapping);

test('the change made on the leaves of before gives the leaves of after', () => {
  fc.assert(
    fc.property(profile, profile, (before, after) => {
      const leaves = leavesOf(before);
      for (const change of compareProfiles(before, after, undefined).values) {
        if (change.kind !== 'set') expect(leaves.get(change.pointer)).toBe(textOf(change.from));
        if (change.kind === 'set') expect(leaves.has(change.pointer)).toBe(false);
        if (change.kind === 'removed') leaves.delete(change.pointer);
        else leaves.set(change.pointer, textOf(change.to));
      }
      expect(leaves).toEqual(leavesOf(after));
    }),
  );
});

test('equal profiles differ in nothing, shared or not', () => {
  fc.assert(
    fc.property(profile, (before) => {
      const copy = mappingFrom(plainOf(before) as Profile);
      expect(compareProfiles(before, copy, undefined).values).toEqual([]);
    }),
  );
});

function leavesOf(from: Value, route: readonly string[] = []): Map<string, string> {
  if (!(from instanceof Mapping) || from.keys.length === 0) return new Map([[pointerOf(route), textOf(from)]]);
  return new Map(from.keys.flatMap((key, i) => [...leavesOf(from.values[i] as Value, [...route, key])]));
}

test('packages made of others by a few changes compare as if they were written out', () => {
  const names = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, '0')}`);
  const version = fc.constantFrom('1', '2', '3').map((text): Plain => ({ version: text }));
  const whole = fc.tuple(...names.map(() => fc.option(version))).map((all) => {
    const entries = names.map((name, index) => [name, all[index] ?? null] as const);
    return mappingFrom(Object.fromEntries(entries.filter(([, entry]) => entry !== null)));
  });
  const patch = fc.dictionary(fc.constantFrom(...names, 'extra'), fc.option(version), { maxKeys: 2 }).map(mappingFrom);
  fc.assert(
    fc.property(
      fc.array(whole, { minLength: 2, maxLength: 2 }),
      fc.array(fc.tuple(patch, patch), { maxLength: 4 }),
      (pair, patches) => {
        const comparison = new Comparison({ route: ['p'], order: 'rpm' });
        const [first, second] = pair.map((start) => mergedWith(start, patches));
        for (const before of first ?? []) {
          for (const after of second ?? []) {
            const found = comparison.profiles(mappingOf([['p', before]]), mappingOf([['p', after]]));
            expect(found.packages).toEqual(comparePackages(copyOf(before), copyOf(after), 'rpm'));
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('one package that stands under two names is told under each', () => {
  const comparison = new Comparison({ route: ['p'], order: 'rpm' });
  const [old, fresh] = [mappingFrom({ version: '1' }), mappingFrom({ version: '2' })];
  const found = comparison.profiles(
    mappingOf([
      [
        'p',
        mappingOf([
          ['a', old],
          ['b', old],
        ]),
      ],
    ]),
    mappingOf([
      [
        'p',
        mappingOf([
          ['a', fresh],
          ['b', fresh],
        ]),
      ],
    ]),
  );
  expect(found.packages.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['upgraded a', 'upgraded b']);
});

/** A mapping, and what patches make of it, one after the other and beside each other. */
function mergedWith(start: Mapping, patches: readonly (readonly [Mapping, Mapping])[]): readonly Mapping[] {
  const made = [start];
  for (const [one, other] of patches) {
    const below = mergeMapping(made.at(-1) ?? start, one, undefined);
    made.push(mergeMapping(below, other, undefined), below);
  }
  return made;
}

/** The same mapping, which does not know what it was made of. */
function copyOf({ keys, values }: Mapping): Mapping {
  return new Mapping(keys, values);
}
