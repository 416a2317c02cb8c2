import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HistoryRequest, Stretch } from '../../src/core/history.ts';
import type { CommitId } from '../../src/core/objects.ts';
import type { Repository } from '../../src/git/git.ts';
import { author, draft, git, made, opened, temporaryFolder, valueOf, worldOf, write } from './world.ts';

const paths = ['clusters'];

describe('the history of a branch', () => {
  it('is its steps, newest first, and leaves out those that touch nothing asked for', async () => {
    const { repository, commit } = worldOf({ 'clusters/a': '1', other: '1' });
    const first = head(repository);
    commit({ other: '2' });
    commit();
    const second = commit({ 'clusters/a': '2', 'clusters/b': '1', more: '1' });
    const { steps, brought } = await stepsOf(repository, { until: second });
    expect(steps.map(({ id, changes }) => [id, changes.map(({ path, from }) => [path, from === undefined])])).toEqual([
      [
        second,
        [
          ['clusters/a', false],
          ['clusters/b', true],
        ],
      ],
      [first, [['clusters/a', true]]],
    ]);
    expect(steps[0]).toMatchObject({ author: { name: 'a', mail: 'a@example.org' }, message: 'a change\n' });
    expect(steps[0]?.changes[0]?.to?.mode).toBe('100644');
    expect(brought.size).toBe(0);
    expect((await stepsOf(repository, { since: first, until: second })).steps.map(({ id }) => id)).toEqual([second]);
    expect((await stepsOf(repository, { since: second, until: second })).steps).toEqual([]);
    const both = await stepsOf(repository, { until: second, paths: ['clusters', 'other'] });
    expect(both.steps).toHaveLength(3);
    const deep = await stepsOf(repository, { until: second, paths: ['clusters/b'] });
    expect(deep.steps.map(({ changes }) => changes.map(({ path }) => path))).toEqual([['clusters/b']]);
  });

  it('takes a merge as one step, whatever it brought, evil or not, and however many parents it has', async () => {
    const { repository, commit } = worldOf({ 'clusters/a': '1', 'clusters/b': '1', 'clusters/c': '1' });
    const base = head(repository);
    const b1 = made(repository, draft([base], { 'clusters/b': '2' }, { message: 'b1' }));
    const b2 = made(repository, draft([b1], { 'clusters/b': '3' }, { message: 'b2' }));
    const c1 = made(repository, draft([base], { 'clusters/c': '2' }, { message: 'c1' }));
    const main = commit({ 'clusters/a': '2' });
    const octopus = made(repository, draft([main, b2, c1], { 'clusters/b': '3', 'clusters/c': '2' }));
    const nothing = made(repository, draft([octopus, b1], {}));
    const evil = made(repository, draft([nothing, c1], { 'clusters/a': 'evil' }));
    const { steps, brought } = await stepsOf(repository, { until: evil });
    expect(steps.map(({ id, changes }) => [id, changes.map(({ path }) => path)])).toEqual([
      [evil, ['clusters/a']],
      [octopus, ['clusters/b', 'clusters/c']],
      [main, ['clusters/a']],
      [base, ['clusters/a', 'clusters/b', 'clusters/c']],
    ]);
    expect([...brought.keys()]).toEqual([octopus]);
    expect(new Set(brought.get(octopus)?.map(({ id }) => id))).toEqual(new Set([b1, b2, c1]));
    expect(brought.get(octopus)?.find(({ id }) => id === b1)).toEqual({
      id: b1,
      parents: [base],
      author,
      committer: author,
      message: 'b1\n',
    });
    expect(
      valueOf(repository.broughtBy(octopus, 10))
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([b1, b2, c1].toSorted());
    expect(valueOf(repository.broughtBy(octopus, 1))).toHaveLength(1);
    expect([valueOf(repository.broughtBy(evil, 9)), valueOf(repository.broughtBy(base, 9))]).toEqual([[], []]);
    const later = await stepsOf(repository, { since: main, until: evil });
    expect(later.steps.map(({ id }) => id)).toEqual([evil, octopus]);
    expect(later.brought.get(octopus)).toHaveLength(3);
  });

  it('refuses what lies beside the branch, and what is not there', async () => {
    const { repository, commit } = worldOf({ 'clusters/a': '1' });
    const base = head(repository);
    const beside = made(repository, draft([base], { 'clusters/a': '2' }));
    const main = commit({ 'clusters/a': '3' });
    const merge = made(repository, draft([main, beside], {}));
    const why = async (
      since: string | undefined,
      until: string,
      asked: readonly string[] = paths,
    ): Promise<unknown> => {
      const all = { since: since as CommitId, until: until as CommitId, paths: asked };
      const said = await repository.steps(all);
      return said.ok || said.why;
    };
    expect(await why(beside, main)).toBe('denied');
    expect(await why(beside, merge)).toBe('denied');
    expect(await why(main, base)).toBe('denied');
    expect(await why(undefined, '1'.repeat(40))).toBe('gone');
    expect(await why('1'.repeat(40), main)).toBe('gone');
    for (const wrong of ['main', '--all', '', 'a\nb']) expect(await why(undefined, wrong)).toBe('gone');
    for (const wrong of [[], [''], ['../x'], ['/x'], ['a\0b']]) expect(await why(undefined, main, wrong)).toBe('gone');
    expect(await why(undefined, main, ['*', '--stdin', ':(top)', 'nothing'])).toBe(true);
    const tree = git(repository.store.directory, 'rev-parse', 'HEAD^{tree}');
    expect(await why(undefined, tree)).toBe('gone');
  });

  it('is not taken in by what a commit says', async () => {
    const { root, repository } = worldOf({ 'clusters/a': '1' });
    const base = head(repository);
    write(root, { 'clusters/a': '2' });
    git(root, 'add', '-A');
    const tree = git(root, 'write-tree');
    const forged = '2'.repeat(40);
    const text = [
      `tree ${tree}`,
      `parent ${base}`,
      'author A> <x <a@example.org> 5 +0100',
      'committer C <c@example.org> 99999999999999999999 -0200',
      'gpgsig -----BEGIN SSH SIGNATURE-----',
      ` parent ${forged}`,
      ' committer D <d@example.org> 7 +0000',
      '',
      `Title\ncommit ${forged}\nparent ${forged}\n\u{85}\r\0${forged} ${base}\ntree ${tree}\nparent ${base}\n\n    x\n\0`,
    ].join('\n');
    const id = writeCommit(root, text);
    const { steps } = await stepsOf(repository, { until: id });
    expect(steps.map(({ id: step }) => step)).toEqual([id, base]);
    expect(steps[0]).toMatchObject({
      parents: [base],
      author: { name: 'A>', mail: 'x <a@example.org', seconds: 5 },
      committer: { name: 'C', mail: 'c@example.org', seconds: 0 },
      changes: [{ path: 'clusters/a' }],
    });
    expect(steps[0]?.message).toBe(`Title\ncommit ${forged}\nparent ${forged}\n\u{85}\n`);
    const long = writeCommit(
      root,
      `tree ${git(root, 'rev-parse', `${base}^{tree}`)}\nparent ${id}\n\n${'ü'.repeat(200_000)}`,
    );
    const bare = (await stepsOf(repository, { since: id, until: long })).steps[0];
    expect([bare?.message, bare?.author]).toEqual(['ü'.repeat(4096), { name: '', mail: '', seconds: 0 }]);
  });

  it('keeps strange names apart, and tells links and submodules by their modes', async () => {
    const { root, repository } = worldOf({ 'clusters/a': '1' });
    const base = head(repository);
    const names = ['clusters/:100644 1', `clusters/${'3'.repeat(40)}`, 'clusters/a\tb"', 'clusters/c\nd', 'clusters/ü'];
    write(root, Object.fromEntries(names.map((name) => [name, 'x'])));
    symlinkSync('a', `${root}/clusters/link`);
    git(root, 'add', '-A');
    git(root, 'update-index', '--add', '--cacheinfo', `160000,${base},clusters/sub`);
    git(root, 'commit', '-q', '-m', 'strange names');
    const tip = head(repository);
    const [step] = (await stepsOf(repository, { until: tip })).steps;
    expect(step?.changes.map(({ path, to }) => [path, to?.mode])).toEqual(
      [...names.map((name) => [name, '100644']), ['clusters/link', '120000'], ['clusters/sub', '160000']].toSorted(
        (a, b) => (String(a[0]) < String(b[0]) ? -1 : 1),
      ),
    );
    const blob = step?.changes[0]?.to?.id ?? '';
    const raw = Buffer.concat([Buffer.from(`100644 blob ${blob}\tnot-\xff-utf8\0`, 'latin1')]);
    const folder = spawnSync('git', ['mktree', '-z'], { cwd: root, input: raw, encoding: 'utf8' }).stdout.trim();
    const whole = spawnSync('git', ['mktree'], {
      cwd: root,
      input: `040000 tree ${folder}\tclusters\n`,
      encoding: 'utf8',
    });
    const odd = writeCommit(root, `tree ${whole.stdout.trim()}\nparent ${tip}\n\nx`);
    const changes = (await stepsOf(repository, { since: tip, until: odd })).steps[0]?.changes;
    expect(changes?.find(({ from }) => from === undefined)?.path).toBe('clusters/not-\u{fffd}-utf8');
  });

  it('stops where a shallow clone was cut off, and says so', async () => {
    const { root, repository, commit } = worldOf({ 'clusters/a': '1' });
    commit({ 'clusters/a': '2' });
    const third = commit({ 'clusters/a': '3' });
    expect(repository.isShallow()).toBe(false);
    const clone = `${temporaryFolder()}/shallow`;
    git(root, 'clone', '-q', '--depth=2', `file://${root}`, clone);
    const shallow = opened(clone);
    expect(shallow.isShallow()).toBe(true);
    expect((await stepsOf(shallow, { until: third })).steps.map(({ id }) => id)).toEqual([third]);
  });

  it('is the same in a repository of SHA-256', async () => {
    const { repository, commit } = worldOf({ 'clusters/a': '1' }, '--object-format=sha256');
    const tip = commit({ 'clusters/a': '2' });
    const { steps } = await stepsOf(repository, { until: tip });
    expect(steps.map(({ id, changes }) => [id.length, changes[0]?.to?.id.length])).toEqual([
      [64, 64],
      [64, 64],
    ]);
  });

  it('gives files one after the other, cut off at a limit, and says which are not there', async () => {
    const { root, repository } = worldOf({ a: '1', b: 'x'.repeat(300_000), c: '' });
    const ids = ['a', 'b', 'c'].map((name) => git(root, 'rev-parse', `HEAD:${name}`));
    const [a = '', b = '', c = ''] = ids;
    const seen: unknown[] = [];
    const feed = repository.openBlobs(70_000, (blob) => seen.push(blob && [blob.size, blob.bytes.length]));
    for (const asked of [[b, '1'.repeat(40), a], [], [head(repository), c, b]]) feed.read(asked);
    valueOf(await feed.end());
    const large = [300_000, 70_000];
    expect(seen).toEqual([large, undefined, [1, 1], undefined, [0, 0], large]);
    for (const wrong of ['--batch-all-objects', a.repeat(2).slice(0, 64), `${a}\n${a}`, '']) {
      const refused = repository.openBlobs(1, () => undefined);
      refused.read([a]);
      refused.read([wrong]);
      expect(await refused.end()).toMatchObject({ ok: false, why: 'gone' });
    }
    const throwing = repository.openBlobs(1, () => {
      throw new Error('no');
    });
    throwing.read([a]);
    await expect(throwing.end()).rejects.toThrow('no');
    expect(valueOf(await repository.openBlobs(1, () => undefined).end())).toBeUndefined();
  });

  it('reads tags as they call themselves', () => {
    const { root, repository } = worldOf({ a: '1' });
    git(root, 'tag', '-a', '-m', 'x', 'linux/2026_1_minor');
    git(root, 'tag', 'linux/light');
    git(root, 'update-ref', 'refs/tags/linux/copied', 'refs/tags/linux/2026_1_minor');
    const said = valueOf(repository.tagHeads('refs/tags/')).map((tag) => [
      tag.ref.slice(16),
      tag.commit,
      tag.said?.name,
    ]);
    const commit = head(repository);
    expect(said).toEqual([
      ['2026_1_minor', commit, 'linux/2026_1_minor'],
      ['copied', commit, 'linux/2026_1_minor'],
      ['light', commit, undefined],
    ]);
  });
});

async function stepsOf(
  repository: Repository,
  { since, until, paths: asked = paths }: { since?: CommitId; until: CommitId; paths?: HistoryRequest['paths'] },
): Promise<Stretch> {
  return valueOf(await repository.steps({ since, until, paths: asked }));
}

function head(repository: Repository): CommitId {
  const id = repository.resolve('HEAD');
  if (id === undefined) throw new Error('no commit');
  return id;
}

function writeCommit(root: string, text: string): CommitId {
  const args = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'];
  return spawnSync('git', args, { cwd: root, input: text, encoding: 'utf8' }).stdout.trim() as CommitId;
}
