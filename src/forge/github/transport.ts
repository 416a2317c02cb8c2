/**
 * The way out and in. Every answer is read whole, within a size and a time, without the token in it, and given to Octokit
 * as plain text, because its own reader takes half an answer for a whole one.
 */

import type { Fetch } from '../forge.ts';

export interface Transport {
  readonly fetch: Fetch;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  readonly redact: (text: string) => string;
}

/** A `fetch` for Octokit. It follows no redirection: the token goes to the address that was named, and nowhere else. */
export function textFetch({ fetch, timeout, redact }: Transport): typeof globalThis.fetch {
  return async (address, settings) => {
    const signal = AbortSignal.timeout(timeout);
    const request = new Request(address, { ...settings, redirect: 'manual', signal });
    request.headers.set('x-github-api-version', '2022-11-28');
    return await Promise.race([answerTo(fetch, request, redact), outOfTime(signal)]);
  };
}

async function answerTo(fetch: Fetch, request: Request, redact: (text: string) => string): Promise<Response> {
  const answer = await fetch(request);
  const said = await textOf(answer);
  const headers = new Headers({ 'content-type': 'text/plain; charset=utf-8' });
  for (const name of keptHeaders) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, redact(value));
  }
  const { status } = answer;
  return new Response(bodiless.has(status) ? null : redact(said), { status, headers });
}

const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

const keptHeaders = ['date', 'link', 'retry-after', 'x-ratelimit-remaining', 'x-ratelimit-reset'] as const;

/** A page of a hundred bodies of the greatest length is 26 MB. */
const mostBytes = 64 * 1024 * 1024;

async function textOf(answer: Response): Promise<string> {
  if (answer.body === null) return '';
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw Object.assign(new Error('too large'), { code: tooLarge });
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

const tooLarge = 'ANSWER_TOO_LARGE';

async function outOfTime(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    const fail = (): void => reject(Object.assign(new Error('out of time'), { code: 'ETIMEDOUT' }));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

/** Why there was no answer, in words of ours alone: an error's own may quote headers. */
export function lostBecause(error: unknown): string {
  let at: unknown = error;
  for (let depth = 0; depth < 6 && at instanceof Error; depth += 1) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    const word = Object.getOwnPropertyDescriptor(words, code)?.value as string | undefined;
    if (word !== undefined) return word;
    if (/^(?:E[A-Z]+|UND_ERR_[A-Z_]+|[A-Z]+_[A-Z_]+)$/.test(code)) return `no connection (${code.slice(0, 60)})`;
    if (at.name === 'TimeoutError' || at.name === 'AbortError') return words.ETIMEDOUT;
    at = at.cause;
  }
  return 'no connection';
}

const words = {
  ETIMEDOUT: 'no answer in time',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ECONNREFUSED: 'nobody listens at its address',
  ENOTFOUND: 'its address does not exist',
  EAI_AGAIN: 'its address could not be looked up',
  [tooLarge]: 'an answer of more than 64 MiB',
} as const;
