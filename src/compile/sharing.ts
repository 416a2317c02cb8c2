/** Makes small equal mappings of different templates one and the same, so that what versions share is skipped by one look. */

import { List, Mapping, textOf, type Value } from '../core/value.ts';

/** Knows the small mappings of scalars that it was shown, by their key and their text: the packages of a release, above all. */
export class Sharing {
  readonly #known = new Map<string, Mapping>();

  /** An equal value, whose small mappings are those that were seen before. */
  of(value: Mapping): Mapping {
    return new Mapping(
      value.keys,
      value.values.map((entry, index) => this.#entry(value.keys[index] as string, entry)),
    );
  }

  #entry(key: string, value: Value): Value {
    if (!(value instanceof Mapping) || value.keys.length === 0) return value;
    if (value.keys.length > mostKeys || value.values.some(isNested)) return this.of(value);
    const text = `${key}\0${textOf(value)}`;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, value);
    return value;
  }
}

/** Larger ones are rarely equal. */
const mostKeys = 8;

function isNested(value: Value): boolean {
  return value instanceof Mapping || value instanceof List;
}
