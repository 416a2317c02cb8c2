/** Sends what accounts were planned to be told, whatever it is about: written down first, and by one run alone. */

import type { Account, Recipient } from '../notice/account.ts';
import type { Outbox } from '../notify/outbox.ts';
import type { Post } from '../notify/post.ts';
import type { Accounts } from './outbox-accounts.ts';
import type { Channels } from './tell-channels.ts';
import { sendLetters, type LetterTold, type LettersTold } from './tell-letters.ts';

export interface Sending {
  readonly accounts: Accounts;
  readonly channels: Channels;
  readonly outbox: Outbox;
  readonly clock: () => Date;
  /** `show` writes nothing, anywhere. */
  readonly act: 'do' | 'show' | 'resend';
}

/** Instants, as ISO 8601: now; before which a letter has lost its run; before which a doubt is forgotten. */
export interface Times {
  readonly now: string;
  readonly lostBefore: string;
  readonly forgetBefore: string;
}

export function timesAt(now: Date): Times {
  return { now: now.toISOString(), lostBefore: before(now, minutes(10)), forgetBefore: before(now, days(30)) };
}

/** What was planned is written down, and then sent; what another run has written meanwhile is left to it. */
export async function sendPlanned(planned: readonly Account[], sending: Sending): Promise<LettersTold> {
  const { accounts, channels, outbox, clock, act } = sending;
  if (act === 'show') return { letters: planned.flatMap(shownOf), broken: undefined };
  const written = await accounts.write(planned);
  if (!written.ok) return { letters: [], broken: written.detail };
  const elsewhere = planned.filter((account) => !written.value.has(account));
  const sent = await sendLetters({
    accounts,
    recipients: planned.filter((account) => written.value.has(account)).map(({ recipient }) => recipient),
    postFor: (recipient) => postFor(recipient, channels),
    lanes: outbox.lanes,
    clock,
    retryBefore: before(clock(), days(1)),
  });
  channels.mail?.close();
  return {
    letters: [...sent.letters, ...elsewhere.flatMap((account) => toldAs(account, 'elsewhere'))],
    broken: sent.broken,
  };
}

/**
 * Everybody else of whom the outbox knows: a letter of an earlier run may wait for them. Who is reached by a way that is
 * not open now is left as is, for nothing is known of what they should be told.
 */
export function othersIn(accounts: Accounts, recipients: readonly Recipient[], channels: Channels): readonly Account[] {
  const names = new Set(recipients.map(keyOf));
  return accounts
    .all()
    .filter(({ recipient }) => !names.has(keyOf(recipient)) && postFor(recipient, channels) !== undefined);
}

/** Letters that may not have arrived. */
export function doubtsOf(
  accounts: Accounts,
): readonly { readonly to: Recipient; readonly subject: string; readonly since: string }[] {
  return accounts
    .all()
    .flatMap(({ recipient, deliveries }) =>
      deliveries
        .filter(({ state }) => state === 'doubtful')
        .map(({ letter, since }) => ({ to: recipient, subject: letter.subject, since })),
    );
}

export function days(count: number): number {
  return count * 24 * minutes(60);
}

export function before(now: Date, milliseconds: number): string {
  return new Date(now.getTime() - milliseconds).toISOString();
}

function minutes(count: number): number {
  return count * 60_000;
}

function keyOf({ channel, address }: Recipient): string {
  return `${channel} ${channel === 'mail' ? address.toLowerCase() : address}`;
}

function postFor({ channel, address }: Recipient, { mail, webhooks }: Channels): Post | undefined {
  switch (channel) {
    case 'mail':
      return mail;
    case 'webhook':
      return webhooks.get(address);
    case 'issue':
      return undefined;
  }
}

function shownOf(account: Account): readonly LetterTold[] {
  return account.deliveries
    .filter(({ state }) => state !== 'sending' && state !== 'doubtful')
    .map(({ letter }) => ({ to: account.recipient, subject: letter.subject, became: 'waiting', reason: '' }) as const);
}

function toldAs({ recipient, deliveries }: Account, became: LetterTold['became']): readonly LetterTold[] {
  return deliveries
    .filter(({ state }) => state === 'pending')
    .map(({ letter }) => ({ to: recipient, subject: letter.subject, became, reason: '' }));
}
