/** The first run over fifty clusters: one push, fifty requests opened, each request to the forge failed in turn. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultKind } from '../../src/forge/local/faults.ts';
import { readMarker } from '../../src/forge/marker.ts';
import { cleanRunOf, sweep, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { clusterNames, ownerOf, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { versionOn } from '../support/upgrade-sweep-state.ts';
import { newSnapshot, removeWorlds, SweepWorld } from '../support/upgrade-sweep.ts';

let clean: CleanRun;

beforeAll(async () => {
  clean = await cleanRunOf(newSnapshot(sweepFleet(), ['linux/2026_1_minor', 'linux/2026_2_minor']));
});

afterAll(removeWorlds);

test('a run without faults opens one complete request for each cluster', async () => {
  const { open, closed, issues, branches } = clean.end;
  expect(open.map(({ branch }) => branch)).toEqual(clusterNames.map((name) => `tidemark/${name}/linux`));
  for (const [index, request] of open.entries()) {
    const name = clusterNames[index] ?? '';
    expect(request).toMatchObject({
      title: `${name}: linux 2026_1_minor → 2026_2_minor (minor)`,
      labels: ['linux', 'minor', 'tidemark'],
      assignees: [ownerOf(name)],
      comments: [],
    });
    expect(readMarker(request.body)).toMatchObject({
      identity: `upgrade tidemark/${name}/linux`,
      facts: { to: '2026_2_minor' },
      digest: request.digest,
    });
  }
  expect(closed).toEqual([]);
  expect(issues).toEqual([]);
  expect(branches).toHaveLength(51);
  const world = new SweepWorld(clean.snapshot);
  await world.cleanRun();
  expect(clusterNames.map((name) => versionOn(world, name))).toEqual(clusterNames.map(() => '2026_2_minor'));
  expect(world.pushes).toBe(1);
  expect(world.faults.writes).toHaveLength(100);
});

/** After these nobody knows whether the request was served: each one is failed. */
const lost: readonly FaultKind[] = ['reset-before', 'reset-after', '502', '502-applied', 'truncated'];

describe('each request in turn', () => {
  test.each(lost)('failed by %s', async (kind) => {
    expect(await sweep({ ...clean, kind, chosen: 'each', lasts: 'once' })).toBe(clean.requests.length);
  });
});
