/** Puts together what people are told of a release: from the fleet as it is, and what the release would do to it. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import type { Cluster } from '../core/cluster.ts';
import type { Fleet } from '../core/fleet.ts';
import { compareVersions } from '../core/version.ts';
import type { Announcement } from '../notice/letters.ts';
import {
  announcementOf,
  type Offering,
  type OfferedCluster,
  type ReleaseAnnouncement,
} from '../release/announcement.ts';
import type { Effect } from '../release/effect.ts';
import type { Gate } from '../release/gate.ts';
import { tagOf, type Release } from '../release/release.ts';
import { announcementWords } from '../render/mail-announcement.ts';
import { targetFor, wishOf, type Candidate, type Target } from '../upgrade/target.ts';
import { readGate, releasesOf } from './read-releases.ts';
import { readSide } from './side.ts';
import { tell, type Told, type TellOrder } from './tell.ts';
import { tryRelease } from './try-release.ts';

export interface AnnounceOrder {
  /** The fleet as the default branch has it. */
  readonly tree: Tree;
  readonly stream: string;
  readonly version: string;
  /** Every tag that is published, as `linux/2026_8_minor`. */
  readonly published: ReadonlySet<string>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** The release's page at the forge. */
  readonly url: string | undefined;
  /** What it would do, where that is known already. */
  readonly effect: Effect | undefined;
  readonly progress: (done: number, all: number) => void;
}

/** What is said, to whom; `gone` where there is no such release on the branch, or no fleet that can be read. */
export function releaseAnnouncement(order: AnnounceOrder): Outcome<ReleaseAnnouncement> {
  const side = readSide(order.tree);
  const { open } = side;
  if (open?.owners === undefined) return failed('gone', 'the fleet cannot be read: "tidemark check" says why');
  const releases = releasesOf(open, order.stream, new Diagnostics());
  const release = releases.find(({ version }) => version.text === order.version);
  if (release === undefined)
    return failed(
      'gone',
      `there is no release ${order.stream}/${order.version} that can be read: "tidemark release check" says more`,
    );
  const { progress } = order;
  const effect = order.effect ?? tryRelease(side, { release, releases, progress }).effect;
  const clusters = [...side.clusters.values()].flatMap(({ read }) => read?.cluster ?? []);
  const around: Around = {
    fleet: open.fleet,
    release,
    candidates: candidatesFor(order, release, releases),
    gate: readGate(order.tree, release.stream, release.version.text),
    effect,
    today: order.today,
  };
  return succeeded(
    announcementOf({
      fleet: open.fleet,
      owners: open.owners,
      release,
      event: release.withdrawn === undefined ? 'published' : 'withdrawn',
      clusters: clusters.flatMap((cluster) => offeredTo(cluster, around)),
      causes: release.withdrawn === undefined ? effect.causes : [],
      url: order.url,
    }),
  );
}

/** What is said of a release, in the shape in which notices are delivered. */
export function deliverable(announcement: ReleaseAnnouncement): Announcement {
  const { key, topic, to } = announcement;
  return { key, topic, to, words: (owners) => announcementWords(announcement, owners) };
}

/** How people are told: everything of {@link tell} that is not what they are told. */
export type Telling = Omit<TellOrder, 'troubles' | 'announcements' | 'looked'>;

/** Tells everybody whom it concerns, over every channel of the fleet, each once; also when it is run again. */
export async function announceRelease(announcement: ReleaseAnnouncement, telling: Telling): Promise<Outcome<Told>> {
  const looked = { stages: [], clusters: 'some' } as const;
  const told = await tell({ ...telling, troubles: [], announcements: [deliverable(announcement)], looked });
  if (!told.ok) return told;
  return succeeded({ ...told.value, findings: [...announcement.findings, ...told.value.findings] });
}

interface Around {
  readonly fleet: Fleet;
  readonly release: Release;
  readonly candidates: readonly Candidate[];
  readonly gate: Gate;
  readonly effect: Effect;
  readonly today: string;
}

/** The releases that a cluster can be offered: those that are published, and this one. */
function candidatesFor(order: AnnounceOrder, release: Release, releases: readonly Release[]): readonly Candidate[] {
  const isMeant = (each: Release): boolean =>
    release.withdrawn !== undefined || compareVersions(each.version, release.version) <= 0;
  return releases
    .filter((each) => each === release || isMeant(each))
    .map((each) => ({
      version: each.version,
      date: each.date,
      isPublished: each === release || order.published.has(tagOf(each)),
      withdrawn: each.withdrawn?.reason,
      gate: readGate(order.tree, each.stream, each.version.text),
    }));
}

/** A cluster of the stream, and what it is offered. A release that is good is looked at without the newer ones. */
function offeredTo(
  cluster: Cluster,
  { candidates, gate, release, effect, fleet, today }: Around,
): readonly OfferedCluster[] {
  const pin = cluster.pins.get(release.stream);
  if (pin === undefined) return [];
  const wish = wishOf(fleet.upgrade, cluster.upgrades.get(release.stream), today);
  const { name, owners, hosts } = cluster;
  const target = targetFor({ pin, owners, wish }, candidates);
  const fails = effect.broken.includes(name) || effect.failing.includes(name);
  const when = fails ? 'would-fail' : whenOf(target, gate);
  const to = target.is === 'offer' && !fails ? target.to.text : undefined;
  return [
    {
      name,
      from: pin.text,
      to,
      owners,
      hosts: hosts.size,
      when,
      until: when === 'after-hold' ? wish.until : undefined,
    },
  ];
}

function whenOf(target: Target, gate: Gate): Offering {
  if (target.is === 'offer') return modes[target.mode];
  switch (target.because) {
    case 'held':
      return 'after-hold';
    case 'awaits-rollout':
      return gate.is === 'rejected' ? 'rejected' : 'after-rollout';
    case 'not-accepted':
    case 'no-way-back':
      return target.because;
    case 'current':
    case 'unpinned':
    case 'unpublished':
      return 'has-it';
  }
}

const modes = { offer: 'request', auto: 'merges-itself', commit: 'commit' } as const;
