import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalValues } from '../../src/change/canonical.ts';
import type { ChangeGroup, PinMove, ValueChange } from '../../src/change/change.ts';
import { compareProfiles } from '../../src/change/compare.ts';
import { ChangeGroups } from '../../src/change/group.ts';
import { withLikenesses } from '../../src/change/likeness.ts';
import { emptyMapping, mappingFrom } from '../../src/core/value.ts';

const move: PinMove = { stream: 'linux', from: '2026_7_minor', to: '2026_8_minor' };

/** Groups whose clusters get these values; the first has the most hosts, and so comes first. */
function groupsOf(sets: readonly (readonly string[])[], pins: readonly PinMove[] = [move]): readonly ChangeGroup[] {
  const groups = new ChangeGroups();
  sets.forEach((values, index) => {
    const after = mappingFrom(Object.fromEntries(values.map((value) => [value, 1])));
    const common = { change: compareProfiles(emptyMapping, after, undefined) };
    groups.add({ cluster: `c${index}`, kind: 'changed', hosts: 100 - index, pins: sides(pins), common });
  });
  return groups.result().groups;
}

function sides(pins: readonly PinMove[]): {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
} {
  const side = (of: 'from' | 'to'): ReadonlyMap<string, string> =>
    new Map(pins.flatMap((pin) => (pin[of] === undefined ? [] : [[pin.stream, pin[of]]])));
  return { before: side('from'), after: side('to') };
}

function shape({ like: likeness }: ChangeGroup): unknown {
  if (likeness === undefined) return 'whole';
  const [without, besides] = [likeness.without, likeness.besides].map(({ change }) =>
    change.values.map(({ pointer }) => pointer),
  );
  return { like: likeness.model.clusters[0]?.name, without, besides };
}

const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

test('a change that is nearly the same as an earlier one says only what is different', () => {
  const found = groupsOf([many, many.slice(1), [...many.slice(1), 'z'], ['x', ...many]]);
  expect(found.map(shape)).toEqual([
    'whole',
    { like: 'c0', without: ['/a'], besides: [] },
    { like: 'c0', without: ['/a'], besides: ['/z'] },
    { like: 'c0', without: [], besides: ['/x'] },
  ]);
});

test('what is less alike, or moves no pin, or others, is shown whole', () => {
  expect(groupsOf([many, many.slice(4), ['x', 'y']]).map(shape)).toEqual(['whole', 'whole', 'whole']);
  expect(groupsOf([many, many.slice(1)], []).map(shape)).toEqual(['whole', 'whole']);
  const others = groupsOf([many.slice(1)], [{ ...move, to: '2026_9_minor' }]);
  expect(withLikenesses([...groupsOf([many]), ...others]).map(shape)).toEqual(['whole', 'whole']);
});

test('the model with what is different is the change itself', () => {
  const set = fc.uniqueArray(fc.constantFrom(...many, 'x', 'y'), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(set, { maxLength: 6 }), (sets) => {
      groupsOf(sets).forEach(({ change, like: likeness }) => {
        if (likeness === undefined) return;
        const keys = (values: readonly ValueChange[]): readonly string[] =>
          values.map((value) => canonicalValues([value]));
        const gone = new Set(keys(likeness.without.change.values));
        const kept = keys(likeness.model.change.values).filter((key) => !gone.has(key));
        expect([...kept, ...keys(likeness.besides.change.values)].toSorted()).toEqual(keys(change.values).toSorted());
      });
    }),
  );
});
