/** What the demo's mails and chat messages arrive at: servers on loopback that keep each in a file. */

import { createServer } from 'node:http';
import type { Server } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

export interface Sinks {
  /** `smtp://127.0.0.1:PORT`, `http://127.0.0.1:PORT`. */
  readonly smtp: string;
  readonly webhook: string;
  /** Whom the mails so far went to, in order. */
  readonly mails: readonly { readonly to: string; readonly subject: string; readonly file: string }[];
  /** How many chat messages came. */
  readonly chats: () => number;
  close(): Promise<void>;
}

/** Starts both; mails become `mails/01.eml`, chat messages `chat/01.json`. */
export async function openSinks(folder: string): Promise<Sinks> {
  const mails: { to: string; subject: string; file: string }[] = [];
  let chats = 0;
  for (const name of ['mails', 'chat']) mkdirSync(join(folder, name), { recursive: true });
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const file = join('mails', `${String(mails.length + 1).padStart(2, '0')}.eml`);
        writeFileSync(join(folder, file), raw);
        const subject = /^Subject: (.*)$/m.exec(raw.toString('utf8'))?.[1]?.trim() ?? '';
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(', '), subject, file });
        done();
      });
    },
  });
  const web = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      chats += 1;
      writeFileSync(join(folder, 'chat', `${String(chats).padStart(2, '0')}.json`), Buffer.concat(chunks));
      response.end('ok');
    });
  });
  const ports = await Promise.all([listening(smtp.server), listening(web)]);
  return {
    smtp: `smtp://127.0.0.1:${ports[0]}?tls=never`,
    webhook: `http://127.0.0.1:${ports[1]}/chat`,
    mails,
    chats: () => chats,
    close: async () => {
      await Promise.all([new Promise<void>((done) => smtp.close(done)), new Promise((done) => web.close(done))]);
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('a server on loopback has no port'));
    });
  });
}
