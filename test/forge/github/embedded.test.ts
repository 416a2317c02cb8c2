/** The adapter on the embedded forge: what holds against a hub of the tests holds there too. */

import { describe, expect, it } from 'vitest';
import type { Forge } from '../../../src/forge/forge.ts';
import { githubForge } from '../../../src/forge/github/github.ts';
import { noLimits } from '../../../src/forge/github/limits.ts';
import { bench as embedded, type Bench } from '../local/support.ts';
import { branch, clock } from './bench.ts';
import { faulty, waitAfter, type FaultName, type FaultyWay } from './faults.ts';
import { everything, must, verbNames, verbs, writing, type VerbName } from './verbs.ts';

const some: readonly FaultName[] = ['reset-after', '502-html-after', '403-secondary'];

function adapter(way: FaultyWay): { readonly forge: Forge; readonly waits: readonly number[] } {
  const pace = clock();
  const place = { apiUrl: 'http://localhost', owner: 'cc', repo: 'fleet', token: '' };
  const forge = githubForge({ ...place, fetch: way.fetch, pace, limits: noLimits });
  return { forge, waits: pace.waits };
}

async function prepared(name: VerbName): Promise<Bench> {
  const there = embedded();
  there.branch(branch, { 'a.txt': 'changed\n' });
  for (const login of ['maria', 'paul']) await there.ask('PUT', `collaborators/${login}`, { permission: 'push' });
  await verbs[name].before?.(adapter(faulty(there.forge, () => undefined)).forge);
  return there;
}

async function endOf(there: Bench): Promise<object> {
  return everything(adapter(faulty(there.forge, () => undefined)).forge);
}

describe.each(verbNames)('%s', (name) => {
  it('works, and the same after faults', async () => {
    const there = await prepared(name);
    const way = faulty(there.forge, () => undefined);
    must<unknown>(await verbs[name].act(adapter(way).forge));
    const end = await endOf(there);
    if (!writing.includes(name)) return;
    for (const [turn, fault] of some.entries()) {
      const again = await prepared(name);
      const at = turn % way.asked.length;
      const { forge, waits } = adapter(faulty(again.forge, (index) => (index === at ? fault : undefined)));
      const outcome = await verbs[name].act(forge);
      expect([fault, at, outcome.ok ? '' : outcome]).toEqual([fault, at, '']);
      expect([fault, at, await endOf(again)]).toEqual([fault, at, end]);
      expect([fault, at, waits[0]]).toEqual([fault, at, waitAfter(fault)]);
    }
  });
});
