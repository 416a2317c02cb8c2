/** What the forge says of each cluster's upgrades: which request is open, which was declined and by whom, what blocks one. */

import { compareVersions, parseVersion } from '../core/version.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Forge, Issue, PullRequest } from '../forge/forge.ts';
import { readMarker } from '../forge/marker.ts';
import type { ClusterFacts, OfferFacts, ReleaseFacts } from '../report/facts.ts';
import type { LogRequest } from '../report/logbook.ts';
import { branchOf, branchPrefix } from '../upgrade/offer.ts';
import { namesIn } from './issue-names.ts';
import { overLabel } from './upgrade-requests.ts';

export interface OffersOrder {
  readonly forge: Forge;
  readonly clusters: readonly (Pick<ClusterFacts, 'owners'> & { readonly name: string })[];
  readonly releases: ReadonlyMap<string, readonly ReleaseFacts[]>;
  readonly group: 'cluster' | 'owner';
  /** How far back closed requests are asked for: a day, `YYYY-MM-DD`. */
  readonly since: string;
  readonly progress: (text: string) => void;
}

export interface Offers {
  /** By stream and cluster, `linux lxbatch`; one of which the forge says nothing is not there. */
  readonly offers: ReadonlyMap<string, OfferFacts>;
  /** By the commit that merged it. */
  readonly merged: ReadonlyMap<string, LogRequest>;
  /** What the forge did not tell, each a sentence. */
  readonly unknown: readonly string[];
}

/** Fails where the open requests cannot be listed; what else the forge does not tell is in the answer. */
export async function readOffers(order: OffersOrder): Promise<Outcome<Offers>> {
  const { forge, progress, since } = order;
  progress(`asking ${forge.name} for open requests`);
  const open = await forge.openRequests(branchPrefix);
  if (!open.ok) return open;
  progress(`asking ${forge.name} for requests closed since ${since}`);
  const closed = await forge.closedRequests('', `${since}T00:00:00Z`);
  const issues = await forge.issues('tidemark', { state: 'open' });
  const blocked = blocksIn(issues.ok ? issues.value : []);
  const declined = await declinedIn(closed.ok ? closed.value : [], order, open.value);
  const unknown = [
    ...missing(closed, `which requests were declined or merged since ${since}`),
    ...missing(issues, 'what keeps clusters from being offered a version'),
    ...blocked.unknown,
    ...declined.unknown,
  ];
  const facts = new Map<string, OfferFacts>();
  const requests = new Map(open.value.map((request) => [request.branch, request]));
  for (const cluster of order.clusters) {
    for (const stream of order.releases.keys()) {
      const branches = branchesOf(cluster, stream, order.group);
      const request = branches.flatMap((branch) => requests.get(branch) ?? [])[0];
      const offer: OfferFacts = {
        request: request && { number: request.number, url: request.url, since: request.createdAt },
        declined: branches.flatMap((branch) => declined.byBranch.get(branch) ?? [])[0],
        blocked: blocked.byCluster.get(`${stream} ${cluster.name}`) ?? blocked.byCluster.get(` ${cluster.name}`),
      };
      if (Object.values(offer).some((fact) => fact !== undefined)) facts.set(`${stream} ${cluster.name}`, offer);
    }
  }
  return succeeded({ offers: facts, merged: mergedIn(closed.ok ? closed.value : []), unknown });
}

/** A request for a version is not much older than the day of its release: the day from which on they matter. */
export function declinedSince(releases: OffersOrder['releases']): string | undefined {
  const days = [...releases.values()].flatMap((all) => {
    const published = all.filter(({ isPublished, withdrawn }) => isPublished && withdrawn === undefined);
    const minor = published.filter(({ version }) => version.kind === 'minor');
    return [published.at(-1), minor.at(-1)].flatMap((release) => release?.date ?? []);
  });
  return days.toSorted()[0];
}

function missing(outcome: Outcome<unknown>, what: string): readonly string[] {
  return outcome.ok ? [] : [`the forge did not say ${what}: ${outcome.detail}`];
}

type Named = Pick<OffersOrder['clusters'][number], 'name' | 'owners'>;

/** Where a cluster's request may be: its own, or that of all clusters of its owner. */
function branchesOf({ name, owners }: Named, stream: string, group: OffersOrder['group']): readonly string[] {
  const own = branchOf({ cluster: name, stream, owners }, 'cluster');
  return group === 'cluster' ? [own] : [own, branchOf({ cluster: name, stream, owners }, 'owner')];
}

type Declined = NonNullable<OfferFacts['declined']>;

/** By branch, the request for the newest version that somebody closed without merging it, where no other is open. */
async function declinedIn(
  closed: readonly PullRequest[],
  { forge, progress }: OffersOrder,
  open: readonly PullRequest[],
): Promise<{ readonly byBranch: ReadonlyMap<string, Declined>; readonly unknown: readonly string[] }> {
  const isOpen = new Set(open.map(({ branch }) => branch));
  const byBranch = new Map<string, Declined>();
  for (const { state, branch, body, labels, number, url, closedAt } of closed) {
    const to = readMarker(body)?.facts['to'];
    if (state !== 'closed' || to === undefined || labels.includes(overLabel) || isOpen.has(branch)) continue;
    if (!branch.startsWith(branchPrefix) || !isNewer(to, byBranch.get(branch)?.to)) continue;
    byBranch.set(branch, { to, number, url, by: undefined, at: closedAt });
  }
  const asked = [...byBranch].toSorted(([, a], [, b]) => b.number - a.number).slice(0, mostClosers);
  for (const [branch, declined] of asked) {
    progress(`asking who declined request ${declined.number}`);
    const closer = await forge.closer(declined.number);
    if (closer.ok) byBranch.set(branch, { ...declined, by: closer.value });
  }
  const left = byBranch.size - asked.length;
  const unknown = left > 0 ? [`who declined ${left} requests was not asked: only of the newest ${mostClosers}`] : [];
  return { byBranch, unknown };
}

/** Each costs a request to the forge. */
const mostClosers = 100;

function isNewer(to: string, than: string | undefined): boolean {
  const [a, b] = [parseVersion(to), than === undefined ? undefined : parseVersion(than)];
  return a !== undefined && (b === undefined || compareVersions(a, b) > 0);
}

interface Blocks {
  /** By stream and cluster; by no stream where a cluster fails as it is. */
  readonly byCluster: ReadonlyMap<string, NonNullable<OfferFacts['blocked']>>;
  readonly unknown: readonly string[];
}

/** Clusters are blocked by the first issue that names them: the one that is open the longest. */
function blocksIn(issues: readonly Issue[]): Blocks {
  const byCluster = new Map<string, NonNullable<OfferFacts['blocked']>>();
  const unknown: string[] = [];
  for (const { title, number, url, body } of issues.toSorted((a, b) => a.number - b.number)) {
    const marker = readMarker(body);
    if (marker?.identity.startsWith('failure ') !== true || !stages.has(marker.facts['stage'] ?? '')) continue;
    const names = namesIn(marker.facts['names']);
    for (const { cluster, stream = '' } of names) {
      const key = `${stream} ${cluster}`;
      if (!byCluster.has(key)) byCluster.set(key, { title, number, url });
    }
    const left = Number(marker.facts['clusters'] ?? 0) - new Set(names.map(({ cluster }) => cluster)).size;
    if (left > 0) unknown.push(`issue ${number} keeps ${left} more clusters back than it can name here`);
  }
  return { byCluster, unknown };
}

/** The stages after which a cluster is not offered what it should be; nobody answering for it is none of them. */
const stages: ReadonlySet<string> = new Set(['compile', 'upgrade', 'merge', 'push', 'request']);

function mergedIn(closed: readonly PullRequest[]): ReadonlyMap<string, LogRequest> {
  return new Map(
    closed.flatMap(({ state, mergeCommit, number, url, closedBy }) =>
      state === 'merged' && mergeCommit !== undefined
        ? [[mergeCommit, { number, url, known: 'forge', mergedBy: closedBy }] as const]
        : [],
    ),
  );
}
