/**
 * The real command, killed after each of its effects: each write at the forge, each push, each mail, each writing of the outbox.
 * A clean run follows: the same end, nobody told twice, nobody forgotten.
 */

import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailServer, reached, type MailServer, type Misbehaviour } from '../notify/mail-server.ts';
import { kill, runCommand, type CommandOrder, type Moment } from '../support/upgrade-sweep-command.ts';
import { cleanRunOf, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import {
  clusterFile,
  clusterNames,
  clusterText,
  oldClusters,
  oldHardware,
  releaseText,
  sweepFleet,
} from '../support/upgrade-sweep-fleet.ts';
import { expectComplete, stateOf } from '../support/upgrade-sweep-state.ts';
import { newSnapshot, removeWorlds, SweepWorld } from '../support/upgrade-sweep.ts';

const everybody = ['ingrid@example.org', 'maria@example.org', 'tomas@example.org'];
const tags = ['linux/2026_1_minor', 'linux/2026_2_minor'];

let opening: CleanRun;
let updating: CleanRun;
let closing: CleanRun;
let telling: CleanRun;

beforeAll(async () => {
  opening = await cleanRunOf(newSnapshot(sweepFleet(), tags));
  const offered = new SweepWorld(opening.snapshot);
  await offered.cleanRun();
  const before = offered.snapshot();
  offered.publish('linux/2026_3_major');
  updating = await cleanRunOf(offered.snapshot());
  const over = new SweepWorld(before);
  const withdrawn = releaseText('2026_2_minor', 'withdrawn: { reason: it panics }\n');
  over.commit('main', { 'templates/linux/2026_2_minor/release.yaml': withdrawn });
  closing = await cleanRunOf(over.snapshot());
  const broken = new SweepWorld(newSnapshot(sweepFleet({ 'templates/old.yaml': oldHardware('maybe') }), tags));
  // What is not broken was offered before.
  const sound = clusterNames.filter((name) => !oldClusters.includes(name));
  const selection = { streams: undefined, clusters: sound, limit: undefined };
  await broken.cleanRun({ selection });
  telling = await cleanRunOf(broken.snapshot());
});

afterAll(removeWorlds);

type Death = (moment: Moment) => boolean;

const afterWrite =
  (count: number): Death =>
  ({ is, writes }) =>
    is === 'served' && writes === count;

/** The first request to come once so many were written; what lies between is a push. */
const afterPush =
  (count: number, method: string): Death =>
  (moment) =>
    moment.is === 'came' && moment.writes === count && moment.method === method;

/** Kills the command there, and looks at what the next run makes of it. */
async function dieAndMend(clean: CleanRun, diesAt: Death, remote: 'git' | 'twin' = 'git'): Promise<void> {
  const world = new SweepWorld(clean.snapshot, { remote });
  try {
    const { exit, said } = await runCommand({ world, diesAt });
    expect(exit, said).toBe(null);
    await expectComplete(world, clean.end);
  } finally {
    world.remove();
  }
}

async function eachOf(counts: readonly number[], clean: CleanRun, deathAt: (count: number) => Death): Promise<void> {
  for (const count of counts) {
    try {
      // The command itself always pushes with git; the run after it does so every tenth time.
      await dieAndMend(clean, deathAt(count), count % 10 === 1 ? 'git' : 'twin');
    } catch (error) {
      throw new Error(`killed after write ${count}`, { cause: error });
    }
  }
}

function upTo(last: number, step = 1): readonly number[] {
  return Array.from({ length: Math.ceil(last / step) }, (_, index) => 1 + index * step);
}

describe('killed while fifty requests are opened', () => {
  test('after the push', async () => dieAndMend(opening, afterPush(0, 'POST')));

  test('after each of a hundred writes', async () => eachOf(upTo(100), opening, afterWrite));
});

describe('killed while fifty requests are updated', () => {
  test('after the push', async () => dieAndMend(updating, afterPush(0, 'PATCH')));

  test('after every fourth of fifty writes', async () => eachOf(upTo(50, 4), updating, afterWrite));
});

describe('killed while fifty requests are closed', () => {
  test('after every seventh of a hundred writes', async () => eachOf(upTo(100, 7), closing, afterWrite));

  test('after the last write, and after the push that removes the branches', async () => {
    await dieAndMend(closing, afterWrite(100));
    await dieAndMend(closing, afterPush(100, 'GET'));
  });
});

/** Kills the command while it tells, and looks at who has what in the end. */
async function dieTelling(
  misbehaviour: (die: () => void) => Misbehaviour,
  order: Omit<CommandOrder, 'world'> = {},
): Promise<void> {
  let child: ChildProcess | undefined;
  const server = await mailServer(misbehaviour(() => child !== undefined && kill(child)));
  const world = new SweepWorld(telling.snapshot, { env: mailTo(server) });
  const { exit, said } = await runCommand({ ...order, world, started: (made) => (child = made) });
  expect(exit, said).toBe(null);
  await expectToldOnce(world, server);
}

function mailTo({ port }: MailServer): Readonly<Record<string, string>> {
  return { TIDEMARK_SMTP_URL: `smtp://127.0.0.1:${port}?tls=never`, TIDEMARK_MAIL_FROM: 'tidemark@example.org' };
}

/** A letter that was leaving when its run died may have arrived: it is never sent again unasked, and never forgotten. */
async function expectToldOnce(world: SweepWorld, server: MailServer): Promise<void> {
  world.later(11 * 60_000);
  const { told } = await world.cleanRun();
  const doubtful = told.doubts.map(({ to }) => to.address);
  const got = reached(server);
  expect(got).toEqual([...new Set(got)]);
  expect([...new Set([...got, ...doubtful])].toSorted()).toEqual(everybody);
  const { length } = server.received;
  await expectComplete(world, telling.end);
  expect(server.received).toHaveLength(length);
}

describe('killed while it tells', () => {
  test('after the issue was opened, and after each request around it', async () => {
    const all = new SweepWorld(telling.snapshot);
    await runCommand({ world: all });
    const count = all.faults.seen.length;
    for (let at = 1; at <= count; at += 1) {
      let seen = 0;
      await dieTelling(() => ({}), { diesAt: ({ is }) => is === 'served' && (seen += 1) === at });
    }
  });

  test.each([1, 2, 3])('as mail %i begins, and as it has come in', async (wanted) => {
    const nth = (die: () => void): (() => undefined) => {
      let count = 0;
      return () => {
        if ((count += 1) === wanted) die();
      };
    };
    await dieTelling((die) => ({ recipient: nth(die) }));
    await dieTelling((die) => ({ data: nth(die) }));
    await dieTelling((die) => ({ end: nth(die) }));
  });

  test.each(upTo(9))('after writing %i of its outbox', async (writing) => {
    await dieTelling(() => ({}), { env: { TIDEMARK_TEST_DIE_AFTER_OUTBOX: `${writing}` } });
  });
});

test('killed after it committed an upgrade, it tells the owner at the next run, once', async () => {
  const text = clusterText('c01', '2026_1_minor').replace('hosts:', 'upgrade:\n  linux: { mode: commit }\nhosts:');
  const server = await mailServer();
  const world = new SweepWorld(newSnapshot(sweepFleet({ [clusterFile('c01')]: text }), tags), { env: mailTo(server) });
  // All requests are written before the commit is pushed; what is asked next belongs to telling.
  const { exit } = await runCommand({ world, diesAt: afterPush(98, 'GET') });
  expect(exit).toBe(null);
  await world.cleanRun();
  expect(reached(server)).toEqual(['maria@example.org']);
  expect(stateOf(world).open).toHaveLength(49);
  await expectComplete(world, stateOf(world));
  expect(server.received).toHaveLength(1);
});
