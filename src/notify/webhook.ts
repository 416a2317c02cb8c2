/** A chat's webhook. Its address is a secret of the operator's environment and is never shown. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Environment } from './mail-settings.ts';
import { isLoopback } from './mail-settings.ts';
import type { Handing, Post, Seal } from './post.ts';

export interface WebhookOrder {
  /** The environment variable that holds the address. */
  readonly variable: string;
  readonly env: Environment;
  /** Milliseconds in which it has to answer. */
  readonly patience?: number;
}

/** Undefined where the variable is not set; `denied` where it holds no address that may be used. */
export function openWebhook({ variable, env, patience = 15_000 }: WebhookOrder): Outcome<Post | undefined> {
  const text = env[variable] ?? '';
  if (text === '') return succeeded(undefined);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === undefined || !safe || url.username !== '' || url.password !== '')
    return failed('denied', `${variable} holds no https address without a name and password in it`);
  return succeeded({
    name: `webhook ${variable}`,
    deliver: ({ letter }, seal) => deliver(url, { body: JSON.stringify({ text: letter.text }), patience, seal }),
    close: () => undefined,
  });
}

interface Delivering {
  readonly body: string;
  readonly patience: number;
  readonly seal: Seal;
}

async function deliver(url: URL, { body, patience, seal }: Delivering): Promise<Handing> {
  if (!(await seal())) return { did: 'withheld' };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    // What it says is not read: it could be without end, and could hold the address.
    await response.body?.cancel();
    return verdictOf(response.status);
  } catch (error) {
    return unanswered(error);
  }
}

function verdictOf(status: number): Handing {
  if (status >= 200 && status < 300) return { did: 'sent' };
  if (status >= 300 && status < 400)
    return { did: 'refused', reason: `it answered ${status}, a redirect, which is not followed` };
  if (status === 429 || status === 503) return { did: 'failed', reason: `it answered ${status}` };
  if (status < 500) return { did: 'refused', reason: `it answered ${status}` };
  return { did: 'lost', reason: `it answered ${status}` };
}

/** Nothing left where there was no connection; otherwise it may have arrived. */
function unanswered(error: unknown): Handing {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (cause instanceof Error && cause.message === 'bad port')
    return { did: 'refused', reason: 'its port is one that the web does not use' };
  if (noConnection.has(code)) return { did: 'down', reason: `it cannot be reached (${code})` };
  const timedOut = error instanceof Error && error.name === 'TimeoutError';
  return { did: 'lost', reason: timedOut ? 'it did not answer in time' : 'the connection was lost' };
}

const noConnection: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
