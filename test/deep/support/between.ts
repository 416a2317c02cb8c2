/** Stands between the command and a server on loopback: counts what is asked, brings branches over, and loses answers. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { oneRequest } from './one-request.ts';

/** What the command asked, and what it was answered. */
export interface Seen {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly body: string;
  /** What the server said, whatever the command was told. */
  readonly status: number;
}

/** After the server has done it: nothing wrong, an error page in place of the answer, or no answer. */
export type Loss = 'none' | '502' | 'reset';

export interface BetweenOrder {
  /** Of the server, without a slash at its end. */
  readonly url: string;
  /** Done before a request is opened. */
  readonly bring: () => Promise<void>;
}

export class Between {
  readonly seen: Seen[] = [];
  /** Asked after the server has answered, with the place of the request in `seen`. */
  lose: (seen: Seen, at: number) => Loss | Promise<Loss> = () => 'none';
  readonly #order: BetweenOrder;
  readonly #server: Server;

  private constructor(order: BetweenOrder) {
    this.#order = order;
    this.#server = createServer((request, response) => {
      void this.#pass(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async open(order: BetweenOrder): Promise<Between> {
    const between = new Between(order);
    await new Promise<void>((resolve) => between.#server.listen(0, '127.0.0.1', resolve));
    return between;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get writes(): readonly Seen[] {
    return this.seen.filter(({ method }) => method !== 'GET');
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const { method = 'GET', url: path = '/' } = request;
    if (method === 'POST' && path.endsWith('/pulls')) await this.#order.bring();
    const url = `${this.#order.url}${path}`;
    const answer = await oneRequest({ url, method, headers: headersOf(request), body });
    const seen = { method, path: path.split('?')[0] ?? '', body, status: answer.status };
    this.seen.push(seen);
    const loss = await this.lose(seen, this.seen.length - 1);
    if (loss === 'reset') return void request.socket.destroy();
    if (loss === '502') {
      response.writeHead(502, { 'content-type': 'text/html' });
      return void response.end('<html><body><h1>502 Bad Gateway</h1></body></html>');
    }
    const kept = Object.entries(answer.headers).filter(([name]) => !ofTheWay.includes(name));
    response.writeHead(answer.status, Object.fromEntries(kept));
    response.end(answer.text.replaceAll(this.#order.url, this.url));
  }
}

/** Headers that are about one connection. */
const ofTheWay = ['connection', 'keep-alive', 'content-length', 'transfer-encoding'];

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const kept = ['authorization', 'accept', 'content-type', 'user-agent', 'x-github-api-version'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
