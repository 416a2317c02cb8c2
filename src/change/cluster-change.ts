/** What one cluster goes through, found by comparing its profiles host by host. */

import { foldHosts } from '../core/hosts.ts';
import type { Mapping } from '../core/value.ts';
import { canonicalValues } from './canonical.ts';
import type { Adviser } from './adviser.ts';
import { noAdvisories } from './advisories.ts';
import { noChange, type Pins } from './change.ts';
import type { Comparison } from './compare.ts';
import type { ClusterChange, HostPart, Hosts, Part } from './pieces.ts';

/** A cluster as it was compiled at one revision. */
export interface CompiledCluster {
  readonly pins: Pins;
  /** The profile that knows no host. */
  readonly common: Mapping;
  readonly hosts: ReadonlyMap<string, Mapping>;
}

export interface Comparing {
  readonly comparison: Comparison;
  /** Whether the profiles are kept beside each change, for a difference as text. */
  readonly samples: 'kept' | 'dropped';
  /** What lies between the pins; undefined where none moves. */
  readonly adviser?: Adviser | undefined;
}

/** The change of a cluster that compiles at both revisions: each different change once, with the hosts that go through it. */
export function changeOfCluster(cluster: string, { before, after }: Sides, comparing: Comparing): ClusterChange {
  const common = partOf(before.common, after.common, comparing);
  const { parts, unchanged } = hostParts({ before, after }, common, comparing);
  return {
    cluster,
    kind: 'changed',
    hosts: after.hosts.size,
    pins: { before: before.pins, after: after.pins },
    ...(after.hosts.size === 0 ? { common } : {}),
    others: parts,
    unchanged,
    joined: missingFrom(before.hosts, after.hosts),
    left: missingFrom(after.hosts, before.hosts),
  };
}

function partOf(before: Mapping, after: Mapping, { comparison, samples, adviser }: Comparing): Part {
  const change = comparison.profiles(before, after);
  const advisories = change.packages.length === 0 ? undefined : adviser?.between(before, after);
  return {
    change,
    ...(advisories === undefined ? {} : { advisories }),
    ...(samples === 'kept' ? { sample: { before, after } } : {}),
  };
}

interface Sides {
  readonly before: CompiledCluster;
  readonly after: CompiledCluster;
}

/** Each different change with its hosts, and how many hosts have none. The cluster's own stands for the hosts that share it. */
function hostParts(
  { before, after }: Sides,
  common: Part,
  comparing: Comparing,
): { readonly parts: readonly HostPart[]; readonly unchanged: number } {
  const numbers = new Map<unknown, number>();
  const known = new PairMap<string>();
  const parts = new Map<string, { readonly part: Part; readonly names: string[] }>();
  parts.set(keyOf(common, numbers), { part: common, names: [] });
  for (const [name, is] of after.hosts) {
    const was = before.hosts.get(name);
    if (was === undefined) continue;
    let key = known.get(was, is);
    if (key === undefined) {
      const part = partOf(was, is, comparing);
      known.set(was, is, (key = keyOf(part, numbers)));
      if (!parts.has(key)) parts.set(key, { part, names: [] });
    }
    parts.get(key)?.names.push(name);
  }
  const unchanged = parts.get(nothing)?.names.length ?? 0;
  parts.delete(nothing);
  const found = [...parts.values()].filter(({ names }) => names.length > 0);
  const all = after.hosts.size;
  return {
    parts: found.map(({ part, names }) => ({ ...part, hosts: names.length === all ? { count: all } : hostsOf(names) })),
    unchanged,
  };
}

/**
 * Equal keys are equal changes. Equal lists of packages that were found apart have different keys: those parts meet again
 * when all clusters are grouped.
 */
function keyOf({ change, advisories = noAdvisories }: Part, numbers: Map<unknown, number>): string {
  const { packages, values } = change;
  if (packages.length + values.length === 0) return nothing;
  return `${numberOf(packages.length === 0 ? noChange.packages : packages, numbers)} ${numberOf(advisories, numbers)} ${canonicalValues(values)}`;
}

function numberOf(known: unknown, numbers: Map<unknown, number>): number {
  let number = numbers.get(known);
  if (number === undefined) numbers.set(known, (number = numbers.size));
  return number;
}

const nothing = '';

function missingFrom(some: ReadonlyMap<string, Mapping>, all: ReadonlyMap<string, Mapping>): Hosts {
  const names: string[] = [];
  for (const name of all.keys()) if (!some.has(name)) names.push(name);
  return hostsOf(names);
}

function hostsOf(names: readonly string[]): Hosts {
  return names.length === 0 ? { count: 0 } : { count: names.length, which: foldHosts(names) };
}

/** What is known of two objects together. */
class PairMap<T> {
  readonly #known = new Map<Mapping, Map<Mapping, T>>();

  get(a: Mapping, b: Mapping): T | undefined {
    return this.#known.get(a)?.get(b);
  }

  set(a: Mapping, b: Mapping, value: T): void {
    const known = this.#known.get(a);
    if (known === undefined) this.#known.set(a, new Map([[b, value]]));
    else known.set(b, value);
  }
}
