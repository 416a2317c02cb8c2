/** A mail server on loopback that keeps what it was given, and can be told to misbehave. */

import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

export interface MailServer {
  readonly port: number;
  readonly received: Received[];
  /** The messages, parsed. */
  mails(): Promise<readonly Email[]>;
}

export interface Misbehaviour {
  /** What it says to a recipient: a code and words, or nothing. */
  readonly recipient?: (address: string) => Error | undefined;
  /** What it does once the whole message is there: nothing, an error, or it hangs up. */
  readonly end?: (received: Received, hangUp: () => void) => Error | 'silent' | undefined;
  /** Called as the message begins to come in. */
  readonly data?: (hangUp: () => void) => void;
  readonly login?: { readonly user: string; readonly password: string };
}

/** Who was reached, in order of the address. */
export function reached({ received }: MailServer): readonly string[] {
  return received.flatMap(({ to }) => to).toSorted((a, b) => (a < b ? -1 : 1));
}

/** A refusal with an SMTP code. */
export function refusal(code: number, words: string): Error {
  return Object.assign(new Error(words), { responseCode: code });
}

export async function mailServer(misbehaviour: Misbehaviour = {}): Promise<MailServer> {
  const received: Received[] = [];
  const sockets = new Map<string, { destroy(): void }>();
  const { login } = misbehaviour;
  const server = new SMTPServer({
    authOptional: login === undefined,
    allowInsecureAuth: true,
    logger: false,
    onAuth: (auth, _session, done) =>
      auth.username === login?.user && auth.password === login?.password
        ? done(null, { user: auth.username })
        : done(refusal(535, 'no')),
    onRcptTo: ({ address }, _session, done) => done(misbehaviour.recipient?.(address) ?? null),
    onData: (stream: SMTPServerDataStream, session, done) => {
      const hangUp = (): void => sockets.get(session.id)?.destroy();
      const chunks: Buffer[] = [];
      misbehaviour.data?.(hangUp);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        };
        const answer = misbehaviour.end?.(mail, hangUp);
        if (answer instanceof Error) return done(answer);
        received.push(mail);
        if (answer !== 'silent') done(null);
      });
    },
  });
  server.on('error', () => undefined);
  server.on('connect', () => undefined);
  const net = (server as unknown as { server: { on(event: string, listener: (socket: never) => void): void } }).server;
  net.on('connection', (socket: { destroy(): void }) => {
    const connections = (server as unknown as { connections: Set<{ id: string; _socket: unknown }> }).connections;
    setImmediate(() => {
      for (const { id, _socket } of connections) if (_socket === socket) sockets.set(id, socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    mails: () => Promise.all(received.map(({ raw }) => PostalMime.parse(raw))),
  };
}
