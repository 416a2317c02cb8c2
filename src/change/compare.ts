/** What differs between two profiles. */

import type { PackagePlace } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { pointerOf } from '../core/site.ts';
import { emptyMapping, Mapping, sameValue, valueAlong, type Value } from '../core/value.ts';
import { noChange, type PackageChange, type ProfileChange, type ValueChange } from './change.ts';
import { unsharedEntries } from './entries.ts';
import { PackageComparison } from './packages.ts';

/**
 * The packages and the other leaves that differ. A leaf is a scalar, a list as a whole, or an empty mapping; leaves come
 * in the order of their routes. No profile counts as one without leaves. Parts that both sides share cost nothing.
 */
export function compareProfiles(
  before: Mapping | undefined,
  after: Mapping | undefined,
  packages: PackagePlace | undefined,
): ProfileChange {
  return new Comparison(packages).profiles(before, after);
}

/**
 * Compares many profiles, and remembers what it found for packages: a thousand clusters that share theirs before and after
 * are compared once, and get one and the same list of changes.
 */
export class Comparison {
  readonly #place: PackagePlace | undefined;
  readonly #rows: PackageComparison;
  readonly #known = new WeakMap<Mapping, WeakMap<Mapping, readonly PackageChange[]>>();

  constructor(place: PackagePlace | undefined) {
    this.#place = place;
    this.#rows = new PackageComparison(place?.order ?? 'rpm');
  }

  /** As {@link compareProfiles}. */
  profiles(before: Mapping | undefined, after: Mapping | undefined): ProfileChange {
    if (before === after) return noChange;
    const place = this.#place;
    const values: ValueChange[] = [];
    const was = packagesOf(before, place);
    const is = packagesOf(after, place);
    const apart = place !== undefined && was !== undefined && is !== undefined && was.keys.length + is.keys.length > 0;
    compareValues({ route: [], apart: apart ? place.route : undefined, values }, before, after);
    return { packages: apart ? this.#packages(was, is) : noChange.packages, values };
  }

  #packages(before: Mapping, after: Mapping): readonly PackageChange[] {
    let known = this.#known.get(before);
    if (known === undefined) this.#known.set(before, (known = new WeakMap()));
    let changes = known.get(after);
    if (changes === undefined) known.set(after, (changes = this.#freshPackages(before, after)));
    return changes;
  }

  /** Packages that were made of others by a few changes go through what those go through, but for the few. */
  #freshPackages(before: Mapping, after: Mapping): readonly PackageChange[] {
    if (before.origin === undefined && after.origin === undefined) return this.#rows.all(before, after);
    const shared = this.#packages(before.origin?.from ?? before, after.origin?.from ?? after);
    const few = new Set([...(before.origin?.keys ?? []), ...(after.origin?.keys ?? [])]);
    const own = this.#rows.named([...few].toSorted(byteOrder), { before, after });
    if (own.length === 0 && !shared.some(({ name }) => few.has(name))) return shared;
    const kept = shared.filter(({ name }) => !few.has(name));
    return [...kept, ...own].toSorted((a, b) => byteOrder(a.name, b.name));
  }
}

interface Walk {
  readonly route: readonly string[];
  /** The rest of the route from here to what is left out; undefined where nothing below is. */
  readonly apart: readonly (string | number)[] | undefined;
  readonly values: ValueChange[];
}

/** The packages of a profile; undefined where something stands in their place that has to be compared as a value. */
function packagesOf(profile: Mapping | undefined, place: PackagePlace | undefined): Mapping | undefined {
  const found = profile === undefined || place === undefined ? undefined : valueAlong(profile, place.route);
  if (found === undefined) return emptyMapping;
  return found instanceof Mapping ? found : undefined;
}

function compareValues(walk: Walk, before: Value | undefined, after: Value | undefined): void {
  if (before === after || walk.apart?.length === 0) return;
  recordLeaf(walk, leafOf(before), leafOf(after));
  const was = before instanceof Mapping ? before : emptyMapping;
  const is = after instanceof Mapping ? after : emptyMapping;
  for (const [key, a, b] of unsharedEntries(was, is)) {
    const apart = walk.apart?.[0] === key ? walk.apart.slice(1) : undefined;
    compareValues({ route: [...walk.route, key], apart, values: walk.values }, a, b);
  }
}

function leafOf(value: Value | undefined): Value | undefined {
  return value instanceof Mapping && value.keys.length > 0 ? undefined : value;
}

function recordLeaf({ route, values }: Walk, from: Value | undefined, to: Value | undefined): void {
  if (from === undefined && to === undefined) return;
  if (from !== undefined && to !== undefined && sameValue(from, to)) return;
  const pointer = pointerOf(route);
  if (from === undefined) values.push({ pointer, kind: 'set', to: to as Value });
  else if (to === undefined) values.push({ pointer, kind: 'removed', from });
  else values.push({ pointer, kind: 'changed', from, to });
}
