import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CommitId } from '../../src/core/objects.ts';
import { openRepository, type Repository } from '../../src/git/git.ts';
import { refsIn } from '../../src/run/past-refs.ts';
import { readPast, type PastOrder, type ReadPast } from '../../src/run/read-past.ts';
import { sha256Of as sha256 } from '../../src/tree/write.ts';
import { temporaryFolder } from '../support/fleet.ts';
import { bareCloneOf, repositoryOf, type Repository as Folder } from '../support/repository.ts';

const web = (linux: string, more = ''): string =>
  `owners: [maria]\nversions:\n  linux: ${linux}\nhosts: { "w[1-3]": {} }\n${more}`;
const hold = 'upgrade: { linux: { mode: hold, until: 2026-12-01, reason: a run } }\n';
const release = 'templates/linux/2026_1_minor/release.yaml';
const rollout = 'rollouts/linux/2026_1_minor/rollout.yaml';

describe('the past of a fleet', () => {
  it('is told of each step, however many there are', async () => {
    const folder = repositoryOf({ 'fleet.yaml': 'x' });
    movedOften(folder, 2500);
    const { past } = await read(folder);
    expect(past.steps.map(({ clusters }) => clusters.map(({ name, to }) => [name, brief(to)]))).toEqual(
      Array.from({ length: 2500 }, (_, back) => {
        const at = 2499 - back;
        return [[`c${String(at % 7)}`, `${String(2000 + at)}_${String(1 + (at % 7))}_minor`]];
      }),
    );
  });

  it('is what each step did to clusters, releases and rollouts', async () => {
    const folder = repositoryOf({ 'fleet.yaml': 'x', 'clusters/web.yaml': web('2026_1_minor') });
    folder.commit({ 'templates/base.yaml': 'profile: {}\n' });
    folder.commit({ [release]: 'stream: linux\n', [rollout]: 'events: [{ event: opened, date: d1, person: p }]\n' });
    folder.commit({
      [release]: 'stream: linux\nwithdrawn: { reason: bad }\n',
      [rollout]: 'events: [{ event: opened, date: d1, person: p }, { event: decided, date: d2, person: q }, 7]\n',
    });
    folder.commit({ 'clusters/web.yaml': web('2026_2_minor', hold) });
    folder.git('mv', 'clusters/web.yaml', 'clusters/www.yaml');
    folder.commit();
    folder.commit({ 'clusters/www.yaml': 'a: [' });
    folder.commit({ 'clusters/www.yaml': web('2026_2_minor') });
    const { past, tip, unreadable } = await read(folder);
    const linux = { stream: 'linux', version: '2026_1_minor' };
    expect(
      past.steps.map(({ clusters, releases, rollouts }) => [
        clusters.map(({ name, from, to }) => [name, brief(from), brief(to)]),
        ...releases,
        ...rollouts,
      ]),
    ).toEqual([
      [[['www', 'unreadable', '2026_2_minor']]],
      [[['www', '2026_2_minor until 2026-12-01', 'unreadable']]],
      [
        [
          ['web', '2026_2_minor until 2026-12-01', undefined],
          ['www', undefined, '2026_2_minor until 2026-12-01'],
        ],
      ],
      [[['web', '2026_1_minor', '2026_2_minor until 2026-12-01']]],
      [
        [],
        { ...linux, file: release, from: { withdrawn: undefined }, to: { withdrawn: 'bad' } },
        { ...linux, file: rollout, added: [{ at: 'd2', what: 'decided', by: 'q' }] },
      ],
      [
        [],
        { ...linux, file: release, from: undefined, to: { withdrawn: undefined } },
        { ...linux, file: rollout, added: [{ at: 'd1', what: 'opened', by: 'p' }] },
      ],
      [[['web', undefined, '2026_1_minor']]],
    ]);
    const renamed = past.steps[2]?.clusters;
    expect(renamed?.[0]?.blobs.from).toBe(renamed?.[1]?.blobs.to);
    expect([...tip.values()].map(({ name, file, lines }) => [name, file, lines])).toEqual([
      ['www', 'clusters/www.yaml', { '': 2, linux: 3 }],
    ]);
    expect([unreadable, past.isShallow]).toEqual([[], false]);
  });

  it('reads no link, no submodule, nothing too large, and nothing of a name that no cluster has', async () => {
    const folder = repositoryOf({
      'clusters/web.yaml': web('2026_1_minor'),
      'clusters/not ok.yaml': web('2026_1_minor'),
    });
    folder.write({
      'clusters/.hidden/a.yaml': web('2026_1_minor'),
      'clusters/readme.md': 'x',
      'clusters/con.yaml': 'a: 1',
    });
    symlinkSync('/proc/self/environ', `${folder.root}/clusters/link.yaml`);
    folder.commit({
      'clusters/large.yaml': `owners: [m]\n#${'x'.repeat(1024 * 1024)}\n`,
      'clusters/latin.yaml': Buffer.from('a: \xff', 'latin1'),
    });
    const { past, tip, unreadable } = await read(folder);
    expect(past.steps.map(({ clusters }) => clusters.map(({ name, to }) => [name, brief(to)]))).toEqual([
      [
        ['large', 'unreadable'],
        ['latin', 'unreadable'],
        ['link', 'unreadable'],
      ],
      [['web', '2026_1_minor']],
    ]);
    expect([...tip.keys()]).toEqual(['web']);
    expect(unreadable.map(({ name }) => name)).toEqual(['large', 'latin', 'link']);
  });

  it('is found where the fleet lies in a folder of its repository, and ends where a clone was cut off', async () => {
    const folder = repositoryOf({
      'fleets/a/clusters/web.yaml': web('2026_1_minor'),
      'clusters/other.yaml': web('2026_1_minor'),
    });
    folder.commit({ 'fleets/a/clusters/web.yaml': web('2026_2_minor'), other: '1' });
    const { past } = await read(folder, { repository: opened(`${folder.root}/fleets/a`) });
    expect(past.steps.map(({ clusters }) => clusters.map(({ file, to }) => [file, brief(to)]))).toEqual([
      [['clusters/web.yaml', '2026_2_minor']],
      [['clusters/web.yaml', '2026_1_minor']],
    ]);
    const clone = `${temporaryFolder()}/shallow`;
    folder.git('clone', '-q', '--depth=1', `file://${folder.root}`, clone);
    const cacheFolder = temporaryFolder();
    const shallow = await read(folder, { repository: opened(`${clone}/fleets/a`), cacheFolder });
    expect([shallow.past.steps, shallow.past.isShallow, shallow.tip.size]).toEqual([[], true, 1]);
    expect(readdirSync(cacheFolder)).toEqual([]);
  });

  it('knows tags by their own words, and requests by their heads', () => {
    const folder = repositoryOf({ 'clusters/web.yaml': web('2026_1_minor') });
    folder.git('tag', '-a', '-m', 'x', 'linux/2026_1_minor');
    folder.git('tag', 'linux/2026_2_minor');
    folder.git('tag', 'v1.0');
    folder.git('update-ref', 'refs/tags/linux/2026_3_minor', 'refs/tags/linux/2026_1_minor');
    for (const ref of ['refs/pull/12/head', 'refs/pull/x/head', 'refs/pull/13/merge'])
      folder.git('update-ref', ref, 'HEAD');
    const refs = refsIn(opened(folder.root), () => ({ signedBy: undefined, hasSigners: false }));
    if (!refs.ok) throw new Error(refs.detail);
    expect(refs.value.tags.map(({ version, tagger }) => [version, tagger?.name])).toEqual([
      ['2026_1_minor', 'a'],
      ['2026_2_minor', undefined],
      ['2026_3_minor', undefined],
    ]);
    expect([...refs.value.heads.values()]).toEqual([12]);
  });

  it('says that files are missing rather than that they cannot be read', async () => {
    const folder = repositoryOf({ 'clusters/web.yaml': web('2026_1_minor') });
    folder.commit({ 'clusters/web.yaml': web('2026_2_minor') });
    folder.git('config', 'uploadpack.allowFilter', 'true');
    const clone = `${temporaryFolder()}/partial`;
    folder.git('clone', '-q', '--no-checkout', '--filter=blob:none', `file://${folder.root}`, clone);
    const repository = opened(clone);
    const said = await readPast({ ...orderFor(repository), commit: tipOf(repository) });
    expect(said).toMatchObject({ ok: false });
  });
});

describe('what is kept of the past', () => {
  it('gives the same as reading it again, at every commit that follows', async () => {
    const folder = busyFleet();
    const cacheFolder = temporaryFolder();
    const commits = folder.git('rev-list', '--reverse', '--first-parent', 'HEAD').split('\n') as CommitId[];
    const repository = opened(bareCloneOf(folder));
    for (const commit of [...commits, ...commits.slice(-1), ...commits.slice(0, 2)]) {
      const whole = await read(folder, { repository, commit });
      const doings: string[] = [];
      const known = await read(folder, { repository, commit, cacheFolder, progress: (doing) => doings.push(doing) });
      expect({ ...known, notKept: undefined }).toEqual(whole);
      expect(known.notKept).toBeUndefined();
    }
    const again: string[] = [];
    await read(folder, {
      repository,
      commit: commits[1] as CommitId,
      cacheFolder,
      progress: (doing) => again.push(doing),
    });
    expect(again.at(-1)).toBe('reading 0 files of the past');
  });

  it('is left aside where the branch was rewritten', async () => {
    const folder = busyFleet();
    const cacheFolder = temporaryFolder();
    await read(folder, { cacheFolder });
    folder.git('reset', '-q', '--hard', 'HEAD~2');
    folder.commit({ 'clusters/web.yaml': web('2026_9_minor') });
    expect(await read(folder, { cacheFolder })).toEqual(await read(folder));
  });

  it('is left aside where somebody changed it, or it is not ours, and never stops a run', async () => {
    const folder = busyFleet();
    const whole = await read(folder);
    const cacheFolder = temporaryFolder();
    await read(folder, { cacheFolder });
    const [name = ''] = readdirSync(cacheFolder);
    const file = `${cacheFolder}/${name}`;
    const good = readFileSync(file, 'utf8');
    const [head = '', body = ''] = good.split('\n');
    const bodies = [
      body.replace('2026_1_minor', '2026_7_minor'),
      '{}',
      '[]',
      'null',
      '',
      body.slice(0, -9),
      body.replaceAll('"clusterCounts":[1', '"clusterCounts":[9'),
    ];
    const forged = bodies.map((text) => `${head.replace(/[0-9a-f]{64}$/, '')}${sha256(text)}\n${text}`);
    // Whoever can write the digest can write the past: then only what does not fit together is noticed.
    const changed = [
      good.replace('2026_1_minor', '2026_7_minor'),
      good.slice(0, -40),
      '',
      'x',
      head,
      `${head}\n`,
      '\0'.repeat(50),
    ];
    for (const text of [...changed, ...forged.slice(1)]) {
      writeFileSync(file, text);
      expect(await read(folder, { cacheFolder })).toEqual(whole);
    }
  });

  it('is whole where two runs write it at once, and a run goes on where it cannot be written', async () => {
    const folder = busyFleet();
    const cacheFolder = temporaryFolder();
    const whole = await read(folder);
    const both = await Promise.all([read(folder, { cacheFolder }), read(folder, { cacheFolder })]);
    expect(both).toEqual([whole, whole]);
    expect(await read(folder, { cacheFolder })).toEqual(whole);
    const stuck = await read(folder, { cacheFolder: `${folder.root}/clusters/web.yaml` });
    expect(stuck.past).toEqual(whole.past);
    expect(stuck.notKept).toMatch(/a file stands where a folder is needed/);
  });
});

/** Merges, holds, a link that becomes a file, a policy of `never`, files that come and go. */
function busyFleet(): Folder {
  const folder = repositoryOf({
    'clusters/web.yaml': web('2026_1_minor'),
    'clusters/db.yaml': web('2026_1_minor', hold),
  });
  symlinkSync('web.yaml', `${folder.root}/clusters/odd.yaml`);
  folder.commit({ 'clusters/web.yaml': web('2026_2_minor'), [release]: 'stream: linux\n' });
  folder.git('checkout', '-q', '-b', 'side');
  folder.commit({ 'clusters/db.yaml': web('2026_3_minor', 'stale: { advisories: { Low: never } }\n') });
  folder.git('checkout', '-q', 'main');
  folder.commit({ 'clusters/web.yaml': web('2026_3_minor'), [rollout]: 'events: [{ event: opened }]\n' });
  folder.git('merge', '-q', '--no-ff', '-m', 'Merge pull request #3 from a/side\n\n\u{2028}"', 'side');
  folder.git('rm', '-q', 'clusters/odd.yaml');
  folder.commit({ 'clusters/odd.yaml': 'web.yaml' });
  folder.commit({ 'clusters/web.yaml': web('2026_10_minor'), [release]: 'withdrawn: { reason: bad }\n' });
  folder.commit({ 'clusters/web.yaml': web('2026_1_minor') });
  return folder;
}

function brief(said: ReadPast['past']['steps'][number]['clusters'][number]['to']): string | undefined {
  if (said === undefined || said === 'unreadable') return said;
  const until = said.holds['linux']?.until;
  return `${said.pins['linux'] ?? 'none'}${until === undefined ? '' : ` until ${until}`}`;
}

function opened(root: string): Repository {
  const repository = openRepository(root);
  if (repository === undefined) throw new Error('no repository');
  return repository;
}

function tipOf(repository: Repository): CommitId {
  const commit = repository.resolve('HEAD');
  if (commit === undefined) throw new Error('no commit');
  return commit;
}

function orderFor(repository: Repository): Omit<PastOrder, 'commit'> {
  return { repository, cacheFolder: undefined, progress: () => undefined };
}

/** So many commits on top of the tip, each moving the pin of one of seven clusters to a minor version of that number. */
function movedOften(folder: Folder, count: number): void {
  const lines = Array.from({ length: count }, (_, at) => {
    const text = web(`${String(2000 + at)}_${String(1 + (at % 7))}_minor`);
    return [
      'commit refs/heads/main',
      'committer a <a@example.org> 1795000000 +0000',
      'data 0',
      ...(at === 0 ? ['from refs/heads/main^0'] : []),
      `M 100644 inline clusters/c${String(at % 7)}.yaml`,
      `data ${String(Buffer.byteLength(text))}`,
      text,
    ];
  });
  const ran = spawnSync('git', ['fast-import', '--quiet'], { cwd: folder.root, input: `${lines.flat().join('\n')}\n` });
  if (ran.status !== 0) throw new Error(String(ran.stderr));
}

async function read(folder: Folder, order: Partial<PastOrder> = {}): Promise<ReadPast> {
  const repository = order.repository ?? opened(folder.root);
  const said = await readPast({ ...orderFor(repository), commit: order.commit ?? tipOf(repository), ...order });
  if (!said.ok) throw new Error(said.detail);
  return said.value;
}
