/** Whether what somebody asked to see in a report is there: a slip of the pen must not look like nothing to do. */

import { nearest } from '../core/nearest.ts';
import type { Tree } from '../core/tree.ts';
import type { FleetFacts } from '../report/facts.ts';
import { noGroup, type Only } from '../report/groups.ts';
import type { FleetPast } from '../report/past.ts';

export interface Known {
  readonly facts: FleetFacts;
  /** Clusters of these may be named too. */
  readonly steps: FleetPast['steps'];
  readonly tree: Tree;
}

/** A sentence for each name that is not there. */
export function unknownInReport(only: Only, { facts, steps, tree }: Known): readonly string[] {
  const { clusters } = facts;
  const asked: readonly (readonly [string, readonly string[] | undefined, () => Iterable<string>])[] = [
    ['cluster', only.clusters, () => clusterNames(facts, steps)],
    ['stream', only.streams, () => facts.streams.map(({ name }) => name)],
    ['cluster of owner', only.owners, () => clusters.flatMap(({ owners }) => owners)],
    ['cluster of site', only.sites, () => clusters.flatMap(({ site }) => site ?? [])],
    ['cluster of service', only.services, () => clusters.flatMap(({ service }) => service ?? [])],
  ];
  return asked.flatMap(([kind, names = [], there]) => {
    if (names.length === 0) return [];
    const known = new Set(there());
    return names
      .filter((name) => !known.has(name) && (name !== noGroup || kind === 'cluster' || kind === 'stream'))
      .map((name) => {
        const near = nearest(name, known);
        return `${tree.name} has no ${kind} ${name}${near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`}`;
      });
  });
}

function* clusterNames({ clusters, unreadable }: FleetFacts, steps: FleetPast['steps']): Iterable<string> {
  for (const { name } of clusters) yield name;
  for (const { name } of unreadable) yield name;
  for (const step of steps) for (const { name } of step.clusters) yield name;
}
