/** Plans the upgrades of a fleet: reads the fleet and the forge, tries every offer, and says what has to be done. */

import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Tree } from '../core/tree.ts';
import type { Forge, PullRequest } from '../forge/forge.ts';
import { branchOf, offersOf, without, type Offer, type Standing } from '../upgrade/offer.ts';
import { forecastOf, type Forecast } from '../upgrade/forecast.ts';
import { planUpgrades, type Branch, type Step } from '../upgrade/plan.ts';
import type { OpenFleet } from './open-fleet.ts';
import { publishedIn, type Tagged } from './published.ts';
import { requestWriter, type RequestText } from './request-text.ts';
import { isAsked, isAskedStanding, type Selection } from './selection.ts';
import { readSide, type Side } from './side.ts';
import { rolloutFile, standingsIn, type Standings } from './standings.ts';
import { tryOffers, type Fault } from './trial.ts';
import { openRequestOf, readDeclined, readRequests } from './upgrade-requests.ts';
import { overIn } from './upgrades-over.ts';

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
  const requests = await readRequests(order.forge);
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
      selection: order.selection,
      branches: order.branches.keys(),
      clusters: side.clusters,
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
