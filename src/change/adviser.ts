/** Which advisories a change of packages closes, or opens again. */

import type { PackagePlace } from '../core/fleet.ts';
import { Mapping, valueAlong, valueAt } from '../core/value.ts';
import { advisoriesOf, noAdvisories } from './advisories.ts';
import type { Advisory, AdvisoryChange } from './change.ts';
import { instancesOf, versionOrders } from './instances.ts';

/** Tells it of profiles between which the same releases lie, and so the same advisories. */
export class Adviser {
  readonly #candidates: readonly Advisory[];
  readonly #place: PackagePlace;
  readonly #open = new WeakMap<Mapping, ReadonlySet<Advisory>>();
  /** Equal answers are one object. */
  readonly #told = new Map<string, AdvisoryChange>();

  constructor(candidates: readonly Advisory[], place: PackagePlace) {
    this.#candidates = candidates;
    this.#place = place;
  }

  /** An advisory is closed where a profile was open to it and is no more. One that keeps an older package stays open. */
  between(before: Mapping, after: Mapping): AdvisoryChange {
    if (this.#candidates.length === 0) return noAdvisories;
    const was = this.#openIn(before);
    const is = this.#openIn(after);
    const closed = [...was].filter((advisory) => !is.has(advisory));
    const reopened = [...is].filter((advisory) => !was.has(advisory));
    const key = JSON.stringify([closed, reopened].map((list) => list.map(({ id }) => id)));
    let told = this.#told.get(key);
    if (told === undefined)
      this.#told.set(key, (told = { closed: advisoriesOf(closed), reopened: advisoriesOf(reopened) }));
    return told;
  }

  #openIn(profile: Mapping): ReadonlySet<Advisory> {
    const packages = valueAlong(profile, this.#place.route);
    if (!(packages instanceof Mapping)) return new Set();
    let open = this.#open.get(packages);
    if (open === undefined) {
      open = new Set(this.#candidates.filter((advisory) => this.#isOpen(advisory, packages)));
      this.#open.set(packages, open);
    }
    return open;
  }

  /** A profile is open to an advisory while one of the packages that it names is older than what mends it. */
  #isOpen(advisory: Advisory, packages: Mapping): boolean {
    return Object.entries(advisory.packages).some(([name, mended]) => this.#isOlder(packages, name, mended));
  }

  /** Of versions side by side the newest is the one that is used. */
  #isOlder(packages: Mapping, name: string, mended: string): boolean {
    const order = versionOrders[this.#place.order];
    const instances = instancesOf(valueAt(packages, name));
    return instances.length > 0 && instances.every(({ version }) => order(version, mended) < 0);
  }
}
