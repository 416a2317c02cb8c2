/** Reads the files of a fleet from a tree: text, then data, then what we know; every fault in every file is told. */

import { brokenTemplate, readTemplate, type Template, type WrittenTemplate } from '../compile/template.ts';
import type { Definable } from '../compile/context.ts';
import { readCluster, type Surroundings, type WrittenCluster } from '../compile/read-cluster.ts';
import { readFleet, readOwners, type WrittenFleet, type WrittenOwners } from '../compile/read-fleet.ts';
import { severityOf } from '../core/catalogue.ts';
import type { Cluster } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import type { Tree } from '../core/tree.ts';
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
  if (found === undefined) return undefined;
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

/** `fleet.yaml` and what belongs to it. */
export interface FleetTop {
  readonly fleet: Fleet;
  /** Undefined where owners.yaml is there and cannot be read: then nobody is checked, rather than everybody unknown. */
  readonly owners: Owners | undefined;
}

/** The fleet itself, or undefined when it cannot be read. */
export function readTop(tree: Tree, out: Diagnostics): FleetTop | undefined {
  const read = readYaml(tree, 'fleet.yaml', 'fleet', out);
  if (read === undefined) out.add('fleet-missing', { file: '', route: [] }, {});
  if (read?.plain === undefined) return undefined;
  const fleet = readFleet(read.plain as unknown as WrittenFleet, out);
  const owners = readYaml(tree, 'owners.yaml', 'owners', out);
  if (owners !== undefined && owners.plain === undefined) return { fleet, owners: undefined };
  return { fleet, owners: readOwners((owners?.plain ?? {}) as WrittenOwners, out) };
}

/** A file in `clusters/`, and the cluster that it names. */
export interface ClusterPath {
  readonly name: string;
  readonly file: string;
}

const clusterName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

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
      out.add('name-collision', { file, route: [] }, { names }, { related, victims: names.map((name) => ({ cluster: name })) });
    }
    if (same === undefined) byName.set(cluster.name, cluster);
    if (twin === undefined) byCase.set(cluster.name.toLowerCase(), cluster);
  }
  return [...byName.values()];
}

function clusterOf(file: string, out: Diagnostics): ClusterPath | undefined {
  const base = file.slice(file.lastIndexOf('/') + 1);
  if (base.endsWith('.yml')) out.add('file-name', { file, route: [] }, { name: base, reason: 'cluster files end in ".yaml"' });
  if (!base.endsWith('.yaml')) return undefined;
  const name = base.slice(0, -'.yaml'.length);
  if (clusterName.test(name) && !deviceName.test(name)) return { name, file };
  const reason = deviceName.test(name) ? 'some systems keep it for a device' : 'it is not made of ASCII letters, digits, "-", "_" and "."';
  out.add('file-name', { file, route: [] }, { name, reason });
  return undefined;
}

export interface ReadCluster {
  readonly blob: string;
  /** Undefined when the file is wrong. */
  readonly cluster: Cluster | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function readClusterFile(tree: Tree, path: ClusterPath, around: Surroundings): ReadCluster {
  const out = new Diagnostics([{ cluster: path.name }]);
  const read = readYaml(tree, path.file, 'cluster', out);
  if (read?.plain === undefined) return { blob: read?.blob ?? '', cluster: undefined, diagnostics: out.sorted() };
  const written = read.plain as unknown as WrittenCluster;
  const cluster = readCluster({ ...path, blob: read.blob, written }, around, out);
  return { blob: read.blob, cluster: out.errors > 0 ? undefined : cluster, diagnostics: out.sorted() };
}

/** The templates of a tree, by name, read when they are first asked for. */
export class TemplateFiles {
  readonly #tree: Tree;
  readonly #definable: Definable;
  readonly #names: ReadonlySet<string>;
  readonly #read = new Map<string, { readonly template: Template; readonly blob: string }>();

  constructor(tree: Tree, definable: Definable) {
    this.#tree = tree;
    this.#definable = definable;
    this.#names = new Set(templateNames(tree));
  }

  names(): readonly string[] {
    return [...this.#names];
  }

  template(name: string): Template | undefined {
    return this.#find(name)?.template;
  }

  /** The content of a template's file, as git names it; undefined where there is no such template. */
  blobOf(name: string): string | undefined {
    return this.#find(name)?.blob;
  }

  #find(name: string): { readonly template: Template; readonly blob: string } | undefined {
    if (!this.#names.has(name)) return undefined;
    let found = this.#read.get(name);
    if (found === undefined) this.#read.set(name, (found = readTemplateFile(this.#tree, name, this.#definable)));
    return found;
  }
}

function readTemplateFile(tree: Tree, name: string, definable: Definable): { readonly template: Template; readonly blob: string } {
  const file = templateFile(name);
  const out = new Diagnostics();
  const read = readYaml(tree, file, 'template', out);
  const blob = read?.blob ?? '';
  if (read?.plain === undefined) return { template: brokenTemplate(name, file, out.sorted()), blob };
  const written = read.plain as unknown as WrittenTemplate;
  return { template: readTemplate({ name, file, written, complaints: out.sorted() }, definable), blob };
}

export function templateFile(name: string): string {
  return `templates/${name}.yaml`;
}

/** The names of all templates; `release.yaml` beside a version's templates is none. */
export function templateNames(tree: Tree): readonly string[] {
  return tree
    .list('templates')
    .filter((file) => file.endsWith('.yaml') && !file.endsWith('/release.yaml'))
    .map((file) => file.slice('templates/'.length, -'.yaml'.length));
}

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
  for (const part of parts) {
    for (const name of part.variables) variables.add(name);
    for (const name of part.clusterLabels) clusterLabels.add(name);
    for (const name of part.hostLabels) hostLabels.add(name);
  }
  return { streams: new Set(fleet.streams.keys()), variables, clusterLabels, hostLabels };
}

/** What one cluster adds to the definable. */
export interface ClusterDefines {
  readonly variables: readonly string[];
  readonly clusterLabels: readonly string[];
  readonly hostLabels: readonly string[];
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
  return { variables: [...variables], clusterLabels: cluster.labels.keys, hostLabels: [...hostLabels] };
}

export function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ code }) => severityOf(code) === 'error');
}

