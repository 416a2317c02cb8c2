/** Hosts of a cluster that have the same entries, and what such entries make of a context. */

import type { Cluster, HostEntry } from '../core/cluster.ts';
import { emptyMapping, Mapping } from '../core/value.ts';
import type { Context } from './context.ts';
import { mergeMapping } from './merge.ts';

/** Hosts that the same entries of a cluster's `hosts` name: they differ in their name only. */
export interface HostGroup {
  readonly entries: readonly HostEntry[];
  readonly names: readonly string[];
}

/** The groups of a cluster's hosts, in the order of the file. */
export function groupsOf(cluster: Cluster): Iterable<HostGroup> {
  const groups = new Map<string, { readonly entries: readonly HostEntry[]; readonly names: string[] }>();
  for (const [name, entries] of cluster.hosts) {
    const key = entries.map((entry) => entry.pattern).join('\0');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { entries, names: [name] });
    else group.names.push(name);
  }
  return groups.values();
}

/** The variables that hosts with these entries have. */
export function variablesOf(entries: readonly HostEntry[], common: Context): Mapping {
  return entries.reduce((all, entry) => mergeMapping(all, entry.variables, undefined), common.variables);
}

/** What expressions read as `host`. */
export function hostMapping(name: string, entries: readonly HostEntry[]): Mapping {
  const labels = entries.reduce((all, entry) => mergeMapping(all, entry.labels, undefined), emptyMapping);
  return new Mapping(['labels', 'name'], [labels, name]);
}

/** Whether something read differs between a group's hosts and the cluster: a host itself, or a variable that the group sets. */
export function readsOwn(reads: ReadonlySet<string>, group: HostGroup): boolean {
  if (readsHost(reads)) return true;
  return group.entries.some(({ variables }) =>
    variables.keys.some((name) => reads.has(`variables.${name}`) || reads.has('variables')),
  );
}

/** Whether something read differs from host to host whatever their entries say. */
export function readsHost(reads: ReadonlySet<string>): boolean {
  for (const path of reads) if (path === 'host' || path.startsWith('host.')) return true;
  return false;
}
