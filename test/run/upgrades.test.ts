import { describe, expect, test } from 'vitest';
import { readMarker } from '../../src/forge/marker.ts';
import type { PullRequest } from '../../src/forge/forge.ts';
import { didWhat, published, upgradeWorld, type UpgradeWorld } from '../support/upgrade-world.ts';

async function openRequests({ open }: UpgradeWorld): Promise<readonly PullRequest[]> {
  const listed = await open().forge.openRequests('tidemark/');
  if (!listed.ok) throw new Error(listed.detail);
  return listed.value.toSorted((a, b) => (a.branch < b.branch ? -1 : 1));
}

async function requestOf(world: UpgradeWorld, branch: string): Promise<PullRequest> {
  const found = (await openRequests(world)).find((request) => request.branch === branch);
  if (found === undefined) throw new Error(`there is no request of ${branch}`);
  return found;
}

async function close(world: UpgradeWorld, branch: string): Promise<void> {
  const { number } = await requestOf(world, branch);
  const closed = await world.open().forge.edit(number, { state: 'closed' });
  if (!closed.ok) throw new Error(closed.detail);
}

async function merge(world: UpgradeWorld, branch: string): Promise<void> {
  const { number, head } = await requestOf(world, branch);
  const merged = await world.open().forge.mergeRequest(number, head);
  if (!merged.ok) throw new Error(merged.detail);
}

/** How many requests that write the forge got since. */
async function writesOf(world: UpgradeWorld, work: () => Promise<unknown>): Promise<number> {
  const before = world.faults.writes.length;
  await work();
  return world.faults.writes.length - before;
}

const two = { clusters: { web: {}, batch: { owners: ['tomas'] } } };

describe('a run', () => {
  test('opens one complete request for each cluster and stream, with two writes each and one push', async () => {
    const world = upgradeWorld(two);
    let done: readonly string[] = [];
    expect(await writesOf(world, async () => (done = didWhat((await world.run()).done)))).toBe(8);
    expect(done).toEqual([
      'opened tidemark/batch/elfms',
      'opened tidemark/batch/linux',
      'opened tidemark/web/elfms',
      'opened tidemark/web/linux',
    ]);
    const [request] = await openRequests(world);
    expect(request).toMatchObject({
      title: 'batch: elfms 2026_1_minor → 2026_2_minor (minor)',
      labels: ['tidemark', 'elfms', 'minor'],
      assignees: ['tomas'],
      base: 'main',
    });
    expect(readMarker(request?.body ?? '')).toMatchObject({
      identity: 'upgrade tidemark/batch/elfms',
      facts: { to: '2026_2_minor' },
    });
    expect(request?.body).toContain('`elfms-tool`');
  });

  test('changes one token of one line, and nothing else', async () => {
    const world = upgradeWorld(two);
    await world.run();
    expect(world.bare('diff', '--unified=0', 'main', 'tidemark/web/linux').split('\n').slice(4)).toEqual([
      '@@ -4 +4 @@ versions:',
      '-  linux: 2026_1_minor   # the operating system',
      '+  linux: 2026_2_minor   # the operating system',
    ]);
  });

  test('does nothing when it is run again, and asks little', async () => {
    const world = upgradeWorld(two);
    await world.run();
    const reads = world.faults.reads.length;
    expect(await writesOf(world, () => world.run())).toBe(0);
    expect(world.faults.reads.length - reads).toBe(2);
  });

  test('opens as many as it may, and goes on where it stopped', async () => {
    const world = upgradeWorld(two);
    const selection = { streams: undefined, clusters: undefined, limit: 1 };
    expect(didWhat((await world.run({ selection })).done)).toEqual(['opened tidemark/batch/elfms']);
    expect(didWhat((await world.run({ selection })).done)).toEqual(['opened tidemark/batch/linux']);
    expect(world.bare('for-each-ref', '--format=%(refname)', 'refs/heads/tidemark').split('\n')).toHaveLength(2);
  });

  test('is bounded by what the fleet says', async () => {
    const world = upgradeWorld({ ...two, upgrade: '{ maxOpen: 3 }' });
    await world.run();
    expect(await openRequests(world)).toHaveLength(3);
  });

  test('touches the clusters and streams that were asked for, and no others', async () => {
    const world = upgradeWorld(two);
    const selection = { streams: ['linux'], clusters: ['web'], limit: undefined };
    expect(didWhat((await world.run({ selection })).done)).toEqual(['opened tidemark/web/linux']);
    await world.run();
    const narrow = await world.run({ selection: { ...selection, clusters: ['batch'] } });
    expect(didWhat(narrow.done)).toEqual([]);
    expect(await openRequests(world)).toHaveLength(4);
  });
});

describe('a newer version', () => {
  test('updates the same request with one write, and its branch', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    await world.run();
    const before = await openRequests(world);
    world.git('tag', '-a', '-m', 'x', 'linux/2026_3_major');
    world.git('push', '-q', 'origin', '--tags');
    expect(await writesOf(world, () => world.run())).toBe(1);
    const after = await openRequests(world);
    expect(new Set(after.map(({ number }) => number))).toEqual(new Set(before.map(({ number }) => number)));
    const request = await requestOf(world, 'tidemark/web/linux');
    expect(request.title).toBe('web: linux 2026_1_minor → 2026_3_major (major)');
    expect(request.labels.toSorted()).toEqual(['linux', 'major', 'tidemark']);
    expect(world.bare('show', 'tidemark/web/linux:clusters/web.yaml')).toContain('linux: 2026_3_major   #');
  });

  test('keeps the labels and people that a manager has put in', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    await world.run();
    const { number, labels } = await requestOf(world, 'tidemark/web/linux');
    await world.open().forge.edit(number, { labels: [...labels, 'after-lunch'], assignees: ['ingrid'] });
    world.git('tag', '-a', '-m', 'x', 'linux/2026_3_major');
    world.git('push', '-q', 'origin', '--tags');
    await world.run();
    const request = await requestOf(world, 'tidemark/web/linux');
    expect(request.labels).toContain('after-lunch');
    expect(request.assignees).toEqual(['ingrid']);
  });
});

describe('a request that its manager closed', () => {
  test('is not opened again for that version, and its branch goes away', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    await world.run();
    await close(world, 'tidemark/web/linux');
    expect(await writesOf(world, () => world.run())).toBe(0);
    expect((await openRequests(world)).map(({ branch }) => branch)).toEqual(['tidemark/web/elfms']);
    expect(world.bare('for-each-ref', '--format=%(refname)', 'refs/heads/tidemark')).toBe(
      'refs/heads/tidemark/web/elfms',
    );
    expect(await writesOf(world, () => world.run())).toBe(0);
  });

  test('is followed by one for a newer version', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    await world.run();
    await close(world, 'tidemark/web/linux');
    world.git('tag', '-a', '-m', 'x', 'linux/2026_3_major');
    world.git('push', '-q', 'origin', '--tags');
    expect(didWhat((await world.run()).done)).toContain('opened tidemark/web/linux');
  });
});

describe('commits of a person', () => {
  test('are never overwritten, whatever is published', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    await world.run();
    world.git('fetch', '-q', 'origin', 'tidemark/web/linux');
    world.git('checkout', '-q', 'FETCH_HEAD');
    world.clone.write({ 'clusters/web.yaml': `${world.git('show', 'HEAD:clusters/web.yaml')}\n# mine\n` });
    world.git('commit', '-qam', 'tidemark');
    world.git('push', '-q', 'origin', 'HEAD:tidemark/web/linux');
    const tip = world.bare('rev-parse', 'tidemark/web/linux');
    world.git('checkout', '-q', 'main');
    world.git('tag', '-a', '-m', 'x', 'linux/2026_3_major');
    world.git('push', '-q', 'origin', '--tags');
    expect(await writesOf(world, () => world.run())).toBe(0);
    expect(world.bare('rev-parse', 'tidemark/web/linux')).toBe(tip);
  });

  test('on a branch without a request are left, and told', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    world.git('push', '-q', 'origin', 'HEAD~0:refs/heads/tidemark/web/linux');
    world.git('commit', '-q', '--allow-empty', '-m', 'mine');
    world.git('push', '-q', 'origin', 'HEAD:refs/heads/tidemark/web/linux');
    const { done, after } = await world.run();
    expect(didWhat(done)).toEqual(['opened tidemark/web/elfms']);
    expect(after.plan.steps.filter((step) => step.do === 'leave').map(({ because }) => because)).toContain('taken');
  });
});

describe('the two streams of a cluster', () => {
  test('conflict when one is merged: the other is made anew on the new base, by one push and no write', async () => {
    const world = upgradeWorld(two);
    await world.run();
    const before = await requestOf(world, 'tidemark/web/elfms');
    await merge(world, 'tidemark/web/linux');
    const { done } = await world.run();
    expect(didWhat(done)).toContain('updated tidemark/web/elfms');
    const after = await requestOf(world, 'tidemark/web/elfms');
    expect(after.number).toBe(before.number);
    expect(after.head).not.toBe(before.head);
    await merge(world, 'tidemark/web/elfms');
    expect(world.bare('show', 'main:clusters/web.yaml')).toContain(
      'linux: 2026_2_minor   # the operating system\n  elfms: 2026_2_minor',
    );
    expect(await writesOf(world, () => world.run())).toBe(0);
  });

  test('others are left alone when the base moves elsewhere: no rebase storm', async () => {
    const world = upgradeWorld(two);
    await world.run();
    const tips = world.bare('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/tidemark');
    world.push({ 'README.md': 'news\n' });
    expect(await writesOf(world, () => world.run())).toBe(0);
    expect(world.bare('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/tidemark')).toBe(tips);
  });
});

describe('what is over', () => {
  test('is closed where the cluster got the version by another way', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    await world.run();
    const text = world.git('show', 'HEAD:clusters/web.yaml').replace('linux: 2026_1_minor', 'linux: 2026_2_minor');
    world.push({ 'clusters/web.yaml': `${text}\n` });
    expect(didWhat((await world.run()).done)).toContain('closed tidemark/web/linux');
    expect((await openRequests(world)).map(({ branch }) => branch)).toEqual(['tidemark/web/elfms']);
    expect(world.bare('branch', '--list', 'tidemark/web/linux')).toBe('');
  });

  test('is closed by a hold, and offered again when the hold ends', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    await world.run();
    const held = world
      .git('show', 'HEAD:clusters/web.yaml')
      .replace('hosts:', 'upgrade:\n  linux: { mode: hold, until: 2026-04-01, reason: run }\nhosts:');
    world.push({ 'clusters/web.yaml': `${held}\n` });
    // The lines of the hold stand beside the pins, so that the other stream's request is made anew.
    expect(didWhat((await world.run()).done)).toEqual(['closed tidemark/web/linux', 'updated tidemark/web/elfms']);
    expect(didWhat((await world.run({ now: new Date('2026-04-02T00:00:00Z') })).done)).toEqual([
      'opened tidemark/web/linux',
    ]);
  });
});

describe('a withdrawn version', () => {
  test('takes its offers back, and offers every cluster on it the way back, with the reason', async () => {
    const world = upgradeWorld({ clusters: { web: { linux: '2026_2_minor' }, batch: {} } });
    await world.run();
    world.push({
      'templates/linux/2026_2_minor/release.yaml':
        'stream: linux\nversion: 2026_2_minor\ndate: 2026-02-28\nwithdrawn: { reason: "it panics @everyone" }\n',
    });
    const done = didWhat((await world.run()).done);
    expect(done).toContain('closed tidemark/batch/linux');
    expect(done).toContain('opened tidemark/web/linux');
    const request = await requestOf(world, 'tidemark/web/linux');
    expect(request.title).toBe('web: linux back to 2026_1_minor (2026_2_minor was withdrawn)');
    expect(request.labels).toContain('withdrawn');
    expect(request.body).toContain('it panics @\u200beveryone');
    await merge(world, 'tidemark/web/linux');
    expect(didWhat((await world.run()).done).filter((line) => line.startsWith('opened'))).toEqual([]);
  });
});

test('a withdrawn version is taken back also from a cluster that the next one would break', async () => {
  const lock =
    'final: [/packages/linux-tool]\nprofile:\n  packages:\n    linux-tool: { version: "1.0-1", arch: x86_64 }\n';
  const own = 'profile:\n  packages: { linux-tool: { version: "0.9-1", arch: x86_64 } }\n';
  const world = upgradeWorld({ clusters: { web: { linux: '2026_1_minor', more: own } } }, [
    ...published,
    'linux/2026_3_major',
  ]);
  await world.run();
  expect((await requestOf(world, 'tidemark/web/linux')).title).toContain('2026_3_major');
  world.push({
    'templates/linux/2026_3_major/release.yaml':
      'stream: linux\nversion: 2026_3_major\ndate: 2026-03-28\nwithdrawn: { reason: bad }\n',
    'templates/linux/2026_2_minor/default.yaml': lock,
  });
  expect(didWhat((await world.run()).done)).toContain('closed tidemark/web/linux');
});

describe('an offer that would not compile', () => {
  const files = {
    'templates/linux/2026_2_minor/default.yaml': 'profile:\n  swap: maybe\n',
  };

  test('is not made; the others are', async () => {
    const world = upgradeWorld({ ...two, files });
    const { done, after } = await world.run();
    expect(didWhat(done)).toEqual(['opened tidemark/batch/elfms', 'opened tidemark/web/elfms']);
    expect([...after.plan.broken.keys()]).toEqual(['tidemark/batch/linux', 'tidemark/web/linux']);
    expect(after.plan.faults.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([
      'profile-type',
    ]);
  });

  test('leaves the request for an older version that is open', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    await world.run();
    world.push({ 'templates/linux/2026_3_major/default.yaml': 'profile:\n  swap: maybe\n' });
    world.git('tag', '-a', '-m', 'x', 'linux/2026_3_major');
    world.git('push', '-q', 'origin', '--tags');
    expect(await writesOf(world, () => world.run())).toBe(0);
    expect((await requestOf(world, 'tidemark/web/linux')).title).toContain('2026_2_minor');
  });
});

describe('modes', () => {
  test('commit: a commit for each pin in one push, and no request', async () => {
    const commit = 'upgrade:\n  linux: { mode: commit }\n  elfms: { mode: commit }\n';
    const world = upgradeWorld({ clusters: { web: { more: commit }, batch: { more: commit } } });
    expect(await writesOf(world, () => world.run())).toBe(0);
    expect(world.bare('log', '--format=%s', '-4', 'main').split('\n').toSorted()).toEqual([
      'batch: elfms 2026_1_minor → 2026_2_minor',
      'batch: linux 2026_1_minor → 2026_2_minor',
      'web: elfms 2026_1_minor → 2026_2_minor',
      'web: linux 2026_1_minor → 2026_2_minor',
    ]);
    expect(world.bare('show', 'main:clusters/web.yaml')).toContain(
      'linux: 2026_2_minor   # the operating system\n  elfms: 2026_2_minor',
    );
    expect(await openRequests(world)).toEqual([]);
  });

  test('auto: three writes, and it waits for its checks', async () => {
    const world = upgradeWorld({ clusters: { web: { more: 'upgrade:\n  linux: { mode: auto }\n' } } });
    const selection = { streams: ['linux'], clusters: undefined, limit: undefined };
    expect(await writesOf(world, () => world.run({ selection }))).toBe(3);
    expect((await requestOf(world, 'tidemark/web/linux')).autoMerge).toBe(true);
    expect(await writesOf(world, () => world.run({ selection }))).toBe(0);
  });

  test('auto: a person who pushes to the branch stops it from merging itself', async () => {
    const world = upgradeWorld({ clusters: { web: { more: 'upgrade:\n  linux: { mode: auto }\n' } } });
    const selection = { streams: ['linux'], clusters: undefined, limit: undefined };
    await world.run({ selection });
    world.git('fetch', '-q', 'origin', 'tidemark/web/linux');
    world.git('checkout', '-q', 'FETCH_HEAD');
    world.git('commit', '-q', '--allow-empty', '-m', 'hello');
    world.git('push', '-q', 'origin', 'HEAD:tidemark/web/linux');
    expect(didWhat((await world.run({ selection })).done)).toEqual(['disarmed tidemark/web/linux']);
    expect((await requestOf(world, 'tidemark/web/linux')).autoMerge).toBe(false);
  });

  test('grouped by owner: one request for all clusters of an owner', async () => {
    const world = upgradeWorld({ ...two, clusters: { ...two.clusters, disk: {} }, upgrade: '{ group: owner }' });
    await world.run();
    expect((await openRequests(world)).map(({ branch, title }) => `${branch} ${title}`)).toEqual([
      'tidemark/@maria/elfms 2 clusters: elfms 2026_1_minor → 2026_2_minor (minor)',
      'tidemark/@maria/linux 2 clusters: linux 2026_1_minor → 2026_2_minor (minor)',
      'tidemark/@tomas/elfms batch: elfms 2026_1_minor → 2026_2_minor (minor)',
      'tidemark/@tomas/linux batch: linux 2026_1_minor → 2026_2_minor (minor)',
    ]);
    expect(await writesOf(world, () => world.run())).toBe(0);
    await merge(world, 'tidemark/@maria/linux');
    expect(world.bare('show', 'main:clusters/disk.yaml')).toContain('linux: 2026_2_minor');
  });
});

test('without a tag nothing is offered', async () => {
  const world = upgradeWorld(
    two,
    published.filter((tag) => tag.endsWith('2026_1_minor')),
  );
  expect(didWhat((await world.run()).done)).toEqual([]);
});

describe('what is published', () => {
  const signed = {
    'fleet.yaml': `fleet: demo
entry: entry
profileSchema: schemas/profile.schema.json
streams:
  linux: { title: Operating system, owners: [ingrid], signers: [ingrid] }
  elfms: { title: Tools, owners: [ingrid] }
packages: { at: /packages, order: rpm }
`,
  };

  test('a tag of a stream with signers is not enough: its publication has to be on record', async () => {
    const world = upgradeWorld({ clusters: { web: {} }, files: signed });
    expect(didWhat((await world.run()).done)).toEqual(['opened tidemark/web/elfms']);
    world.bare('update-ref', 'refs/tidemark/published/linux/2026_2_minor', 'refs/tags/linux/2026_2_minor');
    expect(didWhat((await world.run()).done)).toEqual(['opened tidemark/web/linux']);
  });

  test('a tag that was moved after it was published is offered to nobody', async () => {
    const world = upgradeWorld({ clusters: { web: {} } });
    world.bare('update-ref', 'refs/tidemark/published/linux/2026_2_minor', 'refs/tags/linux/2026_2_minor');
    world.git('tag', '-f', '-a', '-m', 'again', 'linux/2026_2_minor');
    world.git('push', '-q', '--force', 'origin', 'refs/tags/linux/2026_2_minor');
    expect(didWhat((await world.run()).done)).toEqual(['opened tidemark/web/elfms']);
  });
});
