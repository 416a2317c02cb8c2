import { expect, test } from 'vitest';
import type { FaultKind } from '../../src/forge/local/faults.ts';
import { folderOutbox } from '../../src/notify/outbox-files.ts';
import { cluster, trouble } from '../notice/support.ts';
import { bench, type Bench } from '../forge/local/support.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { channelsTo, fleet, forgeOf, told } from './tell-support.ts';

/** Refused before, lost after, and refused for good; the others fail as one of these does. */
const kinds: readonly FaultKind[] = ['500', '502-applied', '401'];

const wanted = [{ channel: 'issue' }] as const;
const bad = trouble('bad', [cluster('a', ['maria'])]);
const worse = { ...bad, clusters: [cluster('a', ['maria']), cluster('b', ['tomas'])] };

/** An issue's life: opened, changed, closed. */
const life = [[bad], [worse], []];

async function lived(hub: Bench, troubles: (typeof life)[number]): Promise<number> {
  const forge = forgeOf(hub.forge);
  const outbox = folderOutbox({ folder: temporaryFolder(), run: 'x' });
  await told({
    fleet: { ...fleet, notify: wanted },
    forge,
    outbox,
    channels: channelsTo(undefined, {}, wanted),
    troubles,
  });
  return forge.spent().writes;
}

test.each(kinds)('an issue is one and complete, whichever request meets %s', { timeout: 60_000 }, async (kind) => {
  const healthy = bench();
  for (const troubles of life) await lived(healthy, troubles);
  const requests = healthy.faults.seen.length;
  const hub = bench();
  let issues = 0;
  for (let number = 1; number <= requests; number += 1) {
    issues += 1;
    const subject = life.map((troubles) => troubles.map((one) => ({ ...one, id: `bad ${number}` })));
    const begin = hub.faults.seen.length;
    hub.faults.at(begin + number, kind);
    for (const troubles of subject) await lived(hub, troubles);
    hub.faults.heal();
    await lived(hub, subject[1] ?? []);
    expect(await lived(hub, subject[1] ?? [])).toBe(0);
    const open = await hub.ask('GET', '/repos/cc/fleet/issues?state=open');
    expect(open.body).toHaveLength(1);
    expect(open.body[0].labels).toHaveLength(2);
    expect(open.body[0].title).toContain('2 clusters');
    await lived(hub, []);
    expect(await lived(hub, [])).toBe(0);
    expect((await hub.ask('GET', '/repos/cc/fleet/issues?state=open')).body).toEqual([]);
  }
  expect((await hub.ask('GET', '/repos/cc/fleet/issues?state=all&per_page=100')).body).toHaveLength(issues);
});
