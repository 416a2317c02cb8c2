/** Gathers what a report is computed from: the fleet's files, its releases, its history, and what the forge says. */

import { dateOf, dayNumber } from '../core/days.ts';
import type { ExceptionFacts, FleetFacts, ReleaseFacts } from '../report/facts.ts';
import type { FleetPast } from '../report/past.ts';
import type { Report } from '../report/report.ts';
import type { OpenFleet } from './open-fleet.ts';
import { locateIn } from './place.ts';
import { publishedAmong } from './published.ts';
import { clustersToday } from './report-clusters.ts';
import type { ReportOrder } from './report-fleet.ts';
import { declinedSince, readOffers, type Offers } from './report-offers.ts';
import { reportPast, type ReportPast, type ToldPast } from './report-past.ts';
import { peopleOf } from './report-people.ts';
import type { ReportPlace } from './report-place.ts';
import { releaseCache } from './release-cache.ts';
import { reportCache } from './report-cache.ts';
import { releaseFacts, type ReleasesOrder } from './report-releases.ts';

export interface Gathering {
  readonly open: OpenFleet;
  readonly place: ReportPlace;
  readonly order: ReportOrder;
  /** The day of the report, `YYYY-MM-DD`. */
  readonly day: string;
}

export interface Gathered {
  readonly facts: FleetFacts;
  readonly told: ToldPast;
  readonly forge: Report['forge'];
  /** What the report cannot know, each a sentence. */
  readonly unknown: readonly string[];
}

export async function gatherFacts(gathering: Gathering): Promise<Gathered> {
  const { open, place, order } = gathering;
  const { fleet, owners } = open;
  const read = await reportPast(gathering);
  const people = peopleOf(fleet.streams, owners);
  const { clusters, unreadable } = clustersToday(read.clusters, fleet, people);
  const releases = releasesOn(gathering, read);
  const asked = await askForge(gathering, { clusters, releases: releases.facts });
  const told = await read.tell({
    merged: asked.offers?.merged ?? new Map(),
    tags: read.tags.filter((tag) => !isLater(tag, gathering)),
  });
  const facts: FleetFacts = {
    fleet: fleet.name,
    streams: [...fleet.streams.values()].map(({ name, title, owners: own }) => ({ name, title, owners: own })),
    clusters,
    releases: releases.facts,
    exceptions: exceptionsIn(open),
    offers: asked.offers?.offers,
    past: told.digest.facts,
    unreadable,
    contacts: people.contacts(),
  };
  const unknown = [
    ...place.unknown,
    ...read.unknown,
    ...told.unknown,
    ...releases.unknown,
    ...(asked.offers?.unknown ?? []),
    ...(unreadable.length === 0 ? [] : [unreadableWords(unreadable)]),
    ...(owners === undefined ? ['whom to call: owners.yaml cannot be read'] : []),
  ];
  order.progress('');
  return { facts, told, forge: asked.forge, unknown };
}

/** Exceptions are few; their lines are looked up in fleet.yaml once. */
function exceptionsIn({ fleet, tree }: OpenFleet): readonly ExceptionFacts[] {
  if (fleet.exceptions.length === 0) return [];
  const locate = locateIn(tree);
  return fleet.exceptions.map((exception, index) => ({
    ...exception,
    line: locate({ file: 'fleet.yaml', route: ['exceptions', index] })?.line ?? 1,
  }));
}

interface Releases {
  readonly facts: ReadonlyMap<string, readonly ReleaseFacts[]>;
  readonly unknown: readonly string[];
}

/** The releases, and which of them were published by the end of the day. */
function releasesOn(
  { open, place: { tagged, repository, commit }, order, day }: Gathering,
  { clusters, tags }: Pick<ReportPast, 'clusters' | 'tags'>,
): Releases {
  const cache = releaseCache(reportCache({ repository, commit }, order.folder));
  const isOfStream = (tag: string): boolean => open.fleet.streams.has(tag.split('/')[0] ?? '');
  const isTagged = tagged !== undefined && [...tagged.tags].some(isOfStream);
  if (!isTagged) {
    const why =
      tagged === undefined ? 'there is no git repository here' : 'no release has a tag here ("git fetch --tags"?)';
    const words = `which releases were published: ${why}, so each counts from the day in its release.yaml`;
    return releasesRead({ open, cache, published: { tags: undefined, day } }, [words]);
  }
  const pinned = new Set(
    clusters.flatMap(({ facts }) => Object.entries(facts?.pins ?? {}).map(([stream, text]) => `${stream}/${text}`)),
  );
  const published = publishedAmong({ streams: open.fleet.streams, pinned }, tagged);
  const late = new Set(tags.flatMap((tag) => (isLater(tag, { day, order }) ? [`${tag.stream}/${tag.version}`] : [])));
  const counting = new Set([...published].filter((tag) => !late.has(tag)));
  return releasesRead({ open, cache, published: { tags: counting, day } }, []);
}

function releasesRead(order: ReleasesOrder, unknown: readonly string[]): Releases {
  const { facts, unreadable } = releaseFacts(order);
  if (unreadable.length === 0) return { facts, unknown };
  const words = `who lacks releases that cannot be read: ${briefly(unreadable)} ("tidemark check" says why)`;
  return { facts, unknown: [...unknown, words] };
}

/** Whether a tag says that it was made after a day of the past. */
function isLater({ tagger }: FleetPast['tags'][number], { day, order }: Pick<Gathering, 'day' | 'order'>): boolean {
  const isPast = day < order.now.toISOString().slice(0, 10);
  return isPast && tagger !== undefined && dateOf(Math.floor(tagger.seconds / 86_400)) > day;
}

type Wanted = Pick<Parameters<typeof readOffers>[0], 'clusters' | 'releases'>;

/** A forge that does not answer keeps nothing else from being told. */
async function askForge(
  { open, place, order, day }: Gathering,
  wanted: Wanted,
): Promise<{ readonly offers: Offers | undefined; readonly forge: Report['forge'] }> {
  if (!place.forge.ok) return { offers: undefined, forge: { asked: false, why: place.forge.detail } };
  const { forge } = place.forge.value;
  const offers = await readOffers({
    ...wanted,
    forge,
    group: open.fleet.upgrade.group,
    since: closedSince(declinedSince(wanted.releases) ?? day, day),
    progress: order.progress,
  });
  if (!offers.ok) return { offers: undefined, forge: { asked: false, why: offers.detail } };
  return { offers: offers.value, forge: { asked: true, name: forge.name } };
}

/** The day from which on requests that were closed are asked for. */
function closedSince(declined: string, day: string): string {
  const days = [(dayNumber(declined) ?? 0) - slack, (dayNumber(day) ?? 0) - loggedDays];
  return dateOf(Math.max(0, Math.min(...days)));
}

/** The date in a release's file is the day that was planned, and a request may be older than it. */
const slack = 7;

/** For how long the logbook asks the forge which request a commit merged; earlier ones are known by their commits. */
const loggedDays = 30;

function unreadableWords(unreadable: FleetFacts['unreadable']): string {
  return `clusters whose file cannot be read are in no number: ${briefly(unreadable.map(({ file }) => file))}`;
}

function briefly(files: readonly string[]): string {
  const left = files.length - mostNamed;
  return `${files.slice(0, mostNamed).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

const mostNamed = 5;
