/** What differs between the packages of two profiles, package by package, by the true order of their versions. */

import type { PackageOrder } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { emptyMapping, Mapping, sameValue, valueAt, type Value } from '../core/value.ts';
import type { FieldChange, PackageChange, PackageChangeKind } from './change.ts';
import { groupedBy, unsharedEntries } from './entries.ts';
import { instancesOf, oldestFirst, pairs, versionOrders, type Instance, type VersionOrder } from './instances.ts';

/**
 * The packages that differ, by name, then architecture. Both sides are mappings of name to `{ version, arch, … }` or a
 * list of such; no value counts as no packages. What both sides share is skipped by one look.
 */
export function comparePackages(
  before: Mapping | undefined,
  after: Mapping | undefined,
  order: PackageOrder,
): readonly PackageChange[] {
  return new PackageComparison(order).all(before, after);
}

/** Compares the packages of many profiles. What becomes of one package is found once for all that have it before and after. */
export class PackageComparison {
  readonly #order: VersionOrder;
  readonly #known = new WeakMap<Mapping, WeakMap<Mapping, Rows>>();

  constructor(order: PackageOrder) {
    this.#order = versionOrders[order];
  }

  /** As {@link comparePackages}. */
  all(before: Mapping | undefined, after: Mapping | undefined): readonly PackageChange[] {
    if (before === after) return [];
    const changes: PackageChange[] = [];
    for (const [name, from, to] of unsharedEntries(before ?? emptyMapping, after ?? emptyMapping))
      this.#add(name, { from, to }, changes);
    return changes;
  }

  /** As {@link comparePackages}, of the packages of these names alone, which come in byte order. */
  named(
    names: Iterable<string>,
    { before, after }: { readonly before: Mapping; readonly after: Mapping },
  ): readonly PackageChange[] {
    const changes: PackageChange[] = [];
    for (const name of names) this.#add(name, { from: valueAt(before, name), to: valueAt(after, name) }, changes);
    return changes;
  }

  #add(name: string, { from, to }: Ends, changes: PackageChange[]): void {
    if (from === to) return;
    const [was, is] = [from ?? absent, to ?? absent];
    if (!(was instanceof Mapping && is instanceof Mapping)) {
      changes.push(...rowsOf(name, { from, to }, this.#order));
      return;
    }
    let known = this.#known.get(was);
    if (known === undefined) this.#known.set(was, (known = new WeakMap()));
    let rows = known.get(is);
    if (rows === undefined || rows.name !== name)
      known.set(is, (rows = { name, changes: rowsOf(name, { from, to }, this.#order) }));
    changes.push(...rows.changes);
  }
}

/** Stands for a package that is not there: none is this very mapping. */
const absent = new Mapping([], []);

interface Ends {
  readonly from: Value | undefined;
  readonly to: Value | undefined;
}

interface Rows {
  readonly name: string;
  readonly changes: readonly PackageChange[];
}

function rowsOf(name: string, { from, to }: Ends, order: VersionOrder): readonly PackageChange[] {
  if (from !== undefined && to !== undefined && sameValue(from, to)) return [];
  const changes: PackageChange[] = [];
  comparePackage({ name, order, changes }, instancesOf(from), instancesOf(to));
  return changes;
}

interface Work {
  readonly name: string;
  readonly order: VersionOrder;
  readonly changes: PackageChange[];
}

function comparePackage(work: Work, before: readonly Instance[], after: readonly Instance[]): void {
  if (before.length <= 1 && after.length <= 1) {
    record(work, before, after);
    return;
  }
  const was = groupedBy(before, archOf);
  const is = groupedBy(after, archOf);
  for (const arch of [...new Set([...was.keys(), ...is.keys()])].toSorted(byteOrder)) {
    record(work, was.get(arch) ?? [], is.get(arch) ?? []);
  }
}

function archOf(instance: Instance): string {
  return instance.arch ?? '';
}

/** Adds the change of one package and architecture, if there is one. */
function record({ name, order, changes }: Work, before: readonly Instance[], after: readonly Instance[]): void {
  const from = versionsOf(before, order);
  const to = versionsOf(after, order);
  const fields = fieldChanges(before, after, order);
  if (fields.length === 0 && from.length === to.length && from.every((version, i) => version === to[i])) return;
  const arch = (after[0] ?? before[0])?.arch;
  changes.push({
    name,
    ...(arch === undefined ? {} : { arch }),
    kind: kindOf(from, to, order),
    from,
    to,
    ...(fields.length === 0 ? {} : { fields }),
  });
}

function versionsOf(instances: readonly Instance[], order: VersionOrder): readonly string[] {
  const versions = instances.map((instance) => instance.version);
  return versions.length > 1 ? versions.sort(oldestFirst(order)) : versions;
}

/** The newest versions that differ decide; where the lists only differ in length, nothing became newer or older. */
function kindOf(from: readonly string[], to: readonly string[], order: VersionOrder): PackageChangeKind {
  if (from.length === 0) return 'added';
  if (to.length === 0) return 'removed';
  for (let back = 1; back <= Math.min(from.length, to.length); back += 1) {
    const found = order(from.at(-back) as string, to.at(-back) as string);
    if (found !== 0) return found < 0 ? 'upgraded' : 'downgraded';
  }
  return 'changed';
}

function fieldChanges(
  before: readonly Instance[],
  after: readonly Instance[],
  order: VersionOrder,
): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  const several = before.length > 1 || after.length > 1;
  for (const [from, to] of pairs(before, after, order)) {
    const version = several ? { version: (to ?? from)?.version ?? '' } : {};
    const arches = from !== undefined && to !== undefined && from.arch !== to.arch;
    if (arches) changes.push({ field: 'arch', ...version, ...sides(from.arch, to.arch) });
    if (from?.fields === to?.fields) continue;
    for (const [field, was, is] of unsharedEntries(from?.fields ?? emptyMapping, to?.fields ?? emptyMapping)) {
      if (was !== undefined && is !== undefined && sameValue(was, is)) continue;
      changes.push({ field, ...version, ...sides(was, is) });
    }
  }
  return changes;
}

function sides(from: Value | undefined, to: Value | undefined): Pick<FieldChange, 'from' | 'to'> {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
