/** What expressions and conditions of a cluster may ask for. */

import type { Cluster } from '../core/cluster.ts';
import type { Fleet } from '../core/fleet.ts';
import { emptyMapping, List, mappingOf, type Value } from '../core/value.ts';
import type { Context } from './context.ts';
import { mergeMapping } from './merge.ts';

/** The cluster's, in which no host is known. */
export function contextOf(cluster: Cluster, fleet: Fleet): Context {
  const own: [string, Value][] = [
    ['description', cluster.description],
    ['labels', cluster.labels],
    ['name', cluster.name],
    ['owners', new List(cluster.owners)],
  ];
  if (cluster.service !== undefined) own.push(['service', cluster.service]);
  const pins = [...cluster.pins].map(([stream, version]) => [stream, version.text] as const);
  return {
    fleet: mappingOf([['name', fleet.name]]),
    cluster: mappingOf(own),
    versions: mappingOf(pins),
    variables: mergeMapping(fleet.variables, cluster.variables, undefined),
    params: emptyMapping,
    host: undefined,
    hostVariables: hostVariablesOf(cluster),
  };
}

function hostVariablesOf(cluster: Cluster): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entries of cluster.hosts.values())
    for (const entry of entries) for (const name of entry.variables.keys) names.add(name);
  return names;
}
