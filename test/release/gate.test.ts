import { describe, expect, test } from 'vitest';
import { gateOf, type WrittenEvent } from '../../src/release/gate.ts';

const [geneva, lyon] = ['ea-NGI_CH-Geneva', 'ea-NGI_FRANCE-Lyon'];

function gateAfter(...events: readonly WrittenEvent[]): ReturnType<typeof gateOf> {
  return gateOf({
    is: 'read',
    rollout: { stream: 'linux', version: '2026_8_minor', teams: [lyon, geneva], events },
  });
}

describe('the gate of a release', () => {
  test('is open to everybody where no rollout was made', () => {
    expect(gateOf({ is: 'absent' })).toEqual({ is: 'accepted' });
  });

  test('lets nobody through where the rollout cannot be read', () => {
    expect(gateOf({ is: 'unreadable' })).toEqual({ is: 'open', teams: [], because: 'unreadable' });
  });

  test('lets the early adopters through that were asked and have not said no', () => {
    expect(gateAfter()).toEqual({ is: 'open', teams: [geneva, lyon], because: 'undecided' });
    expect(gateAfter({ event: 'rejected', team: lyon })).toMatchObject({ teams: [geneva] });
    expect(gateAfter({ event: 'rejected', team: lyon }, { event: 'accepted', team: lyon })).toMatchObject({
      teams: [geneva, lyon],
    });
    expect(gateAfter({ event: 'reported', team: lyon, verdict: 'reject' })).toMatchObject({ teams: [geneva] });
    expect(gateAfter({ event: 'withdrawn', team: geneva })).toMatchObject({ teams: [lyon] });
    expect(gateAfter({ event: 'assigned', team: 'ea-NGI_DE-Kiel' })).toMatchObject({
      teams: [geneva, 'ea-NGI_DE-Kiel', lyon],
    });
  });

  test('follows the last decision, and a decision without a verdict decides nothing', () => {
    expect(gateAfter({ event: 'decided', verdict: 'accept' })).toEqual({ is: 'accepted' });
    expect(gateAfter({ event: 'decided', verdict: 'accept' }, { event: 'decided', verdict: 'reject' })).toEqual({
      is: 'rejected',
    });
    expect(gateAfter({ event: 'decided' })).toMatchObject({ is: 'open' });
    expect(gateAfter({ event: 'reported', team: geneva, verdict: 'accept' })).toMatchObject({ is: 'open' });
  });

  test('closes when the release is taken out of its rollout, until somebody decides anew', () => {
    const accepted = { event: 'decided', verdict: 'accept' } as const;
    expect(gateAfter(accepted, { event: 'withdrawn' })).toEqual({ is: 'rejected' });
    expect(gateAfter(accepted, { event: 'withdrawn' }, accepted)).toEqual({ is: 'accepted' });
  });
});
