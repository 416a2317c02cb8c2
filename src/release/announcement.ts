/** What people are told when a release is published or withdrawn, as data, and who they are (U6, U14). */

import { byteOrder } from '../core/order.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import type { Cause } from './effect.ts';
import { tagOf, type Release } from './release.ts';

/** The team that is told of every release, whoever owns what: this name in owners.yaml. */
const securityTeam = 'security-team';

export type ReleaseEvent = 'published' | 'withdrawn';

/** When a cluster is offered the release, or the way back from one that is withdrawn. */
export type Offering =
  /** A request is opened by the next run. */
  | 'request'
  /** A request that merges itself when its checks pass. */
  | 'merges-itself'
  /** A commit, without a request. */
  | 'commit'
  /** Once the staged rollout has accepted it. */
  | 'after-rollout'
  /** Once its hold has ended. */
  | 'after-hold'
  /** Its file accepts minor releases alone, and this step is a major one. */
  | 'not-accepted'
  /** Its staged rollout said no. */
  | 'rejected'
  /** It would fail, and is not offered before that is mended. */
  | 'would-fail'
  /** It is withdrawn and there is no good version to go to. */
  | 'no-way-back'
  /** It has this version, or a newer one. */
  | 'has-it';

export interface OfferedCluster {
  readonly name: string;
  /** What it pins. */
  readonly from: string;
  /** What it is offered: the release, or the version to go back to; undefined where nothing is. */
  readonly to: string | undefined;
  /** As its file names them. */
  readonly owners: readonly string[];
  readonly hosts: number;
  readonly when: Offering;
  /** The last day of its hold. */
  readonly until: string | undefined;
}

export interface ReleaseAnnouncement {
  readonly event: ReleaseEvent;
  /** Stable: `release linux/2026_8_minor published`. Nobody is told of the same twice. */
  readonly key: string;
  /** What all that is said of the release belongs to: `release linux/2026_8_minor`. */
  readonly topic: string;
  readonly fleet: string;
  /** As people call the stream. */
  readonly streamTitle: string;
  readonly release: Release;
  /** Every cluster that pins the stream, by name. Of a withdrawal, those that pin the release. */
  readonly clusters: readonly OfferedCluster[];
  /** Why clusters would fail. */
  readonly causes: readonly Cause[];
  /** The release's page at the forge, where there is one. */
  readonly url: string | undefined;
  /** People and teams of owners.yaml, in byte order. */
  readonly to: readonly string[];
  /** What is wrong with the list of people, in a sentence each. */
  readonly findings: readonly string[];
}

export interface Announced {
  readonly fleet: Fleet;
  readonly owners: Owners;
  readonly release: Release;
  readonly event: ReleaseEvent;
  /** Every cluster that pins the stream. */
  readonly clusters: readonly OfferedCluster[];
  readonly causes: readonly Cause[];
  readonly url: string | undefined;
}

export function announcementOf(announced: Announced): ReleaseAnnouncement {
  const { fleet, owners, release, event, clusters, causes, url } = announced;
  const tag = tagOf(release);
  const stream = fleet.streams.get(release.stream);
  const concerned = event === 'withdrawn' ? clusters.filter(({ from }) => from === release.version.text) : clusters;
  return {
    event,
    key: `release ${tag} ${event}`,
    topic: `release ${tag}`,
    fleet: fleet.name,
    streamTitle: stream?.title ?? release.stream,
    release,
    clusters: concerned.toSorted((a, b) => byteOrder(a.name, b.name)),
    causes,
    url,
    to: recipientsOf({ fleet, owners, release, clusters }),
    findings: owners.teams.has(securityTeam)
      ? []
      : [`owners.yaml has no team ${securityTeam}, so nobody of computer security is told`],
  };
}

/**
 * Everybody whom a release of a stream concerns: the owners of every cluster that pins the stream, whichever version; the
 * owners of the stream and of the release; and always the security team. A cluster whose owners are all gone has the
 * stream's.
 */
function recipientsOf({
  fleet,
  owners,
  release,
  clusters,
}: Pick<Announced, 'fleet' | 'owners' | 'release' | 'clusters'>): readonly string[] {
  const names = new Set<string>(fleet.streams.get(release.stream)?.owners);
  for (const owner of release.owners) names.add(owner);
  for (const cluster of clusters) for (const owner of cluster.owners) names.add(owner);
  if (owners.teams.has(securityTeam)) names.add(securityTeam);
  return [...names].filter((name) => isThere(name, owners)).toSorted(byteOrder);
}

function isThere(name: string, { people, teams }: Owners): boolean {
  const person = people.get(name);
  return person === undefined ? teams.has(name) : person.left === undefined;
}
