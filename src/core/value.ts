/**
 * Values as the compiler sees them: JSON, immutable, keys sorted where they are born.
 * Equal parts are the same object wherever they can be, so that most comparisons are one pointer.
 */

import { byteOrder } from './order.ts';

export type Scalar = string | number | boolean | null;
export type Value = Scalar | List | Mapping | Hole;

/** Data as a parser or validator has it. Keys are own, and never `__proto__`, `constructor` or `prototype`. */
export type Plain = Scalar | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Stands for a value that depends on a host while no host is known. Layers and stacks may hold some;
 * a finished profile holds none.
 */
export class Hole {
  /** The expression, for people. */
  readonly expression: string;

  constructor(expression: string) {
    this.expression = expression;
  }
}

/** A list. The last fields are notes of later passes, kept here so that they die with the value. */
export class List {
  readonly items: readonly Value[];
  /** Its JSON text, once written. */
  text: string | undefined = undefined;
  /** The schema node under which it was found valid. */
  proof: object | undefined = undefined;
  /** Whether a hole stands in it or below, once asked. */
  open: boolean | undefined = undefined;
  /** What {@link weightOf} gives, once asked. */
  weight: number | undefined = undefined;

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** A mapping: `keys` ascending in byte order, `values` beside them. `text`, `proof`, `open` and `weight` are as in {@link List}. */
export class Mapping {
  readonly keys: readonly string[];
  readonly values: readonly Value[];
  text: string | undefined = undefined;
  proof: object | undefined = undefined;
  /** Whether no null stands in it or in a mapping below, once asked. */
  nullFree: boolean | undefined = undefined;
  open: boolean | undefined = undefined;
  weight: number | undefined = undefined;
  /** The mapping that it was made from by a few changes, and the keys that were set, changed or removed. */
  origin: Origin | undefined = undefined;
  /** What merging it onto a large mapping gave the last time. */
  merged: { readonly onto: Mapping; readonly gave: Mapping } | undefined = undefined;
  /** Its text as an entry under a key, once written as one. */
  entry: { readonly key: string; readonly text: string } | undefined = undefined;
  /** The texts of its entries, once written; kept for large mappings only. */
  entries: readonly string[] | undefined = undefined;

  constructor(keys: readonly string[], values: readonly Value[]) {
    this.keys = keys;
    this.values = values;
  }
}

/** How a mapping was made from another. */
export interface Origin {
  readonly from: Mapping;
  readonly keys: readonly string[];
}

export const emptyMapping: Mapping = new Mapping([], []);

/** The position of `key`, or -1 - the position where it would stand. */
export function indexOfKey(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] as string;
    if (found === key) return middle;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}

/** The value at `key`, or undefined. */
export function valueAt(mapping: Mapping, key: string): Value | undefined {
  const index = indexOfKey(mapping.keys, key);
  return index < 0 ? undefined : mapping.values[index];
}

/** The value at the end of a route of keys and list indexes, or undefined. */
export function valueAlong(value: Value, route: readonly (string | number)[]): Value | undefined {
  let at: Value | undefined = value;
  for (const key of route) {
    if (at instanceof Mapping) at = valueAt(at, String(key));
    else if (at instanceof List) at = isIndex(key) ? at.items[Number(key)] : undefined;
    else return undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

function isIndex(key: string | number): boolean {
  return typeof key === 'number' || /^(?:0|[1-9]\d*)$/.test(key);
}

/** A mapping of entries in any order; a later entry wins. */
export function mappingOf(entries: Iterable<readonly [string, Value]>): Mapping {
  const sorted = [...new Map(entries)].toSorted((a, b) => byteOrder(a[0], b[0]));
  return new Mapping(
    sorted.map((entry) => entry[0]),
    sorted.map((entry) => entry[1]),
  );
}

/** Plain data as a value. Members without a value (`undefined`) are left out. */
export function valueOf(plain: Plain): Value {
  if (plain === null || typeof plain !== 'object') return plain;
  if (Array.isArray(plain)) return new List(plain.map(valueOf));
  return mappingFrom(plain as { readonly [key: string]: Plain });
}

/** Plain data that is known to be a mapping, as a value. */
export function mappingFrom(plain: { readonly [key: string]: Plain | undefined }): Mapping {
  const keys: string[] = [];
  for (const key of Object.keys(plain)) if (plain[key] !== undefined) keys.push(key);
  if (keys.length === 0) return emptyMapping;
  keys.sort(byteOrder);
  return new Mapping(
    keys,
    keys.map((key) => valueOf(plain[key] as Plain)),
  );
}

/** Whether a hole stands in a value or below it. */
export function hasHoles(value: Value): boolean {
  if (value instanceof Mapping) return (value.open ??= isOpenMapping(value));
  if (value instanceof List) return (value.open ??= value.items.some(hasHoles));
  return value instanceof Hole;
}

function isOpenMapping(mapping: Mapping): boolean {
  const { origin } = mapping;
  if (origin?.from.open !== false) return mapping.values.some(hasHoles);
  return origin.keys.some((key) => hasHoles(valueAt(mapping, key) ?? null));
}

/** About how many characters the JSON text of a value has; each part is looked at once, however often it is shared. */
export function weightOf(value: Value): number {
  if (value instanceof Mapping) return (value.weight ??= weightOfMapping(value));
  if (value instanceof List)
    return (value.weight ??= value.items.reduce<number>((sum, item) => sum + 1 + weightOf(item), 2));
  return typeof value === 'string' ? value.length + 2 : 5;
}

/** One made from another by a few changes weighs as much as that one, but for what was changed. */
function weightOfMapping({ keys, values, origin }: Mapping): number {
  let weight = 2;
  if (origin !== undefined) {
    weight = weightOf(origin.from);
    for (const key of origin.keys)
      weight += weightAt(keys, values, key) - weightAt(origin.from.keys, origin.from.values, key);
    return weight;
  }
  for (let at = 0; at < keys.length; at += 1) weight += (keys[at] as string).length + 4 + weightOf(values[at] as Value);
  return weight;
}

function weightAt(keys: readonly string[], values: readonly Value[], key: string): number {
  const at = indexOfKey(keys, key);
  return at < 0 ? 0 : key.length + 4 + weightOf(values[at] as Value);
}

/** A value as plain data; objects have no prototype. A hole has no place in data. */
export function plainOf(value: Value): Plain {
  if (value instanceof Hole) throw new Error('a hole was never filled');
  if (value instanceof List) return value.items.map(plainOf);
  if (!(value instanceof Mapping)) return value;
  const plain = Object.create(null) as Record<string, Plain>;
  for (let i = 0; i < value.keys.length; i += 1) plain[value.keys[i] as string] = plainOf(value.values[i] as Value);
  return plain;
}

export function isScalar(value: Value): value is Scalar {
  return value === null || typeof value !== 'object';
}

/** Whether two values are equal as JSON. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a instanceof Mapping) return b instanceof Mapping && sameMapping(a, b);
  if (a instanceof List) return b instanceof List && sameItems(a.items, b.items);
  return false;
}

function sameMapping(a: Mapping, b: Mapping): boolean {
  if (a.keys !== b.keys) {
    if (a.keys.length !== b.keys.length) return false;
    for (let i = 0; i < a.keys.length; i += 1) if (a.keys[i] !== b.keys[i]) return false;
  }
  return sameItems(a.values, b.values);
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (!sameValue(a[i] as Value, b[i] as Value)) return false;
  return true;
}

/** Whether a merge patch only sets: no null in it, or in a mapping below. Lists are values as they are. */
export function isNullFree(value: Value): boolean {
  if (!(value instanceof Mapping)) return value !== null;
  return (value.nullFree ??= value.values.every(isNullFree));
}

/** Its JSON text: keys sorted, no spaces. Written once per list and mapping, then remembered. */
export function textOf(value: Value): string {
  if (value instanceof Mapping) return (value.text ??= textOfMapping(value));
  if (value instanceof List) return (value.text ??= `[${value.items.map(textOf).join(',')}]`);
  if (value instanceof Hole) throw new Error('a hole was never filled');
  return JSON.stringify(value);
}

function textOfMapping(mapping: Mapping): string {
  if (mapping.keys.length > largeFrom) return `{${entryTexts(mapping).join(',')}}`;
  let text = '{';
  for (let i = 0; i < mapping.keys.length; i += 1) text += (i === 0 ? '' : ',') + entryText(mapping, i);
  return `${text}}`;
}

/** Mappings of more keys than this keep the texts of their entries, for those that are made from them. */
const largeFrom = 32;

function entryTexts(mapping: Mapping): readonly string[] {
  return (mapping.entries ??=
    mapping.origin === undefined ? allEntryTexts(mapping) : changedEntryTexts(mapping, mapping.origin));
}

function allEntryTexts(mapping: Mapping): readonly string[] {
  const texts: string[] = [];
  for (let index = 0; index < mapping.keys.length; index += 1) texts.push(entryText(mapping, index));
  return texts;
}

function changedEntryTexts(mapping: Mapping, { from, keys }: Origin): readonly string[] {
  const texts = entryTexts(from).slice();
  const sorted = keys.toSorted(byteOrder);
  // From the end, so that what comes or goes does not move the places of those before.
  for (const key of sorted.toReversed()) {
    const before = indexOfKey(from.keys, key);
    const after = indexOfKey(mapping.keys, key);
    const fresh = after < 0 ? [] : [entryText(mapping, after)];
    if (before >= 0) texts.splice(before, 1, ...fresh);
    else texts.splice(-1 - before, 0, ...fresh);
  }
  return texts;
}

function entryText(mapping: Mapping, index: number): string {
  const key = mapping.keys[index] as string;
  const value = mapping.values[index] as Value;
  if (!(value instanceof Mapping)) return `${JSON.stringify(key)}:${textOf(value)}`;
  if (value.entry?.key !== key) value.entry = { key, text: `${JSON.stringify(key)}:${textOf(value)}` };
  return value.entry.text;
}
