/** Which layer said what: the line behind a value of a finished profile. */

import type { Route } from '../core/site.ts';
import { List, Mapping, sameValue, valueAlong, type Value } from '../core/value.ts';
import type { Layer } from './layer.ts';

/** A layer, and where in its own profile it speaks of the place. */
export interface Writer {
  readonly layer: Layer;
  readonly route: Route;
}

/**
 * The last layer that wrote the value at `route` of `profile`, or the nearest place above it that any layer wrote.
 * Layers are given from the bottom up. Undefined only when no layer wrote anything on the way.
 */
export function writerOf(layers: readonly Layer[], profile: Mapping, route: Route): Writer | undefined {
  for (let length = route.length; length > 0; length -= 1) {
    const part = route.slice(0, length);
    for (let i = layers.length - 1; i >= 0; i -= 1) {
      const layer = layers[i] as Layer;
      const found = routeIn(layer.profile, profile, part);
      if (found !== undefined) return { layer, route: found };
    }
  }
  const layer = layers.at(-1);
  return layer === undefined ? undefined : { layer, route: [] };
}

/** The route in a layer that leads to what stands at `route` of the profile. Items of merged lists are found by what they are. */
function routeIn(layer: Value, profile: Value, route: Route): Route | undefined {
  const [key, ...rest] = route;
  if (key === undefined) return [];
  const there = valueAlong(profile, [key]);
  if (layer instanceof Mapping) {
    const mine = valueAlong(layer, [key]);
    const found = mine === undefined || there === undefined ? undefined : routeIn(mine, there, rest);
    return found === undefined ? undefined : [key, ...found];
  }
  if (!(layer instanceof List) || there === undefined) return undefined;
  const at = layer.items.findIndex((item) => sameValue(item, there) || isPartOf(item, there));
  const item = layer.items[at];
  const found = item === undefined ? undefined : routeIn(item, there, rest);
  return found === undefined ? undefined : [at, ...found];
}

/** Whether every scalar of one mapping stands in another: an item that was merged by its key. */
function isPartOf(part: Value, whole: Value): boolean {
  if (!(part instanceof Mapping) || !(whole instanceof Mapping)) return false;
  return part.keys.every((key, index) => {
    const there = valueAlong(whole, [key]);
    const mine = part.values[index] as Value;
    return there !== undefined && (sameValue(mine, there) || isPartOf(mine, there));
  });
}
