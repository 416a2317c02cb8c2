/** Whether the streams and clusters that somebody named are there: a slip of the pen must not look like nothing to do. */

import { nearest } from '../core/nearest.ts';
import type { Selection } from './plan-upgrades.ts';
import type { Side } from './side.ts';

/** A sentence for each name that the fleet does not have; none where the fleet cannot be read. */
export function unknownNames(
  { streams = [], clusters = [] }: Selection,
  { open, clusters: there, tree }: Pick<Side, 'open' | 'clusters' | 'tree'>,
): readonly string[] {
  if (open === undefined) return [];
  return [
    ...streams.flatMap((name) => missing('stream', name, open.fleet.streams)),
    ...clusters.flatMap((name) => missing('cluster', name, there)),
  ].map((words) => `${tree.name} has ${words}`);
}

function missing(kind: string, name: string, there: ReadonlyMap<string, unknown>): readonly string[] {
  if (there.has(name)) return [];
  const near = nearest(name, there.keys());
  return [`no ${kind} ${name}${near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`}`];
}
