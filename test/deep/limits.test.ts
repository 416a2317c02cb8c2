/** The limits that GitHub documents, kept over hundreds of requests, on a clock that waits for nobody. */

import { afterAll, expect, test } from 'vitest';
import type { Fetch } from '../../src/forge/forge.ts';
import { isWrite } from '../../src/forge/local/faults.ts';
import { clusterText, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { stateOf } from '../support/upgrade-sweep-state.ts';
import { newSnapshot, removeWorlds, SweepWorld } from '../support/upgrade-sweep.ts';

const minute = 60_000;
const hour = 60 * minute;

/** GitHub's documentation: requests that make content, a minute and an hour; and points, a write five and a read one. */
const most = { creationsPerMinute: 80, creationsPerHour: 500, pointsPerMinute: 900 };

afterAll(removeWorlds);

interface Spent {
  readonly at: number;
  readonly price: number;
}

/** The most that was spent within one window. */
function mostWithin(window: number, spent: readonly Spent[]): number {
  return Math.max(
    ...spent.map(({ at }) =>
      spent.filter((one) => one.at > at - window && one.at <= at).reduce((sum, { price }) => sum + price, 0),
    ),
  );
}

interface Watched {
  readonly creations: Spent[];
  readonly points: Spent[];
  readonly fetch: (fetch: Fetch) => Fetch;
}

/** Notes what each request costs, at the instant when it comes. */
function watching(world: SweepWorld): Watched {
  const creations: Spent[] = [];
  const points: Spent[] = [];
  return {
    creations,
    points,
    fetch: (fetch) => async (request) => {
      if (request.method === 'POST') creations.push({ at: world.now, price: 1 });
      points.push({ at: world.now, price: isWrite(request.method) ? 5 : 1 });
      return fetch(request);
    },
  };
}

test('three hundred requests are opened in as many minutes as the limits ask for, and in no fewer', async () => {
  const names = Array.from({ length: 250 }, (_, index) => `d${String(index + 1).padStart(3, '0')}`);
  const more = Object.fromEntries(names.map((name) => [`clusters/${name}.yaml`, clusterText(name, '2026_1_minor')]));
  const snapshot = newSnapshot(sweepFleet(more), ['linux/2026_1_minor', 'linux/2026_2_minor']);
  const world = new SweepWorld(snapshot, { limits: 'github', remote: 'twin' });
  const began = world.now;
  const watched = watching(world);
  const { ran } = await world.run({ fetch: watched.fetch });
  expect(ran.ok && ran.value.done.filter(({ result }) => result.ok)).toHaveLength(300);
  expect(stateOf(world).open).toHaveLength(300);
  expect(watched.creations).toHaveLength(300);
  expect(mostWithin(minute, watched.creations)).toBe(most.creationsPerMinute);
  expect(mostWithin(minute, watched.points)).toBeLessThanOrEqual(most.pointsPerMinute);
  expect(world.now - began).toBeGreaterThanOrEqual(3 * minute);
});

test('five hundred and twenty things take more than an hour to make', async () => {
  const snapshot = newSnapshot(sweepFleet(), []);
  const world = new SweepWorld(snapshot, { limits: 'github', remote: 'twin' });
  const began = world.now;
  const watched = watching(world);
  const forge = world.adapter(watched.fetch(world.server));
  for (let number = 1; number <= 520; number += 1) {
    const marker = `<!-- ${number} -->`;
    const opened = await forge.openIssue({ title: `issue ${number}`, body: marker, marker, labels: [], assignees: [] });
    expect(opened.ok).toBe(true);
  }
  expect(mostWithin(hour, watched.creations)).toBe(most.creationsPerHour);
  expect(mostWithin(minute, watched.creations)).toBe(most.creationsPerMinute);
  expect(world.now - began).toBeGreaterThanOrEqual(hour);
});
