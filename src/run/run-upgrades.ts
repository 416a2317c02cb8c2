/** Offers the fleet its upgrades: fetch, plan, carry out; again where that moved the base itself. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { openRepository } from '../git/git.ts';
import { addresseesOf } from '../notice/addressees.ts';
import { directoryOf } from '../notice/directory.ts';
import { revisionTree } from '../tree/revision.ts';
import type { Offer } from '../upgrade/offer.ts';
import { readBranches } from './branches.ts';
import { carryOut, type Done } from './carry-out-upgrades.ts';
import type { OpenedForge } from './open-forge.ts';
import { planFleetUpgrades, type UpgradePlan } from './plan-upgrades.ts';
import type { Selection } from './selection.ts';
import { fetchFleet, type RemoteFleet } from './remote-fleet.ts';

export interface UpgradeOrder {
  readonly opened: OpenedForge;
  /** The branch to offer to; undefined stands for the one that the repository starts from. */
  readonly branch: string | undefined;
  readonly selection: Selection;
  readonly now: Date;
  readonly progress: (text: string) => void;
}

/** A plan, and the fleet at the forge that it was made for. */
export interface PlannedUpgrades {
  readonly plan: UpgradePlan;
  readonly fleet: RemoteFleet;
}

export async function planUpgradesAt(order: UpgradeOrder): Promise<Outcome<PlannedUpgrades>> {
  const { repository, remote, forge } = order.opened;
  order.progress(`fetching from ${remote.name}`);
  const fleet = await fetchFleet({ repository, remote, branch: order.branch });
  if (!fleet.ok) return fleet;
  const branches = readBranches({ repository, base: fleet.value.base, tips: fleet.value.tips });
  if (!branches.ok) return branches;
  const plan = await planFleetUpgrades({
    base: fleet.value.base,
    forge,
    branches: branches.value,
    tagged: fleet.value,
    selection: order.selection,
    today: order.now.toISOString().slice(0, 10),
    progress: order.progress,
  });
  return plan.ok ? succeeded({ plan: plan.value, fleet: fleet.value }) : plan;
}

/** A plan from what is here, as if nothing had been offered yet: the newest commit and the tags of this repository. */
export async function planUpgradesHere(
  folder: string,
  order: Omit<UpgradeOrder, 'opened' | 'branch'>,
): Promise<Outcome<PlannedUpgrades>> {
  const repository = openRepository(folder);
  if (repository === undefined) return failed('unreachable', `${folder} is not in a git repository`);
  const base = revisionTree(repository, 'HEAD');
  if (!base.ok) return base;
  const tags = repository.listRefs('refs/tags/');
  if (!tags.ok) return tags;
  const names = new Set(tags.value.map(({ ref }) => ref.slice('refs/tags/'.length)));
  const fleet = { branch: 'HEAD', base: base.value, tips: new Map(), tags: names, records: undefined };
  const plan = await planFleetUpgrades({
    base: base.value,
    forge: undefined,
    branches: new Map(),
    tagged: { tags: names, records: undefined },
    selection: order.selection,
    today: order.now.toISOString().slice(0, 10),
    progress: order.progress,
  });
  return plan.ok ? succeeded({ plan: plan.value, fleet }) : plan;
}

export interface UpgradesDone {
  /** The first plan, which `approve` has seen. */
  readonly planned: PlannedUpgrades;
  readonly done: readonly Done[];
  /** The last plan: what was still to be done when the run ended. */
  readonly after: PlannedUpgrades;
}

/**
 * Plans and carries out. What merges or commits at once moves the base, so that requests of the other streams may
 * conflict: then it is planned anew, a few times at most. `approve` may refuse a plan; then nothing is done.
 */
export async function runUpgrades(
  order: UpgradeOrder,
  approve: (planned: PlannedUpgrades) => Outcome<undefined>,
): Promise<Outcome<UpgradesDone>> {
  const first = await planUpgradesAt(order);
  if (!first.ok) return first;
  const approved = approve(first.value);
  if (!approved.ok) return approved;
  const done: Done[] = [];
  let current = first.value;
  for (let pass = 1; pass <= mostPasses; pass += 1) {
    const carried = await carryOut({
      ...order.opened,
      ...current,
      assigneesOf: assigneesOf(current.plan),
      now: order.now,
      progress: order.progress,
    });
    const missed = carried.filter(isMissed);
    done.push(...carried.filter((one) => pass === mostPasses || !missed.includes(one)));
    if (missed.length === 0 && !carried.some(movesBase)) break;
    const again = pass === mostPasses ? failed('limited', '') : await planUpgradesAt(remaining(order, done));
    if (!again.ok) break;
    current = again.value;
  }
  return succeeded({ planned: first.value, done, after: current });
}

/** The base moves while others merge; after so many tries the next run goes on. */
const mostPasses = 3;

/** What may still be opened of what was allowed. */
function remaining(order: UpgradeOrder, done: readonly Done[]): UpgradeOrder {
  const { selection } = order;
  const opened = done.filter(({ step, result }) => step.do === 'open' && result.ok).length;
  const limit = selection.limit === undefined ? undefined : Math.max(selection.limit - opened, 0);
  return { ...order, selection: { ...selection, limit } };
}

function isMissed({ result }: Done): boolean {
  return !result.ok && result.why === 'conflict';
}

function movesBase({ result }: Done): boolean {
  return result.ok && (result.value.what === 'merged' || result.value.what === 'committed');
}

/** The logins at the forge of those who answer for the clusters of an offer, as many as a request takes. */
export function assigneesOf({ open }: UpgradePlan): (offer: Offer) => readonly string[] {
  const { owners, fleet } = open ?? {};
  if (owners === undefined || fleet === undefined) return () => [];
  const asked = { directory: directoryOf(owners), streams: fleet.streams };
  return ({ moves, stream }) => {
    const addressees = moves.flatMap(
      (move) => addresseesOf({ owners: move.owners, streams: [stream] }, asked).addressees,
    );
    const people = addressees.toSorted((a, b) => Number(a.kind === 'team') - Number(b.kind === 'team'));
    return [...new Set(people.flatMap(({ logins }) => logins))].slice(0, mostAssignees);
  };
}

const mostAssignees = 10;
