/** What packed pasts are made of: things that are equal have one place in a column, and facts are in two parts. */

import type { ClusterFacts } from '../report/facts.ts';

/** Places in columns. */
export type Indexes = number[];

/** Things by their first place; equal ones have one place. */
export class Places<T> {
  readonly all: T[] = [];
  readonly #places = new Map<string, number>();
  readonly #keyOf: (thing: T) => string;

  constructor(keyOf: (thing: T) => string) {
    this.#keyOf = keyOf;
  }

  placeOf(thing: T): number {
    const key = this.#keyOf(thing);
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.all.push(thing) - 1;
      this.#places.set(key, place);
    }
    return place;
  }
}

/** Facts in two parts: clusters that move together have many pins in common, and one cluster's facts differ in little else. */
export class PackedFacts {
  readonly rests: Places<Omit<ClusterFacts, 'pins'>> = new Places(
    ({ holds, hosts, owners, service, site, accepts, stale }) =>
      // In a policy what is undefined is said, and not missing.
      JSON.stringify([holds, hosts, owners, service, site, accepts, stale === undefined ? 0 : spelled(stale)]),
  );
  readonly pins: Places<ClusterFacts['pins']> = new Places((pins) => JSON.stringify(pins));
  /** Facts that were made from others by moving a pin share their parts: then the place is known without writing them out. */
  readonly #likely = new Map<object, { readonly facts: ClusterFacts; readonly place: number }>();

  placesOf(facts: ClusterFacts): [number, number] {
    return [this.#restOf(facts), this.pins.placeOf(facts.pins)];
  }

  #restOf(facts: ClusterFacts): number {
    const likely = this.#likely.get(facts.holds);
    if (likely !== undefined && restIsSame(likely.facts, facts)) return likely.place;
    const { pins: _, ...rest } = facts;
    const place = this.rests.placeOf(rest);
    this.#likely.set(facts.holds, { facts, place });
    return place;
  }
}

/** The opposite of {@link PackedFacts}. Written out: copying members one by one takes a tenth of what spreading them does, and there are very many. */
export function joined(rest: Omit<ClusterFacts, 'pins'>, pins: ClusterFacts['pins']): ClusterFacts {
  const { holds, hosts, owners, service, site, accepts, stale } = rest;
  return { pins, holds, hosts, owners, service, site, accepts, stale };
}

/** Throws where a column has no such place. */
export function at<T>(column: readonly T[], place: number | undefined): T {
  const value = place === undefined ? undefined : column[place];
  if (value === undefined) throw new RangeError('the columns do not fit together');
  return value;
}

/** JSON leaves out what is undefined; here nothing else is null. */
export function spelled(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part: unknown) => (part === undefined ? null : part)));
}

/** The opposite of {@link spelled}. */
export function unspelled(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(unspelled);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unspelled(part)]));
}

function restIsSame(a: ClusterFacts, b: ClusterFacts): boolean {
  const isShared = a.holds === b.holds && a.owners === b.owners && a.accepts === b.accepts && a.stale === b.stale;
  return isShared && a.hosts === b.hosts && a.service === b.service && a.site === b.site;
}
