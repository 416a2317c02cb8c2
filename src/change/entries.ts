/** Ways through mappings and lists that comparing needs. */

import type { Mapping, Value } from '../core/value.ts';

/**
 * The entries of two mappings whose values are not one and the same object, by key, with the value of either side where
 * there is one. They may still be equal.
 */
export function* unsharedEntries(
  before: Mapping,
  after: Mapping,
): Generator<readonly [string, Value | undefined, Value | undefined]> {
  let i = 0;
  let j = 0;
  while (i < before.keys.length || j < after.keys.length) {
    const key = before.keys[i];
    const other = after.keys[j];
    if (key === other) {
      if (before.values[i] !== after.values[j]) yield [key as string, before.values[i], after.values[j]];
      i += 1;
      j += 1;
    } else if (other === undefined || (key !== undefined && key < other)) {
      yield [key as string, before.values[i], undefined];
      i += 1;
    } else {
      yield [other, undefined, after.values[j]];
      j += 1;
    }
  }
}

/** Lists of what has the same key, in the order of the items. */
export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
