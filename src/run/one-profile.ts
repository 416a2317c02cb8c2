/** Compiles the one cluster that matters to a host, or to itself. */

import type { ClusterProfiles } from '../compile/cluster-work.ts';
import { traceOf, type Trace } from '../compile/trace.ts';
import { severityOf } from '../core/catalogue.ts';
import type { Cluster } from '../core/cluster.ts';
import { Diagnostics, type Code, type Diagnostic } from '../core/diagnostic.ts';
import type { Tree } from '../core/tree.ts';
import type { Mapping } from '../core/value.ts';
import type { ClusterPath } from './fleet-files.ts';
import { ClusterShelf, doublesOf, findCluster, namesLike, type Sought, type Unknown } from './find-cluster.ts';
import { openFleet, workshopOf, type OpenFleet, type Workshop } from './open-fleet.ts';

export type Search =
  | { readonly is: 'found'; readonly profile: OneProfile }
  | ({ readonly is: 'unknown' } & Unknown)
  /** There is nothing to show, for these reasons. */
  | { readonly is: 'broken'; readonly errors: readonly Diagnostic[] };

/** The profile of a host, or the common one of a cluster. */
export interface OneProfile {
  readonly cluster: string;
  readonly host: string | undefined;
  readonly profile: Mapping;
  /** What keeps the cluster from being compiled; empty where the profile is good. */
  readonly errors: readonly Diagnostic[];
  readonly all: ClusterProfiles;
  readonly open: OpenFleet;
  /** How the profile came about. */
  trace(): Trace;
}

export function findProfile(tree: Tree, sought: Sought): Search {
  const out = new Diagnostics();
  const open = openFleet(tree, out);
  if (open === undefined) return { is: 'broken', errors: errorsIn(out.sorted()) };
  const shelf = new ClusterShelf(open);
  const found = findCluster(shelf, sought);
  if (found === undefined) return { is: 'unknown', ...namesLike(shelf, sought) };
  const { read, host, path } = found;
  const told = [...toldOf(open, path.name), ...read.diagnostics, ...doublesOf(shelf, found)];
  if (read.cluster === undefined) return { is: 'broken', errors: errorsIn(told) };
  const { cluster } = read;
  const { all, workshop } = compileOne(cluster, { open, shelf });
  const stack = host === undefined ? all.common : (all.hosts.get(host) ?? all.common);
  const context = workshop.compiler.contextOf(cluster);
  return {
    is: 'found',
    profile: {
      cluster: cluster.name,
      host,
      profile: stack.profile,
      errors: errorsIn([...told, ...all.diagnostics]),
      all,
      open,
      trace: () => traceOf({ fleet: open.fleet, cluster, host, context }, workshop.library),
    },
  };
}

interface Compiled {
  readonly all: ClusterProfiles;
  readonly workshop: Workshop;
}

/**
 * What other clusters define is a matter of complaints alone: a variable that this cluster has not is unknown only if none
 * has it. So others are read only while something is complained of, a few more each time.
 */
function compileOne(cluster: Cluster, { open, shelf }: Shelved): Compiled {
  const others = shelf.paths.filter(({ name }) => name !== cluster.name);
  let read: readonly ClusterPath[] = shelf.paths.filter(({ name }) => name === cluster.name);
  let compiled: Compiled | undefined;
  for (let count = 8; ; count *= 2) {
    const defines = read.map((path) => shelf.read(path).defines);
    const workshop = workshopOf(open, defines, compiled?.workshop);
    compiled = { workshop, all: workshop.compiler.profilesOf(cluster) };
    if (read.length > others.length || !compiled.all.diagnostics.some(isUndefined)) return compiled;
    read = [...read.slice(0, 1), ...others.slice(0, count)];
  }
}

interface Shelved {
  readonly open: OpenFleet;
  readonly shelf: ClusterShelf;
}

const undefinedCodes: readonly Code[] = ['condition-path-unknown', 'expression-path-unknown'];

function isUndefined({ code }: Diagnostic): boolean {
  return undefinedCodes.includes(code);
}

/** What is wrong with shared files and concerns this cluster. Without its schema no profile can be said to be good. */
function toldOf({ diagnostics, fleet, schema }: OpenFleet, cluster: string): readonly Diagnostic[] {
  const blocked = fleet.profileSchema !== undefined && schema.schema === undefined;
  return diagnostics.sorted().filter(({ victims }) => (victims.size === 0 ? blocked : victims.has(cluster)));
}

function errorsIn(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.filter(({ code }) => severityOf(code) === 'error');
}
