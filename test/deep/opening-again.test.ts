/**
 * The first run over fifty clusters, once more: failed by what a forge says when it is ill or has had enough, and by a forge that
 * goes away at a request and is back for the next run.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultKinds, type FaultKind } from '../../src/forge/local/faults.ts';
import { cleanRunOf, sweep, type CleanRun } from '../support/upgrade-sweep-faults.ts';
import { sweepFleet } from '../support/upgrade-sweep-fleet.ts';
import { newSnapshot, removeWorlds } from '../support/upgrade-sweep.ts';

let clean: CleanRun;

beforeAll(async () => {
  clean = await cleanRunOf(newSnapshot(sweepFleet(), ['linux/2026_1_minor', 'linux/2026_2_minor']));
});

afterAll(removeWorlds);

const ill: readonly FaultKind[] = ['500', '500-applied', '403-retry-after', '403-secondary', '429'];

/** The faults that opening.test.ts tries at each request, and these, are all that there are; a token is tried below. */
test('no fault is forgotten', () => {
  const others = ['reset-before', 'reset-after', '502', '502-applied', 'truncated', '401'];
  expect([...ill, ...others].toSorted()).toEqual(faultKinds.toSorted());
});

describe('each kind of request, and every sixth of the others', () => {
  test.each(ill)('failed by %s', async (kind) => {
    const chosen = { every: 6, from: ill.indexOf(kind) };
    expect(await sweep({ ...clean, kind, chosen, lasts: 'once' })).toBeGreaterThan(15);
  });
});

describe('a forge that goes away at a request, and is back for the next run', () => {
  test('with a token that is refused, at every fourth request', async () => {
    const chosen = { every: 4, from: 0 };
    expect(await sweep({ ...clean, kind: '401', chosen, lasts: 'for the run' })).toBeGreaterThan(25);
  });

  test.each(['reset-before', 'reset-after', '500', '502-applied', '403-secondary'] as const)(
    'with %s, at every eleventh request',
    async (kind) => {
      const chosen = { every: 11, from: 0 };
      expect(await sweep({ ...clean, kind, chosen, lasts: 'for the run' })).toBeGreaterThan(10);
    },
  );
});
