/** Where every cluster stands, and whose move it is. Nothing is compiled. */

import type { UpgradePolicy } from '../core/fleet.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import { pageOf, type PullRequest } from '../forge/forge.ts';
import { becauseWords } from '../render/upgrade-words.ts';
import type { StatusRow, Turn } from '../render/upgrade-status.ts';
import { branchOf, branchPrefix, type Standing } from '../upgrade/offer.ts';
import type { Because } from '../upgrade/target.ts';
import { readDeclined } from './upgrade-requests.ts';
import { publishedIn } from './published.ts';
import { fetchFleet } from './remote-fleet.ts';
import type { UpgradeOrder } from './run-upgrades.ts';
import { unknownNames } from './selection.ts';
import { readSide } from './side.ts';
import { standingsIn } from './standings.ts';

export interface UpgradeStatus {
  readonly rows: readonly StatusRow[];
  /** A sentence for each stream and cluster that was asked for and is not there. */
  readonly unknown: readonly string[];
}

export async function upgradeStatus(order: UpgradeOrder): Promise<Outcome<UpgradeStatus>> {
  const { repository, remote, forge } = order.opened;
  order.progress(`fetching from ${remote.name}`);
  const fleet = await fetchFleet({ repository, remote, branch: order.branch });
  if (!fleet.ok) return fleet;
  const side = readSide(fleet.value.base);
  const { open } = side;
  const unknown = unknownNames(order.selection, side);
  if (open === undefined || unknown.length > 0) return succeeded({ rows: [], unknown });
  const today = order.now.toISOString().slice(0, 10);
  const { standings, releases } = standingsIn(
    { ...side, open },
    {
      published: publishedIn({ ...side, open }, fleet.value),
      today,
    },
  );
  const requests = await forge.openRequests(branchPrefix);
  if (!requests.ok) return requests;
  const declined = await readDeclined(forge, standings, releases);
  if (!declined.ok) return declined;
  const byName = new Map(requests.value.map((request) => [request.branch, request]));
  const { group } = open.fleet.upgrade;
  const { streams, clusters } = order.selection;
  const rows = standings
    .filter(({ stream, cluster }) => (streams?.includes(stream) ?? true) && (clusters?.includes(cluster) ?? true))
    .map((standing) => {
      const names = [branchOf(standing, 'cluster'), ...groupBranch(standing, group)];
      const request = names.flatMap((name) => byName.get(name) ?? [])[0];
      const versions = names.flatMap((name) => [...(declined.value.get(name) ?? [])]);
      return rowOf(standing, { request, declined: versions, now: order.now });
    });
  return succeeded({ rows, unknown });
}

/** The request for all clusters of an owner is only about those that are offered something in one. */
function groupBranch(standing: Standing, group: UpgradePolicy['group']): readonly string[] {
  const { target } = standing;
  return group === 'owner' && target.is === 'offer' && target.mode === 'offer' ? [branchOf(standing, group)] : [];
}

interface Known {
  readonly request: PullRequest | undefined;
  readonly declined: readonly string[];
  readonly now: Date;
}

function rowOf(standing: Standing, { request, declined, now }: Known): StatusRow {
  const { cluster, stream, pin, owners, target } = standing;
  const row = { cluster, stream, pin: pin?.text ?? '', owners };
  const open = { request: request?.number, url: request && pageOf(request), since: request?.createdAt };
  if (target.is === 'none')
    return {
      ...row,
      ...open,
      to: '',
      state: holdWords(standing) ?? becauseWords(target.because),
      turn: turnOf[target.because],
    };
  const to = target.to.text;
  if (request !== undefined)
    return { ...row, ...open, to, state: `is offered ${sinceWords(request.createdAt, now)}`, turn: 'manager' };
  if (declined.includes(to)) return { ...row, ...open, to, state: 'was declined', turn: 'manager' };
  const state = target.mode === 'commit' ? 'is committed by the next run' : 'is offered by the next run';
  return { ...row, ...open, to, state, turn: 'tidemark' };
}

const turnOf: { readonly [B in Because]: Turn } = {
  current: 'nobody',
  unpinned: 'manager',
  held: 'manager',
  'awaits-rollout': 'release-team',
  'not-accepted': 'manager',
  unpublished: 'release-team',
  'no-way-back': 'release-team',
};

function holdWords({ hold, target }: Standing): string | undefined {
  if (hold === undefined || target.is === 'offer' || target.because !== 'held') return undefined;
  const until = hold.until === undefined ? '' : ` until ${hold.until}`;
  return `is on hold${until}${hold.reason === undefined ? '' : `: ${hold.reason}`}`;
}

function sinceWords(instant: string, now: Date): string {
  const days = Math.floor((now.getTime() - Date.parse(instant)) / (24 * 3600 * 1000));
  if (!(days >= 1)) return 'since today';
  return days === 1 ? 'since yesterday' : `for ${days} days`;
}
