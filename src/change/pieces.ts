/** Takes apart what a cluster goes through into parts that can be equal to those of other clusters. */

import { byteOrder } from '../core/order.ts';
import { noAdvisories } from './advisories.ts';
import {
  noChange,
  type AdvisoryChange,
  type ClusterChangeKind,
  type Failure,
  type GroupKind,
  type PinMove,
  type Pins,
  type ProfileChange,
  type Sample,
} from './change.ts';

/** What one cluster goes through, as whoever compiled both revisions says it. An unchanged one is `changed` by nothing. */
export interface ClusterChange {
  readonly cluster: string;
  readonly kind: ClusterChangeKind;
  /** Its hosts, after the change; before it, where the cluster is removed. */
  readonly hosts: number;
  readonly pins: { readonly before: Pins; readonly after: Pins };
  /** The change of the common profile: it counts for every host that no other field speaks of. */
  readonly common?: Part;
  /** Hosts whose whole change is another one, folded by whoever can see that it is the same. */
  readonly others?: readonly HostPart[];
  /** Hosts that are in both revisions, and whose profile stays what it is. */
  readonly unchanged?: number;
  readonly joined?: Hosts;
  readonly left?: Hosts;
  /** Why it is broken or failing. */
  readonly failures?: readonly Failure[];
}

/** A change, and the two profiles where they are at hand. */
export interface Part {
  readonly change: ProfileChange;
  readonly advisories?: AdvisoryChange;
  readonly sample?: Sample;
}

export interface HostPart extends Part {
  readonly hosts: Hosts;
}

/** Some hosts of a cluster: how many, and which, as host ranges. */
export interface Hosts {
  readonly count: number;
  readonly which?: string;
}

/** A part of what a cluster goes through, which can be equal to a part of another. */
export interface Piece {
  readonly kind: GroupKind;
  readonly pins: readonly PinMove[];
  readonly change: ProfileChange;
  readonly hosts: Hosts;
  readonly failures: readonly Failure[];
  readonly advisories: AdvisoryChange;
  readonly sample: Sample | undefined;
}

/** All parts, none where the cluster stays what it is. */
export function piecesOf(cluster: ClusterChange): readonly Piece[] {
  const pins = pinMoves(cluster.pins);
  const all: Hosts = { count: cluster.hosts };
  const { failures = [] } = cluster;
  const whole = { pins, change: noChange, hosts: all, failures, advisories: noAdvisories, sample: undefined };
  if (cluster.kind !== 'changed') return [{ ...whole, kind: cluster.kind }];
  const changes = changedPieces(cluster, pins);
  const stays = changes.length === 0 && pins.length > 0;
  return [
    ...(stays ? [{ ...whole, kind: 'changed' } as const] : changes),
    ...movedHosts('hosts-added', cluster.joined),
    ...movedHosts('hosts-removed', cluster.left),
  ];
}

/** The common change counts where a host goes through it, or where the cluster has no hosts at all. */
function changedPieces(cluster: ClusterChange, pins: readonly PinMove[]): readonly Piece[] {
  const { common, others = [], unchanged = 0, joined } = cluster;
  const rest = cluster.hosts - countOf(others) - unchanged - (joined?.count ?? 0);
  const parts: HostPart[] = [...others];
  if (common !== undefined && (rest > 0 || cluster.hosts === 0))
    parts.push({ ...common, hosts: { count: Math.max(rest, 0) } });
  return parts
    .filter(({ change }) => change.packages.length + change.values.length > 0)
    .map(({ change, advisories = noAdvisories, hosts, sample }) => {
      return { kind: 'changed', pins, change, hosts, failures: [], advisories, sample };
    });
}

function movedHosts(kind: 'hosts-added' | 'hosts-removed', hosts: Hosts | undefined): readonly Piece[] {
  if (hosts === undefined || hosts.count === 0) return [];
  return [{ kind, pins: [], change: noChange, hosts, failures: [], advisories: noAdvisories, sample: undefined }];
}

/** The pins that are other ones after than before, by stream. */
export function pinMoves({ before, after }: ClusterChange['pins']): readonly PinMove[] {
  return [...new Set([...before.keys(), ...after.keys()])].toSorted(byteOrder).flatMap((stream) => {
    const from = before.get(stream);
    const to = after.get(stream);
    if (from === to) return [];
    return [{ stream, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

function countOf(parts: readonly HostPart[]): number {
  let count = 0;
  for (const part of parts) count += part.hosts.count;
  return count;
}
