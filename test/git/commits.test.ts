import { describe, expect, it } from 'vitest';
import type { CommitId } from '../../src/core/objects.ts';
import { spawnSync } from 'node:child_process';
import { author, draft, git, made, valueOf, worldOf } from './world.ts';

describe('reading commits', () => {
  it('gives what was written', () => {
    const { root, repository, commit } = worldOf({ a: '1' });
    const base = commit();
    const side = commit();
    const message = 'Title ü\n\nBody\n\nparent x\n';
    const id = made(repository, draft([base, side], { a: '2' }, { message }));
    expect(valueOf(repository.commit(id))).toEqual({ id, parents: [base, side], author, committer: author, message });
    expect(valueOf(repository.commit(base))).toMatchObject({ author: { name: 'a', mail: 'a@example.org' } });
    const tree = git(root, 'rev-parse', 'HEAD^{tree}');
    for (const wrong of ['1'.repeat(40), tree, 'main', '--batch-all-objects', 'a\nb', ''] as string[] as CommitId[])
      expect([wrong, repository.commit(wrong)]).toMatchObject([wrong, { ok: false, why: 'gone' }]);
  });

  it('is not taken in by a commit that holds what ends a field elsewhere', () => {
    const { root, repository, commit } = worldOf({ a: '1' });
    const base = commit();
    const tree = git(root, 'rev-parse', 'HEAD^{tree}');
    const text = [
      `tree ${tree}`,
      `parent ${base}`,
      'author A> <x <a@example.org> 5 +0100',
      'committer C <c@example.org> 6 -0200',
      'gpgsig -----BEGIN SSH SIGNATURE-----',
      ` parent ${'1'.repeat(40)}`,
      '',
      `Title\0${base}\nparent ${'2'.repeat(40)}\n`,
    ].join('\n');
    const args = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'];
    const id = spawnSync('git', args, { cwd: root, input: text, encoding: 'utf8' }).stdout.trim() as CommitId;
    expect(valueOf(repository.commitsBetween(base, id, 10))).toEqual([
      {
        id,
        parents: [base],
        author: { name: 'A>', mail: 'x <a@example.org', seconds: 5 },
        committer: { name: 'C', mail: 'c@example.org', seconds: 6 },
        message: `Title\0${base}\nparent ${'2'.repeat(40)}\n`,
      },
    ]);
  });

  it('lists those that lie between two, newest first, up to a limit', () => {
    const { repository } = worldOf({});
    const chain: CommitId[] = [];
    for (let at = 0; at < 5; at += 1)
      chain.push(
        made(repository, draft(chain.slice(-1), { [`f${String(at)}`]: 'x' }, { author: { ...author, seconds: at } })),
      );
    const [zero, one, two, three, four] = chain;
    if (!zero || !one || !two || !three || !four) throw new Error('no chain');
    const between = (since: CommitId | undefined, until: CommitId, limit = 100): readonly string[] =>
      valueOf(repository.commitsBetween(since, until, limit)).map(({ id }) => id);
    expect(between(one, four)).toEqual([four, three, two]);
    expect(between(undefined, two)).toEqual([two, one, zero]);
    expect(between(undefined, four, 2)).toEqual([four, three]);
    expect([between(four, one), between(four, four)]).toEqual([[], []]);
    expect(repository.commitsBetween('--all' as CommitId, four, 1)).toMatchObject({ ok: false, why: 'gone' });
    expect(repository.commitsBetween(one, '1'.repeat(40) as CommitId, 1)).toMatchObject({ ok: false, why: 'gone' });
  });
});

describe('the paths that differ', () => {
  it('are all of them, whatever they are called and whatever is configured', () => {
    const { root, repository, commit } = worldOf({ 'b.yaml': 'same\n'.repeat(20), 'a/gone': '1', 'run.sh': '#!' });
    const base = commit();
    git(root, 'mv', 'b.yaml', 'moved.yaml');
    git(root, 'rm', '-q', 'a/gone');
    git(root, 'update-index', '--chmod=+x', 'run.sh');
    git(root, 'update-index', '--add', '--cacheinfo', `160000,${base},sub`);
    git(root, 'commit', '-q', '-m', 'x');
    git(root, 'update-index', '--cacheinfo', `160000,${'2'.repeat(40)},sub`);
    git(root, 'commit', '-q', '-m', 'y');
    for (const [key, value] of [
      ['diff.renames', 'copies'],
      ['diff.ignoreSubmodules', 'all'],
      ['submodule.sub.ignore', 'all'],
      ['diff.relative', 'true'],
      ['diff.noprefix', 'true'],
      ['core.abbrev', '5'],
    ] as const)
      git(root, 'config', key, value);
    const head = repository.resolve('HEAD');
    const before = repository.resolve('HEAD~1');
    if (head === undefined || before === undefined) throw new Error('no head');
    const odd = made(repository, draft([head], { '\n:100644': 'x', '"q"': 'y' }));
    const paths = valueOf(repository.changedPaths(base, odd));
    const kinds = paths.map(({ path, from, to }) => [path, from?.mode, to?.mode]);
    expect(kinds).toEqual([
      ['\n:100644', undefined, '100644'],
      ['"q"', undefined, '100644'],
      ['a/gone', '100644', undefined],
      ['b.yaml', '100644', undefined],
      ['moved.yaml', undefined, '100644'],
      ['run.sh', '100644', '100755'],
      ['sub', undefined, '160000'],
    ]);
    expect(valueOf(repository.changedPaths(before, head))).toEqual([
      { path: 'sub', from: { mode: '160000', id: base }, to: { mode: '160000', id: '2'.repeat(40) } },
    ]);
    expect(valueOf(repository.changedPaths(head, head))).toEqual([]);
    expect(repository.changedPaths(head, '1'.repeat(40) as CommitId)).toMatchObject({ ok: false, why: 'gone' });
  });
});
