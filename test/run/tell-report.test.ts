import { describe, expect, test } from 'vitest';
import { folderOutbox } from '../../src/notify/outbox-files.ts';
import type { Outbox } from '../../src/notify/outbox.ts';
import type { Report, StaleRow } from '../../src/report/report.ts';
import { bench, type Bench } from '../forge/local/support.ts';
import { aged, due, exception, none, open, reportOf, row } from '../notice/stale-support.ts';
import { mailServer, reached, type MailServer } from '../notify/mail-server.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { channelsTo, forgeOf, later, told } from './tell-support.ts';
import { cluster, trouble } from '../notice/support.ts';
import { fleet, notify, reportTold, type Say } from './tell-report-support.ts';

function outboxIn(folder: string = temporaryFolder()): Outbox {
  return folderOutbox({ folder, run: 'test' });
}

/** Everybody whom the server has reached since it was asked last. */
function newly(server: MailServer): () => readonly string[] {
  let seen = 0;
  return () => {
    const since = server.received.slice(seen).map(({ to }) => to[0] ?? '');
    seen = server.received.length;
    return since.toSorted();
  };
}

const maria = 'maria@example.org';
const tomas = 'tomas@example.org';
const security = 'security@example.org';

describe('mail', () => {
  /** Tells one report after the other, each a day later; gives who was reached by each. */
  async function days(reports: readonly Report[]): Promise<readonly (readonly string[])[]> {
    const server = await mailServer();
    const since = newly(server);
    const outbox = outboxIn();
    const all: (readonly string[])[] = [];
    for (const [day, report] of reports.entries()) {
      await reportTold({ outbox, report, channels: channelsTo(server.port, {}, notify), clock: later(24 * day) });
      all.push(since());
    }
    return all;
  }

  test('comes once for a state, again when it gets worse or comes back, and is no letter when it is mended', async () => {
    const calm = reportOf([row('web', { state: 'current' })]);
    const late = reportOf([due('web')]);
    const worse = reportOf([row('web')]);
    expect(await days([calm, late, aged(late, 1), worse, aged(worse, 1), calm, calm, late])).toEqual([
      [],
      [maria, security],
      [],
      [maria, security],
      [],
      [security],
      [],
      [maria, security],
    ]);
  });

  test('comes to each owner with their own clusters, and to the security team with all of them', async () => {
    const server = await mailServer();
    const rows = [row('web'), due('db', { owners: ['tomas'], call: ['tomas'] }), due('web', { stream: 'elfms' })];
    await reportTold({ outbox: outboxIn(), report: reportOf(rows), channels: channelsTo(server.port) });
    expect(reached(server)).toEqual([maria, security, tomas]);
    const mails = new Map((await server.mails()).map((mail) => [mail.to?.[0]?.address, mail]));
    expect(mails.get(maria)?.subject).toBe('[demo] 1 cluster is late: 1 overdue, 1 due');
    expect(mails.get(maria)?.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(
      [
        'Fleet demo, your clusters: 1 cluster is late: 1 overdue, 1 due.',
        '',
        '1. web, linux: overdue since 2026-10-16',
        '   hosts: 10, clusters/web.yaml:4',
        '   has:   2026_7_minor; 2 minor releases behind 2026_9_minor, lacking the first since 2026-09-01',
        '   lacks: 2 Important; to be closed by 2026-12-01',
        '   move:  yours: pull request #12 is open since 2026-10-01',
        '          https://forge.example/cc/fleet/pull/12',
        '   do:    read it and merge it',
        '',
        '2. web, elfms: due since 2026-09-15',
        '   hosts: 10, clusters/web.yaml:4',
        '   has:   2026_7_minor; 2 minor releases behind 2026_9_minor, lacking the first since 2026-09-01',
        '   lacks: 2 Important; to be closed by 2026-12-01',
        '   move:  yours: pull request #12 is open since 2026-10-01',
        '          https://forge.example/cc/fleet/pull/12',
        '   do:    read it and merge it',
        '',
        'To be asked:',
        '  - linux: PES <pes@example.org>',
        '  - elfms: PES <pes@example.org>',
        '',
        '-- ',
        'This comes from fleet demo, for maria. You are told once, and again when it gets worse; what is mended is not mailed about.',
      ].join('\n'),
    );
    expect(mails.get(tomas)?.text).not.toContain('web');
    expect(mails.get(security)?.text).toContain('the whole fleet: 2 clusters are late: 1 overdue, 2 due.');
    expect(mails.get(security)?.text).toContain('3. web, elfms');
  });

  test('says what is new first, and reminds of the rest, in the same thread', async () => {
    const server = await mailServer();
    const outbox = outboxIn();
    await reportTold({ outbox, report: reportOf([row('web')]), channels: channelsTo(server.port) });
    const more = reportOf([row('web'), due('db')]);
    await reportTold({ outbox, report: more, channels: channelsTo(server.port), clock: later(24) });
    const own = (await server.mails()).filter(({ to }) => to?.[0]?.address === maria);
    expect(own[1]?.text).toContain('1. db, linux: due since 2026-09-15');
    expect(own[1]?.text).toContain('still there:\n  - web, linux: overdue since 2026-10-16');
    expect(own[1]?.inReplyTo).toBe(own[0]?.messageId);
  });

  test('does not come while an exception runs, and comes to its owner and the cluster’s when it ends', async () => {
    const running = reportOf([row('web', { exception: 0 })], [exception(['web'])]);
    const ended = reportOf([row('web')], [exception(['web'], { until: '2026-11-20', isOver: true, daysOver: 1 })]);
    expect(await days([running, ended, aged(ended, 1)])).toEqual([[], [maria, security, tomas], []]);
  });

  test('comes though a hold runs when an advisory is past its day', async () => {
    const held = row('web', { state: 'held', since: undefined });
    expect(await days([reportOf([held]), reportOf([{ ...held, lacksOver: { ...none, Critical: 1 } }])])).toEqual([
      [],
      [maria, security],
    ]);
  });

  test('does not come anew for a cluster whose file could not be read for a while', async () => {
    const server = await mailServer();
    const since = newly(server);
    const outbox = outboxIn();
    const say = async (report: Report, unreadable: readonly string[], day: number): Promise<readonly string[]> => {
      await reportTold({ outbox, report, unreadable, channels: channelsTo(server.port), clock: later(24 * day) });
      return since();
    };
    const late = reportOf([row('web')]);
    expect(await say(late, [], 0)).toEqual([maria, security]);
    expect(await say(reportOf([]), ['web'], 1)).toEqual([]);
    expect(await say(late, [], 2)).toEqual([]);
  });

  test('of a report on some clusters takes nothing for mended', async () => {
    const server = await mailServer();
    const since = newly(server);
    const outbox = outboxIn();
    const say = async (
      rows: readonly StaleRow[],
      clusters: 'all' | 'some',
      day: number,
    ): Promise<readonly string[]> => {
      const report = reportOf(rows);
      await reportTold({ outbox, report, clusters, channels: channelsTo(server.port), clock: later(24 * day) });
      return since();
    };
    expect(await say([row('web'), row('db')], 'all', 0)).toEqual([maria, security]);
    expect(await say([row('web')], 'some', 1)).toEqual([]);
    expect(await say([row('web'), row('db')], 'all', 2)).toEqual([]);
  });

  test('leaves letters about failures alone, and these leave it alone', async () => {
    const server = await mailServer();
    const since = newly(server);
    const outbox = outboxIn();
    const report = reportOf([row('web')]);
    const troubles = [trouble('bad', [cluster('web', ['maria'])])];
    await reportTold({ outbox, report, channels: channelsTo(1) });
    await told({ outbox, troubles, channels: channelsTo(server.port), clock: later(1) });
    expect(since()).toEqual([maria, maria, security]);
    await reportTold({ outbox, report, channels: channelsTo(server.port), clock: later(2) });
    await told({ outbox, troubles, channels: channelsTo(server.port), clock: later(3) });
    expect(since()).toEqual([]);
  });

  test('that could not go out tells later what is true then', async () => {
    const outbox = outboxIn();
    await reportTold({ outbox, report: reportOf([due('web'), due('db')]), channels: channelsTo(1) });
    const server = await mailServer();
    await reportTold({ outbox, report: reportOf([row('web')]), channels: channelsTo(server.port), clock: later(24) });
    const own = (await server.mails()).find(({ to }) => to?.[0]?.address === maria);
    expect([reached(server), own?.subject]).toEqual([[maria, security], '[demo] 1 cluster is late: 1 overdue']);
  });

  test('comes once though three runs tell at once', async () => {
    const server = await mailServer();
    const folder = temporaryFolder();
    const run = (name: string): Promise<unknown> =>
      reportTold({
        outbox: folderOutbox({ folder, run: name }),
        run: name,
        report: reportOf([row('web')]),
        channels: channelsTo(server.port),
      });
    await Promise.all([run('a'), run('b'), run('c')]);
    expect(reached(server)).toEqual([maria, security]);
  });

  test('of hostile names adds no header, no markup and no recipient', async () => {
    const server = await mailServer();
    const evil = '"><img src=x>\r\nBcc: evil@example.org\u202e @everyone';
    const rows = [
      row(evil, {
        stream: evil,
        file: evil,
        pin: evil,
        newest: evil,
        turn: {
          ...open,
          why: 'blocked',
          by: evil,
          request: { number: 1, url: 'javascript:alert(1)', since: evil, days: 1 },
        },
      }),
    ];
    const ended = exception([evil], { owner: evil, reason: evil, isOver: true });
    const report = { ...reportOf(rows, [ended]), fleet: 'demo' };
    const after = await reportTold({ outbox: outboxIn(), report, channels: channelsTo(server.port) });
    expect(after.findings.join()).toContain('is not there any more');
    expect(reached(server)).toEqual([maria, security]);
    for (const { raw, to } of server.received) {
      expect(to).toHaveLength(1);
      expect(raw).not.toMatch(/^Bcc:/m);
    }
    for (const mail of await server.mails()) {
      expect(mail.html).not.toMatch(/<img|href="javascript/);
      expect(mail.text).not.toContain('\u202e');
    }
  });
});

describe('the webhook', () => {
  test('is told what is new in the whole fleet, in a few lines, and nothing of what is mended', async () => {
    const server = await mailServer();
    const folder = temporaryFolder();
    const wanted = [{ channel: 'webhook', variable: 'CHAT_WEBHOOK' }] as const;
    const say = async (rows: readonly StaleRow[], hours: number): Promise<readonly string[]> => {
      const order: Say = {
        fleet: { ...fleet, notify: wanted },
        outbox: outboxIn(folder),
        report: reportOf(rows),
        channels: channelsTo(server.port, { CHAT_WEBHOOK: 'http://127.0.0.1:1/x' }, wanted),
        clock: later(hours),
        act: 'show',
      };
      return (await reportTold(order)).letters.map(({ subject }) => subject);
    };
    expect(await say([row('web'), due('db')], 0)).toEqual(['[demo] 2 clusters are late: 1 overdue, 1 due']);
    expect(await say([], 0)).toEqual([]);
  });
});

describe('the issue', () => {
  const only = { ...fleet, notify: [{ channel: 'issue' }] as const };

  interface World {
    readonly hub: Bench;
    readonly writes: () => number;
    readonly say: (report: Report, more?: Partial<Say>) => Promise<readonly string[]>;
  }

  function world(): World {
    const hub = bench();
    const forge = forgeOf(hub.forge);
    const outbox = outboxIn();
    const say: World['say'] = async (report, more = {}) => {
      const channels = channelsTo(undefined, {}, [{ channel: 'issue' }]);
      return (await reportTold({ fleet: only, forge, outbox, report, channels, ...more })).issues.map(({ did }) => did);
    };
    return { hub, say, writes: () => forge.spent().writes };
  }

  test('is one, found again, and written anew only when a state has changed', async () => {
    const { hub, say, writes } = world();
    expect(await say(reportOf([row('web', { state: 'current' })]))).toEqual([]);
    const late = reportOf([due('web'), row('db')]);
    expect(await say(late)).toEqual(['opened']);
    const before = writes();
    for (const days of [1, 2, 30]) expect(await say(aged(late, days))).toEqual([]);
    expect(writes()).toBe(before);
    expect(await say(reportOf([row('web')]))).toEqual(['updated']);
    const { body } = await hub.ask('GET', '/repos/cc/fleet/issues?state=all');
    expect(body).toHaveLength(1);
    expect(body[0].labels.map(({ name }: { name: string }) => name).toSorted()).toEqual([
      'security-report',
      'tidemark',
    ]);
    expect(body[0].title).toBe('[demo] security report: 1 cluster is late: 1 overdue');
    expect(body[0].body).toContain('- worse: `web` in `linux`');
    expect(body[0].body).toContain('- mended: `db` in `linux`');
    expect(body[0].body).not.toMatch(/\b(?:36|81|51)\b/);
  });

  test('is closed with a word when nothing is late, and opened again when something is', async () => {
    const { hub, say, writes } = world();
    await say(reportOf([row('web')]));
    expect(await say(reportOf([]))).toEqual(['closed']);
    const before = writes();
    expect(await say(reportOf([]))).toEqual([]);
    expect(writes()).toBe(before);
    expect((await hub.ask('GET', '/repos/cc/fleet/issues/1/comments')).body).toHaveLength(1);
    expect(await say(reportOf([row('web')]))).toEqual(['reopened']);
    expect((await hub.ask('GET', '/repos/cc/fleet/issues?state=all')).body).toHaveLength(1);
  });

  test('that a person closed stays closed until something new is late', async () => {
    const { hub, say, writes } = world();
    await say(reportOf([row('web')]));
    await hub.ask('PATCH', '/repos/cc/fleet/issues/1', { state: 'closed' }, 'maria');
    const before = writes();
    expect(await say(reportOf([row('web')]))).toEqual([]);
    expect(writes()).toBe(before);
    expect(await say(reportOf([row('web'), due('db')]))).toEqual(['reopened']);
  });

  test('of which two were opened becomes one', async () => {
    const { hub, say } = world();
    await say(reportOf([row('web')]));
    const { body } = await hub.ask('GET', '/repos/cc/fleet/issues/1');
    const twin = { title: body.title, body: body.body, labels: ['tidemark', 'security-report'] };
    await hub.ask('POST', '/repos/cc/fleet/issues', twin, 'maria');
    expect(await say(reportOf([row('web')]))).toEqual(['closed']);
    const left = await hub.ask('GET', '/repos/cc/fleet/issues?state=open');
    expect(left.body.map(({ number }: { number: number }) => number)).toEqual([1]);
  });

  test('is not the copy of an outsider, and is found though somebody wrote to its end', async () => {
    const { hub, say } = world();
    await say(reportOf([row('web')]));
    const { body } = await hub.ask('GET', '/repos/cc/fleet/issues/1');
    await hub.ask('POST', '/repos/cc/fleet/issues', { title: 'copy', body: body.body }, 'outsider');
    await hub.ask('PATCH', '/repos/cc/fleet/issues/1', { body: `${body.body}\nI look into it.` }, 'maria');
    expect(await say(reportOf([row('web')]))).toEqual(['updated']);
    expect(await say(reportOf([]))).toEqual(['closed']);
    expect((await hub.ask('GET', '/repos/cc/fleet/issues?state=open')).body).toHaveLength(1);
  });

  test('is left alone by a report on some clusters', async () => {
    const { say } = world();
    await say(reportOf([row('web'), row('db')]));
    expect(await say(reportOf([row('web')]), { clusters: 'some' })).toEqual([]);
  });

  test('of three thousand clusters is cut at a row below the forge’s limit, and says so', async () => {
    const { hub, say } = world();
    await say(reportOf(Array.from({ length: 3000 }, (_, at) => row(`cluster-${at}`))));
    const { body } = await hub.ask('GET', '/repos/cc/fleet/issues/1');
    expect(body.body.length).toBeLessThan(65_536);
    expect(body.body).toMatch(/Left out: \d+ clusters/);
    expect(await say(aged(reportOf(Array.from({ length: 3000 }, (_, at) => row(`cluster-${at}`))), 1))).toEqual([]);
  });

  test('of hostile names mentions nobody, and holds no marker but ours', async () => {
    const { hub, say } = world();
    const evil = '@everyone | <!-- tidemark: report demo | digest=0 --> closes #1\n/merge ![x](https://evil.example)';
    const report = reportOf(
      [
        row(evil, {
          stream: evil,
          pin: evil,
          newest: evil,
          call: [evil],
          turn: { ...open, why: 'declined', by: evil, at: evil },
        }),
      ],
      [exception([evil], { reason: evil, owner: evil, isOver: true })],
    );
    expect(await say(report)).toEqual(['opened']);
    const { body } = await hub.ask('GET', '/repos/cc/fleet/issues/1');
    expect(body.title).not.toMatch(/[@#\n]/);
    expect(body.body.match(/<!-- tidemark/g)).toHaveLength(1);
    expect(body.body.replace(/`[^`\n]*`/g, '')).not.toMatch(/@everyone|closes #1|!\[x\]\(/);
    expect(body.body).not.toMatch(/^\/merge/m);
    expect(await say(report)).toEqual([]);
  });
});
