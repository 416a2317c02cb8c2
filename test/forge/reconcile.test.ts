/** What should be there, against what is there. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reconcile, type There, type Wanted } from '../../src/forge/reconcile.ts';

describe('reconciling', () => {
  it('creates, changes, leaves and retires', () => {
    const wanted = [
      { identity: 'new', digest: '1' },
      { identity: 'changed', digest: '2' },
      { identity: 'same', digest: '3' },
    ];
    const there = [
      { identity: 'same', digest: '3', number: 1 },
      { identity: 'old', digest: '4', number: 2 },
      { identity: 'changed', digest: '1', number: 3 },
      { identity: 'same', digest: '3', number: 4 },
    ];
    expect(reconcile(wanted, there).map((step) => [step.do, 'there' in step ? step.there.number : 0])).toEqual([
      ['create', 0],
      ['update', 3],
      ['leave', 1],
      ['retire', 2],
      ['retire', 4],
    ]);
  });

  it('writes again what has lost its digest', () => {
    const steps = reconcile([{ identity: 'a', digest: '1' }], [{ identity: 'a', digest: undefined }]);
    expect(steps.map((step) => step.do)).toEqual(['update']);
  });

  it('has nothing left to do once it is done', () => {
    const identity = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
    const digest = fc.constantFrom('1', '2');
    const wanted = fc.uniqueArray(fc.record({ identity, digest }, { noNullPrototype: true }), {
      selector: (each) => each.identity,
    });
    const there = fc.array(
      fc.record({ identity, digest: fc.option(digest, { nil: undefined }) }, { noNullPrototype: true }),
    );
    fc.assert(
      fc.property(wanted, there, (wanted, there) => {
        const after = done(wanted, there);
        expect(reconcile(wanted, after).filter((step) => step.do !== 'leave')).toEqual([]);
        expect(after).toHaveLength(wanted.length);
      }),
      { seed: 7 },
    );
  });
});

function done(wanted: readonly Wanted[], there: readonly There[]): readonly There[] {
  return reconcile(wanted, there).flatMap((step) => {
    if (step.do === 'retire') return [];
    return step.do === 'leave' ? [step.there] : [{ ...step.wanted }];
  });
}
