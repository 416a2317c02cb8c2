/**
 * What people and circumstances do while a run goes on: branches moved, deleted and pushed to, a base that moves, a token that
 * expires, names that nobody has, texts that are too long.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMarker } from '../../src/forge/marker.ts';
import { mailServer, reached } from '../notify/mail-server.ts';
import { cleanRunOf, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { clusterFile, clusterNames, clusterText, ownerOf, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { conversationsOf, expectComplete, stateOf, versionOn, type EndState } from '../support/upgrade-sweep-state.ts';
import { newSnapshot, removeWorlds, SweepWorld, type Hooks } from '../support/upgrade-sweep.ts';

const tags = ['linux/2026_1_minor', 'linux/2026_2_minor'];
const branch = 'tidemark/c05/linux';

let opening: CleanRun;
let updating: CleanRun;

beforeAll(async () => {
  opening = await cleanRunOf(newSnapshot(sweepFleet(), tags));
  const offered = new SweepWorld(opening.snapshot);
  await offered.cleanRun();
  offered.publish('linux/2026_3_major');
  updating = await cleanRunOf(offered.snapshot());
});

afterAll(removeWorlds);

/** Something happens once, just before the branches are pushed. */
function beforePush(happen: () => unknown): Hooks {
  let isOver = false;
  return {
    remote: (remote) => ({
      ...remote,
      push: async (moves) => {
        if (!isOver) await happen();
        isOver = true;
        return remote.push(moves);
      },
    }),
  };
}

/** Something happens once, just before a request of this kind. */
function before(method: string, path: RegExp, happen: () => unknown): Hooks {
  let isOver = false;
  return {
    fetch: (fetch) => async (request) => {
      if (!isOver && request.method === method && path.test(new URL(request.url).pathname)) {
        isOver = true;
        await happen();
      }
      return fetch(request);
    },
  };
}

function pushMine(world: SweepWorld, from = branch): string {
  return world.commit(branch, { [clusterFile('c05')]: `${clusterText('c05', '2026_1_minor')}# mine\n` }, from);
}

function without(end: EndState, cluster: string): EndState['open'] {
  return end.open.filter((request) => request.branch !== `tidemark/${cluster}/linux`);
}

/** What a clean run leaves, after which another has nothing to do. */
async function settled(world: SweepWorld): Promise<EndState> {
  await world.cleanRun();
  const end = stateOf(world);
  await expectComplete(world, end);
  return end;
}

describe.each(['git', 'twin'] as const)('between the plan and the push, by %s', (remote) => {
  test('a person makes a branch of our name: it is left to him, and the others are offered', async () => {
    const world = new SweepWorld(opening.snapshot, { remote });
    let mine = '';
    await world.run(beforePush(() => (mine = pushMine(world, 'main'))));
    const end = await settled(world);
    expect(end.open).toEqual(without(opening.end, 'c05'));
    expect(end.branches).toContain(`refs/heads/${branch} ${mine}`);
    world.move(`refs/heads/${branch}`, mine, undefined);
    await world.cleanRun();
    expect(stateOf(world).open).toEqual(opening.end.open);
    // His trouble was told, as an issue that is closed now.
    expect(stateOf(world).issues.map(({ state }) => state)).toEqual(['closed']);
  });

  test('a person pushes to a branch: his commit stays, and its request is not touched', async () => {
    const world = new SweepWorld(updating.snapshot, { remote });
    const was = stateOf(world).open.find((request) => request.branch === branch);
    let mine = '';
    await world.run(beforePush(() => (mine = pushMine(world))));
    const end = await settled(world);
    expect(without(end, 'c05')).toEqual(without(updating.end, 'c05'));
    expect(end.open.find((request) => request.branch === branch)).toEqual({ ...was, head: mine });
  });

  test('a person deletes a branch: its request is over for the old version, and the new one is offered', async () => {
    const world = new SweepWorld(updating.snapshot, { remote });
    const tip = world.bare.resolve(`refs/heads/${branch}`);
    await world.run(beforePush(() => world.move(`refs/heads/${branch}`, tip, undefined)));
    const end = await settled(world);
    expect(end.open).toEqual(updating.end.open);
    expect(end.closed.map(({ name, state }) => `${name} ${state}`)).toEqual([`${branch} closed`]);
  });

  test('the base moves elsewhere: nothing is made anew', async () => {
    const world = new SweepWorld(opening.snapshot, { remote });
    await world.run(beforePush(() => world.commit('main', { 'README.md': 'news\n' })));
    const end = await settled(world);
    expect(end.open).toEqual(opening.end.open);
  });

  test('the base gives the cluster its version: its request is closed, and its branch goes', async () => {
    const world = new SweepWorld(opening.snapshot, { remote });
    const text = clusterText('c05', '2026_2_minor');
    await world.run(beforePush(() => world.commit('main', { [clusterFile('c05')]: text })));
    const end = await settled(world);
    expect(end.open).toEqual(without(opening.end, 'c05'));
    expect(end.branches).toHaveLength(50);
  });

  test('the base changes the same lines: the request is made anew on the new base', async () => {
    const world = new SweepWorld(opening.snapshot, { remote });
    const text = clusterText('c05', '2026_1_minor').replace('# the operating system', '# the system');
    await world.run(beforePush(() => world.commit('main', { [clusterFile('c05')]: text })));
    const end = await settled(world);
    expect(end.open.map(({ branch: name }) => name)).toEqual(opening.end.open.map(({ branch: name }) => name));
    expect(world.bare.conflictsWith(world.commit('main', {}), [world.commit(branch, {})])).toMatchObject({
      ok: true,
      value: new Set(),
    });
  });
});

describe('between the push and the request', () => {
  test('a person deletes the branch: it is made again', async () => {
    const world = new SweepWorld(opening.snapshot);
    const remove = (): void =>
      world.move(`refs/heads/${branch}`, world.bare.resolve(`refs/heads/${branch}`), undefined);
    await world.run(before('POST', /\/pulls$/, remove));
    await expectComplete(world, opening.end);
  });

  test('a person pushes to the branch: the request is opened, and his commit stays', async () => {
    const world = new SweepWorld(opening.snapshot);
    let mine = '';
    await world.run(before('POST', /\/pulls$/, () => (mine = pushMine(world))));
    const end = await settled(world);
    expect(without(end, 'c05')).toEqual(without(opening.end, 'c05'));
    expect(end.open.find((request) => request.branch === branch)).toMatchObject({ head: mine });
  });

  test('a person deletes the branch once its request is open: he has declined it', async () => {
    const world = new SweepWorld(opening.snapshot);
    const remove = (): void =>
      world.move(`refs/heads/${branch}`, world.bare.resolve(`refs/heads/${branch}`), undefined);
    await world.run(before('PATCH', /\/issues\/5$/, remove));
    const end = await settled(world);
    expect(end.open).toEqual(without(opening.end, 'c05'));
    expect(end.branches).toHaveLength(50);
  });
});

describe('between the plan and the update of a request', () => {
  const number = 5;

  test('its manager closes it: he has declined the old version, and is offered the new one', async () => {
    const world = new SweepWorld(updating.snapshot);
    const close = (): Promise<unknown> => world.adapter().edit(number, { state: 'closed' });
    await world.run(before('PATCH', /\/issues\/5$/, close));
    const end = await settled(world);
    expect(end.open).toEqual(updating.end.open);
    expect(end.closed.map(({ name, state }) => `${name} ${state}`)).toEqual([`${branch} closed`]);
    const [closed] = end.closed;
    expect(readMarker(closed?.body ?? '')?.facts['to']).toBe('2026_2_minor');
  });

  test('its manager merges it: the merged one says what was merged, and he is offered the new version', async () => {
    const world = new SweepWorld(updating.snapshot);
    const merge = async (): Promise<void> => {
      const forge = world.adapter();
      const request = await forge.request(number);
      if (request.ok) await forge.mergeRequest(number, request.value.head);
    };
    // Before anything is pushed, so that what he merges is what he saw.
    await world.run(beforePush(merge));
    const end = await settled(world);
    expect(without(end, 'c05')).toEqual(without(updating.end, 'c05'));
    expect(end.open.find((request) => request.branch === branch)).toMatchObject({
      title: 'c05: linux 2026_2_minor → 2026_3_major (major)',
    });
    expect(end.closed.map(({ name, state }) => `${name} ${state}`)).toEqual([`${branch} merged`]);
    const [merged] = end.closed;
    expect(readMarker(merged?.body ?? '')?.facts['to']).toBe('2026_2_minor');
  });
});

describe('a push', () => {
  const lost = { ok: false, why: 'unreachable', detail: 'the connection was cut' } as const;

  test('that never arrives is made by the next run', async () => {
    const world = new SweepWorld(opening.snapshot);
    await world.run({ remote: (remote) => ({ ...remote, push: async () => lost }) });
    expect(stateOf(world).open).toEqual([]);
    await expectNobodyForgotten(world);
  });

  test('whose answer is lost is found by the next run', async () => {
    const world = new SweepWorld(opening.snapshot);
    await world.run({
      remote: (remote) => ({
        ...remote,
        push: async (moves) => {
          await remote.push(moves);
          return lost;
        },
      }),
    });
    expect(stateOf(world).branches).toHaveLength(51);
    await expectNobodyForgotten(world);
  });

  test('of which half arrives is finished by the next run', async () => {
    const world = new SweepWorld(opening.snapshot);
    await world.run({
      remote: (remote) => ({
        ...remote,
        push: async (moves) => {
          await remote.push(moves.slice(0, 20));
          return lost;
        },
      }),
    });
    expect(stateOf(world).branches).toHaveLength(21);
    await expectNobodyForgotten(world);
  });
});

/** What was told of a failure that is over is an issue that is closed. */
async function expectNobodyForgotten(world: SweepWorld): Promise<void> {
  const end = await settled(world);
  expect({ ...end, issues: [] }).toEqual(opening.end);
  expect(end.issues.filter(({ state }) => state === 'open')).toEqual([]);
}

test('a token that expires half-way keeps what is done, and a good one does the rest', async () => {
  const world = new SweepWorld(opening.snapshot);
  world.faults.from(50, '401');
  const { ran } = await world.run();
  expect(ran.ok && ran.value.done.filter(({ result }) => !result.ok).length).toBeGreaterThan(20);
  // Nothing more is asked with a token that was refused.
  expect(world.faults.seen).toHaveLength(50);
  world.faults.heal();
  await expectComplete(world, opening.end);
});

test.each(['500', '502', '403-secondary'] as const)(
  'a forge that takes no request, with %s, is one issue and one mail to each owner, and is closed when it does',
  async (kind) => {
    const server = await mailServer();
    const address = `smtp://127.0.0.1:${server.port}?tls=never`;
    const env = { TIDEMARK_SMTP_URL: address, TIDEMARK_MAIL_FROM: 'tidemark@example.org' };
    const world = new SweepWorld(opening.snapshot, { env });
    world.faults.when(({ method, path }) => (method === 'POST' && path.endsWith('/pulls') ? kind : undefined));
    await world.run();
    await world.run();
    expect(stateOf(world).issues.map(({ state, name }) => `${state}: ${name}`)).toEqual([
      'open: 50 clusters cannot be upgraded: upgrade-refused',
    ]);
    expect(reached(server)).toEqual(['ingrid@example.org', 'maria@example.org', 'tomas@example.org']);
    world.faults.heal();
    await expectNobodyForgotten(world);
    expect(stateOf(world).issues.map(({ state }) => state)).toEqual(['closed']);
    expect(server.received).toHaveLength(3);
  },
);

describe('people whom the forge does not know', () => {
  async function onlyTomas(world: SweepWorld): Promise<void> {
    const request = new Request('http://localhost/repos/local/forge/collaborators/tomas', {
      method: 'PUT',
      body: JSON.stringify({ permission: 'push' }),
    });
    const answer = await world.server(request);
    expect(answer.status).toBeLessThan(300);
  }

  test('are left out as assignees, and everything else is complete', async () => {
    const world = new SweepWorld(opening.snapshot);
    await onlyTomas(world);
    const { ran } = await world.run();
    const leftOut = ran.ok ? ran.value.done.flatMap(({ result }) => (result.ok ? result.value.leftOut : [])) : [];
    expect([...new Set(leftOut)].toSorted()).toEqual(['ingrid', 'maria']);
    const want = opening.end.open.map((request, index) => {
      const owner = ownerOf(clusterNames[index] ?? '');
      return { ...request, assignees: owner === 'tomas' ? ['tomas'] : [] };
    });
    await expectComplete(world, { ...opening.end, open: want });
  });

  test('are left out as reviewers', async () => {
    const fleet = String(sweepFleet()['fleet.yaml']).replace('maxOpen: 1000', 'maxOpen: 1000, reviewers: request');
    const world = new SweepWorld(newSnapshot(sweepFleet({ 'fleet.yaml': fleet }), tags));
    await onlyTomas(world);
    await world.run();
    const end = await settled(world);
    expect(end.open).toHaveLength(50);
    expect(end.open.every(({ labels }) => labels.includes('tidemark'))).toBe(true);
    const asked = conversationsOf(world).flatMap(({ pull }) => (pull === undefined ? [] : [pull.reviewers]));
    expect(asked).toEqual(clusterNames.map((name) => (ownerOf(name) === 'tomas' ? ['tomas'] : [])));
  });
});

describe('a text over the limit', () => {
  test('of the fleet’s own template is put aside for ours', async () => {
    const template = `{{title}}\n${'x'.repeat(100_000)}\n`;
    const world = new SweepWorld(newSnapshot(sweepFleet({ 'templates/upgrade/request.hbs': template }), tags));
    const end = await settled(world);
    expect(end.open.map(({ branch: name, body }) => `${name} ${body}`)).toEqual(
      opening.end.open.map(({ branch: name, body }) => `${name} ${body}`),
    );
  });

  test('is cut at a row, and says how much is left out', async () => {
    const packages = Array.from(
      { length: 4000 },
      (_, index) => `    package-${index}: { version: "1-1", arch: x86_64 }\n`,
    );
    const template = `profile:\n  packages:\n${packages.join('')}`;
    const world = new SweepWorld(
      newSnapshot(sweepFleet({ 'templates/linux/2026_2_minor/default.yaml': template }), tags),
    );
    const end = await settled(world);
    expect(end.open).toHaveLength(50);
    for (const { body } of end.open) {
      expect(body.length).toBeLessThanOrEqual(65_536);
      expect(body.length).toBeGreaterThan(50_000);
      expect(body).toContain('package-100');
    }
  });
});

test('what is half done by a dead run is for the version that is right now, not for the one that was', async () => {
  const world = new SweepWorld(opening.snapshot);
  world.faults.from(60, '401');
  await world.run();
  world.faults.heal();
  world.publish('linux/2026_3_major');
  const end = await settled(world);
  expect(end.open).toEqual(updating.end.open);
  expect(clusterNames.map((name) => versionOn(world, name))).toEqual(clusterNames.map(() => '2026_3_major'));
});
