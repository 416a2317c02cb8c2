/** Which upgrades somebody asked for, by streams and clusters. */

import { nearest } from '../core/nearest.ts';
import type { Offer, Standing } from '../upgrade/offer.ts';
import type { Side } from './side.ts';

/** Which upgrades are meant; everything that is left out is. */
export interface Selection {
  readonly streams: readonly string[] | undefined;
  readonly clusters: readonly string[] | undefined;
  /** How many requests are opened at most. */
  readonly limit: number | undefined;
}

/** Whether an offer is asked for: for a group, where one of its clusters is. */
export function isAsked(offer: Offer, { streams, clusters }: Selection): boolean {
  return (
    (streams === undefined || streams.includes(offer.stream)) &&
    (clusters === undefined || offer.moves.some(({ cluster }) => clusters.includes(cluster)))
  );
}

/** Whether a cluster's standing in a stream is asked for. */
export function isAskedStanding({ cluster, stream }: Standing, { streams, clusters }: Selection): boolean {
  return (streams === undefined || streams.includes(stream)) && (clusters === undefined || clusters.includes(cluster));
}

/** Whether a branch of ours is for what is asked for. */
export function isAskedBranch(branch: string, { streams, clusters }: Selection): boolean {
  const [, name = '', stream = ''] = branch.split('/');
  return (streams?.includes(stream) ?? true) && (clusters?.includes(name) ?? true);
}

/**
 * A sentence for each name that the fleet does not have: a slip of the pen must not look like nothing to do. None where the
 * fleet cannot be read.
 */
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
