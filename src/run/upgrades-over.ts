/** Which offers are over: requests and branches for which there is nothing to offer any more, and why. */

import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import type { PullRequest } from '../forge/forge.ts';
import { readMarker } from '../forge/marker.ts';
import { branchOf, offersOf, type Offer, type Standing } from '../upgrade/offer.ts';
import type { Closing } from '../upgrade/plan.ts';
import { isAskedBranch, isAskedStanding, type Selection } from './selection.ts';
import type { Side } from './side.ts';
import type { Standings } from './standings.ts';

/** What is offered, and what stands at the forge. */
export interface OverOrder {
  readonly selection: Selection;
  /** Our branches in the forge's repository. */
  readonly branches: Iterable<string>;
  readonly clusters: Side['clusters'];
  readonly standings: readonly Standing[];
  readonly releases: Standings['releases'];
  readonly group: 'cluster' | 'owner';
  readonly requests: ReadonlyMap<number, PullRequest>;
  readonly offers: readonly Offer[];
}

/** By branch, why nothing is offered there: clusters that are where they should be, on hold, or not there any more. */
export function overIn(order: OverOrder): ReadonlyMap<string, Closing> {
  const { selection, standings, releases, group, requests, offers } = order;
  const over = new Map<string, Closing>();
  // A version that turned out bad is taken back also where the next one would not compile.
  const made = new Set(offers.map(({ branch }) => branch));
  for (const { branch, body } of requests.values())
    if (!made.has(branch) && isAskedBranch(branch, selection) && isBad(branch, readMarker(body)?.facts['to'], releases))
      over.set(branch, 'not-offered');
  const wanted = new Map([...requests.values()].map(({ branch, body }) => [branch, readMarker(body)?.facts['to']]));
  const known = new Set<string>();
  for (const standing of standings) {
    const branch = branchOf(standing, 'cluster');
    known.add(branch);
    const because = isAskedStanding(standing, selection) ? closingFor(standing, wanted.get(branch)) : undefined;
    if (because !== undefined) over.set(branch, because);
    else if (group === 'owner' && standing.target.is === 'offer' && standing.target.mode === 'offer')
      over.set(branch, 'regrouped');
  }
  const { streams, clusters } = selection;
  if (streams !== undefined || clusters !== undefined) return over;
  const offered = new Set(offersOf(standings, group).map(({ branch }) => branch));
  for (const branch of new Set([...order.branches, ...wanted.keys()])) {
    const [, name = ''] = branch.split('/');
    if (known.has(branch) || offered.has(branch) || order.clusters.has(name)) continue;
    over.set(branch, name.startsWith('@') ? 'regrouped' : 'gone');
  }
  return over;
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
