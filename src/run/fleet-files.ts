/** Reads the files of a fleet from a tree: text, then data, then what we know; every fault in every file is told. */

import type { Definable } from '../compile/context.ts';
import { readCluster, type Surroundings, type WrittenCluster } from '../compile/read-cluster.ts';
import { readFleet, readOwners, type WrittenFleet, type WrittenOwners } from '../compile/read-fleet.ts';
import type { Cluster } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import type { BlobId, Tree, TreeFile, Unreadable } from '../core/tree.ts';
import type { Plain } from '../core/value.ts';
import { parseVersion } from '../core/version.ts';
import { checkFile, type FileKind } from '../schema/files.ts';
import { parseYaml } from '../yaml/parse.ts';

/** Data from a file, or nothing when the file is not there or is wrong, which is then in the diagnostics. */
export interface ReadFile {
  readonly blob: string;
  readonly plain: Plain | undefined;
}

/** Reads one YAML file of a kind. Undefined when it is not there. */
export function readYaml(tree: Tree, file: string, kind: FileKind, out: Diagnostics): ReadFile | undefined {
  const found = tree.read(file);
  return found === undefined ? undefined : yamlIn(found, { file, kind }, out);
}

/** As {@link readYaml}, of a file that was read already. */
export function yamlIn(
  found: TreeFile | Unreadable,
  { file, kind }: { readonly file: string; readonly kind: FileKind },
  out: Diagnostics,
): ReadFile {
  if ('unreadable' in found) {
    const { code, facts } = found.unreadable;
    out.add(code, { file, route: [] }, facts);
    return { blob: '', plain: undefined };
  }
  const before = out.errors;
  const plain = parseYaml(file, found.text, out);
  const good = plain !== undefined && out.errors === before && checkFile(kind, file, plain, out);
  return { blob: found.blob, plain: good ? plain : undefined };
}

/** What a path holds, as git names it, found out in the cheapest way; undefined where there is nothing that can be read. */
export function blobIn(tree: Tree, file: string): BlobId | undefined {
  const known = tree.blobOf?.(file);
  if (known !== undefined) return known;
  const found = tree.read(file);
  return found === undefined || 'unreadable' in found ? undefined : found.blob;
}

/** A file, and what was wrong with it by itself. */
export interface FileSaid {
  /** Undefined where it cannot be read. */
  readonly blob: BlobId | undefined;
  readonly told: readonly Diagnostic[];
}

/** `fleet.yaml` and what belongs to it. */
export interface FleetTop {
  readonly fleet: Fleet;
  /** Undefined where owners.yaml is there and cannot be read: then nobody is checked, rather than everybody unknown. */
  readonly owners: Owners | undefined;
  readonly said: { readonly fleet: FileSaid; readonly owners: FileSaid };
}

/**
 * The fleet itself, or undefined when it cannot be read. Of files that are the same, what `beside` has read from another
 * tree is taken from there.
 */
export function readTop(tree: Tree, out: Diagnostics, beside?: FleetTop): FleetTop | undefined {
  const top = readOnce(tree, 'fleet.yaml', { value: beside?.fleet, said: beside?.said.fleet }, readFleetFile);
  const owners = readOnce(tree, 'owners.yaml', { value: beside?.owners, said: beside?.said.owners }, readOwnersFile);
  out.addAll(top.said.told);
  if (top.value === undefined) return undefined;
  out.addAll(owners.said.told);
  return { fleet: top.value, owners: owners.value, said: { fleet: top.said, owners: owners.said } };
}

/** What a file gives: what is known of it, where it is still the same, or what `read` makes of it. */
export function readOnce<T>(
  tree: Tree,
  file: string,
  known: { readonly value: T | undefined; readonly said: FileSaid | undefined },
  read: (tree: Tree, out: Diagnostics) => T | undefined,
): { readonly value: T | undefined; readonly said: FileSaid } {
  const blob = known.said === undefined ? undefined : blobIn(tree, file);
  if (known.said !== undefined && blob !== undefined && blob === known.said.blob)
    return { value: known.value, said: known.said };
  const out = new Diagnostics();
  const value = read(tree, out);
  return { value, said: { blob: blob ?? blobIn(tree, file), told: out.sorted() } };
}

function readFleetFile(tree: Tree, out: Diagnostics): Fleet | undefined {
  const read = readYaml(tree, 'fleet.yaml', 'fleet', out);
  if (read === undefined) out.add('fleet-missing', { file: '', route: [] }, {});
  return read?.plain === undefined ? undefined : readFleet(read.plain as unknown as WrittenFleet, out);
}

function readOwnersFile(tree: Tree, out: Diagnostics): Owners | undefined {
  const read = readYaml(tree, 'owners.yaml', 'owners', out);
  if (read !== undefined && read.plain === undefined) return undefined;
  return readOwners((read?.plain ?? {}) as WrittenOwners, out);
}

/** A file in `clusters/`, and the cluster that it names. */
export interface ClusterPath {
  readonly name: string;
  readonly file: string;
}

const clusterName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** The name of the cluster whose file this is; undefined where it is no cluster's. */
export function clusterNamed(file: string): string | undefined {
  const name = /^clusters\/(?:.*\/)?([^/]+)\.yaml$/s.exec(file)?.[1] ?? '';
  return clusterName.test(name) && !deviceName.test(name) ? name : undefined;
}

/** The clusters of a fleet by name. Two files of one name, and names that differ in case only, are refused. */
export function listClusters(tree: Tree, out: Diagnostics): readonly ClusterPath[] {
  const byName = new Map<string, ClusterPath>();
  const byCase = new Map<string, ClusterPath>();
  for (const file of tree.list('clusters')) {
    const cluster = clusterOf(file, out);
    if (cluster === undefined) continue;
    const same = byName.get(cluster.name);
    const twin = byCase.get(cluster.name.toLowerCase());
    const victims = [{ cluster: cluster.name }];
    if (same !== undefined) {
      const related = [{ site: { file: same.file, route: [] }, role: 'also-here' } as const];
      out.add('cluster-duplicate', { file, route: [] }, { cluster: cluster.name }, { related, victims });
    } else if (twin !== undefined) {
      const related = [{ site: { file: twin.file, route: [] }, role: 'also-here' } as const];
      const names = [twin.name, cluster.name];
      out.add(
        'name-collision',
        { file, route: [] },
        { names },
        { related, victims: names.map((name) => ({ cluster: name })) },
      );
    }
    if (same === undefined) byName.set(cluster.name, cluster);
    if (twin === undefined) byCase.set(cluster.name.toLowerCase(), cluster);
  }
  return [...byName.values()];
}

function clusterOf(file: string, out: Diagnostics): ClusterPath | undefined {
  const base = file.slice(file.lastIndexOf('/') + 1);
  if (base.endsWith('.yml'))
    out.add('file-name', { file, route: [] }, { name: base, reason: 'cluster files end in ".yaml"' });
  if (!base.endsWith('.yaml')) return undefined;
  const name = base.slice(0, -'.yaml'.length);
  if (clusterName.test(name) && !deviceName.test(name)) return { name, file };
  const reason = deviceName.test(name)
    ? 'some systems keep it for a device'
    : 'it is not made of ASCII letters, digits, "-", "_" and "."';
  out.add('file-name', { file, route: [] }, { name, reason });
  return undefined;
}

export interface ReadCluster {
  readonly blob: string;
  /** Undefined when the file is wrong. */
  readonly cluster: Cluster | undefined;
  /** What it defines, as far as it can be read. */
  readonly defines: ClusterDefines;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether a pin can surely be moved in its text. */
  readonly splice: 'sure' | 'unsure';
}

const unknownDefines: ClusterDefines = { variables: [], clusterLabels: [], hostLabels: [], unknown: true };

export function readClusterFile(tree: Tree, path: ClusterPath, around: Surroundings): ReadCluster {
  const out = new Diagnostics([{ cluster: path.name }]);
  const found = tree.read(path.file);
  const read = found && yamlIn(found, { file: path.file, kind: 'cluster' }, out);
  const splice = spliceIn(found);
  if (read?.plain === undefined)
    return { blob: read?.blob ?? '', cluster: undefined, defines: unknownDefines, diagnostics: out.sorted(), splice };
  const written = read.plain as unknown as WrittenCluster;
  const cluster = readCluster({ ...path, blob: read.blob, written }, around, out);
  return {
    blob: read.blob,
    cluster: out.errors > 0 ? undefined : cluster,
    defines: definesOf(cluster),
    diagnostics: out.sorted(),
    splice,
  };
}

/** A version that stands in a block scalar (`|`, `>`) cannot be replaced, and a file near the limit may grow past it. */
function spliceIn(found: TreeFile | Unreadable | undefined): ReadCluster['splice'] {
  if (found === undefined || 'unreadable' in found || found.text.length > surelySmall) return 'unsure';
  return found.text.includes('|') || found.text.includes('>') ? 'unsure' : 'sure';
}

const surelySmall = 200_000;

/** The versions of each stream that have a folder, as texts in the order of the tree. */
export function versionsIn(tree: Tree, streams: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map([...streams].map((stream) => [stream, new Set<string>()]));
  for (const file of tree.list('templates')) {
    const [, stream = '', version = '', more] = file.split('/');
    if (more !== undefined && parseVersion(version) !== undefined) found.get(stream)?.add(version);
  }
  return found;
}

/** The variables and labels that somebody defines: what a condition may ask for. */
export function definableOf(fleet: Fleet, parts: Iterable<ClusterDefines>): Definable {
  const variables = new Set(fleet.variables.keys);
  const clusterLabels = new Set<string>();
  const hostLabels = new Set<string>();
  let unknown = false;
  for (const part of parts) {
    unknown ||= part.unknown;
    for (const name of part.variables) variables.add(name);
    for (const name of part.clusterLabels) clusterLabels.add(name);
    for (const name of part.hostLabels) hostLabels.add(name);
  }
  return { streams: new Set(fleet.streams.keys()), variables, clusterLabels, hostLabels, unknown };
}

/** What one cluster adds to the definable. */
export interface ClusterDefines {
  readonly variables: readonly string[];
  readonly clusterLabels: readonly string[];
  readonly hostLabels: readonly string[];
  /** Whether the file cannot be read, so that it may define more. */
  readonly unknown: boolean;
}

export function definesOf(cluster: Cluster): ClusterDefines {
  const variables = new Set(cluster.variables.keys);
  const hostLabels = new Set<string>();
  for (const entries of new Set(cluster.hosts.values())) {
    for (const entry of entries) {
      for (const name of entry.variables.keys) variables.add(name);
      for (const name of entry.labels.keys) hostLabels.add(name);
    }
  }
  return { variables: [...variables], clusterLabels: cluster.labels.keys, hostLabels: [...hostLabels], unknown: false };
}
