/** What can go wrong on the way to a forge, in this process and on a real socket. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../../../src/forge/forge.ts';

/** By whether the request is served before its answer is lost. */
export type FaultName =
  | 'reset-before'
  | 'reset-after'
  | 'hang-before'
  | 'hang-after'
  | 'cut-body'
  | 'half-json'
  | 'html-instead'
  | '500-before'
  | '500-after'
  | '502-html-after'
  | '503-wait'
  | '504-after'
  | '403-wait'
  | '403-secondary'
  | '403-hour'
  | '429-wait'
  | '429-bare';

const faults: Readonly<Record<FaultName, Fault>> = {
  'reset-before': { isApplied: false },
  'reset-after': { isApplied: true },
  'hang-before': { isApplied: false },
  'hang-after': { isApplied: true },
  'cut-body': { isApplied: true },
  'half-json': { isApplied: true },
  'html-instead': { isApplied: true },
  '500-before': { isApplied: false, status: 500, json: { message: 'Server Error' } },
  '500-after': { isApplied: true, status: 500, json: { message: 'Server Error' } },
  '502-html-after': { isApplied: true, status: 502, html: '<html><h1>502 Bad Gateway</h1></html>' },
  '503-wait': { isApplied: false, status: 503, html: 'busy', headers: { 'retry-after': '7' } },
  '504-after': { isApplied: true, status: 504, html: '' },
  '403-wait': { isApplied: false, status: 403, json: { message: 'slow down' }, headers: { 'retry-after': '90' } },
  '403-secondary': { isApplied: false, status: 403, json: { message: 'You have exceeded a secondary rate limit.' } },
  '403-hour': {
    isApplied: false,
    status: 403,
    json: { message: 'API rate limit exceeded' },
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1000600', date: 'Mon, 12 Jan 1970 13:46:40 GMT' },
  },
  '429-wait': { isApplied: false, status: 429, html: 'no', headers: { 'retry-after': '3' } },
  '429-bare': { isApplied: false, status: 429, html: '' },
};

export interface Fault {
  readonly isApplied: boolean;
  readonly status?: number;
  readonly json?: object;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const faultNames: readonly FaultName[] = Object.keys(faults) as FaultName[];

/** How long it should be waited after the first such fault, in milliseconds. */
export function waitAfter(name: FaultName): number {
  const waits: Partial<Record<FaultName, number>> = {
    '503-wait': 7000,
    '403-wait': 90_000,
    '403-secondary': 60_000,
    '403-hour': 601_000,
    '429-wait': 3000,
    '429-bare': 60_000,
  };
  return waits[name] ?? 1000;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** A faulty way to a forge, and all that was asked on it. */
export interface FaultyWay {
  readonly fetch: Fetch;
  readonly asked: Asked[];
}

/** `faultAt` tells what meets the request of this number, counted from 0. */
export function faulty(fetch: Fetch, faultAt: (index: number) => FaultName | undefined): FaultyWay {
  const asked: Asked[] = [];
  return {
    asked,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      const name = faultAt(asked.length);
      asked.push({ method: request.method, path: `${pathname}${search}` });
      if (name === undefined) return fetch(request);
      const fault: Fault = faults[name];
      const served = fault.isApplied ? await fetch(request) : undefined;
      if (fault.status !== undefined) return answerOf(fault, fault.status);
      return broken(name, served);
    },
  };
}

function answerOf({ json, html = '', headers = {} }: Fault, status: number): Response {
  if (json !== undefined) return Response.json(json, { status, headers });
  return new Response(html, { status, headers: { 'content-type': 'text/html', ...headers } });
}

async function broken(name: FaultName, served: Response | undefined): Promise<Response> {
  const reset = new TypeError('fetch failed', { cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }) });
  if (name.startsWith('reset')) throw reset;
  if (name.startsWith('hang')) return await new Promise<never>(() => undefined);
  if (name === 'html-instead')
    return new Response('<html>sign in</html>', { headers: { 'content-type': 'text/html' } });
  const text = (await served?.text()) ?? '';
  const half = text.slice(0, Math.floor(text.length / 2));
  const status = served?.status === 201 ? 201 : 200;
  const headers = { 'content-type': 'application/json' };
  if (name === 'half-json') return new Response(half, { status, headers });
  const cut = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(half));
      controller.error(reset);
    },
  });
  return new Response(cut, { status, headers });
}

/** The same on loopback, by a server that breaks real connections. */
export async function served(way: FaultyWay): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => void serve(way, incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(way: FaultyWay, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = 'GET', url = '/' } = incoming;
  const body = method === 'GET' ? {} : { body: Buffer.concat(chunks) };
  try {
    const answer = await way.fetch(new Request(`http://127.0.0.1${url}`, { method, ...body }));
    const headers = Object.fromEntries(answer.headers);
    // Where the body breaks off, its length was promised before.
    outgoing.writeHead(answer.status, {
      ...headers,
      ...(answer.status === 204 ? {} : { 'transfer-encoding': 'chunked' }),
    });
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) outgoing.write(chunk);
    outgoing.end();
  } catch {
    incoming.socket.destroy();
  }
}
