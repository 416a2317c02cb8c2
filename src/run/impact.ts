/** Which clusters and hosts depend on a file: by what they include, without making their profiles. */

import { reachOf, type Reach } from '../compile/reach.ts';
import { severityOf } from '../core/catalogue.ts';
import type { Cluster } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { byteOrder } from '../core/order.ts';
import type { Tree } from '../core/tree.ts';
import { parseVersion } from '../core/version.ts';
import { readYaml } from './fleet-files.ts';
import { definesOfAll, openFleet, readAllClusters, workshopOf, type OpenFleet } from './open-fleet.ts';

/** What a file is to the fleet. */
export type Role =
  /** Every cluster reads it. */
  | { readonly is: 'shared' }
  | { readonly is: 'cluster'; readonly cluster: string }
  | { readonly is: 'template'; readonly template: string }
  /** The description of a release, which concerns those that pin it. */
  | { readonly is: 'release'; readonly stream: string; readonly version: string }
  /** Input for releases, which are named as `linux 2026_8_minor`. */
  | { readonly is: 'package-list'; readonly releases: readonly string[] }
  | { readonly is: 'calendar'; readonly named: boolean }
  | { readonly is: 'other' };

/** A cluster, and those of its hosts that depend on a file. */
export interface ClusterImpact {
  readonly cluster: string;
  readonly hosts: readonly string[];
  /** How many hosts the cluster has. */
  readonly of: number;
}

export interface FileImpact {
  readonly file: string;
  readonly there: boolean;
  readonly role: Role;
  /** By name. */
  readonly clusters: readonly ClusterImpact[];
}

export interface Impact {
  readonly files: readonly FileImpact[];
  /** Who depends on any of the files. */
  readonly together: readonly ClusterImpact[];
  /** The clusters that could be read, and their hosts. */
  readonly fleet: { readonly clusters: number; readonly hosts: number };
  /** Why the answer may lack something: cluster files that cannot be read. */
  readonly errors: readonly Diagnostic[];
  /** How many clusters could not be read. */
  readonly unread: number;
}

/** `files` are the spellings of each asked file that could be meant, relative to the fleet, likeliest first. */
export function impactOf(tree: Tree, files: readonly (readonly string[])[]): Impact {
  const out = new Diagnostics();
  const open = openFleet(tree, out);
  if (open === undefined)
    return { files: [], together: [], fleet: { clusters: 0, hosts: 0 }, errors: errorsIn(out.sorted()), unread: 0 };
  const read = readAllClusters(open);
  const workshop = workshopOf(open, definesOfAll(read.values()));
  const clusters = [...read.values()]
    .flatMap(({ cluster }) => cluster ?? [])
    .toSorted((a, b) => byteOrder(a.name, b.name));
  const reaches = new Map<Cluster, readonly Reach[]>();
  const reachesOf = (cluster: Cluster): readonly Reach[] => {
    let found = reaches.get(cluster);
    if (found === undefined) {
      found = reachOf(cluster, {
        fleet: open.fleet,
        library: workshop.library,
        context: workshop.compiler.contextOf(cluster),
      });
      reaches.set(cluster, found);
    }
    return found;
  };
  const found = files.map((spellings): FileImpact => {
    const { file, role } = meant(spellings, open);
    return {
      file,
      there: tree.has(file),
      role,
      clusters: clusters.flatMap((cluster) => impactOn(cluster, role, reachesOf)),
    };
  });
  const unread = [...read.values()].filter(({ cluster }) => cluster === undefined);
  return {
    files: found,
    together: together(found),
    fleet: { clusters: clusters.length, hosts: clusters.reduce((sum, { hosts }) => sum + hosts.size, 0) },
    errors: errorsIn(unread.flatMap(({ diagnostics }) => diagnostics)),
    unread: unread.length,
  };
}

/** The first spelling that is there, or else the first that would be something. */
function meant(spellings: readonly string[], open: OpenFleet): { readonly file: string; readonly role: Role } {
  const known = spellings.map((file) => ({ file, role: roleOf(file, open) }));
  const best =
    known.find(({ file }) => open.tree.has(file)) ?? known.find(({ role }) => role.is !== 'other') ?? known[0];
  return best ?? { file: '', role: { is: 'other' } };
}

function roleOf(file: string, open: OpenFleet): Role {
  if (open.shared.includes(file)) return { is: 'shared' };
  const [folder, ...rest] = file.split('/');
  const base = (rest.at(-1) ?? '').replace(/\.yaml$/, '');
  const isYaml = file.endsWith('.yaml') && rest.length > 0;
  if (folder === 'clusters' && isYaml) return { is: 'cluster', cluster: base };
  if (folder === 'package-lists') return { is: 'package-list', releases: releasesFrom(file, open) };
  if (folder === 'calendars' && isYaml && rest.length === 1)
    return { is: 'calendar', named: open.fleet.calendar === base };
  if (folder !== 'templates' || !isYaml) return { is: 'other' };
  const [stream = '', version = ''] = rest;
  if (base === 'release' && rest.length === 3 && parseVersion(version) !== undefined)
    return { is: 'release', stream, version };
  return { is: 'template', template: rest.join('/').slice(0, -'.yaml'.length) };
}

/** The releases that say that they were made from a package list. Only release files that name it are parsed. */
function releasesFrom(file: string, { tree }: OpenFleet): readonly string[] {
  return tree.list('templates').flatMap((path) => {
    if (!path.endsWith('/release.yaml')) return [];
    const found = tree.read(path);
    if (found === undefined || 'unreadable' in found || !found.text.includes(file)) return [];
    const plain = readYaml(tree, path, 'release', new Diagnostics())?.plain;
    const release = plain as unknown as WrittenRelease | undefined; // its schema has accepted it
    const from = release?.sources?.some((source) => source.file === file) === true;
    return release !== undefined && from ? [`${release.stream} ${release.version}`] : [];
  });
}

interface WrittenRelease {
  readonly stream: string;
  readonly version: string;
  readonly sources?: readonly { readonly file: string }[];
}

function impactOn(
  cluster: Cluster,
  role: Role,
  reachesOf: (cluster: Cluster) => readonly Reach[],
): readonly ClusterImpact[] {
  const all: ClusterImpact = { cluster: cluster.name, hosts: [...cluster.hosts.keys()], of: cluster.hosts.size };
  switch (role.is) {
    case 'shared':
      return [all];
    case 'cluster':
      return role.cluster === cluster.name ? [all] : [];
    case 'release':
      return cluster.pins.get(role.stream)?.text === role.version ? [all] : [];
    case 'template': {
      const reaches = reachesOf(cluster).filter(({ lookedFor }) => lookedFor.has(role.template));
      return reaches.length === 0 ? [] : [{ ...all, hosts: reaches.flatMap(({ hosts }) => hosts) }];
    }
    case 'package-list':
    case 'calendar':
    case 'other':
      return [];
  }
}

function together(files: readonly FileImpact[]): readonly ClusterImpact[] {
  const all = new Map<string, { readonly of: number; readonly hosts: Set<string> }>();
  for (const { cluster, hosts, of } of files.flatMap(({ clusters }) => clusters)) {
    const known = all.get(cluster) ?? { of, hosts: new Set<string>() };
    all.set(cluster, known);
    for (const host of hosts) known.hosts.add(host);
  }
  return [...all]
    .map(([cluster, { of, hosts }]) => ({ cluster, hosts: [...hosts], of }))
    .toSorted((a, b) => byteOrder(a.cluster, b.cluster));
}

function errorsIn(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ code }) => severityOf(code) === 'error');
}
