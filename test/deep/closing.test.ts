/** A release is withdrawn while fifty requests for it are open: each is closed, with a word, once; each request failed in turn. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultKinds } from '../../src/forge/local/faults.ts';
import { cleanRunOf, sweep, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { clusterNames, releaseText, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { newSnapshot, removeWorlds, SweepWorld } from '../support/upgrade-sweep.ts';

let clean: CleanRun;

beforeAll(async () => {
  const world = new SweepWorld(newSnapshot(sweepFleet(), ['linux/2026_1_minor', 'linux/2026_2_minor']));
  await world.cleanRun();
  const withdrawn = releaseText('2026_2_minor', 'withdrawn: { reason: it panics }\n');
  world.commit('main', { 'templates/linux/2026_2_minor/release.yaml': withdrawn });
  clean = await cleanRunOf(world.snapshot());
});

afterAll(removeWorlds);

test('a run without faults closes every request with one comment, and removes its branch', () => {
  expect(clean.end.open).toEqual([]);
  expect(clean.end.closed.map(({ name, state }) => `${name} ${state}`)).toEqual(
    clusterNames.map((name) => `tidemark/${name}/linux closed`),
  );
  expect(clean.end.closed.every(({ labels }) => labels.includes('superseded'))).toBe(true);
  expect(clean.end.closed.every(({ comments }) => comments.length === 1)).toBe(true);
  expect(clean.end.branches).toHaveLength(1);
});

describe('each kind of request, and every fifteenth of the others', () => {
  test.each(faultKinds.filter((kind) => kind !== '401'))('failed by %s', async (kind) => {
    const chosen = { every: 15, from: faultKinds.indexOf(kind) };
    expect(await sweep({ ...clean, kind, chosen, lasts: 'once' })).toBeGreaterThan(10);
  });
});

describe('a forge that goes away at a request, and is back for the next run', () => {
  test.each(['reset-after', '401'] as const)('with %s from then on', async (kind) => {
    const chosen = { every: 25, from: 1 };
    expect(await sweep({ ...clean, kind, chosen, lasts: 'for the run' })).toBeGreaterThan(5);
  });
});
