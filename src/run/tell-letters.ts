/** Hands letters over, some side by side; each is written down as leaving before its last byte leaves. */

import {
  dueOf,
  sending,
  settled,
  type Account,
  type Delivery,
  type Handed,
  type Recipient,
} from '../notice/account.ts';
import type { Handing, Post } from '../notify/post.ts';
import type { Accounts } from './outbox-accounts.ts';

export interface SendOrder {
  readonly accounts: Accounts;
  /** Whose letters are sent. */
  readonly recipients: readonly Recipient[];
  /** The way to a recipient; undefined where there is none. */
  readonly postFor: (recipient: Recipient) => Post | undefined;
  /** How many letters are handed over side by side. */
  readonly lanes: number;
  readonly clock: () => Date;
  /** A letter that was refused for good is tried again where that was before this instant. */
  readonly retryBefore: string;
}

/** `elsewhere`: another run tells them; `waiting`: the way is down, so it stays in the outbox. */
export interface LetterTold {
  readonly to: Recipient;
  readonly subject: string;
  readonly became: 'sent' | 'failed' | 'refused' | 'doubtful' | 'waiting' | 'elsewhere';
  readonly reason: string;
}

export interface LettersTold {
  readonly letters: readonly LetterTold[];
  /** Why the outbox could not be written, after which nothing more was sent; undefined where it could. */
  readonly broken: string | undefined;
}

/** Sends what is due, each letter at most once. A way that is down is not tried again. */
export async function sendLetters(order: SendOrder): Promise<LettersTold> {
  const letters: LetterTold[] = [];
  const tried = new Set<string>();
  const down = new Map<Post, string>();
  for (;;) {
    const lanes = lanesOf(order, tried).filter(({ post }) => !down.has(post));
    const wave = lanes.slice(0, order.lanes);
    if (wave.length === 0) break;
    for (const { delivery } of wave) tried.add(delivery.letter.id);
    const sent = await sendWave(wave, order);
    letters.push(...sent.letters);
    for (const [post, reason] of sent.down) down.set(post, reason);
    if (sent.broken !== undefined) return { letters, broken: sent.broken };
  }
  const waiting = lanesOf(order, tried).map(({ account, delivery, post }) =>
    toldOf({ account, delivery }, 'waiting', down.get(post) ?? ''),
  );
  return { letters: [...letters, ...waiting], broken: undefined };
}

interface Lane {
  readonly account: Account;
  readonly delivery: Delivery;
  readonly post: Post;
}

/** The first letter of each account that is due and was not tried. */
function lanesOf(order: SendOrder, tried: ReadonlySet<string>): readonly Lane[] {
  return order.recipients.flatMap((recipient) => {
    const account = order.accounts.of(recipient);
    const post = order.postFor(recipient);
    if (account === undefined || post === undefined) return [];
    const delivery = dueOf(account, order.retryBefore).find(({ letter }) => !tried.has(letter.id));
    return delivery === undefined ? [] : [{ account, delivery, post }];
  });
}

interface WaveSent extends LettersTold {
  readonly down: ReadonlyMap<Post, string>;
}

async function sendWave(wave: readonly Lane[], { accounts, clock }: SendOrder): Promise<WaveSent> {
  let broken: string | undefined;
  const gate = new Gate(wave, async (arrived) => {
    const marked = arrived.map((lane) => sending(lane.account, lane.delivery.letter.id, clock().toISOString()));
    const written = await accounts.write(marked);
    if (!written.ok) broken = written.detail;
    return new Set(arrived.filter((_, at) => written.ok && isIn(written.value, marked[at])));
  });
  const handings = await Promise.all(wave.map((lane) => handOver(lane, gate)));
  const settling = wave.flatMap((lane, at) => settle(lane, handings[at], { accounts, clock }));
  const written = await accounts.write(settling);
  if (!written.ok) broken ??= written.detail;
  return {
    letters: wave.flatMap((lane, at) => shownOf(lane, handings[at])),
    down: new Map(wave.flatMap((lane, at) => downOf(lane, handings[at]))),
    broken,
  };
}

function isIn(accounts: ReadonlySet<Account>, account: Account | undefined): boolean {
  return account !== undefined && accounts.has(account);
}

async function handOver(lane: Lane, gate: Gate<Lane>): Promise<Handing> {
  const { account, delivery, post } = lane;
  const handing = await post.deliver({ to: account.recipient, letter: delivery.letter }, () => gate.arrive(lane));
  gate.leave(lane);
  return handing;
}

function settle(
  { account, delivery }: Lane,
  handing: Handing | undefined,
  { accounts, clock }: Pick<SendOrder, 'accounts' | 'clock'>,
): readonly Account[] {
  if (handing === undefined || handing.did === 'withheld') return [];
  const now = accounts.of(account.recipient) ?? account;
  // A way that is down leaves a letter as it is, unless it was down only after it was written down that it leaves.
  const isLeaving = now.deliveries.some(({ letter, state }) => letter.id === delivery.letter.id && state === 'sending');
  if (handing.did === 'down' && !isLeaving) return [];
  const handed: Handed = handing.did === 'down' ? { did: 'failed', reason: handing.reason } : handing;
  return [settled(now, delivery.letter.id, { handed, now: clock().toISOString() })];
}

function downOf({ post }: Lane, handing: Handing | undefined): readonly (readonly [Post, string])[] {
  return handing?.did === 'down' ? [[post, handing.reason]] : [];
}

function shownOf(lane: Lane, handing: Handing | undefined): readonly LetterTold[] {
  switch (handing?.did) {
    case undefined:
      return [];
    case 'sent':
      return [toldOf(lane, 'sent', '')];
    case 'withheld':
      return [toldOf(lane, 'elsewhere', '')];
    case 'lost':
      return [toldOf(lane, 'doubtful', handing.reason)];
    case 'down':
      return [toldOf(lane, 'waiting', handing.reason)];
    case 'failed':
    case 'refused':
      return [toldOf(lane, handing.did, handing.reason)];
  }
}

function toldOf(
  { account, delivery }: Pick<Lane, 'account' | 'delivery'>,
  became: LetterTold['became'],
  reason: string,
): LetterTold {
  return { to: account.recipient, subject: delivery.letter.subject, became, reason };
}

/** Holds each of a wave at the gate until all have arrived or left, and then asks once for all who wait. */
class Gate<T> {
  readonly #expected: Set<T>;
  readonly #waiting = new Map<T, (isOpen: boolean) => void>();
  readonly #ask: (arrived: readonly T[]) => Promise<ReadonlySet<T>>;

  constructor(all: readonly T[], ask: (arrived: readonly T[]) => Promise<ReadonlySet<T>>) {
    this.#expected = new Set(all);
    this.#ask = ask;
  }

  arrive(one: T): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.set(one, resolve);
      this.leave(one);
    });
  }

  /** Nobody waits for this one any more. */
  leave(one: T): void {
    if (!this.#expected.delete(one) || this.#expected.size > 0) return;
    const arrived = [...this.#waiting.keys()];
    const answer = arrived.length === 0 ? Promise.resolve(new Set<T>()) : this.#ask(arrived);
    void answer.then((open) => {
      for (const [waiting, resolve] of this.#waiting) resolve(open.has(waiting));
    });
  }
}
