import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitId } from '../../src/core/objects.ts';
import type { CommitDraft } from '../../src/core/refs.ts';
import {
  author,
  draft,
  git,
  made,
  opened,
  temporaryFolder,
  trap,
  valueOf,
  type World,
  worldOf,
  write,
} from './world.ts';

const odd = [
  'a b.yaml',
  'ü/ü.yaml',
  'new\nline',
  '"quoted"\\',
  "it's",
  'tab\tx',
  '-dash',
  'a:b',
  '*',
  ' ',
  ':(top)x',
  '.gitignore',
];

/** The same commit as git's own commands make it, through an index. */
function byHand({ root }: World, { parents, edits, message, author }: CommitDraft): string {
  const run = (args: readonly string[], input = ''): string => {
    const time = `@${String(author.seconds)} +0000`;
    const person = { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.mail, GIT_AUTHOR_DATE: time };
    const same = { GIT_COMMITTER_NAME: author.name, GIT_COMMITTER_EMAIL: author.mail, GIT_COMMITTER_DATE: time };
    const env = { ...process.env, ...person, ...same, GIT_INDEX_FILE: join(root, '.git/by-hand') };
    const ran = spawnSync('git', args, { cwd: root, env, input, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(`${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout;
  };
  run(['read-tree', ...(parents[0] === undefined ? ['--empty'] : [parents[0]])]);
  const modes = new Map(
    run(['ls-files', '-s', '-z'])
      .split('\0')
      .map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, 6)]),
  );
  const lines = [...edits].map(([path, text]) => {
    if (text === null) return `0 ${'0'.repeat(40)}\t${path}\0`;
    const blob = run(['hash-object', '-w', '--stdin'], text).trim();
    return `${modes.get(path) ?? '100644'} ${blob}\t${path}\0`;
  });
  run(['update-index', '-z', '--index-info'], lines.join(''));
  const tree = run(['write-tree']).trim();
  return run(
    ['commit-tree', ...parents.flatMap((id) => ['-p', id]), '-F', '-', tree],
    message.replace(/\n?$/, '\n'),
  ).trim();
}

describe('making commits', () => {
  it('gives what git itself would make of the same content', () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`clusters/c${String(i)}.yaml`, `a: ${String(i)}\n`]),
    );
    const files = {
      ...many,
      'f.yaml': 'f\n',
      'f/x': undefined,
      'top/deep/er/x.yaml': 'x\n',
      'top.yaml': 'y\n',
      'run.sh': '#!\n',
    };
    const world = worldOf(
      Object.fromEntries(Object.entries(files).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]]))),
    );
    git(world.root, 'update-index', '--chmod=+x', 'run.sh', 'clusters/c7.yaml');
    git(world.root, 'commit', '-q', '-m', 'modes');
    git(world.root, 'checkout', '-q', '-f', 'HEAD');
    const base = world.commit();
    const side = world.commit({ 'top/other.yaml': 'z\n' });
    const known = ['f.yaml', 'top/deep/er/x.yaml', 'top.yaml', 'run.sh', 'top', 'clusters'];
    const path = fc.oneof(
      fc.constantFrom(
        ...odd,
        'clusters/c7.yaml',
        'clusters/a',
        'clusters/zz',
        'top/deep/new',
        'top/-',
        'top-',
        'to/p',
        'f/x',
        'f.y',
      ),
      fc.constantFrom(...known.filter((name) => name.includes('.'))),
      fc.nat(299).map((i) => `clusters/c${String(i)}.yaml`),
    );
    const text = fc.oneof(fc.constant(null), fc.constantFrom('', 'x\n', 'a\0b', 'ü', 'long\n'.repeat(3000)));
    const drafts = fc.array(
      fc.record({
        parents: fc.constantFrom<readonly CommitId[]>([], [base], [side], [base, side]),
        edits: fc.array(fc.tuple(path, text), { maxLength: 5 }).map((entries) => new Map(entries)),
        message: fc.constantFrom('Title', 'Title\n\nBody\n', 'ü "x"\n\n\n', ' spaced '),
        author: fc.constantFrom(author, { name: 'É. Person', mail: 'e@example.org', seconds: 0 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(drafts, (drafts) => {
        const expected = drafts.map((draft) => byHand(world, draft));
        expect(valueOf(world.repository.makeCommits(drafts))).toEqual(expected);
      }),
      { seed: 3, numRuns: 12 },
    );
    expect(git(world.root, 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('gives the same ids in a repository that has none of it yet, few at a time or many', () => {
    const files = Object.fromEntries(
      Array.from({ length: 120 }, (_, i) => [`clusters/c${String(i)}.yaml`, `a: ${String(i)}\n`]),
    );
    const { root, repository, commit } = worldOf(files);
    const base = commit();
    const twin = join(temporaryFolder(), 'twin');
    git(root, 'clone', '-q', '--bare', root, twin);
    const drafts = Object.keys(files).map((path) => draft([base], { [path]: 'b: 2\n', [`${path}.more`]: path }));
    const ids = valueOf(repository.makeCommits(drafts));
    const some = [0, 1, 50, 119];
    expect(some.flatMap((at) => drafts.slice(at, at + 1).map((one) => made(opened(twin), one)))).toEqual(
      some.map((at) => ids[at]),
    );
    expect(valueOf(repository.makeCommits(drafts))).toEqual(ids);
    for (const place of [root, twin]) expect(git(place, 'fsck', '--strict', '--no-dangling')).toBe('');
    expect(git(root, 'show', `${ids[77] ?? ''}:clusters/c77.yaml`)).toBe('b: 2');
    expect(git(root, 'diff', '--stat', base, ids[77] ?? '')).toContain('2 files changed');
  });

  it('leaves no ref, index, file or hook run behind', () => {
    const { root, repository, commit } = worldOf({ a: '1' });
    const base = commit();
    const { script, mark } = trap();
    for (const hook of ['pre-commit', 'post-commit', 'reference-transaction', 'post-index-change'])
      write(root, { [`.git/hooks/${hook}`]: `#!/bin/sh\n'${script}'\n` });
    git(root, '-c', 'core.hooksPath=/dev/null', 'config', 'core.fsmonitor', script);
    const before = [git(root, '-c', 'core.fsmonitor=false', 'status', '--porcelain'), readdirSync(join(root, '.git'))];
    made(repository, draft([base], { a: '2' }));
    expect([git(root, '-c', 'core.fsmonitor=false', 'status', '--porcelain'), readdirSync(join(root, '.git'))]).toEqual(
      before,
    );
    expect(git(root, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    expect(existsSync(mark)).toBe(false);
  });

  it('keeps the mode of a file that is there, and lets go of a folder with its last file', () => {
    const { root, repository, commit } = worldOf({ 'x/y/only': '1', 'run.sh': '#!' });
    git(root, 'update-index', '--chmod=+x', 'run.sh');
    git(root, 'commit', '-q', '-m', 'mode');
    const head = repository.resolve('HEAD') ?? commit();
    const id = made(repository, draft([head], { 'run.sh': '#!/bin/sh', 'x/y/only': null, 'not/there': null }));
    expect(valueOf(repository.listTree(id, '')).map(({ path, mode }) => [path, mode])).toEqual([['run.sh', '100755']]);
    expect(valueOf(repository.listTree(made(repository, draft([id], { 'run.sh': null })), ''))).toEqual([]);
    expect(valueOf(repository.makeCommits([]))).toEqual([]);
  });

  it('takes every path that git takes', () => {
    const { repository } = worldOf({});
    const id = made(repository, draft([], Object.fromEntries(odd.map((path) => [path, 'x']))));
    expect(
      valueOf(repository.listTree(id, ''))
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(odd.toSorted());
  });

  it('takes no path that leads elsewhere, and overwrites no folder, link or submodule', () => {
    const { root, repository, commit } = worldOf({ 'folder/file': '1', file: '2' });
    const head = commit();
    const link = git(root, 'mktree', '--missing');
    spawnSync('ln', ['-s', '/etc/passwd', join(root, 'link')]);
    git(root, 'update-index', '--add', '--cacheinfo', `160000,${head},sub`);
    git(root, 'add', 'link');
    git(root, 'commit', '-q', '-m', 'link');
    const base = repository.resolve('HEAD') ?? head;
    const hostile = [
      '',
      '/',
      '/etc/passwd',
      '../x',
      'a/../b',
      'a//b',
      'a/',
      './a',
      '.git/config',
      'a/.GIT/hooks/x',
      'a\0b',
      'x'.repeat(5000),
    ];
    for (const path of [...hostile, 'folder', 'link', 'sub', 'file/below', 'link/below', 'sub/below'])
      expect([path, repository.makeCommits([draft([base], { [path]: 'x' })])]).toMatchObject([
        path,
        { ok: false, why: 'denied' },
      ]);
    expect(repository.makeCommits([draft([base], { folder: null })])).toMatchObject({ ok: false, why: 'denied' });
    expect(
      repository.makeCommits([draft([base], { file: null, 'file/below': 'x', 'folder/file': null, folder: 'y' })]).ok,
    ).toBe(true);
    expect(link).toMatch(/^[0-9a-f]{40}$/);
  });

  it('is gone where a parent is not here, or is no commit', () => {
    const { root, repository, commit } = worldOf({ a: '1' });
    const head = commit();
    git(root, 'tag', '-a', '-m', 'x', 'annotated');
    for (const parent of [
      '1'.repeat(40),
      git(root, 'rev-parse', 'HEAD^{tree}'),
      git(root, 'rev-parse', 'annotated'),
      'main',
      '--stdin',
      'a\nb',
    ])
      for (const parents of [[parent], [head, parent]] as string[][] as CommitId[][])
        expect([parent, repository.makeCommits([draft(parents, { a: '2' })])]).toMatchObject([
          parent,
          { ok: false, why: 'gone' },
        ]);
  });

  it('lets no name, address or message write a line of its own', () => {
    const { root, repository, commit } = worldOf({ a: '1' });
    const head = commit();
    const evil = { name: ' Eve <root@x>\nparent 1 ', mail: 'e@x> 0 +0000\ncommitter Root <root@x', seconds: -1.5 };
    const id = made(repository, draft([head], {}, { author: evil, message: 'x\n\nparent 2\n' }));
    expect(git(root, 'cat-file', 'commit', id).split('\n').slice(1)).toEqual([
      `parent ${head}`,
      'author Eve root@xparent 1 <e@x 0 +0000committer Root root@x> 0 +0000',
      'committer Eve root@xparent 1 <e@x 0 +0000committer Root root@x> 0 +0000',
      '',
      'x',
      '',
      'parent 2',
    ]);
    const nobody = made(repository, draft([head], {}, { author: { name: '.', mail: '', seconds: Number.NaN } }));
    expect(git(root, 'cat-file', 'commit', nobody)).toContain('author nobody <> 0 +0000\n');
    expect(repository.makeCommits([draft([head], {}, { message: 'a\0b' })])).toMatchObject({
      ok: false,
      why: 'denied',
    });
    expect(git(root, 'fsck', '--strict', '--no-dangling')).toBe('');
  });
});
