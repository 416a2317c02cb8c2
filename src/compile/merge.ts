/**
 * Merging: JSON Merge Patch (RFC 7396) over values that share structure, with the list strategies of the profile schema.
 * A merge that changes nothing gives back the very same value; one that changes little copies little.
 */

import { emptyMapping, indexOfKey, isNullFree, List, Mapping, sameValue, textOf, valueAt, type Scalar, type Value } from '../core/value.ts';
import type { Strategies } from './strategy.ts';

/** An item of a list that is merged by a key, and has none. `route` leads to it in the patch. */
export interface MissingKey {
  readonly route: readonly (string | number)[];
  readonly key: string;
}

export type OnMissingKey = (fault: MissingKey) => void;

/** What `patch` makes of `target`; undefined stands for nothing. Nulls in mappings remove. */
export function mergeValue(
  target: Value | undefined,
  patch: Value,
  strategies: Strategies | undefined,
  onMissingKey: OnMissingKey = ignore,
): Value {
  if (patch instanceof Mapping) return mergeMapping(target instanceof Mapping ? target : emptyMapping, patch, strategies, onMissingKey);
  if (patch instanceof List && strategies?.list !== undefined) {
    return mergeList(target instanceof List ? target : undefined, patch, strategies, onMissingKey);
  }
  return target !== undefined && sameValue(target, patch) ? target : patch;
}

/** A mapping merged onto another. */
export function mergeMapping(
  target: Mapping,
  patch: Mapping,
  strategies: Strategies | undefined,
  onMissingKey: OnMissingKey = ignore,
): Mapping {
  const { keys, values } = target;
  const count = patch.keys.length;
  if (count === 0) return target;
  if (keys.length === 0 && strategies === undefined && isNullFree(patch)) return patch;
  const changed: Value[] = [];
  const positions: number[] = [];
  let structural = false;
  for (let i = 0; i < count; i += 1) {
    const key = patch.keys[i] as string;
    const value = patch.values[i] as Value;
    const at = indexOfKey(keys, key);
    const before = at < 0 ? undefined : (values[at] as Value);
    if (value === null) {
      if (before === undefined) continue;
      structural = true;
      positions.push(i);
      changed.push(null);
      continue;
    }
    const under = strategies?.under(key);
    const missing = onMissingKey === ignore ? ignore : prefixed(onMissingKey, key);
    const after = mergeValue(before, value, under, missing);
    if (after === before) continue;
    if (before === undefined) structural = true;
    positions.push(i);
    changed.push(after);
  }
  if (positions.length === 0) return target;
  return structural ? rebuilt(target, patch, positions, changed) : replaced(target, patch, positions, changed);
}

function ignore(): void {}

function prefixed(onMissingKey: OnMissingKey, key: string | number): OnMissingKey {
  return (fault) => onMissingKey({ key: fault.key, route: [key, ...fault.route] });
}

/** All keys are there already: the keys are shared, the values copied once. */
function replaced(target: Mapping, patch: Mapping, positions: readonly number[], changed: readonly Value[]): Mapping {
  const values = target.values.slice();
  for (let i = 0; i < positions.length; i += 1) {
    values[indexOfKey(target.keys, patch.keys[positions[i] as number] as string)] = changed[i] as Value;
  }
  return new Mapping(target.keys, values);
}

/** Keys come or go: one pass over both, in order. A changed value of null stands for removal. */
function rebuilt(target: Mapping, patch: Mapping, positions: readonly number[], changed: readonly Value[]): Mapping {
  const keys: string[] = [];
  const values: Value[] = [];
  let from = 0;
  for (let i = 0; i < positions.length; i += 1) {
    const key = patch.keys[positions[i] as number] as string;
    while (from < target.keys.length && (target.keys[from] as string) < key) {
      keys.push(target.keys[from] as string);
      values.push(target.values[from] as Value);
      from += 1;
    }
    if (target.keys[from] === key) from += 1;
    const value = changed[i] as Value;
    if (value === null) continue;
    keys.push(key);
    values.push(value);
  }
  for (; from < target.keys.length; from += 1) {
    keys.push(target.keys[from] as string);
    values.push(target.values[from] as Value);
  }
  return new Mapping(keys, values);
}

function mergeList(target: List | undefined, patch: List, strategies: Strategies, onMissingKey: OnMissingKey): List {
  const before = target?.items ?? [];
  const items = listMergers[strategies.list?.is ?? 'append'](before, patch.items, strategies, onMissingKey);
  return target !== undefined && items.length === before.length && items.every((item, i) => item === before[i])
    ? target
    : new List(items);
}

type ListMerger = (
  before: readonly Value[],
  patch: readonly Value[],
  strategies: Strategies,
  onMissingKey: OnMissingKey,
) => readonly Value[];

const listMergers = {
  append: (before, patch) => (patch.length === 0 ? before : [...before, ...patch]),
  union: (before, patch) => {
    const known = new Set(before.map(textOf));
    const fresh = patch.filter((item) => !known.has(textOf(item)) && known.add(textOf(item)));
    return fresh.length === 0 ? before : [...before, ...fresh];
  },
  by: mergeByKey,
} as const satisfies Record<string, ListMerger>;

/** Items with the same key merge into one, in the place of the first; new ones follow in order. */
function mergeByKey(
  before: readonly Value[],
  patch: readonly Value[],
  strategies: Strategies,
  onMissingKey: OnMissingKey,
): readonly Value[] {
  const key = strategies.list?.is === 'by' ? strategies.list.key : '';
  const items = [...before];
  const places = new Map(items.map((item, index) => [nameOf(item, key), index]));
  patch.forEach((item, index) => {
    const name = nameOf(item, key);
    if (name === undefined) {
      onMissingKey({ route: [index], key });
      return;
    }
    const at = places.get(name) ?? items.length;
    places.set(name, at);
    items[at] = mergeValue(items[at], item, strategies.items, prefixed(onMissingKey, index));
  });
  return items;
}

/** The scalar under `key` that names a list's item. */
function nameOf(item: Value, key: string): Scalar | undefined {
  const name = item instanceof Mapping ? valueAt(item, key) : undefined;
  return name === null || name instanceof Mapping || name instanceof List ? undefined : name;
}
