/** What the staged rollout of a release lets through: the gate before every offer (S15). */

import { byteOrder } from '../core/order.ts';

/**
 * `accepted`: everybody may have it. `rejected`: nobody. `open`: only these early-adopter teams, while the rollout
 * decides, and none at all where its file cannot be read: a gate never fails open.
 */
export type Gate =
  | { readonly is: 'accepted' }
  | { readonly is: 'rejected' }
  | { readonly is: 'open'; readonly teams: readonly string[]; readonly because: 'undecided' | 'unreadable' };

/** A rollout.yaml as far as it could be read. Without the file a release counts as accepted. */
export type RolloutFile =
  | { readonly is: 'absent' }
  | { readonly is: 'unreadable' }
  | { readonly is: 'read'; readonly rollout: WrittenRollout };

/** The part of a rollout.yaml that the gate needs, after its schema has accepted it. */
export interface WrittenRollout {
  readonly stream: string;
  readonly version: string;
  readonly teams?: readonly string[];
  readonly events: readonly WrittenEvent[];
}

export interface WrittenEvent {
  readonly event: string;
  readonly team?: string;
  readonly verdict?: 'accept' | 'reject';
}

export function gateOf(file: RolloutFile): Gate {
  if (file.is === 'absent') return { is: 'accepted' };
  if (file.is === 'unreadable') return { is: 'open', teams: [], because: 'unreadable' };
  const decision = file.rollout.events.reduce<Decision>(decided, 'undecided');
  if (decision !== 'undecided') return { is: decision };
  return { is: 'open', teams: adoptersIn(file.rollout), because: 'undecided' };
}

type Decision = 'undecided' | 'accepted' | 'rejected';

/** The last word counts. The whole release withdrawn from its rollout is a no until somebody decides anew. */
function decided(before: Decision, { event, team, verdict }: WrittenEvent): Decision {
  if (event === 'decided' && verdict !== undefined) return verdict === 'accept' ? 'accepted' : 'rejected';
  return event === 'withdrawn' && team === undefined ? 'rejected' : before;
}

/** The teams that were asked and have not said no: neither to the request, nor in a report, nor by leaving. */
function adoptersIn({ teams = [], events }: WrittenRollout): readonly string[] {
  const willing = new Map(teams.map((team) => [team, true]));
  for (const { event, team, verdict } of events) {
    if (team === undefined) continue;
    if (event === 'assigned' || event === 'accepted') willing.set(team, true);
    if (event === 'rejected' || event === 'withdrawn') willing.set(team, false);
    if (event === 'reported') willing.set(team, verdict !== 'reject');
  }
  return [...willing]
    .filter(([, isWilling]) => isWilling)
    .map(([team]) => team)
    .toSorted(byteOrder);
}
