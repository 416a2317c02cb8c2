import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { entropyOf } from '../../src/report/entropy.ts';

describe('entropy agrees with figures worked on paper', () => {
  it('is log2 n, and n, where n versions are used alike', () => {
    expect(entropyOf([5, 5])).toEqual({ bits: 1, effective: 2 });
    expect(entropyOf([3, 3, 3])).toEqual({ bits: 1.584963, effective: 3 });
    expect(entropyOf([1, 1, 1, 1, 1, 1, 1, 1])).toEqual({ bits: 3, effective: 8 });
  });

  it('is 1.5 bits for a half and two quarters', () => {
    expect(entropyOf([2, 1, 1])).toEqual({ bits: 1.5, effective: 2.828427 });
  });

  it('is 0.0808 bits where one of a hundred is on another version: the tail that it hides', () => {
    // 0.99 × log2(1/0.99) + 0.01 × log2(100) = 0.0143546 + 0.0664386
    expect(entropyOf([99, 1])).toEqual({ bits: 0.080793, effective: 1.057599 });
  });

  it('is 0 bits and one version where all have the same, and never −0', () => {
    for (const count of [1, 3, 7, 10_000]) {
      const { bits, effective } = entropyOf([count, 0, 0]);
      expect(Object.is(bits, 0)).toBe(true);
      expect(effective).toBe(1);
    }
  });

  it('is 0, and no version at all, for an empty fleet', () => {
    expect(entropyOf([])).toEqual({ bits: 0, effective: 0 });
    expect(entropyOf([0, 0])).toEqual({ bits: 0, effective: 0 });
  });
});

describe('entropy, whatever the counts', () => {
  const counts = fc.array(fc.nat(100_000), { maxLength: 40 });

  it('lies between one version and all of them, in six decimals', () => {
    fc.assert(
      fc.property(counts, (all) => {
        const used = all.filter((count) => count > 0).length;
        const { bits, effective } = entropyOf(all);
        expect(bits).toBeGreaterThanOrEqual(0);
        expect(effective).toBeGreaterThanOrEqual(Math.min(used, 1));
        expect(effective).toBeLessThanOrEqual(used);
        expect(String(bits)).toMatch(/^\d+(\.\d{1,6})?$|^\de-[56]$/);
        expect(String(effective)).toMatch(/^\d+(\.\d{1,6})?$/);
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it('does not depend on the order of the counts', () => {
    fc.assert(
      fc.property(counts, (all) => {
        expect(entropyOf(all.toReversed())).toEqual(entropyOf(all));
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
