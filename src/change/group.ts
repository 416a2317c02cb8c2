/** Folds the changes of many clusters: one change that 340 clusters go through is kept, and shown, once. */

import { byteOrder } from '../core/order.ts';
import { canonicalPackage, canonicalPackages, canonicalValue, canonicalValues } from './canonical.ts';
import type {
  AdvisoryChange,
  ChangeGroup,
  Failure,
  FleetChange,
  GroupKind,
  PackageChange,
  PinMove,
  ProfileChange,
  Sample,
  TouchedCluster,
  ValueChange,
} from './change.ts';
import { Interned } from './interned.ts';
import { withLikenesses } from './likeness.ts';
import { piecesOf, type ClusterChange, type Part, type Piece } from './pieces.ts';

/** The lists of changes that were seen so far, each kept once; several groupings of one fleet may share them. */
export class ChangeLists {
  readonly packages: Interned<PackageChange> = new Interned(canonicalPackage);
  readonly values: Interned<ValueChange> = new Interned(canonicalValue);

  /** The same change of a cluster, made of lists that others share: what is kept of ten thousand of them stays small. */
  shared(cluster: ClusterChange): ClusterChange {
    const { common, others } = cluster;
    return {
      ...cluster,
      ...(common === undefined ? {} : { common: this.#part(common) }),
      ...(others === undefined ? {} : { others: others.map((part) => this.#part(part)) }),
    };
  }

  #part<P extends Part>(part: P): P {
    const { packages, values } = part.change;
    return { ...part, change: { packages: this.packages.take(packages).kept, values: this.values.take(values).kept } };
  }
}

/**
 * Takes one cluster after the other, in any order, and keeps one copy of each change. What is equal is found by its whole
 * canonical text, not by a digest of it: nobody can make two changes look like one.
 */
export class ChangeGroups {
  readonly #lists: ChangeLists;
  readonly #groups = new Map<string, Growing>();
  #clusters = 0;
  #hosts = 0;
  #touchedClusters = 0;

  constructor(lists: ChangeLists = new ChangeLists()) {
    this.#lists = lists;
  }

  add(cluster: ClusterChange): void {
    this.#clusters += 1;
    this.#hosts += cluster.hosts + (cluster.left?.count ?? 0);
    const pieces = piecesOf(cluster);
    if (pieces.some(({ kind }) => kind !== 'failing')) this.#touchedClusters += 1;
    for (const piece of pieces) this.#put(cluster, piece);
  }

  /** All changes: what is broken first, then by kind; the largest first, then by the names of their clusters. */
  result(): FleetChange {
    const groups = withLikenesses([...this.#groups.values()].toSorted(bySize).map(settled));
    let hosts = 0;
    for (const group of groups) if (group.kind !== 'failing') hosts += group.hosts;
    return {
      groups,
      compared: { clusters: this.#clusters, hosts: this.#hosts },
      touched: { clusters: this.#touchedClusters, hosts },
    };
  }

  #put(cluster: ClusterChange, piece: Piece): void {
    const packages = this.#lists.packages.take(piece.change.packages);
    const values = this.#lists.values.take(piece.change.values);
    const key = JSON.stringify([
      piece.kind,
      piece.pins,
      packages.id,
      values.id,
      piece.failures,
      idsOf(piece.advisories),
    ]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      const change = { packages: packages.kept, values: values.kept };
      const { kind, pins, failures, advisories } = piece;
      group = { kind, pins, change, failures, advisories, clusters: new Map(), hosts: 0, sample: undefined };
      this.#groups.set(key, group);
    }
    group.hosts += piece.hosts.count;
    addCluster(group, cluster, piece);
  }
}

function idsOf({ closed, reopened }: AdvisoryChange): readonly (readonly string[])[] {
  return [closed, reopened].map(({ list }) => list.map(({ id }) => id));
}

interface Growing {
  readonly kind: GroupKind;
  readonly pins: readonly PinMove[];
  readonly change: ProfileChange;
  readonly failures: readonly Failure[];
  readonly advisories: AdvisoryChange;
  readonly clusters: Map<string, TouchedCluster>;
  hosts: number;
  sample: (Sample & { readonly cluster: string }) | undefined;
}

function addCluster(group: Growing, { cluster, hosts: all }: ClusterChange, { hosts, sample }: Piece): void {
  const of = group.kind === 'hosts-removed' ? all + hosts.count : all;
  const known = group.clusters.get(cluster);
  const count = (known?.hosts ?? 0) + hosts.count;
  const which = [known?.which, hosts.which].filter((text) => text !== undefined).join(',');
  const named = which !== '' && (known === undefined || known.which !== undefined) && hosts.which !== undefined;
  const partial = count < of || group.kind === 'hosts-added' || group.kind === 'hosts-removed';
  group.clusters.set(cluster, { name: cluster, hosts: count, of, ...(named && partial ? { which } : {}) });
  const first = group.sample === undefined || cluster < group.sample.cluster;
  if (sample !== undefined && first) group.sample = { cluster, ...sample };
}

/** The order in which a reader wants to see them. */
const kindRank: { readonly [K in GroupKind]: number } = {
  broken: 0,
  failing: 1,
  changed: 2,
  mended: 3,
  added: 4,
  removed: 5,
  'hosts-added': 6,
  'hosts-removed': 7,
};

function bySize(a: Growing, b: Growing): number {
  return (
    kindRank[a.kind] - kindRank[b.kind] ||
    b.clusters.size - a.clusters.size ||
    b.hosts - a.hosts ||
    byteOrder(firstName(a), firstName(b)) ||
    byTexts(a, b)
  );
}

/** What orders two groups when nothing else does. */
function byTexts(a: Growing, b: Growing): number {
  return (
    byteOrder(JSON.stringify(a.pins), JSON.stringify(b.pins)) ||
    byteOrder(canonicalPackages(a.change.packages), canonicalPackages(b.change.packages)) ||
    byteOrder(canonicalValues(a.change.values), canonicalValues(b.change.values)) ||
    byteOrder(whyText(a), whyText(b))
  );
}

function whyText({ failures, advisories }: Growing): string {
  return JSON.stringify([failures, idsOf(advisories)]);
}

function firstName(group: Growing): string {
  let first: string | undefined;
  for (const name of group.clusters.keys()) if (first === undefined || name < first) first = name;
  return first ?? '';
}

function settled({ kind, pins, change, failures, advisories, clusters, hosts, sample }: Growing): ChangeGroup {
  return {
    kind,
    pins,
    change,
    clusters: [...clusters.values()].toSorted((a, b) => byteOrder(a.name, b.name)),
    hosts,
    failures,
    advisories,
    ...(sample === undefined ? {} : { sample }),
  };
}
