/** The same over real connections, which are really cut. */

import { afterAll, expect, it } from 'vitest';
import { bench, draft, hubWithBranch } from './bench.ts';
import { faulty, faultNames, served } from './faults.ts';
import { must } from './verbs.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

it.each(faultNames)('one request is opened on loopback, whatever happens to its answer: %s', async (fault) => {
  const there = hubWithBranch();
  const way = faulty(there.fetch, (index) => (index === 0 ? fault : undefined));
  const { url, close } = await served(way);
  closing.push(close);
  const global = async (request: Request): Promise<Response> => fetch(request);
  const { forge } = bench({ answer: global, apiUrl: url, limits: ampleLimits() });
  const opened = must(await forge.openRequest(draft));
  expect(must(await forge.openRequests('tidemark/'))).toEqual([opened]);
  expect(there.things).toHaveLength(1);
});

it('names an address where nobody listens', async () => {
  const { url, close } = await served(faulty(hubWithBranch().fetch, () => undefined));
  await close();
  const { forge } = bench({ answer: async (request) => fetch(request), apiUrl: url });
  expect(await forge.facts()).toEqual({
    ok: false,
    why: 'unreachable',
    detail: 'could not read the facts of cc/fleet: nobody listens at its address (tried 4 times)',
  });
});

function ampleLimits() {
  return { creations: [], points: [], announced: 'kept', patience: 1e9, timeout: 500 } as const;
}
