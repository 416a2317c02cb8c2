/** What is known of the clusters of a fleet before they are compiled: those whose file is as it was are not read again. */

import type { Cluster } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { expandHosts } from '../core/hosts.ts';
import type { Cache, CachedCluster } from './cache.ts';
import type { ClusterDefines, ClusterPath, ReadCluster } from './fleet-files.ts';
import type { Inputs } from './inputs.ts';
import { checkHostsOnce, errorsByVictim, readClusterOf, type OpenFleet } from './open-fleet.ts';

/** What is known of a cluster before it is compiled: read now, or remembered from the last time. */
export type Known =
  | { readonly is: 'read'; readonly path: ClusterPath; readonly read: ReadCluster }
  | { readonly is: 'remembered'; readonly path: ClusterPath; readonly cached: CachedCluster };

export interface KnownFrom {
  readonly open: OpenFleet;
  readonly cache: Cache | undefined;
  readonly inputs: Inputs;
}

/** Those that were not taken yet. */
export class KnownClusters {
  readonly #from: KnownFrom;
  readonly #clusters = new Map<string, Known>();

  constructor(from: KnownFrom) {
    this.#from = from;
  }

  /** Reads every cluster whose file is not as it was. */
  readAll(): void {
    const { open, cache, inputs } = this.#from;
    open.tree.expect(open.clusters.map(({ file }) => file));
    for (const path of open.clusters) {
      const cached = cache?.clusters[path.name];
      const remembered = cached !== undefined && cached.file === path.file && inputs.isAsBefore(path.file);
      this.#clusters.set(path.name, remembered ? { is: 'remembered', path, cached } : this.#read(path));
    }
  }

  #read(path: ClusterPath): Known {
    const read = readClusterOf(this.#from.open, path);
    this.#from.inputs.add(path.file, read.blob);
    return { is: 'read', path, read };
  }

  /** Reads all that is remembered: what concerns every cluster has changed, so nothing of it can be relied on. */
  forget(): void {
    for (const { is, path } of this.#clusters.values())
      if (is === 'remembered') this.#clusters.set(path.name, this.#read(path));
  }

  /** What conditions may ask for, a piece a cluster. */
  defines(): readonly ClusterDefines[] {
    return [...this.#clusters.values()].map(definesOfKnown);
  }

  /** Finds clusters that share a host or a name, and reads those again of which only the hosts are remembered. */
  doubles(): ReadonlyMap<string, readonly Diagnostic[]> {
    const owner = new Map<string, string>();
    const listed = errorsByVictim(this.#from.open.diagnostics.sorted());
    const double = new Set<string>(listed.keys());
    for (const [name, known] of this.#clusters) {
      for (const host of hostsOfKnown(known)) {
        const other = owner.get(host);
        if (other === undefined) owner.set(host, name);
        else double.add(other).add(name);
      }
    }
    const clusters: Cluster[] = [];
    for (const name of double) {
      const known = this.#clusters.get(name);
      const read = known?.is === 'remembered' ? this.#read(known.path) : known;
      if (read === undefined) continue;
      this.#clusters.set(name, read);
      if (read.is === 'read' && read.read.cluster !== undefined) clusters.push(read.read.cluster);
    }
    const out = new Diagnostics();
    checkHostsOnce(clusters, out);
    return errorsByVictim([...out.sorted(), ...[...listed.values()].flat()]);
  }

  /** What is known of one, which is then let go of. */
  take(name: string): Known | undefined {
    const known = this.#clusters.get(name);
    this.#clusters.delete(name);
    return known;
  }

  /** Those that nobody took. */
  left(): Iterable<Known> {
    return this.#clusters.values();
  }
}

function definesOfKnown(known: Known): ClusterDefines {
  return known.is === 'remembered' ? known.cached.defines : known.read.defines;
}

function hostsOfKnown(known: Known): Iterable<string> {
  if (known.is === 'read') return known.read.cluster?.hosts.keys() ?? [];
  if (known.cached.entry.hosts === '') return [];
  const expansion = expandHosts(known.cached.entry.hosts);
  return expansion.ok ? expansion.names : [];
}
