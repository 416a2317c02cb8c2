/** What the forge knows of our requests: those that are open, and those that a person declined. */

import { byteOrder } from '../core/order.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Forge, PullRequest } from '../forge/forge.ts';
import { readMarker } from '../forge/marker.ts';
import { branchPrefix, type Standing } from '../upgrade/offer.ts';
import type { OpenRequest } from '../upgrade/plan.ts';
import type { Standings } from './standings.ts';

/** The open requests for our branches, by number; none without a forge. */
export async function readRequests(forge: Forge | undefined): Promise<Outcome<ReadonlyMap<number, PullRequest>>> {
  if (forge === undefined) return succeeded(new Map());
  const open = await forge.openRequests(branchPrefix);
  return open.ok ? succeeded(new Map(open.value.map((request) => [request.number, request]))) : open;
}

/** A request as planning sees it. */
export function openRequestOf({ number, branch, head, body, labels, autoMerge }: PullRequest): OpenRequest {
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
