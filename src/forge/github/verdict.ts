/** What an answer means, before anybody looks at what it says: whether it was applied, refused, put off, or lost. Pure. */

import type { Why } from '../../core/outcome.ts';

/** An answer as text, and the few headers that count. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

export type Verdict =
  | { readonly is: 'answered'; readonly json: unknown }
  | { readonly is: 'refused'; readonly why: Why; readonly because: string; readonly status: number }
  /** Not applied; to be asked again after a while, of which the forge said how long it is, or did not. */
  | { readonly is: 'put-off'; readonly wait: number | undefined }
  /** Applied, or not. */
  | { readonly is: 'lost'; readonly because: string; readonly wait: number | undefined };

/** `now` in milliseconds is taken where the answer bears no date of its own. */
export function judge(answer: Answer, now: number): Verdict {
  const { status } = answer;
  const wait = retryAfter(answer, now);
  if (status >= 500 || status === 408) return { is: 'lost', because: `it answered ${status}`, wait };
  if (status === 204 || status === 205) return { is: 'answered', json: undefined };
  if (status >= 200 && status < 300) return contentOf(answer);
  const said = wordsOf(answer.data);
  if (isPutOff(answer, wait, said)) return { is: 'put-off', wait: wait ?? untilReset(answer, now) };
  const { why, because } = refusals[status] ?? refusalLike(status);
  return { is: 'refused', why, because: said === '' ? because : `${because}: ${said}`, status };
}

/** Milliseconds until the forge takes requests again, where this answer was the last that it gives. */
export function pauseAfter(answer: Answer, now: number): number | undefined {
  return remaining(answer) === 0 ? untilReset(answer, now) : undefined;
}

function contentOf({ status, data }: Answer): Verdict {
  if (typeof data !== 'string') return { is: 'lost', because: `it answered ${status} with nothing`, wait: undefined };
  try {
    const json = JSON.parse(data) as unknown;
    return isLimitOfGraph(json) ? { is: 'put-off', wait: undefined } : { is: 'answered', json };
  } catch {
    return { is: 'lost', because: `it answered ${status} with half of an answer, or with no JSON`, wait: undefined };
  }
}

/** GraphQL says so with a status of 200. */
function isLimitOfGraph(json: unknown): boolean {
  const errors = Array.isArray(json) ? undefined : field(json, 'errors');
  return Array.isArray(errors) && errors.some((error) => field(error, 'type') === 'RATE_LIMITED');
}

function isPutOff(answer: Answer, wait: number | undefined, said: string): boolean {
  if (answer.status === 429) return true;
  if (answer.status !== 403) return false;
  return wait !== undefined || remaining(answer) === 0 || /rate limit|abuse detection/i.test(said);
}

const refusals: Readonly<Record<number, { readonly why: Why; readonly because: string } | undefined>> = {
  401: { why: 'denied', because: 'the token was refused (has it expired?)' },
  403: { why: 'denied', because: 'the token may not do this (403)' },
  404: { why: 'gone', because: 'there is no such thing, or the token may not see it (404)' },
  405: { why: 'conflict', because: 'it cannot be done now (405)' },
  409: { why: 'conflict', because: 'somebody else was first (409)' },
  410: { why: 'gone', because: 'it was switched off or deleted (410)' },
  413: { why: 'limited', because: 'it is too large (413)' },
  422: { why: 'conflict', because: 'it was refused (422)' },
};

function refusalLike(status: number): { readonly why: Why; readonly because: string } {
  if (status >= 300 && status < 400)
    return { why: 'gone', because: `it was moved to another address (${status}), and redirections are not followed` };
  return { why: 'unreachable', because: `it answered ${status}` };
}

/** `Retry-After` in milliseconds: a number of seconds, or a date. */
function retryAfter(answer: Answer, now: number): number | undefined {
  const said = header(answer, 'retry-after').trim();
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000;
  const date = /^[A-Z][a-z]{2}, /.test(said) ? Date.parse(said) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - clockOf(answer, now));
}

/** A second more than it says, since it counts whole ones. */
function untilReset(answer: Answer, now: number): number | undefined {
  const said = header(answer, 'x-ratelimit-reset');
  if (remaining(answer) !== 0 || !/^\d{1,12}$/.test(said)) return undefined;
  return Math.max(0, Number(said) * 1000 - clockOf(answer, now)) + 1000;
}

function remaining(answer: Answer): number | undefined {
  const said = header(answer, 'x-ratelimit-remaining');
  return /^\d{1,9}$/.test(said) ? Number(said) : undefined;
}

/** The forge's own clock, where it tells it: ours may be wrong. */
function clockOf(answer: Answer, now: number): number {
  const date = Date.parse(header(answer, 'date'));
  return Number.isNaN(date) ? now : date;
}

function header(answer: Answer, name: string): string {
  return String(answer.headers[name] ?? '');
}

/** What the forge says about a refusal, as one short line; nothing of an answer that is not JSON. */
function wordsOf(data: unknown): string {
  const json = typeof data === 'string' && data.length < 100_000 ? parsed(data) : undefined;
  const errors: unknown = field(json, 'errors');
  const details = Array.isArray(errors) ? errors.slice(0, 5).map(errorWords) : [];
  return oneLine([field(json, 'message'), ...details].filter((part) => typeof part === 'string').join('; '));
}

function errorWords(error: unknown): unknown {
  if (typeof error === 'string') return error;
  const message = field(error, 'message');
  if (typeof message === 'string') return message;
  const parts = ['field', 'code', 'value'].map((name) => field(error, name));
  return parts.filter((part) => typeof part === 'string').join(' ');
}

/** Text from outside as one line of bounded length, without control characters. */
export function oneLine(said: string): string {
  const line = said
    .slice(0, 2000)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value as unknown;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
