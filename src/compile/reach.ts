/** Which templates the hosts of a cluster look for, without making their profiles. */

import type { Cluster } from '../core/cluster.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet } from '../core/fleet.ts';
import { readingKey } from './body.ts';
import type { Context, Path } from './context.ts';
import { groupsOf, hostMapping, readsHost, readsOwn, variablesOf } from './host-group.ts';
import { resolve, type Library, type Resolution, type Start } from './resolve.ts';
import { startOf } from './start.ts';

/** Hosts, and the names of the templates that they look for, there or not. */
export interface Reach {
  readonly hosts: readonly string[];
  readonly lookedFor: ReadonlySet<string>;
}

export interface ReachParts {
  readonly fleet: Fleet;
  readonly library: Library;
  /** The context of the cluster. */
  readonly context: Context;
}

/** What a cluster's hosts look for; without hosts, what its common profile does. */
export function reachOf(cluster: Cluster, parts: ReachParts): readonly Reach[] {
  const resolver = new SharingResolver(startOf(cluster, parts.fleet, new Diagnostics()), parts.library);
  const common = resolver.resolve(parts.context);
  if (cluster.hosts.size === 0) return [{ hosts: [], lookedFor: common.lookedFor }];
  return [...groupsOf(cluster)].flatMap((group): readonly Reach[] => {
    if (!common.hostDecides && !readsOwn(common.reads, group))
      return [{ hosts: group.names, lookedFor: common.lookedFor }];
    const variables = variablesOf(group.entries, parts.context);
    const shared = resolver.resolve({ ...parts.context, variables, hostVariables: new Set() });
    if (!shared.hostDecides && !readsHost(shared.reads)) return [{ hosts: group.names, lookedFor: shared.lookedFor }];
    return group.names.map((name) => {
      const host = hostMapping(name, group.entries);
      return { hosts: [name], lookedFor: resolver.resolve({ ...parts.context, variables, host }).lookedFor };
    });
  });
}

/** Resolves once for all contexts in which everything that was read is the same. */
class SharingResolver {
  readonly #start: Start;
  readonly #library: Library;
  readonly #made: { readonly paths: readonly Path[]; readonly key: string; readonly resolution: Resolution }[] = [];

  constructor(start: Start, library: Library) {
    this.#start = start;
    this.#library = library;
  }

  resolve(context: Context): Resolution {
    const known = this.#made.slice(0, mostCompared).find(({ paths, key }) => readingKey(paths, context) === key);
    if (known !== undefined) return known.resolution;
    const resolution = resolve(this.#start, context, this.#library);
    const paths = [...resolution.reads].map((path) => path.split('.'));
    this.#made.push({ paths, key: readingKey(paths, context), resolution });
    return resolution;
  }
}

/** Where every host decides for itself, comparing with all of them costs more than resolving. */
const mostCompared = 16;
