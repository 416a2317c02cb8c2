import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RefWriter } from '../../src/core/refs.ts';
import type { Repository } from '../../src/git/git.ts';
import { draft, git, made, opened as worldAt, temporaryFolder, trap, valueOf, worldOf } from './world.ts';

describe('listing refs', () => {
  it('gives what they hold and the commit in the end, in byte order', () => {
    const { root, repository, commit } = worldOf({ a: '1' });
    const one = commit();
    const two = commit();
    git(root, 'tag', '-a', '-m', 'x', 'linux/2026_1_minor', one);
    git(root, 'tag', '-a', '-m', 'x', 'nested', 'linux/2026_1_minor');
    git(root, 'tag', 'light', two);
    git(root, 'tag', 'blob', `${two}:a`);
    const tag = git(root, 'rev-parse', 'linux/2026_1_minor');
    expect(valueOf(repository.listRefs('refs/tags/'))).toEqual([
      { ref: 'refs/tags/blob', id: git(root, 'rev-parse', 'blob'), commit: undefined },
      { ref: 'refs/tags/light', id: two, commit: two },
      { ref: 'refs/tags/linux/2026_1_minor', id: tag, commit: one },
      { ref: 'refs/tags/nested', id: git(root, 'rev-parse', 'nested'), commit: one },
    ]);
    expect(valueOf(repository.listRefs('refs/')).map(({ ref }) => ref)).toContain('refs/heads/main');
    expect(valueOf(repository.listRefs('refs/heads/main'))).toEqual([{ ref: 'refs/heads/main', id: two, commit: two }]);
  });

  it('takes a name for a name: no pattern, no option, nothing that only begins so', () => {
    const { root, repository } = worldOf({});
    git(root, 'branch', 'main-too');
    for (const prefix of [
      'refs/heads/mai',
      'refs/heads/*',
      'refs/*/main',
      '--help',
      '',
      'main',
      'refs/heads/main/',
      '/',
    ])
      expect([prefix, repository.listRefs(prefix)]).toEqual([prefix, { ok: true, value: [] }]);
  });

  it('goes on beside a ref whose object is lost', () => {
    const { root, repository, commit } = worldOf({});
    const head = commit();
    writeFileSync(join(root, '.git/refs/heads/lost'), `${'1'.repeat(40)}\n`);
    const refs = valueOf(repository.listRefs('refs/heads/'));
    expect(refs.find(({ ref }) => ref === 'refs/heads/main')).toEqual({
      ref: 'refs/heads/main',
      id: head,
      commit: head,
    });
    expect(refs.find(({ ref }) => ref === 'refs/heads/lost')?.commit).toBeUndefined();
  });
});

/** Both ways to move refs mean the same. */
const ways = [
  [
    'one after the other',
    ({ repository }: Opened) =>
      (moves) =>
        Promise.resolve(repository.moveRefs(moves)),
  ],
  ['through one process', ({ repository }: Opened) => repository.refWriter()],
] as const satisfies readonly (readonly [string, (opened: Opened) => RefWriter])[];

interface Opened {
  readonly repository: Repository;
}

describe.each(ways)('moving refs %s', (_, writerOf) => {
  it('creates, updates, deletes and keeps in one go, or does nothing at all', async () => {
    const { root, repository, commit } = worldOf({});
    const move = writerOf({ repository });
    const one = commit();
    const two = commit();
    for (const name of ['old', 'gone', 'same']) git(root, 'update-ref', `refs/t/${name}`, one);
    const moves = [
      { ref: 'refs/t/new', from: undefined, to: one },
      { ref: 'refs/t/old', from: one, to: two },
      { ref: 'refs/t/gone', from: one, to: undefined },
      { ref: 'refs/t/same', from: one, to: one },
      { ref: 'refs/t/nothing', from: undefined, to: undefined },
    ];
    expect(await move(moves)).toEqual({ ok: true, value: undefined });
    const after = [
      ['refs/t/new', one],
      ['refs/t/old', two],
      ['refs/t/same', one],
    ];
    const listed = (): readonly (readonly string[])[] =>
      valueOf(repository.listRefs('refs/t/')).map(({ ref, id }) => [ref, id]);
    expect(listed()).toEqual(after);
    expect(await move(moves)).toMatchObject({ ok: false, why: 'conflict' });
    for (const wrong of [
      { ref: 'refs/t/new', from: two, to: one },
      { ref: 'refs/t/new', from: undefined, to: two },
      { ref: 'refs/t/new', from: two, to: undefined },
      { ref: 'refs/t/new', from: two, to: two },
      { ref: 'refs/t/none', from: one, to: two },
      { ref: 'refs/t/none', from: one, to: undefined },
    ]) {
      const both = [{ ref: 'refs/t/other', from: undefined, to: one }, wrong];
      expect([wrong, await move(both)]).toMatchObject([wrong, { ok: false, why: 'conflict' }]);
    }
    expect(listed()).toEqual(after);
  });

  it('says what cannot be, and does not call it a conflict', async () => {
    const { root, repository, commit } = worldOf({});
    const move = writerOf({ repository });
    const one = commit();
    const tries = [
      'HEAD',
      'refs/x y',
      'refs/a\nb',
      'refs/a\0b',
      '--stdin',
      'refs/a..b',
      'refs/.a',
      'refs/a.lock',
      'refs/a@{1}',
      'refs/',
      'refs//a',
      'refs/a/',
      'main',
      '',
      'refs/heads/main/below',
    ].map((ref) => ({ ref, from: undefined, to: one as string }));
    for (const wrong of [
      ...tries,
      { ref: 'refs/t/x', from: undefined, to: '1'.repeat(40) },
      { ...tries[0], ref: 'refs/t/x', to: 'main' },
    ])
      expect([wrong, await move([{ from: undefined, ...wrong }])]).toMatchObject([wrong, { ok: false, why: 'denied' }]);
    expect(git(root, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  it('moves the ref itself, not the one it is a name for, writes no log, and runs no hook', async () => {
    const { root, repository, commit } = worldOf({});
    const move = writerOf({ repository });
    const one = commit();
    const two = commit();
    const { script, mark } = trap();
    writeFileSync(join(root, '.git/hooks/reference-transaction'), `#!/bin/sh\n'${script}'\n`, { mode: 0o755 });
    git(root, '-c', 'core.hooksPath=/dev/null', 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    git(root, '-c', 'core.hooksPath=/dev/null', 'config', 'core.logAllRefUpdates', 'always');
    valueOf(
      await move([
        { ref: 'refs/heads/alias', from: two, to: one },
        { ref: 'refs/heads/new', from: undefined, to: one },
      ]),
    );
    expect([repository.resolve('main'), repository.resolve('refs/heads/alias')]).toEqual([two, one]);
    expect(existsSync(mark)).toBe(false);
    expect(readdirSync(join(root, '.git/logs/refs/heads'))).not.toContain('new');
  });

  it('works in a bare repository, a linked work tree, and one of SHA-256', async () => {
    const world = worldOf({});
    const bare = join(temporaryFolder(), 'bare.git');
    git(world.root, 'clone', '-q', '--bare', world.root, bare);
    const linked = join(temporaryFolder(), 'linked');
    git(world.root, 'worktree', 'add', '-q', linked);
    for (const place of [bare, linked, worldOf({}, '--object-format=sha256').root]) {
      const repository = worldAt(place);
      const head = valueOf(repository.listRefs('refs/heads/main'))[0]?.commit;
      if (head === undefined) throw new Error('no head');
      const id = made(repository, draft([head], { 'a/b': 'x' }));
      valueOf(await writerOf({ repository })([{ ref: 'refs/heads/made', from: undefined, to: id }]));
      expect(git(place, 'show', 'made:a/b')).toBe('x');
    }
  });
});

describe('a process that moves refs', () => {
  it('carries out what is asked at once in the order in which it was asked', async () => {
    const { repository, commit } = worldOf({});
    const [one, two] = [commit(), commit()];
    const move = repository.refWriter();
    const ref = 'refs/t/x';
    const ended = await Promise.all([
      move([{ ref, from: undefined, to: one }]),
      move([{ ref, from: one, to: two }]),
      move([{ ref, from: one, to: two }]),
      move([]),
      move([{ ref, from: two, to: one }]),
    ]);
    expect(ended.map((done) => (done.ok ? 'done' : done.why))).toEqual(['done', 'done', 'conflict', 'done', 'done']);
  });

  it('is started again where it was ended, and says what became of the moves', async () => {
    const { root, repository, commit } = worldOf({});
    const [one, two] = [commit(), commit()];
    const move = repository.refWriter();
    valueOf(await move([{ ref: 'refs/t/x', from: undefined, to: one }]));
    for (const id of moversOf(root)) process.kill(id, 'SIGKILL');
    const next = await move([{ ref: 'refs/t/x', from: one, to: two }]);
    const after = valueOf(repository.listRefs('refs/t/x'))[0]?.id;
    expect(after).toBe(next.ok ? two : one);
    expect(await move([{ ref: 'refs/t/x', from: after, to: one }])).toMatchObject({ ok: true });
  });

  it('ends by itself when nothing comes, and keeps nobody waiting for it', async () => {
    const { root, repository, commit } = worldOf({});
    const move = repository.refWriter();
    valueOf(await move([{ ref: 'refs/t/x', from: undefined, to: commit() }]));
    expect(moversOf(root).length).toBe(1);
    for (let tries = 0; moversOf(root).length > 0 && tries < 200; tries += 1)
      await new Promise((done) => setTimeout(done, 50));
    expect(moversOf(root)).toEqual([]);
  });
});

/** The processes of git that wait for transactions in a repository. */
function moversOf(root: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const isOurs = realpathSync(`/proc/${name}/cwd`) === root;
      return isOurs && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('update-ref') ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

describe('several writers at once', () => {
  it('lose nothing: every entry that was reported is in the log', async () => {
    const { root, repository } = worldOf({});
    const names = ['a', 'b', 'c'];
    const count = 5;
    const ended = await Promise.all(names.map((name) => appended(root, name, count)));
    expect(ended).toEqual(names.map(() => ''));
    const head = valueOf(repository.listRefs('refs/log/one'))[0]?.commit;
    if (head === undefined) throw new Error('no log');
    const entries = valueOf(repository.listTree(head, 'entries')).map(({ path }) => path);
    expect(entries.length).toBe(names.length * count);
    expect(valueOf(repository.commitsBetween(undefined, head, 100)).length).toBe(names.length * count);
    expect(git(root, 'fsck', '--strict', '--no-dangling')).toBe('');
  });
});

function appended(root: string, name: string, count: number): Promise<string> {
  const script = fileURLToPath(new URL('appender.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, root, 'refs/log/one', name, String(count)]);
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  return new Promise((done) => child.on('close', () => done(said)));
}
