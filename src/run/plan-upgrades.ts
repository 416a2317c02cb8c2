/** Plans the upgrades of a fleet: reads the fleet and the forge, tries every offer, and says what has to be done. */

import { byteOrder } from '../core/order.ts';
import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Tree } from '../core/tree.ts';
import type { Forge, PullRequest } from '../forge/forge.ts';
import { readMarker } from '../forge/marker.ts';
import { branchOf, branchPrefix, offersOf, without, type Offer, type Standing } from '../upgrade/offer.ts';
import { forecastOf, type Forecast } from '../upgrade/forecast.ts';
import { planUpgrades, type Branch, type Closing, type OpenRequest, type Step } from '../upgrade/plan.ts';
import type { OpenFleet } from './open-fleet.ts';
import { publishedIn, type Tagged } from './published.ts';
import { requestWriter, type RequestText } from './request-text.ts';
import { readSide, type Side } from './side.ts';
import { rolloutFile, standingsIn, type Standings } from './standings.ts';
import { tryOffers, type Fault } from './trial.ts';

/** Which upgrades are meant; everything that is left out is. */
export interface Selection {
  readonly streams: readonly string[] | undefined;
  readonly clusters: readonly string[] | undefined;
  /** How many requests are opened at most. */
  readonly limit: number | undefined;
}

export interface PlanOrder {
  readonly base: Tree;
  /** Undefined plans without a forge: as if nothing had been offered yet. */
  readonly forge: Forge | undefined;
  /** Our branches in the forge's repository, read for what the plan's base is. */
  readonly branches: ReadonlyMap<string, Branch>;
  readonly tagged: Tagged;
  readonly selection: Selection;
  /** The day, `YYYY-MM-DD`. */
  readonly today: string;
  readonly progress: (text: string) => void;
}

export interface UpgradePlan {
  readonly steps: readonly Step[];
  readonly forecast: Forecast;
  /** Every cluster in every stream that was asked for. */
  readonly standings: readonly Standing[];
  /** By branch, the clusters that would not compile with what they would be offered. */
  readonly broken: ReadonlyMap<string, ReadonlySet<string>>;
  /** The offers that would have been made to them. */
  readonly refused: readonly Offer[];
  readonly faults: readonly Fault[];
  /** What is wrong with the fleet's shared files, its releases and its texts. */
  readonly diagnostics: readonly Diagnostic[];
  /** The open requests by number, and those that their managers closed by branch. */
  readonly requests: ReadonlyMap<number, PullRequest>;
  readonly declined: ReadonlyMap<string, ReadonlySet<string>>;
  readonly releases: Standings['releases'];
  /** The digests of the texts, by branch. */
  readonly digests: ReadonlyMap<string, string>;
  textOf(offer: Offer): RequestText;
  /** Undefined where the fleet cannot be read at all. */
  readonly open: OpenFleet | undefined;
  readonly side: Side;
}

export async function planFleetUpgrades(order: PlanOrder): Promise<Outcome<UpgradePlan>> {
  order.progress('reading the fleet');
  const side = readSide(order.base);
  const { open } = side;
  const requests = await readRequests(order);
  if (!requests.ok) return requests;
  if (open === undefined) return succeeded(nothing(side, requests.value));
  const standings = standingsIn(
    { ...side, open },
    {
      published: publishedIn({ ...side, open }, order.tagged),
      today: order.today,
    },
  );
  const closed = await readDeclined(order.forge, standings.standings, standings.releases);
  if (!closed.ok) return closed;
  const { group } = open.fleet.upgrade;
  const meant =
    group === 'owner'
      ? standings.standings.filter((standing) => !isSettledAlone(standing, order, closed.value))
      : standings.standings;
  const all = offersOf(meant, group);
  const offered = all.filter((offer) => isAsked(offer, order.selection));
  const trial = tryOffers(side, offered, (done, count) => {
    if (done % 64 === 0) order.progress(`trying ${done} of ${count} upgrades`);
  });
  const offers = offered.flatMap((offer) => without(offer, trial.broken.get(offer.branch) ?? nobody) ?? []);
  const rollouts = rolloutWords(open, standings.releases);
  const writer = requestWriter(open, rollouts);
  const textOf = (offer: Offer): RequestText => writer.write(offer, trial.changeOf(offer));
  const { maxOpen } = open.fleet.upgrade;
  // Of the others nobody asks before they are opened, and a fleet may wait for years with most of them.
  const isOpen = new Set([...requests.value.values()].map(({ branch }) => branch));
  const digests = new Map(
    offers.flatMap((offer) => (isOpen.has(offer.branch) ? [[offer.branch, textOf(offer).digest] as const] : [])),
  );
  const { steps } = planUpgrades({
    offers,
    digests,
    open: [...requests.value.values()].map(openRequestOf),
    declined: closed.value,
    branches: order.branches,
    over: overIn({
      order,
      side,
      standings: standings.standings,
      releases: standings.releases,
      group,
      requests: requests.value,
      offers,
    }),
    maxOpen,
    limit: order.selection.limit ?? Infinity,
  });
  for (const step of steps) if (step.do === 'open') digests.set(step.offer.branch, textOf(step.offer).digest);
  return succeeded({
    steps,
    forecast: forecastOf(steps, open.fleet.upgrade.reviewers === 'request' ? 1 : 0),
    standings: standings.standings.filter((standing) => isAskedStanding(standing, order.selection)),
    broken: trial.broken,
    refused: offered.filter(({ branch }) => trial.broken.has(branch)),
    faults: trial.faults,
    diagnostics: [...side.diagnostics.sorted(), ...standings.diagnostics, ...writer.diagnostics],
    requests: requests.value,
    declined: closed.value,
    releases: standings.releases,
    digests,
    textOf,
    open,
    side,
  });
}

/** Whether a cluster has a word of its own in the matter, which a request for a whole group must not pass over. */
function isSettledAlone(
  standing: Standing,
  { branches }: PlanOrder,
  declined: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const { target } = standing;
  const own = branchOf(standing, 'cluster');
  if (target.is === 'none' || target.mode !== 'offer') return false;
  return branches.get(own)?.isOurs === false || declined.get(own)?.has(target.to.text) === true;
}

const nobody: ReadonlySet<string> = new Set();

function nothing(side: Side, requests: ReadonlyMap<number, PullRequest>): UpgradePlan {
  return {
    steps: [],
    forecast: forecastOf([], 0),
    standings: [],
    broken: new Map(),
    refused: [],
    faults: [],
    diagnostics: side.diagnostics.sorted(),
    requests,
    declined: new Map(),
    releases: new Map(),
    digests: new Map(),
    textOf: () => {
      throw new Error('a fleet that cannot be read offers nothing');
    },
    open: undefined,
    side,
  };
}

async function readRequests({ forge }: PlanOrder): Promise<Outcome<ReadonlyMap<number, PullRequest>>> {
  if (forge === undefined) return succeeded(new Map());
  const open = await forge.openRequests(branchPrefix);
  return open.ok ? succeeded(new Map(open.value.map((request) => [request.number, request]))) : open;
}

function openRequestOf({ number, branch, head, body, labels, autoMerge }: PullRequest): OpenRequest {
  return {
    number,
    branch,
    head,
    digest: readMarker(body)?.digest,
    isComplete: labels.includes('tidemark'),
    mergesItself: autoMerge,
  };
}

/** The label of requests that we closed ourselves: nobody has declined those. */
export const overLabel = 'superseded';

/** Requests that a person closed without merging them, by branch, with the versions that they were for. */
export async function readDeclined(
  forge: Forge | undefined,
  standings: readonly Standing[],
  releases: Standings['releases'],
): Promise<Outcome<ReadonlyMap<string, ReadonlySet<string>>>> {
  const declined = new Map<string, Set<string>>();
  if (forge === undefined || standings.every(({ target }) => target.is === 'none')) return succeeded(declined);
  const closed = await forge.closedRequests(branchPrefix, sinceFor(standings, releases));
  if (!closed.ok) return closed;
  for (const { state, branch, body, labels } of closed.value) {
    const to = readMarker(body)?.facts['to'];
    if (state !== 'closed' || to === undefined || labels.includes(overLabel)) continue;
    declined.set(branch, (declined.get(branch) ?? new Set()).add(to));
  }
  return succeeded(declined);
}

/** A request for a version is not much older than the day of its release. */
function sinceFor(standings: readonly Standing[], releases: Standings['releases']): string {
  const wanted = new Set(
    standings.flatMap(({ stream, target }) => (target.is === 'offer' ? [`${stream}/${target.to.text}`] : [])),
  );
  const dates = [...releases].flatMap(([stream, candidates]) =>
    candidates.flatMap(({ version, date }) => (wanted.has(`${stream}/${version.text}`) ? [date] : [])),
  );
  const [first = '1970-01-02'] = dates.toSorted(byteOrder);
  return new Date(Date.parse(`${first}T00:00:00Z`) - slack).toISOString();
}

/** The date in a release's file is the day that was planned: a week. */
const slack = 7 * 24 * 3600 * 1000;

interface OverOrder {
  readonly order: PlanOrder;
  readonly side: Side;
  readonly standings: readonly Standing[];
  readonly releases: Standings['releases'];
  readonly group: 'cluster' | 'owner';
  readonly requests: ReadonlyMap<number, PullRequest>;
  readonly offers: readonly Offer[];
}

/** By branch, why nothing is offered there: clusters that are where they should be, on hold, or not there any more. */
function overIn({
  order,
  side,
  standings,
  releases,
  group,
  requests,
  offers,
}: OverOrder): ReadonlyMap<string, Closing> {
  const over = new Map<string, Closing>();
  // A version that turned out bad is taken back also where the next one would not compile.
  const made = new Set(offers.map(({ branch }) => branch));
  for (const { branch, body } of requests.values())
    if (!made.has(branch) && isMeant(branch, order.selection) && isBad(branch, readMarker(body)?.facts['to'], releases))
      over.set(branch, 'not-offered');
  const wanted = new Map([...requests.values()].map(({ branch, body }) => [branch, readMarker(body)?.facts['to']]));
  const known = new Set<string>();
  for (const standing of standings) {
    const branch = branchOf(standing, 'cluster');
    known.add(branch);
    const because = isAskedStanding(standing, order.selection) ? closingFor(standing, wanted.get(branch)) : undefined;
    if (because !== undefined) over.set(branch, because);
    else if (group === 'owner' && standing.target.is === 'offer' && standing.target.mode === 'offer')
      over.set(branch, 'regrouped');
  }
  const { streams, clusters } = order.selection;
  if (streams !== undefined || clusters !== undefined) return over;
  const offered = new Set(offersOf(standings, group).map(({ branch }) => branch));
  for (const branch of new Set([...order.branches.keys(), ...wanted.keys()])) {
    const [, name = ''] = branch.split('/');
    if (known.has(branch) || offered.has(branch) || side.clusters.has(name)) continue;
    over.set(branch, name.startsWith('@') ? 'regrouped' : 'gone');
  }
  return over;
}

function isMeant(branch: string, { streams, clusters }: Selection): boolean {
  const [, name = '', stream = ''] = branch.split('/');
  return (streams?.includes(stream) ?? true) && (clusters?.includes(name) ?? true);
}

/** Whether a request is for a version that nobody should have. */
function isBad(branch: string, to: string | undefined, releases: Standings['releases']): boolean {
  const stream = branch.slice(branch.lastIndexOf('/') + 1);
  const release = releases.get(stream)?.find(({ version }) => version.text === to);
  return release !== undefined && (release.withdrawn !== undefined || release.gate.is === 'rejected');
}

function closingFor({ pin, target }: Standing, wanted: string | undefined): Closing | undefined {
  if (target.is === 'offer') return undefined;
  switch (target.because) {
    case 'current':
      return hasArrived(pin, wanted) ? 'arrived' : 'not-offered';
    case 'held':
      return 'held';
    case 'not-accepted':
      return 'not-accepted';
    case 'awaits-rollout':
      return 'not-offered';
    case 'unpinned':
      return 'gone';
    // Tags that could not be listed must not close what was offered.
    case 'unpublished':
    case 'no-way-back':
      return undefined;
  }
}

function hasArrived(pin: Version | undefined, wanted: string | undefined): boolean {
  const version = wanted === undefined ? undefined : parseVersion(wanted);
  return pin === undefined || version === undefined || compareVersions(pin, version) >= 0;
}

function isAsked(offer: Offer, { streams, clusters }: Selection): boolean {
  return (
    (streams === undefined || streams.includes(offer.stream)) &&
    (clusters === undefined || offer.moves.some(({ cluster }) => clusters.includes(cluster)))
  );
}

function isAskedStanding({ cluster, stream }: Standing, { streams, clusters }: Selection): boolean {
  return (streams === undefined || streams.includes(stream)) && (clusters === undefined || clusters.includes(cluster));
}

/** One sentence on what a release's staged rollout came to; nothing where there was none. */
function rolloutWords(
  { tree }: OpenFleet,
  releases: Standings['releases'],
): (stream: string, version: string) => string {
  return (stream, version) => {
    if (!tree.has(rolloutFile(stream, version))) return '';
    const gate = releases.get(stream)?.find((release) => release.version.text === version)?.gate;
    return gate?.is === 'accepted'
      ? 'Its staged rollout accepted it.'
      : 'Its staged rollout is open: you are offered it as an early adopter.';
  };
}
