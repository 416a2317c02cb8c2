/** Which versions of a package count, where a repository or several sources have more than one. */

import type { VersionOrder } from '../../change/instances.ts';
import { byteOrder } from '../../core/order.ts';
import type { ListedPackage } from './package.ts';

/** The newest version of each name and architecture, or every one where `keepsAll` says so of a name; in order. */
export function newestOf(
  packages: readonly ListedPackage[],
  order: VersionOrder,
  keepsAll: (name: string) => boolean = () => false,
): readonly ListedPackage[] {
  const newest = new Map<string, ListedPackage>();
  for (const entry of packages) {
    const key = keepsAll(entry.name) ? wholeKey(entry) : placeKey(entry);
    const known = newest.get(key);
    if (known === undefined || isNewer(entry, known, order)) newest.set(key, entry);
  }
  return inOrder([...newest.values()], order);
}

/**
 * The packages of several sources together. Where two have the same name and architecture, the source with the newest
 * version counts, with every version that it has side by side.
 */
export function joinedSources(
  sources: readonly (readonly ListedPackage[])[],
  order: VersionOrder,
): readonly ListedPackage[] {
  const chosen = new Map<string, readonly ListedPackage[]>();
  for (const source of sources) {
    for (const [key, versions] of byPlace(source)) {
      const known = chosen.get(key);
      if (known === undefined || isNewer(newestIn(versions, order), newestIn(known, order), order))
        chosen.set(key, versions);
    }
  }
  const once = new Map([...chosen.values()].flat().map((entry) => [wholeKey(entry), entry]));
  return inOrder([...once.values()], order);
}

/** Whether a package is of a kernel, of which several versions are installed side by side. */
export function isKernel(name: string): boolean {
  return /^kernel(?:$|-)/.test(name) || /^linux-(?:image|headers|modules)-/.test(name);
}

/** By name, then version from the oldest, then architecture: the order of everything that is written. */
function inOrder(packages: readonly ListedPackage[], order: VersionOrder): readonly ListedPackage[] {
  return packages.toSorted(
    (a, b) =>
      byteOrder(a.name, b.name) ||
      order(a.version, b.version) ||
      byteOrder(a.version, b.version) ||
      byteOrder(a.arch, b.arch),
  );
}

function byPlace(packages: readonly ListedPackage[]): ReadonlyMap<string, readonly ListedPackage[]> {
  const found = new Map<string, ListedPackage[]>();
  for (const entry of packages) {
    const key = placeKey(entry);
    const there = found.get(key);
    if (there === undefined) found.set(key, [entry]);
    else there.push(entry);
  }
  return found;
}

function newestIn(versions: readonly ListedPackage[], order: VersionOrder): ListedPackage {
  return versions.reduce((a, b) => (isNewer(b, a, order) ? b : a));
}

/** Equal versions are told apart by their text, so that the order of a source does not matter. */
function isNewer(a: ListedPackage, b: ListedPackage, order: VersionOrder): boolean {
  return (order(a.version, b.version) || byteOrder(a.version, b.version)) > 0;
}

function placeKey({ name, arch }: ListedPackage): string {
  return `${name} ${arch}`;
}

function wholeKey({ name, version, arch }: ListedPackage): string {
  return `${name} ${arch} ${version}`;
}
