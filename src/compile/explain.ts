/** Where a value of a profile comes from: every layer that spoke of it, whose word holds, and who locked it. */

import type { Route, Site } from '../core/site.ts';
import { List, Mapping, sameValue, valueAlong, type Value } from '../core/value.ts';
import { leavesOf, type Leaf } from './leaves.ts';
import type { PathRead } from './path-reads.ts';
import { isSilent, saidOfAll, saidOfItems, saidUnder, stepsOf, valueOfSaid, type Said, type Step } from './said.ts';
import type { Skipped } from './skipped.ts';
import type { Strategies } from './strategy.ts';
import type { Trace, TracedLayer } from './trace.ts';

/**
 * What a layer does to a place: `sets` what was not there, `overrides` what was, `changes` a part of it, `adds` items to
 * a list, `repeats` what is there already, `removes` it, removes what was not there (`misses`), or `locks` it.
 */
export type Verb = 'sets' | 'overrides' | 'changes' | 'adds' | 'repeats' | 'removes' | 'misses' | 'locks';

/** What one layer says of a place. */
export interface Saying {
  readonly verb: Verb;
  readonly layer: TracedLayer;
  readonly site: Site;
  /** The place that it speaks of: the one that is explained, or for a removal and a lock also one above or below it. */
  readonly route: Route;
  /** What it says, evaluated; undefined for a lock. */
  readonly said: Value | undefined;
  /** The text with expressions that gave what it says. */
  readonly written: { readonly text: string; readonly reads: readonly PathRead[] } | undefined;
  /** How much of what stands there in the end is this layer's word. */
  readonly holds: 'all' | 'some' | 'none';
  /** The lock that it breaks. */
  readonly breaks: Site | undefined;
}

export interface Explanation {
  readonly route: Route;
  /** Undefined where it was removed. In a common profile, what depends on a host is a hole. */
  readonly value: Value | undefined;
  /** From the bottom up. */
  readonly sayings: readonly Saying[];
  /** Every value at or below the place, with whose it is; also what was removed. */
  readonly leaves: readonly Leaf[];
  readonly skipped: readonly Skipped[];
}

/** Explains the place at a route of keys. Undefined where no layer said anything of it. */
export function explain(
  { layers, skipped }: Trace,
  strategies: Strategies | undefined,
  keys: readonly string[],
): Explanation | undefined {
  const { said, route } = placeAlong(saidOfAll(layers, strategies), keys);
  const steps = stepsOf(said).filter((step) => !isSilent(step));
  const value = valueOfSaid(said);
  if (value === undefined && steps.length === 0) return undefined;
  const leaves = [...leavesOf(said, value, route)];
  const sayings = layers.flatMap((layer) => [
    ...steps
      .filter(({ word }) => word.layer === layer)
      .map((step) => sayingOf(step, { route, strategies: said.strategies, leaves, layers })),
    ...locksOf(layer, route),
  ]);
  return { route, value, sayings, leaves, skipped };
}

/** The place at a route, which leads into lists by their indexes. */
function placeAlong(top: Said, keys: readonly string[]): { readonly said: Said; readonly route: Route } {
  let said = top;
  const route: (string | number)[] = [];
  for (const key of keys) {
    const item =
      valueOfSaid(said) instanceof List && /^(?:0|[1-9]\d{0,9})$/.test(key)
        ? saidOfItems(said)[Number(key)]
        : undefined;
    route.push(item === undefined ? key : Number(key));
    said = item ?? saidUnder(said, key);
  }
  return { said, route };
}

interface About {
  readonly route: Route;
  readonly strategies: Strategies | undefined;
  readonly leaves: readonly Leaf[];
  readonly layers: readonly TracedLayer[];
}

function sayingOf(step: Step, { route, strategies, leaves, layers }: About): Saying {
  const { word } = step;
  const { layer } = word;
  const verb = verbOf(step, strategies);
  return {
    verb,
    layer,
    site: { file: layer.file, route: [...layer.route, ...word.route] },
    route: word.above ? word.route : route,
    said: word.said,
    written: word.above ? undefined : layer.writtenAt(word.route),
    holds: verb === 'misses' ? 'none' : shareOf(layer, leaves),
    breaks: verb === 'repeats' || verb === 'misses' ? undefined : lockBefore(layer, route, layers),
  };
}

function verbOf({ word, before, after }: Step, strategies: Strategies | undefined): Verb {
  if (after === undefined) return before === undefined ? 'misses' : 'removes';
  if (before === undefined) return 'sets';
  if (sameValue(before, after)) return 'repeats';
  if (before instanceof List && word.said instanceof List && strategies?.list !== undefined) {
    return strategies.list.is === 'by' ? 'changes' : 'adds';
  }
  return before instanceof Mapping && word.said instanceof Mapping && !sameValue(after, word.said)
    ? 'changes'
    : 'overrides';
}

function shareOf(layer: TracedLayer, leaves: readonly Leaf[]): Saying['holds'] {
  const own = leaves.filter((leaf) => leaf.layer === layer).length;
  return own === 0 ? 'none' : own === leaves.length ? 'all' : 'some';
}

/** The lock of a lower layer that is on this place or on one above it. */
function lockBefore(layer: TracedLayer, route: Route, layers: readonly TracedLayer[]): Site | undefined {
  for (const below of layers.slice(0, layers.indexOf(layer))) {
    const lock = below.finals.find(({ keys }) => leadsTo(keys, route));
    if (lock !== undefined) return { file: below.file, route: lock.route };
  }
  return undefined;
}

/** The locks of a layer that are on a place, above it, or below it. */
function locksOf(layer: TracedLayer, route: Route): readonly Saying[] {
  return layer.finals
    .filter(({ keys }) => leadsTo(keys, route) || leadsTo(route, keys))
    .map((final) => ({
      verb: 'locks',
      layer,
      site: { file: layer.file, route: final.route },
      route: final.keys,
      said: undefined,
      written: undefined,
      holds: 'none',
      breaks: undefined,
    }));
}

function leadsTo(above: Route, below: Route): boolean {
  return above.length <= below.length && above.every((key, index) => String(key) === String(below[index]));
}

/** The keys that stand where a route stops leading anywhere, and how far it leads: for those who misspell one. */
export function keysNear(
  profile: Mapping,
  keys: readonly string[],
): { readonly reached: Route; readonly keys: readonly string[] } {
  const length = keys.findIndex((_, index) => valueAlong(profile, keys.slice(0, index + 1)) === undefined);
  const reached = length < 0 ? keys : keys.slice(0, length);
  const there = valueAlong(profile, reached);
  if (there instanceof Mapping) return { reached, keys: there.keys };
  return { reached, keys: there instanceof List ? there.items.map((_, index) => String(index)) : [] };
}
