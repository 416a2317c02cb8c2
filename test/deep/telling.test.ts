/**
 * A template that breaks ten of fifty clusters: one issue, and one mail to each of their owners; mended, the issue is closed.
 * Each request to the forge is failed in turn, and mail goes to a real server on loopback.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultKinds } from '../../src/forge/local/faults.ts';
import { mailServer, reached, refusal, type MailServer, type Misbehaviour } from '../notify/mail-server.ts';
import { cleanRunOf, sweep, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { clusterNames, oldClusters, oldHardware, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { expectComplete, stateOf } from '../support/upgrade-sweep-state.ts';
import { newSnapshot, removeWorlds, SweepWorld, type WorldOptions } from '../support/upgrade-sweep.ts';

const everybody = ['ingrid@example.org', 'maria@example.org', 'tomas@example.org'];
const kinds = faultKinds.filter((kind) => kind !== '401');
const sound = clusterNames.filter((name) => !oldClusters.includes(name));

/** Ten clusters are broken, the others were offered their upgrade, and nobody was told. */
let broken: CleanRun;
/** Everybody was told, and the template is mended. */
let mended: CleanRun;

function mailTo({ port }: MailServer): WorldOptions & { readonly env: Readonly<Record<string, string>> } {
  const address = `smtp://127.0.0.1:${port}?tls=never`;
  return { env: { TIDEMARK_SMTP_URL: address, TIDEMARK_MAIL_FROM: 'tidemark@example.org' } };
}

beforeAll(async () => {
  const files = sweepFleet({ 'templates/old.yaml': oldHardware('maybe') });
  const first = new SweepWorld(newSnapshot(files, ['linux/2026_1_minor', 'linux/2026_2_minor']));
  await first.cleanRun({ selection: { streams: undefined, clusters: sound, limit: undefined } });
  broken = await cleanRunOf(first.snapshot());
  const told = new SweepWorld(broken.snapshot);
  await told.cleanRun();
  told.commit('main', { 'templates/old.yaml': oldHardware('true') });
  mended = await cleanRunOf(told.snapshot());
});

afterAll(removeWorlds);

describe('runs without faults', () => {
  test('open one issue at the line of the cause, for ten clusters', () => {
    expect(broken.end.open).toHaveLength(40);
    expect(broken.end.issues).toHaveLength(1);
    const [issue] = broken.end.issues;
    expect(issue).toMatchObject({
      state: 'open',
      labels: ['failure', 'tidemark'],
      assignees: ['ingrid', 'maria', 'tomas'],
    });
    expect(issue?.body).toContain('templates/old.yaml');
    for (const name of oldClusters) expect(issue?.body).toContain(name);
  });

  test('mail each owner once, and offer the ten clusters their upgrade when the template is mended', async () => {
    const server = await mailServer();
    const world = new SweepWorld(broken.snapshot, mailTo(server));
    await world.cleanRun();
    expect(reached(server)).toEqual(everybody);
    world.commit('main', { 'templates/old.yaml': oldHardware('true') });
    await world.cleanRun();
    expect(stateOf(world).open).toHaveLength(50);
    expect(stateOf(world).issues.map(({ state, comments }) => `${state}, ${comments.length} comment`)).toEqual([
      'closed, 1 comment',
    ]);
    await expectComplete(world, stateOf(world));
    expect(reached(server)).toEqual(everybody);
  });
});

describe('while ten clusters are broken, each request in turn', () => {
  test.each(kinds)('failed by %s', async (kind) => {
    const server = await mailServer();
    const then = (): void => {
      expect(reached(server)).toEqual(everybody);
      server.received.length = 0;
    };
    await sweep({ ...broken, kind, chosen: 'each', lasts: 'once', options: mailTo(server), then });
  });

  test.each(['reset-after', '500', '401'] as const)('and all after it, with %s', async (kind) => {
    const server = await mailServer();
    const then = (): void => {
      expect(reached(server)).toEqual(everybody);
      server.received.length = 0;
    };
    await sweep({ ...broken, kind, chosen: 'each', lasts: 'for the run', options: mailTo(server), then });
  });
});

describe('once the template is mended, each kind of request and every fifth of the others', () => {
  test.each(kinds)('failed by %s', async (kind) => {
    const server = await mailServer();
    const then = (): void => expect(server.received).toEqual([]);
    const chosen = { every: 5, from: kinds.indexOf(kind) };
    await sweep({ ...mended, kind, chosen, lasts: 'once', options: mailTo(server), then });
  });
});

describe('a mail server', () => {
  const away: readonly (readonly [string, Misbehaviour])[] = [
    ['that refuses for now', { recipient: () => refusal(451, 'later') }],
    ['that hangs up in the middle', { data: (hangUp) => hangUp() }],
    ['that refuses the message for now', { end: () => refusal(452, 'no room') }],
  ];

  test.each(away)('%s loses nothing: the next run mails everybody once', async (_name, misbehaviour) => {
    const bad = await mailServer(misbehaviour);
    const good = await mailServer();
    const world = new SweepWorld(broken.snapshot, mailTo(bad));
    await world.run();
    expect(bad.received).toEqual([]);
    world.env = mailTo(good).env;
    await expectComplete(world, broken.end);
    expect(reached(good)).toEqual(everybody);
  });

  test('that takes a message and never says so leaves a doubt, and is not sent the same again', async () => {
    const mute = await mailServer({ end: (_received, hangUp) => (hangUp(), 'silent') });
    const good = await mailServer();
    const world = new SweepWorld(broken.snapshot, mailTo(mute));
    await world.run();
    expect(new Set(reached(mute))).toEqual(new Set(everybody));
    world.env = mailTo(good).env;
    const { told } = await world.cleanRun();
    await expectComplete(world, broken.end);
    expect(told.doubts.map(({ to }) => to.address).toSorted()).toEqual(everybody);
    expect([...mute.received, ...good.received]).toHaveLength(3);
  });
});
