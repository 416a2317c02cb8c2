/** Faults in any order leave one object, or none and a reason; and what a later run does sets it right. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bench } from './bench.ts';
import { faultNames } from './faults.ts';
import { everything, must, prepared, verbs, writing, type VerbName } from './verbs.ts';

it('keeps to one object, or says why there is none, whatever comes after what', async () => {
  const clean = new Map<VerbName, object>();
  for (const name of writing) clean.set(name, await cleanEnd(name));
  const fault = fc.option(fc.constantFrom(...faultNames.filter((one) => !one.startsWith('hang'))), { nil: undefined });
  const property = fc.asyncProperty(
    fc.constantFrom(...writing),
    fc.array(fault, { maxLength: 12 }),
    async (name, row) => {
      const { forge, hub } = await prepared(name, (index) => row[index]);
      const outcome = await verbs[name].act(forge);
      const there = await everything(bench({ hub }).forge);
      if (outcome.ok) expect(there).toEqual(clean.get(name));
      else expect(['unreachable', 'limited', 'denied']).toContain(outcome.why);
      // What a later run does: it looks first, and an issue is found by its marker.
      const later = bench({ hub }).forge;
      const known = name === 'openIssue' && must(await later.issues('tidemark', { state: 'all' })).length > 0;
      if (!known) must(await verbs[name].act(later));
      expect(await everything(later)).toEqual(clean.get(name));
    },
  );
  await fc.assert(property, { seed: 3, numRuns: 60 });
});

async function cleanEnd(name: VerbName): Promise<object> {
  const { forge, hub } = await prepared(name, () => undefined);
  must(await verbs[name].act(forge));
  return everything(bench({ hub }).forge);
}
