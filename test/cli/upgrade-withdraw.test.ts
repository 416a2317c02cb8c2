/** A release is published, merged on some clusters, and withdrawn: everybody who has it is shown the way back, nobody is offered it. */

import { expect, test } from 'vitest';
import { upgradeWorld, type UpgradeWorld } from '../support/upgrade-world.ts';
import { expectRun, numberOf, requests } from './upgrade/session.ts';

const bad = 'linux/2026_2_minor';
const reason = 'its kernel loses packets on 25G cards; ask @everyone';

async function publish(world: UpgradeWorld): Promise<void> {
  world.git('tag', '-a', '-m', bad, bad);
  world.git('push', '-q', 'origin', bad);
  await expectRun(world, ['release', 'publish', bad, '--forge', 'local']);
}

async function pins(world: UpgradeWorld): Promise<readonly string[]> {
  const { stdout } = await expectRun(world, ['upgrade', 'status', '--stream', 'linux', '--format', 'json']);
  const { clusters } = JSON.parse(stdout) as {
    readonly clusters: readonly { readonly cluster: string; readonly pin: string; readonly to: string }[];
  };
  return clusters.map(({ cluster, pin, to }) => `${cluster} ${pin}${to === '' ? '' : ` → ${to}`}`);
}

test('a withdrawn release: each cluster on it has a request back with the reason, and no cluster is offered it', async () => {
  const world = upgradeWorld(
    { clusters: { batch: {}, disk: { owners: ['tomas'] }, plus: {}, web: { owners: ['ingrid'] } } },
    ['linux/2026_1_minor', 'elfms/2026_1_minor'],
  );
  await publish(world);
  await expectRun(world, ['upgrade', 'run']);
  const merged = ['batch', 'disk'];
  for (const name of merged) await expectRun(world, ['forge', 'merge', await numberOf(world, name), '--as', 'maria']);
  const offered = await requests(world);

  world.git('pull', '-q', '--ff-only', 'origin', 'main');
  const marked = await expectRun(world, ['release', 'withdraw', bad, '--reason', reason]);
  expect(marked.stdout).toContain('2 clusters pin it');
  world.git('commit', '-qam', 'Withdraw it');
  world.git('push', '-q', 'origin', 'main');
  await expectRun(world, ['release', 'publish', bad, '--forge', 'local']);
  await expectRun(world, ['upgrade', 'run']);

  const after = await requests(world);
  for (const request of after.filter(({ number }) => offered.some((before) => before.number === number))) {
    const [name = ''] = request.title.split(':');
    expect(request.state, request.title).toBe('closed');
    expect(request.pull_request?.merged_at !== null).toBe(merged.includes(name));
  }
  const open = after.filter(({ state }) => state === 'open');
  expect(open.map(({ title }) => title)).toEqual(
    merged.map((name) => `${name}: linux back to 2026_1_minor (2026_2_minor was withdrawn)`),
  );
  for (const { body, labels } of open) {
    expect(body).toContain('its kernel loses packets on 25G cards; ask @\u200beveryone');
    expect(labels.map(({ name }) => name)).toContain('withdrawn');
  }
  expect(await pins(world)).toEqual([
    'batch 2026_2_minor → 2026_1_minor',
    'disk 2026_2_minor → 2026_1_minor',
    'plus 2026_1_minor',
    'web 2026_1_minor',
  ]);

  for (const name of merged) await expectRun(world, ['forge', 'merge', await numberOf(world, name), '--as', 'maria']);
  const done = await expectRun(world, ['upgrade', 'run']);
  expect(done.stdout).toContain('0 writes');
  expect(await pins(world)).toEqual(['batch', 'disk', 'plus', 'web'].map((name) => `${name} 2026_1_minor`));
  expect((await requests(world)).filter(({ state }) => state === 'open')).toEqual([]);
  expect(world.bare('for-each-ref', 'refs/heads/tidemark')).toBe('');
}, 60_000);
