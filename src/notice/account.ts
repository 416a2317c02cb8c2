/**
 * What one recipient was told, and what is on its way: the record by which nobody is told twice and nothing is lost.
 *
 * ```
 * pending ──► sending ──► (sent: gone, its keys are told)
 *    ▲           │ ├────► failed    to be tried again at the next run
 *    │           │ ├────► refused   the address is refused for good; tried again once a day
 *    │           │ └────► doubtful  it may have arrived: its keys count as told, and people are told of the doubt
 *    └───────────┼────────────┘     only when somebody asks for it: --resend
 *                └─ a run that ended here leaves `sending`, which a later run takes for doubtful
 * ```
 */

import { byteOrder } from '../core/order.ts';

/**
 * By mail, the address; by webhook, the environment variable that holds it, for the address itself is a secret. By issue,
 * what the issue is: it gets no letters, and its account keeps what it said last.
 */
export interface Recipient {
  readonly channel: 'mail' | 'webhook' | 'issue';
  readonly address: string;
  readonly name: string;
}

/** A finished text. A webhook takes `text` alone. */
export interface Letter {
  /** Hexadecimal; of this letter alone. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With its angle brackets; the same however often it is sent. */
  readonly messageId: string;
  /** The messages that it belongs to, the first of the thread first. */
  readonly references: readonly string[];
  /** What it is about: the threads that its answers belong to. */
  readonly topics: readonly string[];
  /** An instant, ISO 8601. */
  readonly date: string;
}

export type DeliveryState = 'pending' | 'sending' | 'failed' | 'refused' | 'doubtful';

export interface Delivery {
  readonly state: DeliveryState;
  readonly letter: Letter;
  /** What its reader knows once it has arrived. */
  readonly brings: readonly string[];
  /** When it came to be so: ISO 8601, UTC, as all instants here, so that they compare as texts. */
  readonly since: string;
  /** Why it failed, or is in doubt. */
  readonly reason: string;
}

export interface Account {
  readonly recipient: Recipient;
  /** Keys of what was told and still holds, in byte order. */
  readonly told: readonly string[];
  /** The first message of each thread, by topic. */
  readonly threads: Readonly<Record<string, string>>;
  readonly deliveries: readonly Delivery[];
}

/** What became of a letter that was handed over. */
export type Handed =
  | { readonly did: 'sent' }
  /** It is sure not to have arrived. */
  | { readonly did: 'failed' | 'refused'; readonly reason: string }
  | { readonly did: 'lost'; readonly reason: string };

export function emptyAccount(recipient: Recipient): Account {
  return { recipient, told: [], threads: {}, deliveries: [] };
}

/** Which deliveries are to be tried now. */
export function dueOf(account: Account, retryBefore: string): readonly Delivery[] {
  return account.deliveries.filter(
    ({ state, since }) => state === 'pending' || state === 'failed' || (state === 'refused' && since < retryBefore),
  );
}

/** The account once a letter is on its way: written before the last byte that makes it count leaves. */
export function sending(account: Account, letter: string, now: string): Account {
  return changed(account, letter, (delivery) => ({ ...delivery, state: 'sending', since: now, reason: '' }));
}

/** The account once it is known what became of a letter. */
export function settled(account: Account, letter: string, { handed, now }: { handed: Handed; now: string }): Account {
  const delivery = account.deliveries.find((one) => one.letter.id === letter);
  if (delivery === undefined) return account;
  switch (handed.did) {
    case 'sent':
      return { ...known(account, delivery), deliveries: account.deliveries.filter((one) => one !== delivery) };
    case 'lost':
      return changed(known(account, delivery), letter, (one) => ({
        ...one,
        state: 'doubtful',
        since: now,
        reason: handed.reason,
      }));
    case 'failed':
    case 'refused':
      return changed(account, letter, (one) => ({ ...one, state: handed.did, since: now, reason: handed.reason }));
  }
}

/** The account once somebody asked to send what is in doubt again. */
export function resending(account: Account, now: string): Account {
  const deliveries = account.deliveries.map((delivery) =>
    delivery.state === 'doubtful' ? { ...delivery, state: 'pending' as const, since: now, reason: '' } : delivery,
  );
  return { ...account, deliveries };
}

/** The account once the keys of a delivery count as told, and its message as the first of its threads. */
export function known(account: Account, { brings, letter }: Delivery): Account {
  const threads = Object.fromEntries(letter.topics.map((topic) => [topic, letter.messageId]));
  return {
    ...account,
    told: [...new Set([...account.told, ...brings])].toSorted(byteOrder),
    threads: { ...threads, ...account.threads },
  };
}

function changed(account: Account, letter: string, change: (delivery: Delivery) => Delivery): Account {
  return {
    ...account,
    deliveries: account.deliveries.map((delivery) => (delivery.letter.id === letter ? change(delivery) : delivery)),
  };
}
