/** Through which request a step came: what the forge says, what its refs prove, or what the commit claims. */

import type { PastRequests, PastStep } from './past.ts';
import type { LogRequest } from './logbook.ts';

/**
 * The request of a step. The forge's word comes first, then `refs/pull/N/head` of a commit that the merge brought in, then
 * the commit's own words, which anybody can write. A head that is the step itself proves nothing: a request from the branch
 * to another has such a head too.
 */
export function requestOf(step: PastStep, past: PastRequests): LogRequest | undefined {
  const told = past.merged.get(step.id);
  if (told !== undefined) return told;
  const claimed = claimedNumber(step);
  const proven = step.parents.slice(1).flatMap((parent) => past.heads.get(parent) ?? []);
  const number = proven.find((one) => one === claimed) ?? proven[0];
  if (number !== undefined) return { number, url: undefined, known: 'ref', mergedBy: undefined };
  return claimed === undefined ? undefined : { number: claimed, url: undefined, known: 'message', mergedBy: undefined };
}

/** The first line of a message, as far as it is of use. */
export function subjectOf({ message }: Pick<PastStep, 'message'>): string {
  const end = message.indexOf('\n');
  return (end < 0 ? message : message.slice(0, end)).trim();
}

/** `Merge pull request #12 from …`, or `Title (#12)` as forges name a squashed request. */
function claimedNumber(step: PastStep): number | undefined {
  const subject = subjectOf(step);
  const [, merged] = /^Merge pull request #([1-9]\d{0,8})(?: |$)/.exec(subject) ?? [];
  const [, squashed] = /\(#([1-9]\d{0,8})\)$/.exec(subject) ?? [];
  const number = merged ?? squashed;
  return number === undefined ? undefined : Number(number);
}
