/** What a release would do to the fleet: whom it would break and why, what it changes, what it closes. */

import type { Advisories, ChangeGroup, FleetChange, PackageChange } from '../change/change.ts';
import { advisoriesOf } from '../change/advisories.ts';
import { byteOrder } from '../core/order.ts';
import type { Release } from './release.ts';

/** A cluster that pins an older version, and would be moved. */
export interface Mover {
  readonly name: string;
  /** Its file, relative to the fleet. */
  readonly file: string;
  readonly from: string;
  /** As its file names them. */
  readonly owners: readonly string[];
  readonly hosts: number;
}

/** One fault, at its place, and every cluster that would fail for it. */
export interface Cause {
  readonly code: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly message: string;
  /** By name. */
  readonly clusters: readonly Mover[];
}

export interface Effect {
  readonly release: Release;
  /** The release of the stream before it, against which `packages` is told; undefined where it is the first. */
  readonly previous: string | undefined;
  /** Clusters that pin an older version, and their hosts. */
  readonly movers: readonly Mover[];
  /** From where each cluster is now. */
  readonly change: FleetChange;
  /** The cause with the most clusters first. */
  readonly causes: readonly Cause[];
  /** Clusters that compile now and would not. */
  readonly broken: readonly string[];
  /** Clusters that do not compile as it is, so that nothing can be said of them. */
  readonly failing: readonly string[];
  /** Every package that differs from the release before, as most clusters go through it. */
  readonly packages: readonly PackageChange[];
  /** What the clusters that move have open now, and would not any more. */
  readonly closes: Advisories;
}

/** What an effect is put together from. */
export interface Tried {
  readonly release: Release;
  readonly previous: string | undefined;
  readonly movers: readonly Mover[];
  /** From where each cluster is now. */
  readonly change: FleetChange;
  /** From the release before. */
  readonly news: FleetChange;
}

export function effectOf({ release, previous, movers, change, news }: Tried): Effect {
  const namesIn = (kind: ChangeGroup['kind']): readonly string[] =>
    change.groups
      .filter((group) => group.kind === kind)
      .flatMap(({ clusters }) => clusters.map(({ name }) => name))
      .toSorted(byteOrder);
  return {
    release,
    previous,
    movers,
    change,
    causes: causesOf(change, movers),
    broken: namesIn('broken'),
    failing: namesIn('failing'),
    packages: packagesOf(news),
    closes: advisoriesOf(change.groups.flatMap(({ advisories }) => advisories.closed.list)),
  };
}

function causesOf({ groups }: FleetChange, movers: readonly Mover[]): readonly Cause[] {
  const known = new Map(movers.map((mover) => [mover.name, mover]));
  const causes = new Map<string, { readonly cause: Omit<Cause, 'clusters'>; readonly clusters: Map<string, Mover> }>();
  for (const { kind, failures, clusters } of groups) {
    if (kind !== 'broken') continue;
    for (const { code, file, line, message } of failures) {
      const key = JSON.stringify([code, file, line, message]);
      const found = causes.get(key) ?? { cause: { code, file, line, message }, clusters: new Map<string, Mover>() };
      causes.set(key, found);
      for (const { name } of clusters) {
        const mover = known.get(name);
        if (mover !== undefined) found.clusters.set(name, mover);
      }
    }
  }
  return [...causes.values()]
    .map(({ cause, clusters }) => ({
      ...cause,
      clusters: [...clusters.values()].toSorted((a, b) => byteOrder(a.name, b.name)),
    }))
    .toSorted(byWeight);
}

function byWeight(a: Cause, b: Cause): number {
  return (
    b.clusters.length - a.clusters.length ||
    byteOrder(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    byteOrder(a.code, b.code) ||
    byteOrder(a.message, b.message)
  );
}

/** Groups come with the largest first, so the first that names a package says what most go through. */
function packagesOf({ groups }: FleetChange): readonly PackageChange[] {
  const found = new Map<string, PackageChange>();
  for (const { kind, change } of groups) {
    if (kind !== 'changed') continue;
    for (const each of change.packages) {
      const key = JSON.stringify([each.name, each.arch]);
      if (!found.has(key)) found.set(key, each);
    }
  }
  return [...found.values()].toSorted((a, b) => byteOrder(a.name, b.name) || byteOrder(a.arch ?? '', b.arch ?? ''));
}
