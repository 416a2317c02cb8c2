/**
 * What layers said of one place of a profile, from the bottom up. Merging works place by place, so the words about a
 * place are all that is needed to know its value, and to know whose it is.
 */

import type { Route } from '../core/site.ts';
import { hasHoles, List, Mapping, sameValue, textOf, valueAt, type Scalar, type Value } from '../core/value.ts';
import { mergeValue } from './merge.ts';
import type { ListStrategy, Strategies } from './strategy.ts';
import type { TracedLayer } from './trace.ts';

/** What one layer says of a place. */
export interface Word {
  readonly layer: TracedLayer;
  /** Where it stands in the layer's profile. */
  readonly route: Route;
  readonly said: Value;
  /** It speaks of a place above, where it says something that has no such place; so it clears this one. */
  readonly above: boolean;
}

export interface Said {
  /** From the bottom up. */
  readonly words: readonly Word[];
  readonly strategies: Strategies | undefined;
  /** Inside an item of a list that is taken as it stands, where nothing merges and null is a value. */
  readonly literal: boolean;
}

/** The place of the whole profile. */
export function saidOfAll(layers: readonly TracedLayer[], strategies: Strategies | undefined): Said {
  const words = layers.map((layer) => ({ layer, route: [], said: layer.profile, above: false }));
  return { words, strategies, literal: false };
}

/** A word, and the value of its place before and after it was said. */
export interface Step {
  readonly word: Word;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

export function stepsOf({ words, strategies, literal }: Said): readonly Step[] {
  let value: Value | undefined;
  return words.map((word) => {
    const before = value;
    if (literal) value = word.said;
    else if (word.above || word.said === null) value = undefined;
    else value = mergeValue(before, word.said, strategies);
    return { word, before, after: value };
  });
}

/** Whether a word does nothing: no entries where a mapping is already, or clearing a place where there is nothing. */
export function isSilent({ word, before }: Step): boolean {
  if (word.above) return before === undefined;
  return word.said instanceof Mapping && word.said.keys.length === 0 && before instanceof Mapping;
}

export function valueOfSaid(said: Said): Value | undefined {
  return stepsOf(said).at(-1)?.after;
}

/** What was said of the entry `key` of a mapping. */
export function saidUnder({ words, strategies, literal }: Said, key: string): Said {
  const found: Word[] = [];
  for (const word of words) {
    if (!word.above && word.said instanceof Mapping) {
      const said = valueAt(word.said, key);
      if (said !== undefined) found.push({ ...word, route: [...word.route, key], said });
    } else if (!literal) {
      found.push({ ...word, above: true });
    }
  }
  return { words: found, strategies: strategies?.under(key), literal };
}

/** What was said of each item of the list that stands at a place. */
export function saidOfItems({ words, strategies, literal }: Said): readonly Said[] {
  const strategy = literal ? undefined : strategies?.list;
  let items: readonly (readonly Word[])[] = [];
  for (const word of words) {
    const own = word.above || !(word.said instanceof List) ? undefined : itemWords(word, word.said);
    if (own === undefined) items = [];
    else if (strategy === undefined || undecided(items, own)) items = replaced(items, own);
    else items = merged(items, own, strategy);
  }
  const isMerged = strategy?.is === 'by';
  return items.map((item) => ({
    words: item,
    strategies: isMerged ? strategies?.items : undefined,
    literal: !isMerged,
  }));
}

function itemWords(word: Word, list: List): readonly Word[] {
  return list.items.map((said, index) => ({ ...word, route: [...word.route, index], said }));
}

/** Lists with holes cannot be merged before a host is known: the later one stands. */
function undecided(items: readonly (readonly Word[])[], own: readonly Word[]): boolean {
  return own.some(({ said }) => hasHoles(said)) || items.some((words) => words.some(({ said }) => hasHoles(said)));
}

/** A list that replaces; where it says the same, both have said it. */
function replaced(items: readonly (readonly Word[])[], own: readonly Word[]): readonly (readonly Word[])[] {
  const same =
    items.length === own.length && own.every(({ said }, index) => sameValue(said, items[index]?.at(-1)?.said ?? null));
  return same ? own.map((word, index) => [...(items[index] ?? []), word]) : own.map((word) => [word]);
}

function merged(
  items: readonly (readonly Word[])[],
  own: readonly Word[],
  strategy: ListStrategy,
): readonly (readonly Word[])[] {
  if (strategy.is === 'append') return [...items, ...own.map((word) => [word])];
  const identityOf = (word: Word): Scalar | undefined =>
    strategy.is === 'by' ? nameOf(word.said, strategy.key) : textOf(word.said);
  const all = items.map((words) => words.slice());
  const places = new Map(all.map((words, index) => [words[0] && identityOf(words[0]), index]));
  for (const word of own) {
    const identity = identityOf(word);
    if (identity === undefined) continue;
    const at = places.get(identity);
    if (at !== undefined) all[at]?.push(word);
    else places.set(identity, all.push([word]) - 1);
  }
  return all;
}

function nameOf(item: Value, key: string): Scalar | undefined {
  const name = item instanceof Mapping ? valueAt(item, key) : undefined;
  return typeof name === 'object' ? undefined : name;
}
