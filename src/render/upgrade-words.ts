/** Sentences about upgrades that requests, plans and reports share. */

import type { Because } from '../upgrade/target.ts';
import type { Closing, Leaving } from '../upgrade/plan.ts';

/** What a manager reads when we close a request. */
export function closingWords(because: Closing): string {
  return closings[because];
}

const closings: { readonly [C in Closing]: string } = {
  arrived: 'The cluster has this version, or a newer one: there is nothing left to merge.',
  held: 'The cluster is on hold for this stream. It is offered new versions again when the hold ends.',
  'not-accepted': 'The cluster does not accept so large a change any more, as its file says.',
  'not-offered': 'This version is not offered any more: it was withdrawn, or its staged rollout rejected it.',
  regrouped: 'Offers are gathered in another way now: the same upgrade stands in another request.',
  gone: 'The cluster, or the stream in it, is not in the fleet any more.',
};

/** Why a cluster is not offered anything, in a few words. */
export function becauseWords(because: Because): string {
  return reasons[because];
}

const reasons: { readonly [B in Because]: string } = {
  current: 'has the newest version it may have',
  unpinned: 'pins no version',
  held: 'is on hold',
  'awaits-rollout': 'waits for the staged rollout',
  'not-accepted': 'does not accept so large a change',
  unpublished: 'no version is published',
  'no-way-back': 'its version was withdrawn, and there is no good one',
};

/** Why an offer stays as it is, in a few words. */
export function leavingWords(because: Leaving): string {
  return leavings[because];
}

const leavings: { readonly [L in Leaving]: string } = {
  open: 'is offered',
  declined: 'was declined',
  touched: 'has commits of a person, and is left alone',
  taken: 'cannot be offered: a branch of its name has commits of a person',
  waiting: 'waits for a later run: no more requests are opened now',
};
