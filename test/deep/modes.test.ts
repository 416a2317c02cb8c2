/**
 * Fifty clusters in every mode at once, with reviews asked for: requests that merge themselves, commits straight to the branch,
 * holds; each kind of request to the forge failed in turn, by each fault.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultKinds } from '../../src/forge/local/faults.ts';
import { cleanRunOf, sweep, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { clusterFile, clusterNames, clusterText, sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { conversationsOf } from '../support/upgrade-sweep-state.ts';
import { newSnapshot, removeWorlds, SweepWorld } from '../support/upgrade-sweep.ts';

const tags = ['linux/2026_1_minor', 'linux/2026_2_minor'];
/** Each commit is a process of git, so that only two are made. */
const committed = ['c04', 'c29'];

function modeOf(name: string): 'offer' | 'auto' | 'commit' {
  if (committed.includes(name)) return 'commit';
  return clusterNames.indexOf(name) % 2 === 0 ? 'offer' : 'auto';
}

function ofMode(wanted: string): readonly string[] {
  return clusterNames.filter((name) => modeOf(name) === wanted);
}

let clean: CleanRun;
let grouped: CleanRun;

beforeAll(async () => {
  const plain = sweepFleet();
  const withModes = Object.fromEntries(
    clusterNames.map((name) => [
      clusterFile(name),
      clusterText(name, '2026_1_minor').replace('hosts:', `upgrade:\n  linux: { mode: ${modeOf(name)} }\nhosts:`),
    ]),
  );
  const fleet = String(plain['fleet.yaml']);
  const reviewed = fleet.replace('maxOpen: 1000', 'maxOpen: 1000, reviewers: request');
  clean = await cleanRunOf(newSnapshot(sweepFleet({ ...withModes, 'fleet.yaml': reviewed }), tags));
  const byOwner = fleet.replace('maxOpen: 1000', 'maxOpen: 1000, group: owner');
  grouped = await cleanRunOf(newSnapshot(sweepFleet({ 'fleet.yaml': byOwner }), tags));
});

afterAll(removeWorlds);

test('a run without faults offers, arms, and commits', async () => {
  const world = new SweepWorld(clean.snapshot);
  await world.cleanRun();
  const requests = conversationsOf(world);
  expect(requests).toHaveLength(48);
  expect(requests.every(({ pull }) => pull?.reviewers.length === 1)).toBe(true);
  expect(clean.end.open.filter(({ mergesItself }) => mergesItself).map(({ branch }) => branch)).toEqual(
    ofMode('auto').map((name) => `tidemark/${name}/linux`),
  );
  for (const name of ofMode('commit'))
    expect(clean.end.branches.some((branch) => branch.includes(`/${name}/`))).toBe(false);
  expect(grouped.end.open.map(({ branch }) => branch)).toEqual(
    ['ingrid', 'maria', 'tomas'].map((owner) => `tidemark/@${owner}/linux`),
  );
});

describe('in every mode, each kind of request and every fiftieth of the others', () => {
  test.each(faultKinds.filter((kind) => kind !== '401'))('failed by %s', async (kind) => {
    const chosen = { every: 50, from: 4 * faultKinds.indexOf(kind) };
    expect(await sweep({ ...clean, kind, chosen, lasts: 'once' })).toBeGreaterThan(10);
  });

  test.each(['reset-after', '401'] as const)('and everything after it, with %s', async (kind) => {
    const chosen = { every: 50, from: 20 };
    expect(await sweep({ ...clean, kind, chosen, lasts: 'for the run' })).toBeGreaterThan(8);
  });
});

describe('grouped by owner, each request', () => {
  test.each(faultKinds.filter((kind) => kind !== '401'))('failed by %s', async (kind) => {
    await sweep({ ...grouped, kind, chosen: 'each', lasts: 'once' });
  });
});
