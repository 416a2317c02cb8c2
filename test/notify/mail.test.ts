import { describe, expect, onTestFinished, test } from 'vitest';
import { readAddress } from '../../src/notify/address.ts';
import { openMail } from '../../src/notify/mail.ts';
import type { MailSettings } from '../../src/notify/mail-settings.ts';
import type { Parcel, ParcelLetter, Post } from '../../src/notify/post.ts';
import { mailServer, refusal, type MailServer } from './mail-server.ts';

const from = readAddress('tidemark@example.org');
if (from === undefined) throw new Error('no address');

const letter: ParcelLetter = {
  id: 'abcdef0123456789',
  subject: '[demo] 1 cluster fails: profile-value',
  text: 'Grüße aus dem Dorf\n.\n..\nFrom here on\n',
  html: '<p>Grüße</p>\n',
  messageId: '<one.demo@example.org>',
  references: ['<root.demo@example.org>'],
  date: '2026-11-21T10:00:00.000Z',
};

function parcelTo(address: string, name = 'Maria', more: Partial<ParcelLetter> = {}): Parcel {
  return { to: { address, name }, letter: { ...letter, ...more } };
}

function mailTo({ port }: Pick<MailServer, 'port'>, more: Partial<MailSettings> = {}, patience = 3000): Post {
  const settings = {
    host: '127.0.0.1',
    port,
    tls: 'never',
    login: undefined,
    from: from as MailSettings['from'],
    ...more,
  } as const;
  const post = openMail({ settings, fleet: 'demo', patience });
  onTestFinished(() => post.close());
  return post;
}

const sealed = (): Promise<boolean> => Promise.resolve(true);

describe('a mail', () => {
  test('arrives with text, HTML, thread and the headers of a machine', async () => {
    const server = await mailServer();
    const post = mailTo(server);
    expect(await post.deliver(parcelTo('maria@example.org', 'Mária Ü'), sealed)).toEqual({ did: 'sent' });
    const [mail] = await server.mails();
    expect(mail).toMatchObject({
      subject: letter.subject,
      messageId: letter.messageId,
      inReplyTo: '<root.demo@example.org>',
      references: '<root.demo@example.org>',
      from: { name: 'tidemark demo', address: 'tidemark@example.org' },
      to: [{ name: 'Mária Ü', address: 'maria@example.org' }],
      date: letter.date,
    });
    expect(mail?.text?.replaceAll('\r\n', '\n').trim()).toBe(letter.text.trim());
    expect(mail?.html).toContain('<p>Grüße</p>');
    const headers = new Map(mail?.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('list-id')).toBe('<notices.demo.example.org>');
    expect(headers.has('bcc')).toBe(false);
    expect(server.received[0]).toMatchObject({ from: 'tidemark@example.org', to: ['maria@example.org'] });
  });

  test('is the same bytes each time it is sent', async () => {
    const server = await mailServer();
    const post = mailTo(server);
    await post.deliver(parcelTo('maria@example.org'), sealed);
    await post.deliver(parcelTo('maria@example.org'), sealed);
    expect(server.received[0]?.raw).toBe(server.received[1]?.raw);
  });

  test.each([
    'sm@x.org\r\nRCPT TO:<evil@x.org>',
    'sm@x.org\nBcc: evil@x.org',
    'Maria <maria@x.org>',
    'maria@x.org, evil@x.org',
    '"maria\\" <evil@x.org>, \\""@x.org',
    'maria@[127.0.0.1]',
    'mária@x.org',
    'maria @x.org',
    '@x.org',
    'maria@',
    '',
  ])('goes nowhere when the address is %j', async (address) => {
    const server = await mailServer();
    const handing = await mailTo(server).deliver(parcelTo(address), sealed);
    expect(handing.did).toBe('refused');
    expect(server.received).toEqual([]);
  });

  test.each([
    'Maria\r\nBcc: evil@x.org',
    'Maria" <evil@x.org>, "',
    'Maria <evil@x.org>',
    'M\u0000\u202eria',
    '=?utf-8?q?evil?=',
  ])('has one recipient and no header of its reader named %j', async (name) => {
    const server = await mailServer();
    const subject = `${name} and a subject`;
    await mailTo(server).deliver(parcelTo('maria@example.org', name, { subject }), sealed);
    const [mail] = await server.mails();
    expect(server.received[0]?.to).toEqual(['maria@example.org']);
    expect(mail?.to).toHaveLength(1);
    expect(mail?.to?.[0]?.address).toBe('maria@example.org');
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.headers.filter(({ key }) => key === 'subject' || key === 'to')).toHaveLength(2);
  });

  test('takes no thread from a text that is no message id', async () => {
    const server = await mailServer();
    await mailTo(server).deliver(
      parcelTo('maria@example.org', 'M', { references: ['<a@b>\r\nBcc: <evil@x.org>'] }),
      sealed,
    );
    const [mail] = await server.mails();
    expect(mail?.references).toBeUndefined();
    expect(mail?.headers.some(({ key }) => key === 'bcc')).toBe(false);
  });
});

describe('the last dot', () => {
  test('waits for the seal, and nothing arrives without it', async () => {
    const server = await mailServer();
    const handing = await mailTo(server).deliver(parcelTo('maria@example.org'), () => Promise.resolve(false));
    expect(handing).toEqual({ did: 'withheld' });
    expect(server.received).toEqual([]);
  });

  test('leaves after the seal alone', async () => {
    const server = await mailServer();
    let atSeal = -1;
    await mailTo(server).deliver(parcelTo('maria@example.org'), () => {
      atSeal = server.received.length;
      return sealed();
    });
    expect([atSeal, server.received.length]).toEqual([0, 1]);
  });
});

describe('a mail server that', () => {
  test('refuses the address for good', async () => {
    const server = await mailServer({ recipient: () => refusal(550, 'no such user') });
    let asked = 0;
    const handing = await mailTo(server).deliver(parcelTo('gone@example.org'), () => ((asked += 1), sealed()));
    expect(handing).toEqual({ did: 'refused', reason: '550 no such user' });
    expect(asked).toBe(0);
  });

  test('refuses the address for now', async () => {
    const server = await mailServer({ recipient: () => refusal(450, 'greylisted') });
    expect(await mailTo(server).deliver(parcelTo('maria@example.org'), sealed)).toEqual({
      did: 'failed',
      reason: '450 greylisted',
    });
  });

  test('refuses the message after its end', async () => {
    const server = await mailServer({ end: () => refusal(451, 'try later') });
    expect(await mailTo(server).deliver(parcelTo('maria@example.org'), sealed)).toMatchObject({ did: 'failed' });
  });

  test('hangs up before the end', async () => {
    const server = await mailServer({ data: (hangUp) => hangUp() });
    const slowSeal = (): Promise<boolean> => new Promise((resolve) => setTimeout(() => resolve(true), 200));
    expect(await mailTo(server).deliver(parcelTo('maria@example.org'), slowSeal)).toMatchObject({ did: 'failed' });
  });

  test('hangs up after the end, so that it may have arrived', async () => {
    const server = await mailServer({ end: (_mail, hangUp) => (hangUp(), 'silent') });
    expect(await mailTo(server).deliver(parcelTo('maria@example.org'), sealed)).toMatchObject({ did: 'lost' });
  });

  test('never answers the end, so that it may have arrived', async () => {
    const server = await mailServer({ end: () => 'silent' });
    expect(await mailTo(server, {}, 200).deliver(parcelTo('maria@example.org'), sealed)).toMatchObject({ did: 'lost' });
  });

  test('is not there', async () => {
    const handing = await mailTo({ port: 1 }).deliver(parcelTo('maria@example.org'), sealed);
    expect(handing.did).toBe('down');
  });

  test('refuses the password, which is in no reason', async () => {
    const server = await mailServer({ login: { user: 'u', password: 'right' } });
    const login = { user: 'u', password: 'canary-secret' };
    const handing = await mailTo(server, { login }).deliver(parcelTo('maria@example.org'), sealed);
    expect(handing.did).toBe('down');
    expect(JSON.stringify(handing)).not.toContain('canary');
  });

  test('wants the password, and a second mail takes the same connection', async () => {
    const server = await mailServer({ login: { user: 'u', password: 'right' } });
    const post = mailTo(server, { login: { user: 'u', password: 'right' } });
    expect(await post.deliver(parcelTo('maria@example.org'), sealed)).toEqual({ did: 'sent' });
    expect(await post.deliver(parcelTo('tomas@example.org'), sealed)).toEqual({ did: 'sent' });
    expect(server.received).toHaveLength(2);
  });

  test('offers TLS with a certificate of its own is taken on this machine', async () => {
    const server = await mailServer();
    const post = mailTo(server, { tls: 'required' });
    expect(await post.deliver(parcelTo('maria@example.org'), sealed)).toEqual({ did: 'sent' });
  });
});
