import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceOf } from '../../src/compile/difference.ts';
import { mergeMapping, mergeValue, type Trouble } from '../../src/compile/merge.ts';
import { strategiesOf, type Strategies } from '../../src/compile/strategy.ts';
import {
  isNullFree,
  mappingFrom,
  plainOf,
  textOf,
  valueOf,
  weightOf,
  type Mapping,
  type Plain,
} from '../../src/core/value.ts';
import {
  anyMapping,
  anyPlain,
  isPlainMapping,
  mergePatch,
  nullFreeMapping,
  type PlainMapping,
} from '../support/values.ts';

const settings = { seed: 31, numRuns: 1_500 };

function merged(target: PlainMapping, ...patches: readonly PlainMapping[]): Mapping {
  return patches.reduce<Mapping>((all, patch) => mergeMapping(all, mappingFrom(patch), undefined), mappingFrom(target));
}

describe('merging', () => {
  test('is JSON Merge Patch, as RFC 7396 writes it down', () => {
    fc.assert(
      fc.property(
        fc.option(anyPlain, { nil: undefined }),
        anyPlain.filter((patch) => patch !== null),
        (target, patch) => {
          const before = target === undefined ? undefined : valueOf(target);
          expect(plainOf(mergeValue(before, valueOf(patch), undefined))).toEqual(mergePatch(target, patch));
        },
      ),
      settings,
    );
  });

  test('of nothing gives the very same mapping', () => {
    fc.assert(
      fc.property(anyMapping, (plain) => {
        const mapping = mappingFrom(plain);
        expect(mergeMapping(mapping, mappingFrom({}), undefined)).toBe(mapping);
      }),
      settings,
    );
  });

  test('twice is merging once, and the second time changes no object', () => {
    fc.assert(
      fc.property(nullFreeMapping, anyMapping, (target, patch) => {
        const once = merged(target, patch);
        expect(mergeMapping(once, mappingFrom(patch), undefined)).toBe(once);
      }),
      settings,
    );
  });

  test('shares every part that the patch does not speak of', () => {
    fc.assert(
      fc.property(nullFreeMapping, anyMapping, (target, patch) => {
        const before = mappingFrom(target);
        const after = mergeMapping(before, mappingFrom(patch), undefined);
        before.keys.forEach((key, index) => {
          if (!Object.hasOwn(patch, key)) expect(after.values[after.keys.indexOf(key)]).toBe(before.values[index]);
        });
      }),
      settings,
    );
  });

  test('changes neither what is merged nor what it is merged onto', () => {
    fc.assert(
      fc.property(anyMapping, anyMapping, (target, patch) => {
        const values = [mappingFrom(target), mappingFrom(patch)] as const;
        mergeMapping(values[0], values[1], undefined);
        expect(values.map(textOf)).toEqual([mappingFrom(target), mappingFrom(patch)].map(textOf));
      }),
      settings,
    );
  });

  test('gives what weighs as much as the same made anew', () => {
    fc.assert(
      fc.property(nullFreeMapping, fc.array(anyMapping, { maxLength: 4 }), (target, patches) => {
        const after = merged(target, ...patches);
        expect(weightOf(after)).toBe(weightOf(valueOf(plainOf(after))));
      }),
      settings,
    );
  });

  test('leaves no null in a mapping, and keys in order', () => {
    fc.assert(
      fc.property(nullFreeMapping, anyMapping, (target, patch) => {
        const after = merged(target, patch);
        expect(isNullFree(after)).toBe(true);
        expect(after.keys).toEqual(after.keys.toSorted());
      }),
      settings,
    );
  });

  test('of patches that remove nothing and meet alike is associative', () => {
    fc.assert(
      fc.property(nullFreeMapping, nullFreeMapping, nullFreeMapping, (a, b, c) => {
        fc.pre(meetsAlike(a, b) && meetsAlike(b, c) && meetsAlike(a, c));
        expect(textOf(merged(a, b, c))).toBe(textOf(mergeMapping(mappingFrom(a), merged(b, c), undefined)));
      }),
      settings,
    );
  });
});

describe('a difference', () => {
  test('makes the one profile of the other, by RFC 7396 and by our own merging', () => {
    fc.assert(
      fc.property(nullFreeMapping, nullFreeMapping, (a, b) => {
        const difference = differenceOf(mappingFrom(a), mappingFrom(b));
        expect(mergePatch(a, plainOf(difference))).toEqual(b);
        expect(textOf(mergeMapping(mappingFrom(a), difference, undefined))).toBe(textOf(mappingFrom(b)));
      }),
      settings,
    );
  });

  test('of a profile and what little changes it is found too', () => {
    fc.assert(
      fc.property(nullFreeMapping, anyMapping, (a, patch) => {
        const b = merged(a, patch);
        const difference = differenceOf(mappingFrom(a), b);
        expect(mergePatch(a, plainOf(difference))).toEqual(plainOf(b));
      }),
      settings,
    );
  });

  test('is empty exactly between equals', () => {
    fc.assert(
      fc.property(nullFreeMapping, nullFreeMapping, (a, b) => {
        const isEmpty = differenceOf(mappingFrom(a), mappingFrom(b)).keys.length === 0;
        expect(isEmpty).toBe(textOf(mappingFrom(a)) === textOf(mappingFrom(b)));
      }),
      settings,
    );
  });

  test('is as small as it can be: without any one of its leaves it makes something else', () => {
    fc.assert(
      fc.property(nullFreeMapping, nullFreeMapping, (a, b) => {
        const difference = plainOf(differenceOf(mappingFrom(a), mappingFrom(b))) as PlainMapping; // of mappings
        for (const less of withoutOneLeaf(difference)) expect(mergePatch(a, less)).not.toEqual(b);
      }),
      settings,
    );
  });
});

describe('lists', () => {
  const schema = {
    properties: { ap: { 'x-merge': 'append' }, un: { 'x-merge': 'union' }, by: { 'x-merge': { by: 'n' } } },
  };
  const strategies = strategiesOf(valueOf(schema));
  const item = fc.constantFrom<Plain>(
    1,
    'a',
    { n: 'x', v: 1 },
    { n: 'x', w: null },
    { n: 1 },
    { n: '1', deep: { a: 1 } },
  );
  const named = fc.constantFrom<Plain>(
    { n: 'x', v: 1 },
    { n: 'x', v: null, w: 2 },
    { n: 1 },
    { n: '1', deep: { a: 1 } },
    { n: 'x', deep: { b: 1 } },
  );
  const list = (key: string, items: readonly Plain[]): Mapping => mappingFrom({ [key]: items });
  const merge = (...layers: readonly Mapping[]): Mapping =>
    layers.reduce((all, layer) => mergeMapping(all, layer, strategies), mappingFrom({}));
  const itemsAt = (mapping: Mapping, key: string): Plain => (plainOf(mapping) as PlainMapping)[key] ?? []; // of a mapping

  test('that append stand one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.array(item), { minLength: 1, maxLength: 3 }), (lists) => {
        expect(itemsAt(merge(...lists.map((items) => list('ap', items))), 'ap')).toEqual(lists.flat());
      }),
      settings,
    );
  });

  test('that unite hold each item once, in the order in which it first came', () => {
    fc.assert(
      fc.property(fc.array(fc.array(item), { minLength: 1, maxLength: 3 }), (lists) => {
        const texts = [...new Set(lists.flat().map((each) => textOf(valueOf(each))))];
        const united = merge(...lists.map((items) => list('un', items)));
        expect((itemsAt(united, 'un') as readonly Plain[]).map((each) => textOf(valueOf(each)))).toEqual(texts);
        for (const items of lists) expect(mergeMapping(united, list('un', items), strategies)).toBe(united);
      }),
      settings,
    );
  });

  test('that merge by a key merge the items of one name, at the place of the first', () => {
    fc.assert(
      fc.property(fc.array(fc.array(named), { minLength: 1, maxLength: 3 }), (lists) => {
        const expected: PlainMapping[] = [];
        for (const each of lists.flat() as readonly PlainMapping[]) {
          const at = expected.findIndex((other) => other['n'] === each['n']);
          expected[at < 0 ? expected.length : at] = mergePatch(expected[at], each) as PlainMapping; // of a mapping
        }
        expect(itemsAt(merge(...lists.map((items) => list('by', items))), 'by')).toEqual(expected);
      }),
      settings,
    );
  });

  test('that merge by a key report each item without it, and leave it out', () => {
    const told: Trouble[] = [];
    const patch = list('by', [{ n: 'x' }, { v: 1 }, 'text', { n: null }, { n: { deep: 1 } }]);
    const after = mergeMapping(mappingFrom({}), patch, strategies, (trouble) => told.push(trouble));
    expect(plainOf(after)).toEqual({ by: [{ n: 'x' }] });
    expect(told).toEqual([1, 2, 3, 4].map((index) => ({ is: 'no-key', route: ['by', index], key: 'n' })));
  });

  test('are removed by null, and replaced by what is no list', () => {
    for (const key of ['ap', 'un', 'by']) {
      expect(plainOf(merge(list(key, [{ n: 'x' }]), mappingFrom({ [key]: null })))).toEqual({});
      expect(plainOf(merge(list(key, [{ n: 'x' }]), mappingFrom({ [key]: 'text' })))).toEqual({ [key]: 'text' });
    }
  });

  test.each<readonly [string, Plain, readonly string[]]>([
    ['behind a reference', { $defs: { l: { 'x-merge': 'append' } }, properties: { a: { $ref: '#/$defs/l' } } }, ['a']],
    ['in a branch', { properties: { a: { anyOf: [{ type: 'string' }, { 'x-merge': 'append' }] } } }, ['a']],
    ['under any key', { additionalProperties: { 'x-merge': 'append' } }, ['a']],
    [
      'in a schema that refers to itself',
      { $defs: { n: { properties: { l: { 'x-merge': 'append' }, n: { $ref: '#/$defs/n' } } } }, $ref: '#/$defs/n' },
      ['n', 'n', 'l'],
    ],
  ])('find their strategy %s', (_, written, route) => {
    let at: Strategies | undefined = strategiesOf(valueOf(written));
    for (const key of route) at = at?.under(key);
    expect(at?.list).toEqual({ is: 'append' });
  });

  test('have no strategy where a schema says none', () => {
    expect(strategiesOf(valueOf({ properties: { a: { type: 'array' } } }))).toBeUndefined();
    expect(strategiesOf(true)).toBeUndefined();
  });
});

/** Whether no mapping meets something else at one place. */
function meetsAlike(a: Plain, b: Plain): boolean {
  if (!isPlainMapping(a) || !isPlainMapping(b)) return isPlainMapping(a) === isPlainMapping(b);
  return Object.keys(a).every((key) => !Object.hasOwn(b, key) || meetsAlike(a[key] ?? null, b[key] ?? null));
}

function withoutOneLeaf(patch: PlainMapping): readonly PlainMapping[] {
  return Object.keys(patch).flatMap((key) => {
    const { [key]: member, ...rest } = patch;
    if (!isPlainMapping(member) || Object.keys(member).length === 0) return [rest];
    return withoutOneLeaf(member).map((less) => ({ ...rest, [key]: less }));
  });
}
