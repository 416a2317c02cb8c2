/** What is offered: moves of pins, gathered into one request for each cluster and stream, or for each owner. */

import type { UpgradeMode, UpgradePolicy } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import { compareVersions, type Kind, type Version } from '../core/version.ts';
import type { Direction, Target } from './target.ts';

/** A cluster in one stream, and what it should be offered. */
export interface Standing {
  readonly cluster: string;
  /** Relative to the fleet. */
  readonly file: string;
  readonly stream: string;
  readonly pin: Version | undefined;
  readonly owners: readonly string[];
  readonly hosts: number;
  readonly target: Target;
  /** Until when and why the cluster is on hold; undefined where it is not. */
  readonly hold: { readonly until: string | undefined; readonly reason: string | undefined } | undefined;
}

/** One pin that moves. */
export interface Move {
  readonly cluster: string;
  readonly file: string;
  readonly from: Version;
  readonly to: Version;
  readonly kind: Kind;
  readonly direction: Direction;
  /** Why the version that it leaves was withdrawn. */
  readonly withdrawn: string | undefined;
  readonly owners: readonly string[];
  readonly hosts: number;
}

/** One request, or one commit. */
export interface Offer {
  /** `tidemark/lxbatch/linux`, or `tidemark/@batch-team/linux`: its identity. */
  readonly branch: string;
  readonly stream: string;
  readonly mode: Exclude<UpgradeMode, 'hold'>;
  /** By cluster; one at least. */
  readonly moves: readonly Move[];
}

/** The first part of every branch of ours. */
export const branchPrefix = 'tidemark/';

/** In byte order of the branches. */
export function offersOf(standings: readonly Standing[], group: UpgradePolicy['group']): readonly Offer[] {
  const offers = new Map<string, { readonly stream: string; readonly mode: Offer['mode']; readonly moves: Move[] }>();
  for (const standing of standings) {
    const { cluster, stream, file, owners, hosts, target } = standing;
    if (target.is === 'none') continue;
    const { mode, from, to, kind, direction, withdrawn } = target;
    const move = { cluster, file, from, to, kind, direction, withdrawn, owners, hosts };
    const branch = branchOf(standing, mode === 'offer' ? group : 'cluster');
    const known = offers.get(branch);
    if (known === undefined) offers.set(branch, { stream, mode, moves: [move] });
    else known.moves.push(move);
  }
  return [...offers]
    .map(([branch, { stream, mode, moves }]) => ({ branch, stream, mode, moves: moves.toSorted(byCluster) }))
    .toSorted((a, b) => byteOrder(a.branch, b.branch));
}

/** The name of a request's branch. No cluster and no person is called `@…`. */
export function branchOf(
  { cluster, stream, owners }: Pick<Standing, 'cluster' | 'stream' | 'owners'>,
  group: UpgradePolicy['group'],
): string {
  const [owner] = owners;
  return `${branchPrefix}${group === 'owner' && owner !== undefined ? `@${owner}` : cluster}/${stream}`;
}

/** The offer without some clusters, or undefined where nothing is left of it. */
export function without(offer: Offer, clusters: { has(cluster: string): boolean }): Offer | undefined {
  const moves = offer.moves.filter(({ cluster }) => !clusters.has(cluster));
  return moves.length === 0 ? undefined : { ...offer, moves };
}

/** The newest version that an offer goes to: what a declined offer was declined for. */
export function versionOf({ moves }: Offer): Version {
  const [first] = moves.map(({ to }) => to).toSorted((a, b) => compareVersions(b, a));
  if (first === undefined) throw new Error('an offer moves at least one pin');
  return first;
}

export function kindOfOffer({ moves }: Offer): Kind {
  return moves.some(({ kind }) => kind === 'major') ? 'major' : 'minor';
}

function byCluster(a: Move, b: Move): number {
  return byteOrder(a.cluster, b.cluster);
}
