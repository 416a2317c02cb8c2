/** The versions of one package that stand side by side in a profile, and which of before is which of after. */

import type { PackageOrder } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { emptyMapping, List, Mapping, valueAt, type Value } from '../core/value.ts';
import { compareDeb } from './deb-order.ts';
import { compareRpm } from './rpm-order.ts';

/** Compares two version texts: below 0, 0, or above 0. */
export type VersionOrder = (a: string, b: string) => number;

export const versionOrders: { readonly [O in PackageOrder]: VersionOrder } = { rpm: compareRpm, deb: compareDeb };

/** One version of a package as a profile has it. */
export interface Instance {
  readonly version: string;
  readonly arch: string | undefined;
  /** Its other fields. */
  readonly fields: Mapping;
}

/** One instance before and after; one side is missing where a version came or went. */
export type Pair = readonly [Instance | undefined, Instance | undefined];

/** A package is a mapping with version and arch, or a list of such; no value is no package. */
export function instancesOf(value: Value | undefined): readonly Instance[] {
  if (value === undefined) return [];
  return value instanceof List ? value.items.map(instanceOf) : [instanceOf(value)];
}

/** Whatever is no well-formed package becomes fields, so that no difference is lost. */
function instanceOf(value: Value): Instance {
  if (typeof value === 'string') return { version: value, arch: undefined, fields: emptyMapping };
  if (!(value instanceof Mapping)) return { version: '', arch: undefined, fields: new Mapping(['value'], [value]) };
  const version = textAt(value, 'version');
  const arch = textAt(value, 'arch');
  const known = (version === undefined ? 0 : 1) + (arch === undefined ? 0 : 1);
  const fields = known === value.keys.length ? emptyMapping : without(value, version, arch);
  return { version: version ?? '', arch, fields };
}

function textAt(mapping: Mapping, key: string): string | undefined {
  const value = valueAt(mapping, key);
  return typeof value === 'string' ? value : undefined;
}

function without(mapping: Mapping, version: string | undefined, arch: string | undefined): Mapping {
  const kept = mapping.keys.flatMap((key, i) =>
    (key === 'version' && version !== undefined) || (key === 'arch' && arch !== undefined) ? [] : [i],
  );
  return new Mapping(
    kept.map((i) => mapping.keys[i] as string),
    kept.map((i) => mapping.values[i] as Value),
  );
}

/** A stable order of versions: as the packages' own order says, equal ones by their text. */
export function oldestFirst(order: VersionOrder): VersionOrder {
  return (a, b) => order(a, b) || byteOrder(a, b);
}

/** Pairs instances of one version with each other, and those left over where there is one on each side. */
export function pairs(before: readonly Instance[], after: readonly Instance[], order: VersionOrder): readonly Pair[] {
  if (before.length <= 1 && after.length <= 1) return [[before[0], after[0]]];
  const byVersion = (a: Instance, b: Instance): number => oldestFirst(order)(a.version, b.version);
  const was = before.toSorted(byVersion);
  const is = after.toSorted(byVersion);
  const found: Pair[] = [];
  const gone: Instance[] = [];
  const come: Instance[] = [];
  for (let i = 0, j = 0; i < was.length || j < is.length;) {
    const from = was[i];
    const to = is[j];
    const side = from === undefined ? 1 : to === undefined ? -1 : byVersion(from, to);
    if (side === 0) found.push([from, to]);
    else if (side < 0 && from !== undefined) gone.push(from);
    else if (to !== undefined) come.push(to);
    if (side <= 0) i += 1;
    if (side >= 0) j += 1;
  }
  if (gone.length === 1 && come.length === 1) return [...found, [gone[0], come[0]]];
  return [...found, ...gone.map((from) => [from, undefined] as const), ...come.map((to) => [undefined, to] as const)];
}
