/** The JSON Merge Patch (RFC 7396) that makes one profile of another, as small as it can be. */

import { emptyMapping, List, Mapping, mappingOf, sameValue, valueAt, type Value } from '../core/value.ts';

/** The patch from `before` to `after`, neither of which holds a null in a mapping. Equal profiles give an empty patch. */
export function differenceOf(before: Mapping, after: Mapping): Mapping {
  if (before === after) return emptyMapping;
  if (after.origin?.from === before) return differenceAt(after.origin.keys, before, after);
  const keys: string[] = [];
  const values: Value[] = [];
  const add = (key: string, value: Value): void => {
    keys.push(key);
    values.push(value);
  };
  let left = 0;
  let right = 0;
  while (left < before.keys.length || right < after.keys.length) {
    const old = before.keys[left];
    const fresh = after.keys[right];
    if (fresh === undefined || (old !== undefined && old < fresh)) {
      add(old as string, null);
      left += 1;
    } else if (old === undefined || fresh < old) {
      add(fresh, after.values[right] as Value);
      right += 1;
    } else {
      const patch = patchOf(before.values[left] as Value, after.values[right] as Value);
      if (patch !== undefined) add(fresh, patch);
      left += 1;
      right += 1;
    }
  }
  return keys.length === 0 ? emptyMapping : new Mapping(keys, values);
}

/** The patch between a mapping and one made from it by changing these keys. */
function differenceAt(keys: readonly string[], before: Mapping, after: Mapping): Mapping {
  const entries: [string, Value][] = [];
  for (const key of keys) {
    const old = valueAt(before, key);
    const fresh = valueAt(after, key);
    if (old === undefined && fresh === undefined) continue;
    const patch = fresh === undefined ? null : old === undefined ? fresh : patchOf(old, fresh);
    if (patch !== undefined) entries.push([key, patch]);
  }
  return mappingOf(entries);
}

function patchOf(before: Value, after: Value): Value | undefined {
  if (before === after) return undefined;
  if (before instanceof Mapping && after instanceof Mapping) {
    const patch = differenceOf(before, after);
    return patch.keys.length === 0 ? undefined : patch;
  }
  if (before instanceof List && after instanceof List && sameValue(before, after)) return undefined;
  return after;
}
