/** An account as text, and back: what the outbox keeps. */

import type { Account, Delivery, Letter, Recipient } from './account.ts';

/** The same account gives the same text but for `by`, which sets the writings of two runs apart. */
export function accountText({ recipient, told, threads, deliveries }: Account, by: string): string {
  return `${JSON.stringify({ by, recipient, told, threads, deliveries }, undefined, 1)}\n`;
}

/** The account, or undefined where the text is none of ours. */
export function readAccount(text: string): Account | undefined {
  const data = parsed(text);
  if (!isTable(data)) return undefined;
  const { recipient, told, threads, deliveries } = data;
  if (!isRecipient(recipient) || !areTexts(told) || !isTable(threads) || !areTexts(Object.values(threads)))
    return undefined;
  if (!Array.isArray(deliveries) || !deliveries.every(isDelivery)) return undefined;
  return { recipient, told, threads: threads as Account['threads'], deliveries };
}

const states: ReadonlySet<unknown> = new Set<Delivery['state']>([
  'pending',
  'sending',
  'failed',
  'refused',
  'doubtful',
]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTable(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

function areTexts(data: unknown): data is readonly string[] {
  return Array.isArray(data) && data.every((item) => typeof item === 'string');
}

function isRecipient(data: unknown): data is Recipient {
  if (!isTable(data)) return false;
  const { channel, address, name } = data;
  return (channel === 'mail' || channel === 'webhook' || channel === 'issue') && areTexts([address, name]);
}

function isDelivery(data: unknown): data is Delivery {
  if (!isTable(data)) return false;
  const { state, letter, brings, since, reason } = data;
  return states.has(state) && isLetter(letter) && areTexts(brings) && areTexts([since, reason]);
}

function isLetter(data: unknown): data is Letter {
  if (!isTable(data)) return false;
  const { id, subject, text, html, messageId, references, topics, date } = data;
  return areTexts([id, subject, text, html, messageId, date]) && areTexts(references) && areTexts(topics);
}
