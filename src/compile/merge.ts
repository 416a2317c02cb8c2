/**
 * Merging: JSON Merge Patch (RFC 7396) over values that share structure, with the list strategies of the profile schema.
 * A merge that changes nothing gives back the very same value; one that changes little copies little.
 */

import type { Route } from '../core/site.ts';
import {
  emptyMapping,
  hasHoles,
  Hole,
  indexOfKey,
  isNullFree,
  List,
  Mapping,
  sameValue,
  textOf,
  valueAt,
  type Scalar,
  type Value,
} from '../core/value.ts';
import type { Strategies } from './strategy.ts';

/**
 * What merging meets: an item of a list that is merged by a key and has none (`route` leads to it in the patch), a hole
 * where what fills it would decide how things merge, or one that covers what stands there when nothing fills it.
 */
export type Trouble =
  | { readonly is: 'no-key'; readonly route: Route; readonly key: string }
  | { readonly is: 'hole' }
  | { readonly is: 'cover' };

export type OnTrouble = (trouble: Trouble) => void;

/** What `patch` makes of `target`; undefined stands for nothing. Nulls in mappings remove. */
export function mergeValue(
  target: Value | undefined,
  patch: Value,
  strategies: Strategies | undefined,
  onTrouble: OnTrouble = ignore,
): Value {
  if (target instanceof Hole || patch instanceof Hole) return mergeHole(target, patch, { strategies, onTrouble });
  if (patch instanceof Mapping)
    return mergeMapping(target instanceof Mapping ? target : emptyMapping, patch, strategies, onTrouble);
  if (patch instanceof List && strategies?.list !== undefined) {
    return mergeList(target instanceof List ? target : undefined, patch, strategies, onTrouble);
  }
  if (target !== undefined && sameValue(target, patch)) return target;
  if (target !== undefined && patch instanceof List && hasHoles(patch)) onTrouble({ is: 'cover' });
  return patch;
}

/** A hole replaces and is replaced like a scalar; where a mapping or a merged list meets it, what fills it would decide. */
function mergeHole(
  target: Value | undefined,
  patch: Value,
  { strategies, onTrouble }: { readonly strategies: Strategies | undefined; readonly onTrouble: OnTrouble },
): Value {
  const isPlain = (value: Value | undefined): boolean => !(value instanceof Mapping || value instanceof List);
  if (!isPlain(target) || !isPlain(patch) || strategies !== undefined) onTrouble({ is: 'hole' });
  else if (target !== undefined && !(target instanceof Hole)) onTrouble({ is: 'cover' });
  return patch;
}

/** A mapping merged onto another. */
export function mergeMapping(
  target: Mapping,
  patch: Mapping,
  strategies: Strategies | undefined,
  onTrouble: OnTrouble = ignore,
): Mapping {
  const { keys, values } = target;
  const count = patch.keys.length;
  if (count === 0) return target;
  if (keys.length === 0 && strategies === undefined && isNullFree(patch)) return patch;
  const isPlain = strategies === undefined && count * 8 < keys.length && !hasHoles(patch) && !hasHoles(target);
  if (isPlain && patch.merged?.onto === target) return patch.merged.gave;
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
    // Only merged lists have trouble that names a route.
    const after = mergeValue(before, value, under, under === undefined ? onTrouble : prefixed(onTrouble, key));
    if (after === before) continue;
    if (before === undefined) structural = true;
    positions.push(i);
    changed.push(after);
  }
  if (positions.length === 0) return target;
  const made = structural ? rebuilt(target, patch, positions, changed) : replaced(target, patch, positions, changed);
  if (isPlain) patch.merged = { onto: target, gave: made };
  if (positions.length * 8 < keys.length)
    made.origin = { from: target, keys: positions.map((at) => patch.keys[at] as string) };
  return made;
}

/** Lets go of what merging a patch gave, which may be far larger than the patch. */
export function forgetMerges(patch: Mapping): void {
  patch.merged = undefined;
  for (const value of patch.values) if (value instanceof Mapping) forgetMerges(value);
}

function ignore(): void {}

function prefixed(onTrouble: OnTrouble, key: string | number): OnTrouble {
  return (trouble) => onTrouble(trouble.is === 'no-key' ? { ...trouble, route: [key, ...trouble.route] } : trouble);
}

/** All keys are there already: the keys are shared, the values copied once. */
function replaced(target: Mapping, patch: Mapping, positions: readonly number[], changed: readonly Value[]): Mapping {
  const values = target.values.slice();
  for (let i = 0; i < positions.length; i += 1) {
    values[indexOfKey(target.keys, patch.keys[positions[i] as number] as string)] = changed[i] as Value;
  }
  return new Mapping(target.keys, values);
}

/** Keys come or go. A changed value of null stands for removal. */
function rebuilt(target: Mapping, patch: Mapping, positions: readonly number[], changed: readonly Value[]): Mapping {
  return positions.length <= fewChanges
    ? spliced(target, patch, positions, changed)
    : interleaved(target, patch, positions, changed);
}

/** Up to so many keys it is faster to move what stands behind each than to go over all. */
const fewChanges = 4;

function spliced(target: Mapping, patch: Mapping, positions: readonly number[], changed: readonly Value[]): Mapping {
  const keys = target.keys.slice();
  const values = target.values.slice();
  for (let i = 0; i < positions.length; i += 1) {
    const key = patch.keys[positions[i] as number] as string;
    const value = changed[i] as Value;
    const at = indexOfKey(keys, key);
    if (value === null) {
      keys.splice(at, 1);
      values.splice(at, 1);
    } else if (at >= 0) {
      values[at] = value;
    } else {
      keys.splice(-1 - at, 0, key);
      values.splice(-1 - at, 0, value);
    }
  }
  return new Mapping(keys, values);
}

/** One pass over both, in order. */
function interleaved(
  target: Mapping,
  patch: Mapping,
  positions: readonly number[],
  changed: readonly Value[],
): Mapping {
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

function mergeList(target: List | undefined, patch: List, strategies: Strategies, onTrouble: OnTrouble): List {
  const before = target?.items ?? [];
  if (hasHoles(patch) || (target !== undefined && hasHoles(target))) {
    onTrouble({ is: 'hole' });
    return patch;
  }
  const items = listMergers[strategies.list?.is ?? 'append'](before, patch.items, strategies, onTrouble);
  return target !== undefined && items.length === before.length && items.every((item, i) => item === before[i])
    ? target
    : new List(items);
}

type ListMerger = (
  before: readonly Value[],
  patch: readonly Value[],
  strategies: Strategies,
  onTrouble: OnTrouble,
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
  onTrouble: OnTrouble,
): readonly Value[] {
  const key = strategies.list?.is === 'by' ? strategies.list.key : '';
  const items = [...before];
  const places = new Map(items.map((item, index) => [nameOf(item, key), index]));
  patch.forEach((item, index) => {
    const name = nameOf(item, key);
    if (name === undefined) {
      onTrouble({ is: 'no-key', route: [index], key });
      return;
    }
    const at = places.get(name) ?? items.length;
    places.set(name, at);
    items[at] = mergeValue(items[at], item, strategies.items, prefixed(onTrouble, index));
  });
  return items;
}

/** The scalar under `key` that names a list's item. */
function nameOf(item: Value, key: string): Scalar | undefined {
  const name = item instanceof Mapping ? valueAt(item, key) : undefined;
  return name === null || name instanceof Mapping || name instanceof List || name instanceof Hole ? undefined : name;
}
