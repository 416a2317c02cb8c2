/** Joins a tree to the compiler: reads what every cluster needs once, and each cluster when it is asked for. */

import satisfies from 'semver/functions/satisfies.js';
import { isDeepStrictEqual } from 'node:util';
import { Compiler } from '../compile/compile.ts';
import type { CompilerParts } from '../compile/parts.ts';
import type { Definable } from '../compile/context.ts';
import type { MergeRules } from '../compile/layer.ts';
import { checkExceptions } from '../compile/exceptions.ts';
import { checkFleetStaleness } from '../compile/stale-order.ts';
import type { Library } from '../compile/resolve.ts';
import type { Surroundings } from '../compile/read-cluster.ts';
import { Stock } from '../compile/stock.ts';
import { checkOwners } from '../compile/read-fleet.ts';
import type { Cluster } from '../core/cluster.ts';
import { severityOf } from '../core/catalogue.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import { nearest } from '../core/nearest.ts';
import type { Site } from '../core/site.ts';
import type { Tree } from '../core/tree.ts';
import { Mapping } from '../core/value.ts';
import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import {
  definableOf,
  listClusters,
  readClusterFile,
  readOnce,
  readTop,
  readYaml,
  versionsIn,
  type ClusterDefines,
  type ClusterPath,
  type FileSaid,
  type FleetTop,
  type ReadCluster,
} from './fleet-files.ts';
import { filesLimit } from '../tree/path.ts';
import { TemplateFiles } from './template-files.ts';
import { misfitFinder, readProfileSchema, type ReadSchema } from './profile-schema.ts';
import { toolVersion } from './tool.ts';

/** A fleet whose shared files have been read. */
export interface OpenFleet {
  readonly tree: Tree;
  readonly said: FleetTop['said'] & { readonly schema: FileSaid | undefined };
  readonly fleet: Fleet;
  /** Undefined where owners.yaml is there and cannot be read. */
  readonly owners: Owners | undefined;
  readonly clusters: readonly ClusterPath[];
  /** The versions of each stream that have a folder. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly schema: ReadSchema;
  /** Why a version was withdrawn, or undefined. */
  readonly withdrawal: (stream: string, version: string) => string | undefined;
  /** Files that every cluster depends on. */
  readonly shared: readonly string[];
  /** What is wrong with the shared files. Errors among them keep every cluster from being compiled. */
  readonly diagnostics: Diagnostics;
}

/**
 * Reads the shared files of a fleet; undefined when there is no fleet to speak of, with the reasons in `out`. Of files that
 * are the same, what `beside` has read from another tree is taken from there.
 */
export function openFleet(tree: Tree, out: Diagnostics, beside?: OpenFleet): OpenFleet | undefined {
  const top = readTop(tree, out, beside);
  if (top === undefined) return undefined;
  const { fleet, owners } = top;
  if (fleet.requires !== undefined && !satisfies(toolVersion, fleet.requires)) {
    out.add(
      'tool-version',
      { file: 'fleet.yaml', route: ['requires'] },
      { wanted: fleet.requires, running: toolVersion },
    );
    return undefined;
  }
  checkCount(tree, out);
  const clusters = listClusters(tree, out);
  const versions = versionsIn(tree, fleet.streams.keys());
  checkKinds(versions, out);
  checkCalendar(tree, fleet, out);
  checkStreamOwners(fleet, owners, out);
  checkFleetStaleness(fleet, out);
  checkExceptions(fleet, { clusters: clusters.map(({ name }) => name), owners }, out);
  const { schema, said } = schemaOf(tree, fleet.profileSchema, beside);
  out.addAll(said?.told ?? []);
  const emitted = fleet.emit.flatMap((emit) => (emit.layout === 'text' ? [emitFile(emit.template)] : []));
  const shared = [
    'fleet.yaml',
    'owners.yaml',
    ...(fleet.profileSchema === undefined ? [] : [fleet.profileSchema]),
    ...new Set(emitted),
  ];
  return {
    tree,
    said: { ...top.said, schema: said },
    fleet,
    owners,
    clusters,
    versions,
    schema,
    withdrawal: withdrawalsIn(tree),
    shared,
    diagnostics: out,
  };
}

function schemaOf(
  tree: Tree,
  file: string | undefined,
  beside: OpenFleet | undefined,
): { readonly schema: ReadSchema; readonly said: FileSaid | undefined } {
  if (file === undefined) return { schema: noSchema, said: undefined };
  const known = beside?.fleet.profileSchema === file ? { value: beside.schema, said: beside.said.schema } : unknown;
  const { value, said } = readOnce(tree, file, known, (where, out) => readProfileSchema(where, file, out));
  return { schema: value ?? noSchema, said };
}

const unknown = { value: undefined, said: undefined };

/** The file of a text template that `emit` names. */
export function emitFile(template: string): string {
  return `templates/${template}`;
}

const noSchema: ReadSchema = { blob: '', schema: undefined, strategies: undefined };

export function readClusterOf(open: OpenFleet, path: ClusterPath): ReadCluster {
  return readClusterFile(open.tree, path, surroundingsOf(open));
}

function surroundingsOf({ fleet, owners, versions }: OpenFleet): Surroundings {
  const none: ReadonlySet<string> = new Set();
  return { fleet, owners, versionsOf: (stream) => versions.get(stream) ?? none };
}

/** A compiler over an open fleet, and the templates it reads. */
export interface Workshop {
  readonly compiler: Compiler;
  readonly library: Library;
  readonly templates: TemplateFiles;
  readonly definable: Definable;
  readonly misfits: ReturnType<typeof misfitFinder>;
  readonly stock: Stock;
}

/**
 * `defines` is what every cluster of the fleet defines, read or remembered. What `beside` has read, evaluated and merged
 * for another tree is used again wherever it came from the same.
 */
export function workshopOf(open: OpenFleet, defines: Iterable<ClusterDefines>, beside?: Workshop): Workshop {
  const definable = sameOr(beside?.definable, definableOf(open.fleet, defines));
  const templates = new TemplateFiles(open.tree, definable, beside?.templates.shelf);
  const misfits = beside?.misfits ?? misfitFinder();
  const rules = { strategies: open.schema.strategies, packages: open.fleet.packages?.route };
  const stock = beside !== undefined && areSame(beside.stock.rules, rules) ? beside.stock : new Stock(rules);
  const parts: CompilerParts = {
    fleet: open.fleet,
    definable,
    library: {
      template: (name) => templates.template(name),
      names: () => templates.names(),
      misfits: (template, params) =>
        template.parameters instanceof Mapping ? misfits(template.parameters, params) : [],
    },
    stock,
    schema: open.schema.schema,
  };
  return { compiler: new Compiler(parts), library: parts.library, templates, definable, misfits, stock };
}

function areSame(a: MergeRules, b: MergeRules): boolean {
  return a.strategies === b.strategies && isDeepStrictEqual(a.packages, b.packages);
}

function sameOr(known: Definable | undefined, definable: Definable): Definable {
  return known !== undefined && isDeepStrictEqual(known, definable) ? known : definable;
}

/** Every cluster of a fleet, read; and what is wrong with each. For those who need them all at once. */
export function readAllClusters(open: OpenFleet): ReadonlyMap<string, ReadCluster> {
  open.tree.expect(open.clusters.map(({ file }) => file));
  return new Map(open.clusters.map((path) => [path.name, readClusterOf(open, path)]));
}

export function definesOfAll(clusters: Iterable<ReadCluster>): readonly ClusterDefines[] {
  return [...clusters].map(({ defines }) => defines);
}

/** Reports hosts that stand in two clusters, in both of them. */
export function checkHostsOnce(clusters: Iterable<Cluster>, out: Diagnostics): void {
  const owner = new Map<string, Cluster>();
  const doubles = new Map<string, { readonly pair: readonly [Cluster, Cluster]; readonly hosts: string[] }>();
  for (const cluster of clusters) {
    for (const host of cluster.hosts.keys()) {
      const other = owner.get(host);
      if (other === undefined) {
        owner.set(host, cluster);
        continue;
      }
      const key = `${other.name}\0${cluster.name}`;
      const double = doubles.get(key);
      if (double === undefined) doubles.set(key, { pair: [other, cluster], hosts: [host] });
      else double.hosts.push(host);
    }
  }
  for (const { pair, hosts } of doubles.values()) {
    tellDouble(pair[0], pair[1], hosts, out);
    tellDouble(pair[1], pair[0], hosts, out);
  }
}

function tellDouble(here: Cluster, there: Cluster, hosts: readonly string[], out: Diagnostics): void {
  const [first = ''] = hosts;
  const site = { file: here.file, route: ['hosts', here.hosts.get(first)?.[0]?.pattern ?? ''], part: 'key' } as const;
  const also = { file: there.file, route: ['hosts', there.hosts.get(first)?.[0]?.pattern ?? ''], part: 'key' } as const;
  const related = [{ site: also, role: 'also-here' } as const];
  out.add('host-duplicate', site, { hosts, cluster: there.name }, { related, victims: [{ cluster: here.name }] });
}

/** A tree lists one file more than it reads, so that a fleet that is cut short is not taken for a whole one. */
function checkCount(tree: Tree, out: Diagnostics): void {
  for (const folder of ['clusters', 'templates']) {
    const count = tree.list(folder).length;
    if (count > filesLimit) out.add('files-too-many', { file: folder, route: [] }, { count, limit: filesLimit });
  }
}

/** Errors by the clusters that they break. */
export function errorsByVictim(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const broken = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    if (severityOf(diagnostic.code) !== 'error') continue;
    for (const name of diagnostic.victims.keys()) broken.set(name, [...(broken.get(name) ?? []), diagnostic]);
  }
  return broken;
}

/** Two versions of a stream that differ only in kind. */
function checkKinds(versions: OpenFleet['versions'], out: Diagnostics): void {
  for (const [stream, texts] of versions) {
    const sorted = [...texts].flatMap((text) => parseVersion(text) ?? []).toSorted(compareVersions);
    sorted.forEach((version, index) => {
      const before = sorted[index - 1];
      if (before === undefined || compareVersions(before, version) !== 0) return;
      const siteOf = ({ text }: Version): Site => ({ file: releaseFile(stream, text), route: ['version'] });
      const related = [{ site: siteOf(before), role: 'also-here' }] as const;
      out.add('version-kinds', siteOf(version), { stream, versions: [before.text, version.text] }, { related });
    });
  }
}

function checkCalendar(tree: Tree, fleet: Fleet, out: Diagnostics): void {
  const { calendar } = fleet;
  if (calendar === undefined || tree.has(`calendars/${calendar}.yaml`)) return;
  const names = tree.list('calendars').flatMap((file) => /^calendars\/([^/]+)\.yaml$/.exec(file)?.[1] ?? []);
  out.add(
    'calendar-unknown',
    { file: 'fleet.yaml', route: ['calendar'] },
    { calendar, nearest: nearest(calendar, names) },
  );
}

function checkStreamOwners(fleet: Fleet, owners: Owners | undefined, out: Diagnostics): void {
  if (owners === undefined) return;
  for (const stream of fleet.streams.values()) {
    checkOwners(stream.owners, owners, { file: 'fleet.yaml', route: ['streams', stream.name, 'owners'] }, out);
  }
}

/** Reports a pinned version that was withdrawn. */
export function checkWithdrawn(open: OpenFleet, cluster: Cluster, out: Diagnostics): void {
  for (const [stream, version] of cluster.pins) {
    const reason = open.withdrawal(stream, version.text);
    if (reason === undefined) continue;
    const site = { file: cluster.file, route: ['versions', stream] };
    out.add(
      'version-withdrawn',
      site,
      { stream, version: version.text, reason },
      { victims: [{ cluster: cluster.name }] },
    );
  }
}

export function releaseFile(stream: string, version: string): string {
  return `templates/${stream}/${version}/release.yaml`;
}

/** Tells why a version was withdrawn, or undefined. A release file without the word is not parsed for it. */
function withdrawalsIn(tree: Tree): OpenFleet['withdrawal'] {
  const known = new Map<string, string | undefined>();
  return (stream, version) => {
    const file = releaseFile(stream, version);
    if (!known.has(file)) known.set(file, readWithdrawal(tree, file));
    return known.get(file);
  };
}

function readWithdrawal(tree: Tree, file: string): string | undefined {
  const found = tree.read(file);
  if (found === undefined || 'unreadable' in found || !found.text.includes('withdrawn:')) return undefined;
  const plain = readYaml(tree, file, 'release', new Diagnostics())?.plain as
    | { readonly withdrawn?: { readonly reason: string } }
    | undefined;
  return plain?.withdrawn?.reason;
}
