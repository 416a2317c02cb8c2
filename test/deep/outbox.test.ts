/**
 * The outbox in refs of the remote, as in CI, which leaves no disk behind: each push of it lost in turn, and two runs at once. Mail
 * goes to a real server on loopback, branches and records through real git.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Remote } from '../../src/core/refs.ts';
import { mailServer, reached, type MailServer } from '../notify/mail-server.ts';
import { cleanRunOf, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { clusterNames, oldClusters, oldHardware, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { expectComplete } from '../support/upgrade-sweep-state.ts';
import { newSnapshot, removeWorlds, SweepWorld } from '../support/upgrade-sweep.ts';

const everybody = ['ingrid@example.org', 'maria@example.org', 'tomas@example.org'];

let broken: CleanRun;

beforeAll(async () => {
  const files = sweepFleet({ 'templates/old.yaml': oldHardware('maybe') });
  const first = new SweepWorld(newSnapshot(files, ['linux/2026_1_minor', 'linux/2026_2_minor']));
  const sound = clusterNames.filter((name) => !oldClusters.includes(name));
  await first.cleanRun({ selection: { streams: undefined, clusters: sound, limit: undefined } });
  broken = await cleanRunOf(first.snapshot());
});

afterAll(removeWorlds);

function inCi(server: MailServer): SweepWorld {
  const address = `smtp://127.0.0.1:${server.port}?tls=never`;
  const env = { CI: 'true', TIDEMARK_SMTP_URL: address, TIDEMARK_MAIL_FROM: 'tidemark@example.org' };
  return new SweepWorld(broken.snapshot, { env });
}

/** Everybody has one mail, or nobody knows whether he has; and it stays so. */
async function expectToldOnce(world: SweepWorld, server: MailServer): Promise<void> {
  world.later(11 * 60_000);
  const { told } = await world.cleanRun();
  const got = reached(server);
  expect(got).toEqual([...new Set(got)]);
  expect([...new Set([...got, ...told.doubts.map(({ to }) => to.address)])].toSorted()).toEqual(everybody);
  const { length } = server.received;
  await expectComplete(world, broken.end);
  expect(server.received).toHaveLength(length);
}

test('everybody is mailed once, in three pushes', async () => {
  const server = await mailServer();
  const world = inCi(server);
  await world.run();
  expect(world.pushes).toBe(3);
  expect(reached(server)).toEqual(everybody);
  await expectComplete(world, broken.end);
  expect(reached(server)).toEqual(everybody);
});

type Push = Remote['push'];

const lost = { ok: false, why: 'unreachable', detail: 'the connection was cut' } as const;

const ways: Readonly<Record<string, (push: Push) => Push>> = {
  'never arrives': () => async () => lost,
  'arrives, and nobody says so': (push) => async (moves) => {
    await push(moves);
    return lost;
  },
  'arrives by half': (push) => async (moves) => {
    await push(moves.slice(0, 1));
    return lost;
  },
};

describe.each(Object.entries(ways))('a push that %s', (_name, fail) => {
  test.each([1, 2, 3])('being push %i of the outbox, doubles nothing and loses nothing', async (wanted) => {
    const server = await mailServer();
    const world = inCi(server);
    let count = 0;
    await world.run({
      remote: (remote) => ({
        ...remote,
        push: async (moves) => {
          count += 1;
          const plain: Push = (all) => remote.push(all);
          return (count === wanted ? fail(plain) : plain)(moves);
        },
      }),
    });
    expect(count).toBeGreaterThanOrEqual(wanted);
    await expectToldOnce(world, server);
  });
});

test.each([1, 2, 3])('two runs at once mail everybody once (%i)', async () => {
  const server = await mailServer();
  const world = inCi(server);
  await Promise.all([world.run(), world.run()]);
  world.later(11 * 60_000);
  await world.cleanRun();
  expect(reached(server)).toEqual(everybody);
});
