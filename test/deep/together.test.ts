/** Two runs at once: of one process, taking turns in every order that a seed gives; and two processes of the real command. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fetch } from '../../src/forge/forge.ts';
import { mailServer, reached } from '../notify/mail-server.ts';
import { runCommand } from '../support/upgrade-sweep-command.ts';
import { cleanRunOf, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { oldHardware, releaseText, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { expectComplete, stateOf } from '../support/upgrade-sweep-state.ts';
import { newSnapshot, removeWorlds, SweepWorld, type Hooks, type RunDone } from '../support/upgrade-sweep.ts';

const tags = ['linux/2026_1_minor', 'linux/2026_2_minor'];
const everybody = ['ingrid@example.org', 'maria@example.org', 'tomas@example.org'];

let opening: CleanRun;
let updating: CleanRun;
let closing: CleanRun;
let broken: CleanRun;

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
  broken = await cleanRunOf(newSnapshot(sweepFleet({ 'templates/old.yaml': oldHardware('maybe') }), tags));
});

afterAll(removeWorlds);

/** Chance that is the same every time (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Lets one of those who wait go on, again and again: whoever the seed names. */
class Turnstile {
  /** Who went through, one after the other. */
  readonly order: string[] = [];
  readonly #chance: () => number;
  #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(seed: number) {
    this.#chance = chanceOf(seed);
  }

  async pass(who: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      // Whoever is about to ask has asked by then.
      setImmediate(() => this.#next());
    });
    this.order.push(who);
    this.#inside -= 1;
  }

  #next(): void {
    if (this.#inside > 0 || this.#waiting.length === 0) return;
    const [chosen] = this.#waiting.splice(Math.floor(this.#chance() * this.#waiting.length), 1);
    this.#inside += 1;
    chosen?.();
    setImmediate(() => this.#next());
  }
}

function taking(turnstile: Turnstile, who: string): Hooks {
  return {
    fetch:
      (fetch: Fetch): Fetch =>
      async (request) => {
        await turnstile.pass(who);
        return fetch(request);
      },
    remote: (remote) => ({
      ...remote,
      fetch: async (refspecs) => {
        await turnstile.pass(who);
        return remote.fetch(refspecs);
      },
      push: async (moves) => {
        await turnstile.pass(who);
        return remote.push(moves);
      },
    }),
  };
}

async function runTwice(world: SweepWorld, seed: number): Promise<readonly RunDone[]> {
  const turnstile = new Turnstile(seed);
  const both = await Promise.all(['a', 'b'].map((who) => world.run(taking(turnstile, who))));
  const { order } = turnstile;
  expect(order.filter((who, index) => who !== order[index - 1]).length).toBeGreaterThan(5);
  return both;
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

describe('two runs of one process', () => {
  test.each(seeds)('open fifty requests, each once, in the order of seed %i', async (seed) => {
    const world = new SweepWorld(opening.snapshot, { remote: seed % 4 === 0 ? 'git' : 'twin' });
    await runTwice(world, seed);
    await expectComplete(world, opening.end);
  });

  test.each(seeds)('update fifty requests, in the order of seed %i', async (seed) => {
    const world = new SweepWorld(updating.snapshot, { remote: seed % 4 === 0 ? 'git' : 'twin' });
    await runTwice(world, seed);
    await expectComplete(world, updating.end);
  });

  test.each(seeds.slice(0, 4))('close fifty requests, in the order of seed %i', async (seed) => {
    const world = new SweepWorld(closing.snapshot, { remote: 'twin' });
    await runTwice(world, seed);
    const { closed, open, branches } = await afterwards(world);
    expect(open).toEqual([]);
    expect(branches).toHaveLength(1);
    expect(closed.map(({ name }) => name)).toEqual(closing.end.closed.map(({ name }) => name));
  });

  test.each(seeds.slice(0, 6))('tell everybody once, in the order of seed %i', async (seed) => {
    const server = await mailServer();
    const world = new SweepWorld(broken.snapshot, { remote: 'twin', env: mailTo(server.port) });
    await runTwice(world, seed);
    const { open, issues } = await afterwards(world);
    expect(open).toEqual(broken.end.open);
    expect(issues.filter(({ state }) => state === 'open').map(({ body }) => body)).toEqual(
      broken.end.issues.map(({ body }) => body),
    );
    expect(reached(server)).toEqual(everybody);
  });
});

function mailTo(port: number): Readonly<Record<string, string>> {
  return { TIDEMARK_SMTP_URL: `smtp://127.0.0.1:${port}?tls=never`, TIDEMARK_MAIL_FROM: 'tidemark@example.org' };
}

/** What is there once a clean run has followed, after which another has nothing to do. */
async function afterwards(world: SweepWorld): Promise<ReturnType<typeof stateOf>> {
  await world.cleanRun();
  const end = stateOf(world);
  await expectComplete(world, end);
  return end;
}

describe('two processes of the real command', () => {
  test.each(seeds.slice(0, 4))('open fifty requests, each once (%i)', async (seed) => {
    const chance = chanceOf(seed);
    const world = new SweepWorld(opening.snapshot);
    const delay = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, chance() * 10));
    await Promise.all([runCommand({ world, delay }), runCommand({ world, delay })]);
    await expectComplete(world, opening.end);
  });

  test('tell everybody once', async () => {
    const server = await mailServer();
    const world = new SweepWorld(broken.snapshot, { env: mailTo(server.port) });
    await Promise.all([runCommand({ world }), runCommand({ world })]);
    const { open, issues } = await afterwards(world);
    expect(open).toEqual(broken.end.open);
    expect(issues.filter(({ state }) => state === 'open')).toHaveLength(1);
    expect(reached(server)).toEqual(everybody);
  });
});
