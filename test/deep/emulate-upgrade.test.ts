/**
 * `tidemark upgrade run` as CI would call it, against a server that speaks like GitHub and that we did not write. The server
 * cannot assign requests and knows no CODEOWNERS; everything else about a request has to be there.
 */

import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMarker } from '../../src/forge/marker.ts';
import type { FleetSketch } from '../support/upgrade-world.ts';
import type { Loss, Seen } from './support/between.ts';
import { startEmulate, type Emulate } from './support/emulate.ts';
import { emulateSnapshot, emulateWorld, type EmulateWorld } from './support/emulate-world.ts';

let emulate: Emulate;
beforeAll(async () => {
  emulate = await startEmulate();
}, 300_000);
afterAll(() => emulate.stop());

const owners = ['maria', 'tomas', 'ingrid'];
const tags = ['linux/2026_1_minor', 'linux/2026_2_minor', 'elfms/2026_1_minor'];

function ownerOf(cluster: string): string {
  return owners[Number(cluster.slice(1)) % owners.length] ?? '';
}

/** So many clusters that are behind, and one that is not. */
function fleetOf(count: number): { readonly behind: readonly string[]; readonly sketch: FleetSketch } {
  const behind = Array.from({ length: count }, (_, index) => `c${String(index + 1).padStart(2, '0')}`);
  const clusters = Object.fromEntries(behind.map((name) => [name, { owners: [ownerOf(name)] }]));
  return { behind, sketch: { clusters: { ...clusters, current: { linux: '2026_2_minor' } } } };
}

/** What is there of a request, as far as this server can have it. */
function complete(name: string, version = '2026_2_minor'): object {
  const kind = version.slice('2026_2_'.length);
  return {
    state: 'open',
    branch: `tidemark/${name}/linux`,
    base: 'main',
    title: `${name}: linux 2026_1_minor → ${version} (${kind})`,
    labels: ['linux', kind, 'tidemark'],
    names: { identity: `upgrade tidemark/${name}/linux`, facts: { to: version } },
    saysWhat: true,
    isAtItsBranch: true,
  };
}

async function there(world: EmulateWorld): Promise<readonly object[]> {
  const requests = await world.requests();
  return requests.map(({ state, title, body, labels, head, base }) => {
    const { identity, facts } = readMarker(body) ?? {};
    return {
      state,
      branch: head.ref,
      base: base.ref,
      title,
      labels: labels.map(({ name }) => name).toSorted(),
      names: { identity, facts },
      saysWhat: ['`linux-tool`', '**Take it:**', 'release.yaml'].every((words) => body.includes(words)),
      isAtItsBranch: world.bare('rev-parse', `refs/heads/${head.ref}`) === head.sha,
    };
  });
}

/** A further run asks, and does nothing. */
async function expectNothingLeft(world: EmulateWorld): Promise<void> {
  const [writes, pushes] = [world.between.writes.length, world.pushes()];
  world.between.lose = () => 'none';
  const again = await world.run(['upgrade', 'run']);
  expect(again.stdout).toContain('Nothing to do: 0 writes');
  expect(again.exit).toBe(0);
  expect(world.between.writes.length - writes).toBe(0);
  expect(world.pushes() - pushes).toBe(0);
}

describe('a fleet of which twelve clusters are behind', () => {
  const { behind, sketch } = fleetOf(12);

  test('gets one complete request for each of them, with two writes each beside one push, and then none', async () => {
    const world = await emulateWorld(emulate, emulateSnapshot(sketch, tags));
    const first = await world.run(['upgrade', 'run']);
    expect(first.stderr).not.toContain('error');
    expect(first.exit).toBe(0);
    expect(await there(world)).toEqual(behind.map((name) => complete(name)));
    expect(world.pushes()).toBe(1);
    expect(world.between.writes).toHaveLength(2 * behind.length);
    const perRequest = new Map(behind.map((_, index) => [index + 1, 0]));
    for (const { method, path } of world.between.writes.filter(({ method: verb }) => verb !== 'POST')) {
      const number = Number(/\/(\d+)(?:\/labels)?$/.exec(path)?.[1]);
      expect(method).toBe('PUT');
      perRequest.set(number, (perRequest.get(number) ?? 0) + 1);
    }
    expect([...perRequest.values()]).toEqual(behind.map(() => 1));
    await expectNothingLeft(world);
  });

  test('still has one for each when the first answer to every write is lost', async () => {
    const world = await emulateWorld(emulate, emulateSnapshot(sketch, tags));
    const lost = new Set<string>();
    world.between.lose = ({ method, path, body }) => {
      const about = `${method} ${path} ${body}`;
      if (method === 'GET' || lost.has(about)) return 'none';
      lost.add(about);
      return '502';
    };
    expect((await world.run(['upgrade', 'run'])).exit).toBe(0);
    expect(lost.size).toBe(2 * behind.length);
    expect(await there(world)).toEqual(behind.map((name) => complete(name)));
    expect(world.pushes()).toBe(1);
    await expectNothingLeft(world);
  });

  test('is given the newer version in the same requests', async () => {
    const world = await emulateWorld(emulate, emulateSnapshot(sketch, tags));
    await world.run(['upgrade', 'run']);
    const numbers = (await world.requests()).map(({ number }) => number);
    world.bare('tag', '-a', '-m', 'x', 'linux/2026_3_major', 'main');
    const writes = world.between.writes.length;
    expect((await world.run(['upgrade', 'run', '--only', ...behind])).exit).toBe(0);
    expect((await world.requests()).map(({ number }) => number)).toEqual(numbers);
    // This server does not move a request's head with its branch.
    const moved = behind.map((name) => ({ ...complete(name, '2026_3_major'), isAtItsBranch: false }));
    expect(await there(world)).toEqual(moved);
    expect(world.between.writes.length - writes).toBe(2 * behind.length);
    expect(world.pushes()).toBe(2);
  });
});

describe('whichever answer is lost after the server has done it', () => {
  const { behind, sketch } = fleetOf(2);

  /** Fails one request of a first run, lets the next run be clean, and looks at what is there. */
  async function failedAt(at: number, snapshot: string, fail: (child: ChildProcess) => Loss): Promise<readonly Seen[]> {
    const world = await emulateWorld(emulate, snapshot);
    let command: ChildProcess | undefined;
    world.between.lose = (_, index) => (index === at && command !== undefined ? fail(command) : 'none');
    await world.run(['upgrade', 'run'], (child) => (command = child));
    const seen = [...world.between.seen];
    world.between.lose = () => 'none';
    const clean = await world.run(['upgrade', 'run']);
    expect(clean.exit, clean.stderr).toBe(0);
    const found = (await there(world)).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const wanted = behind.map((name) => complete(name));
    expect(found, `after request ${at}`).toEqual(wanted);
    expect(world.pushes(), `after request ${at}`).toBe(1);
    await expectNothingLeft(world);
    return seen;
  }

  async function cleanRun(): Promise<{ readonly snapshot: string; readonly seen: readonly Seen[] }> {
    const snapshot = emulateSnapshot(sketch, tags);
    const seen = await failedAt(-1, snapshot, () => 'none');
    return { snapshot, seen };
  }

  test('by an error page: no request is incomplete, and none is there twice', async () => {
    const { snapshot, seen } = await cleanRun();
    for (const at of seen.keys()) await failedAt(at, snapshot, () => '502');
    expect(seen.length).toBeGreaterThan(9);
  });

  test('by a connection that ends: the same', async () => {
    const { snapshot, seen } = await cleanRun();
    for (const at of writesIn(seen)) await failedAt(at, snapshot, () => 'reset');
  });

  test('because the command is killed: the next run completes what is there', async () => {
    const { snapshot, seen } = await cleanRun();
    for (const at of writesIn(seen)) {
      await failedAt(at, snapshot, (command) => {
        command.kill('SIGKILL');
        return 'reset';
      });
    }
  });
});

test('a request that is over is closed by us, wherever the command is killed on the way, and was declined by nobody', async () => {
  const snapshot = emulateSnapshot(fleetOf(1).sketch, tags);
  for (const killedAt of [undefined, 0, 1, 2]) {
    const world = await emulateWorld(emulate, snapshot);
    await world.run(['upgrade', 'run']);
    const before = world.between.writes.length;
    world.push({
      'templates/linux/2026_2_minor/release.yaml':
        'stream: linux\nversion: 2026_2_minor\ndate: 2026-02-28\nwithdrawn: { reason: bad }\n',
    });
    let command: ChildProcess | undefined;
    world.between.lose = () => {
      if (killedAt !== undefined && world.between.writes.length - before === killedAt + 1) command?.kill('SIGKILL');
      return 'none';
    };
    // The cluster that has the bad version is another matter.
    const only = ['upgrade', 'run', '--only', 'c01'];
    await world.run(only, (child) => (command = child));
    world.between.lose = () => 'none';
    expect((await world.run(only)).exit).toBe(0);
    const [request] = await world.requests();
    expect(request).toMatchObject({ state: 'closed', title: 'c01: linux 2026_1_minor → 2026_2_minor (minor)' });
    expect(request?.labels.map(({ name }) => name)).toContain('superseded');
    const path = `issues/${request?.number}/comments`;
    expect(await emulate.ask({ repository: world.repository, method: 'GET', path })).toHaveLength(1);
    expect(world.bare('for-each-ref', 'refs/heads/tidemark')).toBe('');
    const writes = world.between.writes.length;
    await world.run(only);
    expect(world.between.writes.length).toBe(writes);
  }
});

/** Where the writes are. */
function writesIn(seen: readonly Seen[]): readonly number[] {
  return [...seen.entries()].filter(([, { method }]) => method !== 'GET').map(([at]) => at);
}

describe('where reviews are asked for by a write of their own', () => {
  const sketch = { ...fleetOf(3).sketch, upgrade: '{ reviewers: request }' };

  async function reviewers(world: EmulateWorld): Promise<readonly (readonly string[])[]> {
    const requests = await world.requests();
    return requests.map(({ requested_reviewers: asked }) => asked.map(({ login }) => login));
  }

  test('each owner is asked, with three writes for a request', async () => {
    const world = await emulateWorld(emulate, emulateSnapshot(sketch, tags));
    expect((await world.run(['upgrade', 'run'])).exit).toBe(0);
    expect(await reviewers(world)).toEqual([['tomas'], ['ingrid'], ['maria']]);
    expect(world.between.writes).toHaveLength(9);
    await expectNothingLeft(world);
  });

  test('each owner is asked by the next run where the first was killed before it did', async () => {
    const world = await emulateWorld(emulate, emulateSnapshot(sketch, tags));
    let command: ChildProcess | undefined;
    world.between.lose = ({ path, method }) => {
      if (method === 'POST' && path.endsWith('/pulls')) command?.kill('SIGKILL');
      return 'none';
    };
    await world.run(['upgrade', 'run'], (child) => (command = child));
    expect(await reviewers(world)).toEqual([[]]);
    world.between.lose = () => 'none';
    expect((await world.run(['upgrade', 'run'])).exit).toBe(0);
    expect(await reviewers(world)).toEqual([['tomas'], ['ingrid'], ['maria']]);
    await expectNothingLeft(world);
  });
});
