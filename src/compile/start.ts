/** Where a cluster's profile starts. */

import type { Cluster } from '../core/cluster.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet } from '../core/fleet.ts';
import type { Start } from './resolve.ts';
import { readIncludes, type Include } from './template.ts';

/** The cluster's own includes, or the fleet's entry template. */
export function startOf({ file, include }: Cluster, fleet: Fleet, out: Diagnostics): Start {
  if (include === undefined) return { file: 'fleet.yaml', includes: [entryInclude(fleet.entry)] };
  return { file, includes: readIncludes(file, include, out) };
}

function entryInclude(entry: string): Include {
  const name = { is: 'fixed', text: entry } as const;
  return {
    route: ['entry'],
    nameRoute: ['entry'],
    name,
    when: undefined,
    optional: false,
    with: new Map(),
    reads: { whether: [], what: [] },
  };
}
