/** A newer version while fifty requests are open: one push, one write each; each request to the forge failed in turn. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultKinds } from '../../src/forge/local/faults.ts';
import { readMarker } from '../../src/forge/marker.ts';
import { cleanRunOf, sweep, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { clusterNames, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { newSnapshot, removeWorlds, SweepWorld } from '../support/upgrade-sweep.ts';

let clean: CleanRun;

beforeAll(async () => {
  const world = new SweepWorld(newSnapshot(sweepFleet(), ['linux/2026_1_minor', 'linux/2026_2_minor']));
  await world.cleanRun();
  world.publish('linux/2026_3_major');
  clean = await cleanRunOf(world.snapshot());
});

afterAll(removeWorlds);

test('a run without faults updates the same fifty requests with a write each', () => {
  expect(clean.end.open.map(({ branch, title }) => `${branch} ${title}`)).toEqual(
    clusterNames.map((name) => `tidemark/${name}/linux ${name}: linux 2026_1_minor → 2026_3_major (major)`),
  );
  expect(clean.end.open.map(({ body }) => readMarker(body)?.facts['to'])).toEqual(
    clusterNames.map(() => '2026_3_major'),
  );
  expect(clean.end.open.every(({ labels }) => labels.join(' ') === 'linux major tidemark')).toBe(true);
  expect(clean.end.closed).toEqual([]);
  expect(clean.requests.filter(({ method }) => method !== 'GET')).toHaveLength(50);
});

describe('each kind of request, and every fifth of the others', () => {
  test.each(faultKinds.filter((kind) => kind !== '401'))('failed by %s', async (kind) => {
    const chosen = { every: 5, from: faultKinds.indexOf(kind) };
    expect(await sweep({ ...clean, kind, chosen, lasts: 'once' })).toBeGreaterThan(10);
  });
});

describe('a forge that goes away at a request, and is back for the next run', () => {
  test.each(['reset-after', '401'] as const)('with %s from then on', async (kind) => {
    const chosen = { every: 10, from: 1 };
    expect(await sweep({ ...clean, kind, chosen, lasts: 'for the run' })).toBeGreaterThan(5);
  });
});
