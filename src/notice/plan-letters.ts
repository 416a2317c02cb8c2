/** Decides what a recipient is to be told now, from what they were told already. */

import { byteOrder } from '../core/order.ts';
import { known, type Account, type Delivery, type Letter } from './account.ts';
import type { Stage } from './trouble.ts';

/** What a key is about: where work stopped, or what the report says. */
export type Matter = Stage | 'report';

/** What a run has looked at: only about this can it say that something is mended. */
export interface Looked {
  readonly stages: readonly Matter[];
  /** Every cluster, or only some of them: then nothing is taken for mended. */
  readonly clusters: 'all' | 'some';
}

export interface LetterOrder {
  /** Keys of the troubles that there are ({@link troubleKey}), and of what is announced. */
  readonly troubles: readonly string[];
  readonly announcements: readonly string[];
  readonly looked: Looked;
  /** Instants: now; before which a letter that is still `sending` has lost its run; before which a doubt is forgotten. */
  readonly now: string;
  readonly lostBefore: string;
  readonly forgetBefore: string;
  /** Writes the letter that brings these keys. */
  readonly compose: (fresh: ReadonlySet<string>, account: Account) => Letter;
}

/** The topic of everything that fails: one thread, until all of it is mended. */
export const troubleTopic = 'troubles';

/** The topic of what the report says: one thread, until there is nothing to report. */
export const reportTopic = 'report';

/** What the report says of a cluster, as it is kept. */
export const reportKeys = 't:report:';

/** A trouble of one cluster, as it is kept; `digest` is of the cause and the cluster. */
export function troubleKey(stage: Stage, digest: string): string {
  return `t:${stage}:${digest}`;
}

/** The account with a letter about what is new, if anything is; and without what is mended. */
export function planLetters(account: Account, order: LetterOrder): Account {
  const clear = withoutMended(withoutLost(account, order), order);
  const sendingNow = clear.deliveries.filter(({ state }) => state === 'sending').flatMap(({ brings }) => brings);
  const waiting = clear.deliveries.filter(({ state }) => isWaiting(state));
  const spent = waiting.filter((delivery) => isRemade(delivery, clear.told, order.looked));
  const kept = waiting.filter((delivery) => !spent.includes(delivery)).flatMap(({ brings }) => brings);
  const old = new Set([...clear.told, ...sendingNow, ...kept]);
  const fresh = [...new Set([...order.troubles, ...order.announcements])].filter((key) => !old.has(key));
  const [only, ...others] = spent;
  if (only !== undefined && others.length === 0 && isSame(only.brings, fresh)) return clear;
  const rest = clear.deliveries.filter((delivery) => !spent.includes(delivery));
  if (fresh.length === 0) return { ...clear, deliveries: rest };
  const letter = order.compose(new Set(fresh), clear);
  const brings = fresh.toSorted(byteOrder);
  return {
    ...clear,
    deliveries: [...rest, { state: 'pending', letter, brings, since: order.now, reason: '' }],
  };
}

/** A letter whose run ended before the answer counts as told, and is in doubt; an old doubt is forgotten. */
function withoutLost(account: Account, { now, lostBefore, forgetBefore }: LetterOrder): Account {
  const lost = account.deliveries.filter(({ state, since }) => state === 'sending' && since < lostBefore);
  const told = lost.reduce(known, account);
  const deliveries = account.deliveries
    .filter(({ state, since }) => state !== 'doubtful' || since >= forgetBefore)
    .map((delivery) =>
      lost.includes(delivery)
        ? {
            ...delivery,
            state: 'doubtful' as const,
            since: now,
            reason: 'the run that sent it ended before the answer',
          }
        : delivery,
    );
  return { ...told, deliveries };
}

/** What is mended is no longer told, so that it is told anew when it comes back. */
function withoutMended(account: Account, { troubles, looked }: LetterOrder): Account {
  const there = new Set(troubles);
  const told = account.told.filter((key) => there.has(key) || !isLookedAt(key, looked));
  if (account.deliveries.length > 0) return { ...account, told };
  const over = [
    ...(told.some((key) => isTrouble(key) && !isReported(key)) ? [] : [troubleTopic]),
    ...(told.some(isReported) ? [] : [reportTopic]),
  ];
  const threads = Object.entries(account.threads).filter(([topic]) => !over.includes(topic));
  return { ...account, told, threads: Object.fromEntries(threads) };
}

/** A letter that never left is written anew where this run knows all that it was about; one to be sent again is not. */
function isRemade({ brings }: Delivery, told: readonly string[], looked: Looked): boolean {
  return brings.every((key) => isLookedAt(key, looked)) && !brings.every((key) => told.includes(key));
}

function isLookedAt(key: string, { stages, clusters }: Looked): boolean {
  return clusters === 'all' && stages.some((stage) => key.startsWith(`t:${stage}:`));
}

function isTrouble(key: string): boolean {
  return key.startsWith('t:');
}

function isReported(key: string): boolean {
  return key.startsWith(reportKeys);
}

function isWaiting(state: Delivery['state']): boolean {
  return state === 'pending' || state === 'failed' || state === 'refused';
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(a);
  return a.length === b.length && b.every((key) => known.has(key));
}
