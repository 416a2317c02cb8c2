import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { folderOutbox } from '../../src/notify/outbox-files.ts';
import type { Outbox } from '../../src/notify/outbox.ts';
import type { Announcement } from '../../src/notice/letters.ts';
import { cluster, trouble } from '../notice/support.ts';
import { mailServer, reached, refusal } from '../notify/mail-server.ts';
import { bench } from '../forge/local/support.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { channelsTo, fleet, forgeOf, later, notify, told } from './tell-support.ts';

const ten = Array.from({ length: 10 }, (_, i) => cluster(`c${i}`, [i % 2 === 0 ? 'maria' : 'tomas']));
const bad = trouble('profile-value templates/site/base.yaml /system', ten);

function outboxIn(folder: string = temporaryFolder()): Outbox {
  return folderOutbox({ folder, run: 'test' });
}

describe('ten clusters that fail for one bad template', () => {
  test('give one issue, and each owner one mail that names the cause at its line', async () => {
    const server = await mailServer();
    const hub = bench();
    const forge = forgeOf(hub.forge);
    const outbox = outboxIn();
    const order = { forge, outbox, troubles: [bad], channels: channelsTo(server.port) };
    const first = await told(order);
    expect(first.issues.map(({ did }) => did)).toEqual(['opened']);
    const mails = await server.mails();
    expect(reached(server)).toEqual(['maria@example.org', 'tomas@example.org']);
    for (const mail of mails) {
      expect(mail.subject).toBe('[demo] 5 clusters fail: profile-value in templates/site/base.yaml:12');
      expect(mail.text).toContain('templates/site/base.yaml:12');
      expect(mail.text).toContain(String(first.issues[0]?.url));
    }
    const issues = await hub.ask('GET', '/repos/cc/fleet/issues?state=all');
    expect(issues.body).toHaveLength(1);
    expect(issues.body[0].labels.map((label: { name: string }) => label.name).toSorted()).toEqual([
      'failure',
      'tidemark',
    ]);
    expect(issues.body[0].assignees.map((one: { login: string }) => one.login)).toEqual(['maria', 'tomas']);
    const { writes } = forge.spent();
    const again = await told({ ...order, channels: channelsTo(server.port), clock: later(1) });
    expect(forge.spent().writes).toBe(writes);
    expect(again.issues).toEqual([]);
    expect(again.letters).toEqual([]);
    expect(server.received).toHaveLength(2);
  });

  test('are told again only when something is new, in the same thread', async () => {
    const server = await mailServer();
    const outbox = outboxIn();
    const tellOf = async (troubles: readonly (typeof bad)[], hours: number): Promise<void> => {
      await told({ outbox, troubles, channels: channelsTo(server.port), clock: later(hours) });
    };
    await tellOf([bad], 0);
    await tellOf([{ ...bad, clusters: [...ten, cluster('new', ['maria'])] }], 1);
    await tellOf([{ ...bad, clusters: ten.slice(0, 4) }], 2);
    expect(server.received.map(({ to }) => to[0])).toEqual([
      'maria@example.org',
      'tomas@example.org',
      'maria@example.org',
    ]);
    const [first, , third] = await server.mails();
    expect(third?.inReplyTo).toBe(first?.messageId);
    expect(third?.text).toContain('- new (10 hosts, clusters/new.yaml)');
    expect(third?.text).toContain('- c0 (10 hosts, clusters/c0.yaml), told before');
    // Mended and back again: it is new once more, and begins a thread of its own.
    await tellOf([], 3);
    expect(server.received).toHaveLength(3);
    await tellOf([bad], 4);
    const mails = await server.mails();
    expect(mails).toHaveLength(5);
    expect(mails[3]?.inReplyTo).toBeUndefined();
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(5);
  });
});

describe('an issue', () => {
  const channels = (): ReturnType<typeof channelsTo> => channelsTo(undefined, {}, [{ channel: 'issue' }]);
  const only = { ...fleet, notify: [{ channel: 'issue' }] as const };

  test('is changed in place when more clusters are hit, and closed with a word when it is mended, once', async () => {
    const hub = bench();
    const forge = forgeOf(hub.forge);
    const order = { fleet: only, forge, outbox: outboxIn(), channels: channels() };
    await told({ ...order, troubles: [bad] });
    const more = { ...bad, clusters: [...ten, cluster('new', ['pes'])] };
    expect((await told({ ...order, troubles: [more] })).issues.map(({ did }) => did)).toEqual(['updated']);
    const issue = await hub.ask('GET', '/repos/cc/fleet/issues/1');
    expect(issue.body.title).toContain('11 clusters fail');
    expect(issue.body.assignees.map((one: { login: string }) => one.login)).toContain('pes');
    expect((await told({ ...order, troubles: [] })).issues.map(({ did }) => did)).toEqual(['closed']);
    const comments = await hub.ask('GET', '/repos/cc/fleet/issues/1/comments');
    expect(comments.body).toHaveLength(1);
    const { writes } = forge.spent();
    expect((await told({ ...order, troubles: [] })).issues).toEqual([]);
    expect(forge.spent().writes).toBe(writes);
    expect((await told({ ...order, troubles: [bad] })).issues.map(({ did }) => did)).toEqual(['reopened']);
    expect((await hub.ask('GET', '/repos/cc/fleet/issues?state=all')).body).toHaveLength(1);
  });

  test('that a person closed stays closed until more clusters are hit', async () => {
    const hub = bench();
    const forge = forgeOf(hub.forge);
    const order = { fleet: only, forge, outbox: outboxIn(), channels: channels() };
    await told({ ...order, troubles: [bad] });
    await hub.ask('PATCH', '/repos/cc/fleet/issues/1', { state: 'closed' }, 'maria');
    const { writes } = forge.spent();
    expect((await told({ ...order, troubles: [bad] })).issues).toEqual([]);
    expect((await told({ ...order, troubles: [{ ...bad, clusters: ten.slice(1) }] })).issues).toEqual([]);
    expect(forge.spent().writes).toBe(writes);
    const more = { ...bad, clusters: [...ten, cluster('new', ['pes'])] };
    expect((await told({ ...order, troubles: [more] })).issues.map(({ did }) => did)).toEqual(['reopened']);
  });

  test('is not closed by a run that did not look there', async () => {
    const hub = bench();
    const order = { fleet: only, forge: forgeOf(hub.forge), outbox: outboxIn(), channels: channels() };
    await told({ ...order, troubles: [bad] });
    expect((await told({ ...order, looked: { stages: ['push'], clusters: 'all' } })).issues).toEqual([]);
    expect((await told({ ...order, looked: { stages: ['compile'], clusters: 'some' } })).issues).toEqual([]);
  });

  test('is found again though somebody wrote to its end, and left alone where it is an outsider’s', async () => {
    const hub = bench();
    const order = { fleet: only, forge: forgeOf(hub.forge), outbox: outboxIn(), channels: channels() };
    await told({ ...order, troubles: [bad] });
    const issue = await hub.ask('GET', '/repos/cc/fleet/issues/1');
    await hub.ask('POST', '/repos/cc/fleet/issues', { title: 'copy', body: issue.body.body }, 'outsider');
    await hub.ask('PATCH', '/repos/cc/fleet/issues/1', { body: `${issue.body.body}\nI look into it.` }, 'maria');
    expect((await told({ ...order, troubles: [bad] })).issues.map(({ did }) => did)).toEqual(['updated']);
    expect((await told({ ...order, troubles: [] })).issues.map(({ did }) => did)).toEqual(['closed']);
    expect((await hub.ask('GET', '/repos/cc/fleet/issues?state=open')).body).toHaveLength(1);
  });

  test('of a cluster without owners is a finding, and its failure is told to the owners of its streams', async () => {
    const server = await mailServer();
    const report = await told({
      outbox: outboxIn(),
      channels: channelsTo(server.port),
      troubles: [trouble('bad', [cluster('a', ['henrik'])])],
    });
    expect(report.gathered.subjects.map(({ trouble: { code } }) => code)).toEqual(['owner-left', 'profile-value']);
    expect(server.received.map(({ to }) => to[0])).toEqual(['pes@example.org']);
  });
});

describe('when mail does not go out', () => {
  test('nothing is lost, and one mail tells all once it does', async () => {
    const outbox = outboxIn();
    const down = await told({ outbox, troubles: [bad], channels: channelsTo(1) });
    expect(new Set(down.letters.map(({ became }) => became))).toEqual(new Set(['waiting']));
    expect(down.letters).toHaveLength(2);
    const more = { ...bad, clusters: [...ten, cluster('new', ['maria'])] };
    await told({ outbox, troubles: [more], channels: channelsTo(1), clock: later(1) });
    const server = await mailServer();
    await told({ outbox, troubles: [more], channels: channelsTo(server.port), clock: later(2) });
    expect(reached(server)).toEqual(['maria@example.org', 'tomas@example.org']);
    const maria = (await server.mails()).find(({ to }) => to?.[0]?.address === 'maria@example.org');
    expect(maria?.subject).toContain('6 clusters fail');
  });

  test('what is mended before it goes out is not mailed at all', async () => {
    const outbox = outboxIn();
    await told({ outbox, troubles: [bad], channels: channelsTo(1) });
    const server = await mailServer();
    await told({ outbox, troubles: [], channels: channelsTo(server.port), clock: later(1) });
    expect(server.received).toEqual([]);
  });

  test('an address that is refused is said to the owners of the streams, and tried again after a day', async () => {
    let tries = 0;
    const server = await mailServer({ recipient: () => ((tries += 1), refusal(550, 'no such user')) });
    const order = { outbox: outboxIn(), troubles: [trouble('bad', [cluster('a', ['maria'])])] };
    const first = await told({ ...order, channels: channelsTo(server.port) });
    expect(first.findings).toEqual([
      'the address maria@example.org of MARIA is refused, for pes to mend in owners.yaml: 550 no such user',
    ]);
    await told({ ...order, channels: channelsTo(server.port), clock: later(1) });
    expect(tries).toBe(1);
    await told({ ...order, channels: channelsTo(server.port), clock: later(25) });
    expect(tries).toBe(2);
  });

  test('a lost answer counts as told, is said, and is sent again on request with the same id', async () => {
    const ids: string[] = [];
    let isBroken = true;
    const server = await mailServer({
      end: ({ raw }, hangUp) => {
        ids.push(/^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '');
        if (!isBroken) return undefined;
        hangUp();
        return 'silent';
      },
    });
    const order = { outbox: outboxIn(), troubles: [trouble('bad', [cluster('a', ['maria'])])] };
    const first = await told({ ...order, channels: channelsTo(server.port) });
    expect(first.letters.map(({ became }) => became)).toEqual(['doubtful']);
    isBroken = false;
    const second = await told({ ...order, channels: channelsTo(server.port), clock: later(1) });
    expect([second.letters, second.doubts.length, ids.length]).toEqual([[], 1, 1]);
    const third = await told({ ...order, channels: channelsTo(server.port), clock: later(2), act: 'resend' });
    expect([third.letters.map(({ became }) => became), third.doubts]).toEqual([['sent'], []]);
    expect(ids[1]).toBe(ids[0]);
  });

  test('a mail server that nobody named is a finding, and who was told stays told', async () => {
    const server = await mailServer();
    const outbox = outboxIn();
    await told({ outbox, troubles: [bad], channels: channelsTo(server.port) });
    const without = await told({ outbox, troubles: [bad], channels: channelsTo(undefined), clock: later(1) });
    expect(without.findings.join()).toContain('TIDEMARK_SMTP_URL');
    await told({ outbox, troubles: [bad], channels: channelsTo(server.port), clock: later(2) });
    expect(server.received).toHaveLength(2);
  });
});

describe('two runs at once', () => {
  test('tell everybody once', async () => {
    const server = await mailServer();
    const folder = temporaryFolder();
    const run = (name: string): Promise<unknown> =>
      told({
        outbox: folderOutbox({ folder, run: name }),
        run: name,
        troubles: [bad],
        channels: channelsTo(server.port),
      });
    await Promise.all([run('a'), run('b'), run('c')]);
    expect(reached(server)).toEqual(['maria@example.org', 'tomas@example.org']);
  });
});

describe('an announcement', () => {
  const announcement: Announcement = {
    key: 'release linux/2026_11_minor published',
    topic: 'release linux/2026_11_minor',
    to: ['maria', 'batch', 'henrik'],
    words: (names) => ({
      title: 'linux 2026_11_minor is released',
      text: `For ${names.join(' and ')}.`,
      html: '<p>Released.</p>',
      chat: 'released',
    }),
  };
  const withdrawn: Announcement = { ...announcement, key: 'release linux/2026_11_minor withdrawn' };

  test('is one mail with what fails, told once, and answers to the one before', async () => {
    const server = await mailServer();
    const outbox = outboxIn();
    const order = { outbox, troubles: [trouble('bad', [cluster('a', ['maria'])])] };
    await told({ ...order, announcements: [announcement], channels: channelsTo(server.port) });
    expect(reached(server)).toEqual(['batch@example.org', 'maria@example.org']);
    const first = (await server.mails()).find(({ to }) => to?.[0]?.address === 'maria@example.org');
    expect(first?.subject).toBe(
      '[demo] linux 2026_11_minor is released; 1 cluster fails: profile-value in templates/site/base.yaml:12',
    );
    expect(first?.text).toContain('For maria.');
    await told({ ...order, announcements: [announcement], channels: channelsTo(server.port), clock: later(1) });
    expect(server.received).toHaveLength(2);
    await told({ ...order, announcements: [withdrawn], channels: channelsTo(server.port), clock: later(2) });
    const last = (await server.mails()).findLast(({ to }) => to?.[0]?.address === 'maria@example.org');
    expect(last?.inReplyTo).toBe(first?.messageId);
  });

  test('that could not go out is kept, though a later run does not bring it again', async () => {
    const outbox = outboxIn();
    await told({ outbox, announcements: [announcement], channels: channelsTo(1) });
    const server = await mailServer();
    await told({ outbox, channels: channelsTo(server.port), clock: later(1) });
    expect(reached(server)).toEqual(['batch@example.org', 'maria@example.org']);
  });
});

test('nothing that is left behind holds a secret', async () => {
  const server = await mailServer({ login: { user: 'user', password: 'other' } });
  const folder = temporaryFolder();
  const url = `smtp://user:canary-7f3a@127.0.0.1:${server.port}?tls=never`;
  const wanted = [...notify, { channel: 'webhook', variable: 'CHAT_WEBHOOK' } as const];
  const report = await told({
    outbox: outboxIn(folder),
    troubles: [bad],
    channels: channelsTo(undefined, { TIDEMARK_SMTP_URL: url, CHAT_WEBHOOK: 'http://127.0.0.1:1/canary-7f3a' }, wanted),
  });
  expect(report.letters.some(({ became }) => became === 'waiting')).toBe(true);
  const left = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
  expect(left.length).toBeGreaterThan(0);
  expect(`${JSON.stringify(report)}${left.join('')}`).not.toContain('canary');
});

test('a record that is none of ours silences its reader alone, and is said', async () => {
  const server = await mailServer();
  const folder = temporaryFolder();
  await told({ outbox: outboxIn(folder), troubles: [bad], channels: channelsTo(server.port) });
  const [name = ''] = readdirSync(folder);
  writeFileSync(`${folder}/${name}`, '{"told":"everything"}');
  const more = { ...bad, clusters: ten.map((one) => ({ ...one, name: `${one.name}-new` })) };
  const report = await told({
    outbox: outboxIn(folder),
    troubles: [more],
    channels: channelsTo(server.port),
    clock: later(1),
  });
  expect(report.letters.map(({ became }) => became)).toEqual(['sent']);
  expect(report.findings.join()).toContain('is unreadable');
});

test('showing writes nothing, and says who would be told', async () => {
  const server = await mailServer();
  const folder = temporaryFolder();
  const hub = bench();
  const forge = forgeOf(hub.forge);
  const report = await told({
    forge,
    outbox: outboxIn(folder),
    troubles: [bad],
    channels: channelsTo(server.port),
    act: 'show',
  });
  expect(report.issues.map(({ did }) => did)).toEqual(['opened']);
  expect(report.letters.map(({ to }) => to.address)).toEqual(['maria@example.org', 'tomas@example.org']);
  expect([server.received, readdirSync(folder), forge.spent().writes]).toEqual([[], [], 0]);
});

test('mails become files where the operator names a folder', async () => {
  const folder = temporaryFolder();
  const outbox = outboxIn();
  const order = { outbox, troubles: [bad], channels: channelsTo(undefined, { TIDEMARK_MAIL_FOLDER: folder }) };
  expect((await told(order)).letters.map(({ became }) => became)).toEqual(['sent', 'sent']);
  const mails = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
  expect(mails).toHaveLength(2);
  expect(mails.join('')).toContain('Subject: [demo] 5 clusters fail');
  expect((await told({ ...order, clock: later(1) })).letters).toEqual([]);
});
