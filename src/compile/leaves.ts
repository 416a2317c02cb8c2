/** The single values at and below a place of a profile, each with the layer whose word it is. */

import { byteOrder } from '../core/order.ts';
import type { Route, Site } from '../core/site.ts';
import { List, Mapping, valueAt, type Value } from '../core/value.ts';
import { isSilent, saidOfItems, saidUnder, stepsOf, valueOfSaid, type Said, type Step } from './said.ts';
import type { TracedLayer } from './trace.ts';

export interface Leaf {
  readonly route: Route;
  /** Undefined where it was removed. */
  readonly value: Value | undefined;
  readonly layer: TracedLayer;
  readonly site: Site;
  /** The text with expressions that gave the value. */
  readonly written: string | undefined;
}

/**
 * The leaves of a place with this value: scalars, empty mappings, lists that are taken as they stand, and the items of
 * lists that merge. An item that one layer alone made is one leaf. What some layer had set and another removed is a leaf too.
 */
export function* leavesOf(said: Said, value: Value | undefined, route: Route): Generator<Leaf, void, undefined> {
  if (!said.literal && value instanceof Mapping && value.keys.length > 0) {
    for (const key of keysIn(said, value)) yield* leavesOf(saidUnder(said, key), valueAt(value, key), [...route, key]);
  } else if (!said.literal && value instanceof List && value.items.length > 0 && said.strategies?.list !== undefined) {
    for (const [index, item] of saidOfItems(said).entries()) yield* leavesOfItem(item, [...route, index]);
  } else {
    const leaf = leafOf(said, route);
    if (leaf !== undefined) yield leaf;
  }
}

function* leavesOfItem(item: Said, route: Route): Generator<Leaf, void, undefined> {
  const value = valueOfSaid(item);
  const leaves = [...leavesOf(item, value, route)];
  const [first] = leaves;
  const leaf = leafOf(item, route);
  if (leaf !== undefined && first !== undefined && leaves.every(({ layer }) => layer === first.layer)) yield leaf;
  else yield* leaves;
}

/** The keys that are there, and those that some layer speaks of, in order. */
function keysIn({ words }: Said, value: Mapping): readonly string[] {
  const keys = new Set(value.keys);
  for (const { said } of words) if (said instanceof Mapping) for (const key of said.keys) keys.add(key);
  return keys.size === value.keys.length ? value.keys : [...keys].toSorted(byteOrder);
}

/** Whose word a place is: the last that spoke of it; of an item that is taken as it stands, the first that brought it. */
function leafOf(said: Said, route: Route): Leaf | undefined {
  const step = deciding(stepsOf(said), said);
  if (step === undefined) return undefined;
  const { word, after } = step;
  const { layer } = word;
  const site = { file: layer.file, route: [...layer.route, ...word.route] };
  return { route, value: after, layer, site, written: word.above ? undefined : layer.writtenAt(word.route)?.text };
}

function deciding(steps: readonly Step[], { literal }: Said): Step | undefined {
  if (literal) return steps[0];
  const last = steps.findLast((step) => !isSilent(step));
  return last?.after === undefined
    ? steps.findLast(({ before, after }) => before !== undefined && after === undefined)
    : last;
}
