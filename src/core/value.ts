/**
 * Values as the compiler sees them: JSON, immutable, keys sorted where they are born.
 * Equal parts are the same object wherever they can be, so that most comparisons are one pointer.
 */

import { byteOrder } from './order.ts';

export type Scalar = string | number | boolean | null;
export type Value = Scalar | List | Mapping;

/** Data as a parser or validator has it. Keys are own, and never `__proto__`, `constructor` or `prototype`. */
export type Plain = Scalar | readonly Plain[] | { readonly [key: string]: Plain };

/** A list. The two last fields are notes of later passes, kept here so that they die with the value. */
export class List {
  readonly items: readonly Value[];
  /** Its JSON text, once written. */
  text: string | undefined = undefined;
  /** The schema node under which it was found valid. */
  proof: object | undefined = undefined;

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** A mapping: `keys` ascending in byte order, `values` beside them. `text` and `proof` are as in {@link List}. */
export class Mapping {
  readonly keys: readonly string[];
  readonly values: readonly Value[];
  text: string | undefined = undefined;
  proof: object | undefined = undefined;
  /** Whether no null stands in it or in a mapping below, once asked. */
  nullFree: boolean | undefined = undefined;

  constructor(keys: readonly string[], values: readonly Value[]) {
    this.keys = keys;
    this.values = values;
  }
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
  keys.sort(byteOrder);
  return new Mapping(
    keys,
    keys.map((key) => valueOf(plain[key] as Plain)),
  );
}

/** A value as plain data; objects have no prototype. */
export function plainOf(value: Value): Plain {
  if (value instanceof List) return value.items.map(plainOf);
  if (!(value instanceof Mapping)) return value;
  const plain = Object.create(null) as Record<string, Plain>;
  for (let i = 0; i < value.keys.length; i += 1) plain[value.keys[i] as string] = plainOf(value.values[i] as Value);
  return plain;
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
  return JSON.stringify(value);
}

function textOfMapping(mapping: Mapping): string {
  let text = '{';
  for (let i = 0; i < mapping.keys.length; i += 1) {
    text += `${i === 0 ? '' : ','}${JSON.stringify(mapping.keys[i])}:${textOf(mapping.values[i] as Value)}`;
  }
  return `${text}}`;
}
