/** Gathers troubles for the people who are told: one notice per owner, and one subject per cause. */

import { byteOrder } from '../core/order.ts';
import { addresseesOf, ownerTrouble, type Asked } from './addressees.ts';
import type { Addressee } from './directory.ts';
import type { Trouble, TroubledCluster } from './trouble.ts';

/** A cause with all its clusters, and everybody who answers for one of them. */
export interface Subject {
  readonly trouble: Trouble;
  /** By name. */
  readonly addressees: readonly Addressee[];
}

/** All that one owner, person or team as clusters name it, is to be told. */
export interface Notice {
  readonly addressee: Addressee;
  /** Each cause once, with this owner's clusters alone; by place, then id. */
  readonly troubles: readonly Trouble[];
}

export interface Gathered {
  /** By place, then id. */
  readonly subjects: readonly Subject[];
  /** By the owner's name. */
  readonly notices: readonly Notice[];
  /** Clusters for which nobody answers, not even for their streams. */
  readonly forsaken: readonly TroubledCluster[];
}

export interface Gathering extends Asked {
  /** The line of a cluster's file on which its owners stand. */
  readonly ownersLine: (file: string) => number | undefined;
}

/** One notice per owner with all their clusters, and one subject per cause; a cluster without owners is a cause of its own. */
export function gather(troubles: readonly Trouble[], gathering: Gathering): Gathered {
  const causes = merged([...troubles, ...ownerTroubles(troubles, gathering)]);
  const answering = new Map<string, readonly Addressee[]>();
  const answer = (cluster: TroubledCluster): readonly Addressee[] => {
    const key = JSON.stringify([cluster.owners, cluster.streams]);
    const known = answering.get(key) ?? addresseesOf(cluster, gathering).addressees;
    answering.set(key, known);
    return known;
  };
  const notices = new Map<string, { readonly addressee: Addressee; readonly troubles: Trouble[] }>();
  for (const trouble of causes) {
    for (const { addressee, clusters } of sharesOf(trouble, answer)) {
      const notice = notices.get(addressee.name) ?? { addressee, troubles: [] };
      notice.troubles.push({ ...trouble, clusters });
      notices.set(addressee.name, notice);
    }
  }
  const everyCluster = new Map(causes.flatMap((cause) => cause.clusters).map((cluster) => [cluster.name, cluster]));
  return {
    subjects: causes.map((trouble) => ({ trouble, addressees: unique(trouble.clusters.flatMap(answer)) })),
    notices: [...notices.values()].toSorted((a, b) => byteOrder(a.addressee.name, b.addressee.name)),
    forsaken: [...everyCluster.values()].filter((cluster) => answer(cluster).length === 0),
  };
}

/** What tells two lines of a trouble apart: a cluster may fail for one cause in two streams. */
export function rowKey({ name, upgrade }: TroubledCluster): string {
  return `${name} ${upgrade?.stream ?? ''}`;
}

/** Troubles of one id are one, with the clusters of all; each cluster once for each stream. By place, then id. */
export function merged(troubles: readonly Trouble[]): readonly Trouble[] {
  const byId = new Map<string, { readonly first: Trouble; readonly rows: Map<string, TroubledCluster> }>();
  for (const trouble of troubles) {
    const cause = byId.get(trouble.id) ?? { first: trouble, rows: new Map() };
    for (const cluster of trouble.clusters)
      if (!cause.rows.has(rowKey(cluster))) cause.rows.set(rowKey(cluster), cluster);
    byId.set(trouble.id, cause);
  }
  return [...byId.values()]
    .map(({ first, rows }) => ({ ...first, clusters: [...rows.values()].toSorted(byRow) }))
    .toSorted(byPlace);
}

function ownerTroubles(troubles: readonly Trouble[], gathering: Gathering): readonly Trouble[] {
  const clusters = new Map(troubles.flatMap((trouble) => trouble.clusters).map((cluster) => [cluster.name, cluster]));
  return [...clusters.values()].flatMap((cluster) => ownerTrouble(cluster, gathering, gathering.ownersLine) ?? []);
}

/** Who is told of a trouble, each with their clusters. */
function sharesOf(
  trouble: Trouble,
  answer: (cluster: TroubledCluster) => readonly Addressee[],
): Iterable<{ readonly addressee: Addressee; readonly clusters: readonly TroubledCluster[] }> {
  const shares = new Map<string, { readonly addressee: Addressee; readonly clusters: TroubledCluster[] }>();
  for (const cluster of trouble.clusters) {
    for (const addressee of answer(cluster)) {
      const share = shares.get(addressee.name) ?? { addressee, clusters: [] };
      share.clusters.push(cluster);
      shares.set(addressee.name, share);
    }
  }
  return shares.values();
}

function unique(addressees: readonly Addressee[]): readonly Addressee[] {
  const byName = new Map(addressees.map((addressee) => [addressee.name, addressee]));
  return [...byName.values()].toSorted((a, b) => byteOrder(a.name, b.name));
}

function byRow(a: TroubledCluster, b: TroubledCluster): number {
  return byteOrder(rowKey(a), rowKey(b));
}

function byPlace(a: Trouble, b: Trouble): number {
  return byteOrder(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0) || byteOrder(a.id, b.id);
}
