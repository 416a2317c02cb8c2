/** What has to be done so that every cluster is offered what it should be: one step for each request. Pure. */

import { byteOrder } from '../core/order.ts';
import { versionOf, type Offer } from './offer.ts';

/** A request that is open, as far as a plan needs it. */
export interface OpenRequest {
  readonly number: number;
  readonly branch: string;
  /** The commit that its branch stood at. */
  readonly head: string;
  /** Of the texts that we last gave it; undefined where they are not ours any more. */
  readonly digest: string | undefined;
  /** Whether everything was done after it was opened: labels, assignees, merging by itself. */
  readonly isComplete: boolean;
  readonly mergesItself: boolean;
}

/** A branch of ours in the forge's repository. */
export interface Branch {
  readonly tip: string;
  /** Whether it holds nothing but pins that we moved; no commit of a person is ever overwritten. */
  readonly isOurs: boolean;
  /** The version that it gives to each cluster, where it is ours. */
  readonly moves: ReadonlyMap<string, string>;
  /** Whether it can be merged as it is. */
  readonly merges: boolean;
}

/** Everything that a plan is made from. */
export interface Scene {
  readonly offers: readonly Offer[];
  /** By branch, the digest of the texts that its request should have. */
  readonly digests: ReadonlyMap<string, string>;
  readonly open: readonly OpenRequest[];
  /** By branch, the versions for which somebody closed the request without merging it. */
  readonly declined: ReadonlyMap<string, ReadonlySet<string>>;
  readonly branches: ReadonlyMap<string, Branch>;
  /** By branch, why nothing is offered there any more. What is neither offered nor named here is left alone. */
  readonly over: ReadonlyMap<string, Closing>;
  /** How many requests may be open at once, and how many may be opened now. */
  readonly maxOpen: number;
  readonly limit: number;
}

export type Step =
  | { readonly do: 'open'; readonly offer: Offer; readonly branch: BranchWork }
  | { readonly do: 'update'; readonly offer: Offer; readonly request: OpenRequest; readonly branch: BranchWork }
  | { readonly do: 'commit'; readonly offer: Offer }
  | {
      readonly do: 'close';
      readonly request: OpenRequest;
      readonly because: Closing;
      readonly branch: Branch | undefined;
    }
  /** A branch of ours that no request needs. */
  | { readonly do: 'prune'; readonly name: string; readonly tip: string }
  /** Merging by itself was asked for, and then a person pushed to the branch. */
  | { readonly do: 'disarm'; readonly request: OpenRequest }
  | {
      readonly do: 'leave';
      readonly offer: Offer;
      readonly because: Leaving;
      readonly request: OpenRequest | undefined;
    };

/** What happens to the branch: it stays, or it is made anew from the base, in place of what stood there. */
export type BranchWork =
  | { readonly is: 'kept'; readonly tip: string }
  | { readonly is: 'made'; readonly was: string | undefined };

/** Why a request is closed by us. */
export type Closing =
  /** The cluster has the version. */
  | 'arrived'
  /** The cluster went on hold. */
  | 'held'
  /** The cluster does not accept so large a change any more. */
  | 'not-accepted'
  /** The version was withdrawn, or rejected by its rollout. */
  | 'not-offered'
  /** The cluster's offer stands in another request now: offers are gathered in another way. */
  | 'regrouped'
  /** There is no such cluster or stream any more. */
  | 'gone';

export type Leaving =
  /** Its request is open and says what it should. */
  | 'open'
  /** Its manager closed the request for this version. */
  | 'declined'
  /** A person has pushed to its branch. */
  | 'touched'
  /** There is no request, and a branch of its name with somebody's commits. */
  | 'taken'
  /** As many requests are open as may be. */
  | 'waiting';

export interface Plan {
  readonly steps: readonly Step[];
}

/** Steps in the order in which they are carried out: what is over first, so that its place is free. */
export function planUpgrades(scene: Scene): Plan {
  const open = new Map(scene.open.map((request) => [request.branch, request]));
  const closing = scene.open.flatMap((request): readonly Step[] => {
    const because = scene.over.get(request.branch);
    return because === undefined ? [] : closingOf(request, because, scene);
  });
  const places = { left: Math.min(scene.maxOpen - (open.size - closing.length), scene.limit) };
  const offers = scene.offers.map((offer) => stepFor(offer, open.get(offer.branch), { scene, places }));
  const pruned = [...scene.branches]
    .filter(([name, branch]) => branch.isOurs && !open.has(name) && isOrphan(name, offers, scene.over))
    .map(([name, { tip }]): Step => ({ do: 'prune', name, tip }));
  return { steps: [...closing, ...pruned.toSorted(byName), ...offers] };
}

/** A branch with somebody's commits is his: its request is not ours to close. */
function closingOf(request: OpenRequest, because: Closing, { branches }: Scene): readonly Step[] {
  const branch = branches.get(request.branch);
  if (branch !== undefined && !branch.isOurs) return request.mergesItself ? [{ do: 'disarm', request }] : [];
  return [{ do: 'close', request, because, branch }];
}

interface Around {
  readonly scene: Scene;
  /** How many more requests may be opened. */
  readonly places: { left: number };
}

function stepFor(offer: Offer, request: OpenRequest | undefined, { scene, places }: Around): Step {
  if (offer.mode === 'commit' && request === undefined) return { do: 'commit', offer };
  const branch = scene.branches.get(offer.branch);
  if (request !== undefined) return stepForOpen(offer, request, { branch, digest: scene.digests.get(offer.branch) });
  const leave = (because: Leaving): Step => ({ do: 'leave', offer, because, request });
  if (scene.declined.get(offer.branch)?.has(versionOf(offer).text) === true) return leave('declined');
  if (branch !== undefined && !branch.isOurs) return leave('taken');
  if (places.left <= 0) return leave('waiting');
  places.left -= 1;
  return { do: 'open', offer, branch: workOn(offer, branch) };
}

interface Shown {
  readonly branch: Branch | undefined;
  readonly digest: string | undefined;
}

function stepForOpen(offer: Offer, request: OpenRequest, { branch, digest }: Shown): Step {
  if (branch !== undefined && !branch.isOurs)
    return request.mergesItself ? { do: 'disarm', request } : { do: 'leave', offer, because: 'touched', request };
  const work = workOn(offer, branch);
  const isRight = request.isComplete && request.digest === digest && work.is === 'kept';
  return isRight ? { do: 'leave', offer, because: 'open', request } : { do: 'update', offer, request, branch: work };
}

/** A branch that holds the same moves and merges is left alone, however old its base is: nobody likes a rebase storm. */
function workOn({ moves }: Offer, branch: Branch | undefined): BranchWork {
  if (branch === undefined) return { is: 'made', was: undefined };
  const holds =
    branch.merges &&
    branch.moves.size === moves.length &&
    moves.every(({ cluster, to }) => branch.moves.get(cluster) === to.text);
  return holds ? { is: 'kept', tip: branch.tip } : { is: 'made', was: branch.tip };
}

/** A branch without a request, which none of the steps opens one for. */
function isOrphan(name: string, offers: readonly Step[], over: Scene['over']): boolean {
  const isSettled = (step: Step): boolean => step.do === 'leave' || step.do === 'commit';
  return over.has(name) || offers.some((step) => isSettled(step) && 'offer' in step && step.offer.branch === name);
}

function byName(a: Step, b: Step): number {
  return a.do === 'prune' && b.do === 'prune' ? byteOrder(a.name, b.name) : 0;
}
