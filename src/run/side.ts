/** One side of a comparison: a tree's fleet with every cluster read, sharing what another side has read of the same files. */

import { checkOwners } from '../compile/read-fleet.ts';
import type { Cluster } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { BlobId, Tree } from '../core/tree.ts';
import { isDeepStrictEqual } from 'node:util';
import { blobIn, listClusters, type ClusterPath, type ReadCluster } from './fleet-files.ts';
import {
  checkHostsOnce,
  definesOfAll,
  openFleet,
  readClusterOf,
  workshopOf,
  type OpenFleet,
  type Workshop,
} from './open-fleet.ts';

export interface Side {
  readonly tree: Tree;
  /** Undefined where the tree has no fleet that can be read. */
  readonly open: OpenFleet | undefined;
  readonly workshop: Workshop | undefined;
  readonly clusters: ReadonlyMap<string, KnownCluster>;
  /** What is wrong with the files that all clusters share. */
  readonly diagnostics: Diagnostics;
}

/** A cluster as it was read. Two sides have one and the same `read` where nothing about the file differs between them. */
export interface KnownCluster {
  readonly blob: BlobId | undefined;
  /** Undefined where the fleet itself cannot be read, so that no cluster was looked at. */
  readonly read: ReadCluster | undefined;
  /** Faults of clusters that share hosts. */
  readonly doubles: readonly Diagnostic[];
}

export function readSide(tree: Tree, beside?: Side): Side {
  const diagnostics = new Diagnostics();
  const open = openFleet(tree, diagnostics, beside?.open);
  if (open === undefined) return { tree, open, workshop: undefined, clusters: unreadClusters(tree), diagnostics };
  const reads = readClusters(open, beside);
  const doubles = doublesIn(reads);
  const workshop = workshopOf(open, definesOfAll(reads.values()), beside?.workshop);
  const known = [...reads].map(
    ([name, read]) => [name, { blob: read.blob, read, doubles: doubles.get(name) ?? [] }] as const,
  );
  return { tree, open, workshop, clusters: new Map(known), diagnostics };
}

/** Clusters of a fleet that cannot be read: only their names are known. A tree without fleet.yaml has none. */
function unreadClusters(tree: Tree): Side['clusters'] {
  const paths = tree.has('fleet.yaml') ? listClusters(tree, new Diagnostics()) : [];
  return new Map(paths.map(({ name, file }) => [name, { blob: blobIn(tree, file), read: undefined, doubles: [] }]));
}

function readClusters(open: OpenFleet, beside: Side | undefined): ReadonlyMap<string, ReadCluster> {
  const shared = new Map(open.clusters.map((path) => [path.name, sharedRead(open, path, beside)]));
  open.tree.expect(open.clusters.filter(({ name }) => shared.get(name) === undefined).map(({ file }) => file));
  return new Map(open.clusters.map((path) => [path.name, shared.get(path.name) ?? readClusterOf(open, path)]));
}

/** What the other side has read of a cluster, where this side would read the same. The file may stand in another folder. */
function sharedRead(open: OpenFleet, { name, file }: ClusterPath, beside: Side | undefined): ReadCluster | undefined {
  const read = beside?.clusters.get(name)?.read;
  if (beside?.open === undefined || read === undefined || blobIn(open.tree, file) !== read.blob) return undefined;
  return readsAlike(read, open, beside.open) ? read : undefined;
}

/** Whether a cluster's file gives the same in two fleets: pins, owners and streams are checked against each. */
function readsAlike({ cluster }: ReadCluster, here: OpenFleet, there: OpenFleet): boolean {
  if (sameStreams(here, there) && here.owners === there.owners && isDeepStrictEqual(here.versions, there.versions))
    return true;
  return cluster !== undefined && sameStreams(here, there) && fits(cluster, here);
}

function sameStreams(here: OpenFleet, there: OpenFleet): boolean {
  return (
    here.fleet === there.fleet || isDeepStrictEqual([...here.fleet.streams.keys()], [...there.fleet.streams.keys()])
  );
}

function fits(cluster: Cluster, { owners, versions }: OpenFleet): boolean {
  const out = new Diagnostics();
  if (owners !== undefined) checkOwners(cluster.owners, owners, { file: cluster.file, route: [] }, out);
  return out.errors === 0 && [...cluster.pins].every(([stream, version]) => versions.get(stream)?.has(version.text));
}

function doublesIn(reads: ReadonlyMap<string, ReadCluster>): ReadonlyMap<string, readonly Diagnostic[]> {
  const out = new Diagnostics();
  checkHostsOnce(
    [...reads.values()].flatMap(({ cluster }) => cluster ?? []),
    out,
  );
  const told = new Map<string, Diagnostic[]>();
  for (const diagnostic of out.sorted()) {
    for (const name of diagnostic.victims.keys()) told.set(name, [...(told.get(name) ?? []), diagnostic]);
  }
  return told;
}
