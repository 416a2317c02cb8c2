import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CommitId } from '../../src/core/objects.ts';
import type { Remote } from '../../src/core/refs.ts';
import { portionsOf, pushArguments } from '../../src/git/push-words.ts';
import { openRemote } from '../../src/git/remote.ts';
import { forgeServer } from './forge-server.ts';
import { draft, git, made, originOf, resolved, temporaryFolder, trap, valueOf, type World, worldOf } from './world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

function remoteOf({ repository }: World, named?: string): Remote {
  return valueOf(openRemote({ repository, named, credentials: undefined }));
}

interface Pair {
  readonly here: World;
  readonly there: World;
  readonly remote: Remote;
  readonly base: CommitId;
}

function pair(): Pair {
  const here = worldOf({ a: '1' });
  const base = here.commit();
  const there = originOf(here);
  return { here, there, remote: remoteOf(here), base };
}

function refsOf({ root }: World, under = 'refs/heads/'): Readonly<Record<string, string>> {
  const lines = git(root, 'for-each-ref', '--format=%(refname) %(objectname)', under).split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(' ')));
}

describe('opening a remote', () => {
  it('is the origin, another by name, or the bare repository itself', () => {
    const { here, there } = pair();
    expect(remoteOf(here).name).toBe(there.root);
    expect(remoteOf(there).name).toBe(there.root);
    git(here.root, 'remote', 'add', 'up.stream', 'https://maria:canary@example.org/x.git');
    expect(remoteOf(here, 'up.stream').name).toBe('https://example.org/x.git');
    git(here.root, 'remote', 'set-url', '--push', 'up.stream', 'https://example.org/pushed.git');
    expect(remoteOf(here, 'up.stream').name).toBe('https://example.org/pushed.git');
  });

  it('is gone where there is none, and denied where it would run a program', () => {
    const { here } = pair();
    for (const named of ['other', '--all', 'x y', '', 'a\nb', '../x'])
      expect([named, openRemote({ repository: here.repository, named, credentials: undefined })]).toMatchObject([
        named,
        { ok: false, why: 'gone' },
      ]);
    const { script, mark } = trap();
    for (const url of [`ext::${script}`, `--upload-pack=${script}`, 'git://example.org/x', 'http://example.org/x']) {
      git(here.root, 'config', 'remote.origin.url', url);
      expect(openRemote({ repository: here.repository, named: 'origin', credentials: undefined })).toMatchObject({
        ok: false,
        why: 'denied',
      });
    }
    expect(existsSync(mark)).toBe(false);
  });
});

describe('the refs of a remote', () => {
  it('are those below the prefixes, and the branch that it starts from', async () => {
    const { here, there, remote, base } = pair();
    git(here.root, 'tag', '-a', '-m', 'x', 'linux/2026_1_minor');
    git(here.root, 'push', '-q', 'origin', 'linux/2026_1_minor', 'main:refs/heads/tidemark/web/linux');
    const tag = git(here.root, 'rev-parse', 'linux/2026_1_minor');
    expect(valueOf(await remote.listRefs(['refs/tags/', 'refs/heads/tidemark/', 'refs/heads/mai', '*']))).toEqual({
      head: 'refs/heads/main',
      refs: [
        { ref: 'refs/heads/tidemark/web/linux', id: base },
        { ref: 'refs/tags/linux/2026_1_minor', id: tag },
      ],
    });
    git(there.root, 'update-ref', '--no-deref', 'HEAD', base);
    expect(valueOf(await remote.listRefs(['refs/heads/main']))).toEqual({
      head: undefined,
      refs: [{ ref: 'refs/heads/main', id: base }],
    });
  });

  it('are unreachable, gone, or of nobody, where that is so', async () => {
    const { there, remote } = pair();
    rmSync(join(there.root, 'HEAD'));
    expect(await remote.listRefs(['refs/heads/'])).toMatchObject({ ok: false, why: 'gone' });
    const empty = worldOf({});
    git(empty.root, 'init', '-q', '--bare', `${empty.root}/there.git`);
    git(empty.root, 'remote', 'add', 'origin', 'there.git');
    expect(valueOf(await remoteOf(empty).listRefs(['refs/']))).toEqual({ head: undefined, refs: [] });
    git(empty.root, 'config', 'remote.origin.url', 'https://127.0.0.1:1/x.git');
    expect(await remoteOf(empty).listRefs(['refs/'])).toMatchObject({ ok: false, why: 'unreachable' });
  });
});

describe('fetching', () => {
  it('brings refs and what they hold, prunes nothing, and leaves no trace beside', async () => {
    const { here, there, remote, base } = pair();
    const next = made(there.repository, draft([base], { a: '2' }));
    git(there.root, 'update-ref', 'refs/heads/main', next);
    git(there.root, 'tag', 'unasked', next);
    const before = readdirSync(join(here.root, '.git')).toSorted();
    const specs = ['+refs/heads/main:refs/tidemark/origin/heads/main', '+refs/heads/*:refs/tidemark/all/*'];
    expect(await remote.fetch(specs)).toEqual({ ok: true, value: undefined });
    const fetched = { 'refs/tidemark/all/main': next, 'refs/tidemark/origin/heads/main': next };
    expect(refsOf(here, 'refs/tidemark/')).toEqual(fetched);
    expect(git(here.root, 'show', 'refs/tidemark/origin/heads/main:a')).toBe('2');
    git(there.root, 'update-ref', 'refs/heads/main', made(there.repository, draft([base], { a: '3' })));
    git(there.root, 'branch', 'side', next);
    expect(
      (await Promise.all([remote.fetch(specs), remote.fetch(specs), remote.fetch([])])).map(({ ok }) => ok),
    ).toEqual([true, true, true]);
    expect(git(here.root, 'show', 'refs/tidemark/all/main:a')).toBe('3');
    expect(resolved(here.repository, 'refs/tidemark/all/side')).toBe(next);
    git(there.root, 'branch', '-D', 'side');
    valueOf(await remote.fetch(specs));
    expect(Object.keys(refsOf(here, 'refs/tidemark/'))).toContain('refs/tidemark/all/side');
    expect(refsOf(here, 'refs/tags/')).toEqual({});
    expect(readdirSync(join(here.root, '.git')).toSorted()).toEqual(before);
    expect(git(here.root, 'fsck', '--no-dangling')).toBe('');
  });

  it('is gone where the remote has no such ref, a conflict where it does not follow, denied where it makes no sense', async () => {
    const { here, there, remote, base } = pair();
    expect(await remote.fetch(['refs/heads/none:refs/tidemark/x'])).toMatchObject({ ok: false, why: 'gone' });
    git(here.root, 'update-ref', 'refs/tidemark/x', made(here.repository, draft([base], { a: '2' })));
    git(there.root, 'update-ref', 'refs/heads/main', made(there.repository, draft([base], { a: '3' })));
    expect(await remote.fetch(['refs/heads/main:refs/tidemark/x'])).toMatchObject({ ok: false, why: 'conflict' });
    for (const spec of [
      'main',
      'refs/heads/main',
      '--upload-pack=x',
      '+refs/heads/main:x',
      'refs/*:refs/a',
      'refs/a b:refs/c',
      '',
    ])
      expect([spec, await remote.fetch([spec])]).toMatchObject([spec, { ok: false, why: 'denied' }]);
  });
});

describe('pushing', () => {
  it('moves, makes and removes many refs at once, each only while it is as expected', async () => {
    const { here, there, remote, base } = pair();
    const [one, two] = ['1', '2'].map((a) => made(here.repository, draft([base], { a, new: 'x' })));
    if (one === undefined || two === undefined) throw new Error('nothing made');
    for (const name of ['old', 'gone', 'person', 'removed']) git(there.root, 'branch', name, base);
    const person = made(there.repository, draft([base], { a: 'by hand' }));
    git(there.root, 'update-ref', 'refs/heads/person', person);
    const moves = [
      { ref: 'refs/heads/new', from: undefined, to: one },
      { ref: 'refs/heads/old', from: base, to: two },
      { ref: 'refs/heads/gone', from: base, to: undefined },
      { ref: 'refs/heads/person', from: base, to: one },
      { ref: 'refs/heads/main', from: undefined, to: one },
      { ref: 'refs/heads/missing', from: base, to: one },
      { ref: 'refs/tags/linux/2026_1_minor', from: undefined, to: base },
    ];
    const refusals = valueOf(await remote.push(moves));
    expect([...refusals].map(([ref, { why }]) => [ref, why])).toEqual([
      ['refs/heads/person', 'moved'],
      ['refs/heads/main', 'moved'],
      ['refs/heads/missing', 'moved'],
    ]);
    const after = { 'refs/heads/main': base, 'refs/heads/new': one, 'refs/heads/old': two, 'refs/heads/removed': base };
    expect(refsOf(there)).toEqual({ ...after, 'refs/heads/person': person });
    expect(refsOf(there, 'refs/tags/')).toEqual({ 'refs/tags/linux/2026_1_minor': base });
    expect(git(there.root, 'fsck', '--no-dangling')).toBe('');
    expect(refsOf(here)).toEqual({ 'refs/heads/main': base });
  });

  it('may be repeated when the answer was lost', async () => {
    const { here, there, remote, base } = pair();
    for (const name of ['old', 'gone']) git(there.root, 'branch', name, base);
    const one = made(here.repository, draft([base], { a: '2' }));
    const moves = [
      { ref: 'refs/heads/new', from: undefined, to: one },
      { ref: 'refs/heads/old', from: base, to: one },
      { ref: 'refs/heads/gone', from: base, to: undefined },
    ];
    for (let time = 0; time < 3; time += 1) expect(await remote.push(moves)).toEqual({ ok: true, value: new Map() });
    git(there.root, 'branch', 'gone', one);
    const again = [
      ...moves,
      { ref: 'refs/heads/never', from: base, to: undefined },
      { ref: 'refs/heads/x', from: one, to: one },
    ];
    const refusals = valueOf(await remote.push(again));
    expect([...refusals].map(([ref, { why }]) => [ref, why])).toEqual([['refs/heads/gone', 'moved']]);
    expect(valueOf(await remote.push([]))).toEqual(new Map());
  });

  it('is unreachable where the answer is lost on the way, and finds it done the next time', async () => {
    const { here, there, base } = pair();
    let isLosing = true;
    const server = await forgeServer(dirname(there.root), ({ method, url }) => {
      return isLosing && method === 'POST' && url?.endsWith('git-receive-pack') === true ? 'lost' : 'through';
    });
    git(here.root, 'config', 'remote.origin.url', `${server.url}/origin.git`);
    git(there.root, 'branch', 'gone', base);
    const one = made(here.repository, draft([base], { a: '2' }));
    const moves = [
      { ref: 'refs/heads/new', from: undefined, to: one },
      { ref: 'refs/heads/gone', from: base, to: undefined },
    ];
    expect(await remoteOf(here).push(moves)).toMatchObject({ ok: false, why: 'unreachable' });
    expect(refsOf(there)).toEqual({ 'refs/heads/main': base, 'refs/heads/new': one });
    isLosing = false;
    expect(valueOf(await remoteOf(here).push(moves))).toEqual(new Map());
  });

  it.skipIf(process.getuid?.() !== 0)('reaches a folder of another user (needs root to make one)', async () => {
    const { here, there, remote, base } = pair();
    expect(spawnSync('chown', ['-R', '12345:12345', there.root]).status).toBe(0);
    const one = made(here.repository, draft([base], { a: '2' }));
    expect(valueOf(await remote.push([{ ref: 'refs/heads/x', from: undefined, to: one }]))).toEqual(new Map());
    expect(valueOf(await remote.listRefs(['refs/heads/x'])).refs).toEqual([{ ref: 'refs/heads/x', id: one }]);
    valueOf(await remote.fetch(['refs/heads/x:refs/tidemark/x']));
    expect(resolved(here.repository, 'refs/tidemark/x')).toBe(one);
  });

  it('goes in portions that fit a command line', () => {
    const moves = Array.from({ length: 12_000 }, (_, i) => ({
      ref: `refs/heads/tidemark/cluster-${String(i)}/linux`,
      from: '1'.repeat(40),
      to: '2'.repeat(40),
    }));
    const portions = portionsOf(moves);
    expect(portions.flat()).toEqual(moves);
    expect(portions.length).toBe(4);
    for (const portion of portions) expect(pushArguments('/x', portion).join('\0').length).toBeLessThan(1_000_000);
  });

  it('tells what a hook of the remote refuses, with its words; no hook runs here', async () => {
    const { here, there, remote, base } = pair();
    const hook = '#!/bin/sh\ncase $1 in refs/heads/locked) echo "ask the team"; exit 1;; esac\n';
    writeFileSync(join(there.root, 'hooks/update'), hook, { mode: 0o755 });
    const { script, mark } = trap();
    for (const name of ['pre-push', 'reference-transaction'])
      writeFileSync(join(here.root, '.git/hooks', name), `#!/bin/sh\n'${script}'\n`, { mode: 0o755 });
    const one = made(here.repository, draft([base], { a: '2' }));
    const moves = ['locked', 'open'].map((name) => ({ ref: `refs/heads/${name}`, from: undefined, to: one }));
    expect(valueOf(await remote.push(moves))).toEqual(
      new Map([
        [
          'refs/heads/locked',
          {
            why: 'denied',
            detail: '[remote rejected] (hook declined): ask the team error: hook declined to update refs/heads/locked',
          },
        ],
      ]),
    );
    expect(refsOf(there)).toMatchObject({ 'refs/heads/open': one });
    expect(existsSync(mark)).toBe(false);
  });

  it('pushes nothing that is not here, and no name that is none', async () => {
    const { there, remote, base } = pair();
    const before = refsOf(there);
    const to = '1'.repeat(40);
    expect(await remote.push([{ ref: 'refs/heads/x', from: undefined, to }])).toMatchObject({ ok: false, why: 'gone' });
    for (const ref of [
      '--receive-pack=x',
      'main',
      'refs/heads/a:refs/heads/b',
      'refs/heads/x\ny',
      'refs/heads/*',
      '+refs/heads/x',
    ])
      expect([ref, await remote.push([{ ref, from: undefined, to: base }])]).toMatchObject([
        ref,
        { ok: false, why: 'denied' },
      ]);
    for (const id of ['main', ':', '', '--all'])
      expect([id, await remote.push([{ ref: 'refs/heads/x', from: undefined, to: id }])]).toMatchObject([
        id,
        { why: 'denied' },
      ]);
    rmSync(join(there.root, 'objects'), { recursive: true });
    expect((await remote.push([{ ref: 'refs/heads/x', from: undefined, to: base }])).ok).toBe(false);
    expect(before).toEqual({ 'refs/heads/main': base });
  });

  it('does not let two runs at once overwrite each other', async () => {
    const { here, there, remote, base } = pair();
    const ids = ['x', 'y', 'z'].map((a) => made(here.repository, draft([base], { a })));
    const pushes = await Promise.all(ids.map((to) => remote.push([{ ref: 'refs/heads/one', from: undefined, to }])));
    const done = ids.filter((_, at) => valueOf(pushes[at] ?? { ok: true, value: new Map() }).size === 0);
    expect(done).toEqual([refsOf(there)['refs/heads/one']]);
    for (const push of pushes) for (const { why } of valueOf(push).values()) expect(why).toBe('moved');
  });

  it('pushes to the bare repository itself', async () => {
    const { there, base } = pair();
    const one = made(there.repository, draft([base], { a: '2' }));
    expect(valueOf(await remoteOf(there).push([{ ref: 'refs/heads/main', from: base, to: one }]))).toEqual(new Map());
    expect(resolved(there.repository, 'main')).toBe(one);
  });

  it('is not led elsewhere by what the repository configures', async () => {
    const { here, there, remote, base } = pair();
    const { script, mark } = trap();
    const elsewhere = join(temporaryFolder(), 'elsewhere.git');
    git(here.root, 'clone', '-q', '--bare', here.root, elsewhere);
    for (const [key, value] of [
      [`url.${elsewhere}.insteadOf`, there.root],
      [`url.${elsewhere}.pushInsteadOf`, there.root],
      ['core.sshCommand', script],
      ['core.gitProxy', script],
      ['credential.helper', `!${script}`],
      ['remote.origin.receivepack', script],
      ['remote.origin.uploadpack', script],
      ['core.alternateRefsCommand', script],
      ['pack.packObjectsHook', script],
      ['uploadpack.packObjectsHook', script],
    ] as const)
      git(here.root, 'config', key, value);
    const one = made(here.repository, draft([base], { a: '2' }));
    valueOf(await remote.push([{ ref: 'refs/heads/x', from: undefined, to: one }]));
    valueOf(await remote.fetch(['refs/heads/x:refs/tidemark/x']));
    expect([refsOf(there)['refs/heads/x'], readFileSync(join(elsewhere, 'HEAD'), 'utf8')]).toEqual([
      one,
      'ref: refs/heads/main\n',
    ]);
    expect(git(elsewhere, 'for-each-ref', 'refs/heads/x')).toBe('');
    expect(existsSync(mark)).toBe(false);
  });
});
