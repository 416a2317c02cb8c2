/** Whatever goes wrong on the way, a verb does its work once, or says why it did not. */

import { describe, expect, it } from 'vitest';
import { bench, token } from './bench.ts';
import { faultNames, waitAfter, type FaultName } from './faults.ts';
import { everything, prepared, verbNames, verbs, writing, type VerbName } from './verbs.ts';

/** A verb that only reads takes all answers alike. */
const some: readonly FaultName[] = ['reset-before', 'hang-before', 'cut-body', 'html-instead', '403-hour'];

describe.each(verbNames)('%s', (name) => {
  it('has the same end after each fault at each of its requests', async () => {
    const { asked: clean, there } = await tried(name, []);
    expect(clean).toBeGreaterThan(0);
    for (const fault of writing.includes(name) ? faultNames : some) {
      for (let at = 0; at < clean; at += 1) {
        const met = await tried(name, [[at, fault]]);
        expect([fault, at, met.outcome.ok ? '' : met.outcome]).toEqual([fault, at, '']);
        expect([fault, at, met.there]).toEqual([fault, at, there]);
        expect([fault, at, met.waits[0]]).toEqual([fault, at, waitAfter(fault)]);
        expect(JSON.stringify([met.outcome, met.said])).not.toContain(token);
      }
    }
  });

  it('carries on through three faults in a row', async () => {
    for (const fault of ['reset-after', '502-html-after', '403-secondary', 'half-json'] as const) {
      const met = await tried(
        name,
        [0, 1, 2].map((at) => [at, fault] as const),
      );
      expect([fault, met.outcome.ok ? '' : met.outcome]).toEqual([fault, '']);
    }
  });
});

async function tried(name: VerbName, faults: readonly (readonly [number, FaultName])[]) {
  const there = new Map(faults);
  const { forge, hub, asked, waits, said } = await prepared(name, (index) => there.get(index));
  const outcome = await verbs[name].act(forge);
  const count = asked.length;
  return { outcome, asked: count, waits, said, there: await everything(bench({ hub }).forge) };
}
