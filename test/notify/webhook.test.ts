import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readMailSettings } from '../../src/notify/mail-settings.ts';
import type { Handing, Parcel } from '../../src/notify/post.ts';
import { openWebhook } from '../../src/notify/webhook.ts';

const parcel: Parcel = {
  to: { address: 'CHAT_WEBHOOK', name: 'CHAT_WEBHOOK' },
  letter: {
    id: 'a',
    subject: 's',
    text: 'two\nlines "quoted"',
    html: '',
    messageId: '<a@b>',
    references: [],
    date: '',
  },
};

interface Chat {
  readonly url: string;
  readonly bodies: string[];
  readonly close: () => void;
}

async function chat(answer: (response: ServerResponse, request: IncomingMessage) => void): Promise<Chat> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString('utf8'));
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/canary-token`, bodies, close };
}

async function posted(url: string, seal = true): Promise<Handing> {
  const opened = openWebhook({ variable: 'CHAT_WEBHOOK', env: { CHAT_WEBHOOK: url }, patience: 500 });
  if (!opened.ok || opened.value === undefined) throw new Error('not opened');
  return opened.value.deliver(parcel, () => Promise.resolve(seal));
}

describe('a webhook', () => {
  test('takes a text as Mattermost and Slack do', async () => {
    const { url, bodies } = await chat((response) => response.end('ok'));
    expect(await posted(url)).toEqual({ did: 'sent' });
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([{ text: 'two\nlines "quoted"' }]);
  });

  test('is told nothing without the seal', async () => {
    const { url, bodies } = await chat((response) => response.end('ok'));
    expect(await posted(url, false)).toEqual({ did: 'withheld' });
    expect(bodies).toEqual([]);
  });

  test('that redirects is not followed', async () => {
    const elsewhere = await chat((response) => response.end('ok'));
    const { url } = await chat((response) => response.writeHead(307, { location: elsewhere.url }).end());
    expect(await posted(url)).toMatchObject({ did: 'refused' });
    expect(elsewhere.bodies).toEqual([]);
  });

  test('that answers without end is not listened to', async () => {
    const { url } = await chat((response) => {
      const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536)));
      response.on('drain', more);
      for (let i = 0; i < 20; i += 1) more();
    });
    expect(await posted(url)).toEqual({ did: 'sent' });
  });

  test.each([
    [404, 'refused'],
    [429, 'failed'],
    [503, 'failed'],
    [502, 'lost'],
  ])('that answers %i: %s', async (status, did) => {
    const { url } = await chat((response) => response.writeHead(status).end('canary'));
    const handing = await posted(url);
    expect(handing.did).toBe(did);
    expect(JSON.stringify(handing)).not.toContain('canary');
  });

  test('that says nothing, hangs up, or is not there', async () => {
    const silent = await chat(() => undefined);
    const rude = await chat((response) => response.destroy());
    const gone = await chat(() => undefined);
    gone.close();
    const urls = [silent.url, rude.url, gone.url, 'http://127.0.0.1:1/canary'];
    const handings = await Promise.all(urls.map((url) => posted(url)));
    expect(handings.map(({ did }) => did)).toEqual(['lost', 'lost', 'down', 'refused']);
    expect(JSON.stringify(handings)).not.toContain('canary');
  });

  test.each(['http://chat.example.org/canary', 'https://u:canary@chat.example.org/', 'file:///etc/canary', 'canary'])(
    'is not opened at %s, and the address is not shown',
    (url) => {
      const opened = openWebhook({ variable: 'CHAT_WEBHOOK', env: { CHAT_WEBHOOK: url } });
      expect(opened).toMatchObject({ ok: false, why: 'denied' });
      expect(JSON.stringify(opened)).not.toContain('canary');
    },
  );
});

describe('the settings of mail', () => {
  const from = { TIDEMARK_MAIL_FROM: 'tidemark@example.org' };
  const read = (env: Readonly<Record<string, string>>): unknown => {
    const settings = readMailSettings({ ...from, ...env });
    return settings.ok ? settings.value : settings.why;
  };

  test('are none where nothing is set', () => {
    expect(read({})).toBeUndefined();
  });

  test('ask for TLS everywhere but on this machine', () => {
    expect(read({ TIDEMARK_SMTP_URL: 'smtp://mail.example.org' })).toMatchObject({ port: 587, tls: 'required' });
    expect(read({ TIDEMARK_SMTP_URL: 'smtp://localhost:25' })).toMatchObject({ port: 25, tls: 'offered' });
    expect(read({ TIDEMARK_SMTP_URL: 'smtp://[::1]:25' })).toMatchObject({ host: '::1', tls: 'offered' });
    expect(read({ TIDEMARK_SMTP_URL: 'smtps://mail.example.org' })).toMatchObject({ port: 465, tls: 'from-start' });
    expect(read({ TIDEMARK_SMTP_URL: 'smtp://mail.example.org:25?tls=never' })).toMatchObject({ tls: 'never' });
    expect(read({ TIDEMARK_SMTP_HOST: 'mail.example.org', TIDEMARK_SMTP_PORT: '465' })).toMatchObject({
      tls: 'from-start',
    });
  });

  test('take a password with any character, from the address or from variables of its own', () => {
    const login = { user: 'a@b', password: 'p/w:d@%' };
    expect(read({ TIDEMARK_SMTP_URL: 'smtp://a%40b:p%2Fw%3Ad%40%25@mail.example.org' })).toMatchObject({ login });
    const parts = {
      TIDEMARK_SMTP_HOST: 'mail.example.org',
      TIDEMARK_SMTP_USER: 'a@b',
      TIDEMARK_SMTP_PASSWORD: 'p/w:d@%',
    };
    expect(read(parts)).toMatchObject({ login });
  });

  test.each([
    { TIDEMARK_SMTP_URL: 'http://mail.example.org' },
    { TIDEMARK_SMTP_URL: 'mail.example.org' },
    { TIDEMARK_SMTP_URL: 'smtp://u:%zz@mail.example.org' },
    { TIDEMARK_SMTP_URL: 'smtp://mail.example.org?tls=maybe' },
    { TIDEMARK_SMTP_URL: 'smtp://u:p@mail.example.org?tls=never' },
    { TIDEMARK_SMTP_URL: 'smtp://mail.example.org', TIDEMARK_MAIL_FROM: 'Tide <t@example.org>' },
    { TIDEMARK_SMTP_HOST: 'mail example', TIDEMARK_MAIL_FROM: 't@example.org' },
    { TIDEMARK_SMTP_HOST: 'mail.example.org', TIDEMARK_SMTP_PORT: '99999' },
  ])('are refused: %j', (env) => {
    expect(read(env)).toBe('denied');
  });
});
