import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRepository, type Repository } from '../../src/git/git.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'git-')));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Git as a person would run it, for making what is tested. */
function git(directory: string, ...args: readonly string[]): string {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  const ran = spawnSync('git', [...person, ...args], { cwd: directory, encoding: 'utf8' });
  expect(ran.stderr + String(ran.status)).toMatch(/0$/);
  return ran.stdout.trim();
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function commit(message: string): string {
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', message);
  return git(root, 'rev-parse', 'HEAD');
}

function opened(directory: string): Repository {
  const repository = openRepository(directory);
  if (repository === undefined) throw new Error('no repository');
  return repository;
}

describe('opening a repository', () => {
  it('finds it from a folder inside, a link to one, a linked work tree, and a bare one', () => {
    git(root, 'init', '-q');
    write('fleets/cern/fleet.yaml', 'fleet: x\n');
    const head = commit('one');
    expect(opened(root).prefix).toBe('');
    expect(opened(join(root, 'fleets/cern')).prefix).toBe('fleets/cern');
    symlinkSync('fleets/cern', join(root, 'link'));
    expect(opened(join(root, 'link')).prefix).toBe('fleets/cern');
    git(root, 'worktree', 'add', '-q', join(root, 'other'), 'HEAD');
    expect([opened(join(root, 'other')).prefix, opened(join(root, 'other')).resolve('HEAD')]).toEqual(['', head]);
    const apart = realpathSync(mkdtempSync(join(tmpdir(), 'git-')));
    git(apart, 'clone', '-q', '--bare', root, 'bare.git');
    expect([opened(join(apart, 'bare.git')).prefix, opened(join(apart, 'bare.git')).resolve('HEAD')]).toEqual([
      '',
      head,
    ]);
    rmSync(apart, { recursive: true });
  });

  it('gives nothing where there is none, or a broken one', () => {
    expect(openRepository(root)).toBeUndefined();
    expect(openRepository(join(root, 'nowhere'))).toBeUndefined();
    mkdirSync(join(root, '.git'));
    expect(openRepository(root)).toBeUndefined();
  });

  it('never takes a bare repository that was committed as plain files', () => {
    git(root, 'init', '-q');
    const head = commit('ours');
    mkdirSync(join(root, 'clusters/trap'), { recursive: true });
    git(join(root, 'clusters/trap'), 'init', '-q', '--bare');
    expect(opened(join(root, 'clusters/trap')).prefix).toBe('clusters/trap');
    expect(opened(join(root, 'clusters/trap')).resolve('HEAD')).toBe(head);
  });
});

describe('a revision', () => {
  it('is a branch, tag, id, or a way from one', () => {
    git(root, 'init', '-q');
    const one = commit('one');
    const two = commit('two');
    git(root, 'tag', '-a', 'linux/2026_1_minor', '-m', 'x', one);
    const repository = opened(root);
    const named = ['HEAD', 'main', 'refs/heads/main', two, two.slice(0, 12), 'main~1', 'linux/2026_1_minor'];
    expect(named.map((name) => repository.resolve(name))).toEqual([two, two, two, two, two, one, one]);
  });

  it('that is an option, a range, a tree, a blob, or nothing, names no commit, and does nothing', () => {
    git(root, 'init', '-q');
    write('a.yaml', 'a: 1\n');
    commit('one');
    const repository = opened(root);
    const before = readdirSync(root);
    const names = [
      '--upload-pack=touch pwned',
      '--output=pwned',
      '-h',
      '--help',
      '--all',
      '--git-dir',
      '--show-toplevel',
      '--',
      '--end-of-options',
    ];
    const wrong = [
      '',
      ' ',
      'nothing',
      'main..main',
      '^main',
      'main:a.yaml',
      'main^{tree}',
      'a\nb',
      'a\0b',
      'x'.repeat(5000),
      '..',
      '0'.repeat(40),
    ];
    for (const name of [...names, ...wrong]) expect([name, repository.resolve(name)]).toEqual([name, undefined]);
    expect(readdirSync(root)).toEqual(before);
    expect(existsSync('pwned')).toBe(false);
  });

  it('shows the object itself, not what somebody put in its place', () => {
    git(root, 'init', '-q');
    write('a.yaml', 'true: 1\n');
    const id = commit('one');
    const other = git(root, 'commit-tree', '-m', 'false', git(root, 'mktree', '--missing'));
    git(root, 'replace', id, other);
    const repository = opened(root);
    const head = repository.resolve('HEAD');
    expect(head).toBe(id);
    expect(head && repository.listTree(head, '')).toMatchObject({ ok: true, value: [{ path: 'a.yaml' }] });
  });

  it('has a common ancestor with another, or none', () => {
    git(root, 'init', '-q');
    const base = commit('base');
    git(root, 'checkout', '-q', '-b', 'side');
    commit('side');
    git(root, 'checkout', '-q', 'main');
    commit('main');
    git(root, 'checkout', '-q', '--orphan', 'apart');
    commit('apart');
    const repository = opened(root);
    const [main, side, apart] = ['main', 'side', 'apart'].map((name) => repository.resolve(name));
    if (!main || !side || !apart) throw new Error('not resolved');
    expect(repository.mergeBase(main, side)).toBe(base);
    expect(repository.mergeBase(main, apart)).toBeUndefined();
  });
});

describe('objects', () => {
  it('are listed with mode, id and size below a folder, whatever they are called', () => {
    git(root, 'init', '-q');
    const odd = ['a b.yaml', 'ü.yaml', 'new\nline.yaml', '"quoted".yaml', '[x]*.yaml', 'tab\t.yaml', '-dash.yaml'];
    for (const name of odd) write(`fleets/odd folder/${name}`, 'a: 1\n');
    write('other.yaml', 'b: 1\n');
    commit('one');
    const repository = opened(join(root, 'fleets/odd folder'));
    const head = repository.resolve('HEAD');
    if (head === undefined) throw new Error('not resolved');
    const listed = repository.listTree(head, repository.prefix);
    if (!listed.ok) throw new Error(listed.detail);
    expect(listed.value.map((entry) => entry.path).toSorted()).toEqual(odd.toSorted());
    for (const { mode, size } of listed.value) expect([mode, size]).toEqual(['100644', 5]);
    expect(repository.listTree(head, 'nothing')).toMatchObject({ ok: false, why: 'gone' });
    expect(repository.listTree(head, 'other.yaml')).toMatchObject({ ok: false, why: 'gone' });
  });

  it('are read in one go, those that are missing or no blobs left out', () => {
    git(root, 'init', '-q');
    write('a.yaml', 'a: 1\n');
    write('b.bin', '\0\n\nx missing\n');
    write('empty', '');
    const head = commit('one');
    const ids = ['a.yaml', 'b.bin', 'empty'].map((name) => git(root, 'rev-parse', `HEAD:${name}`));
    const read = opened(root).readBlobs([...ids, ...ids, 'a'.repeat(40), head, 'HEAD', '--batch-all-objects', 'x\ny']);
    if (!read.ok) throw new Error(read.detail);
    expect([...read.value].map(([id, bytes]) => [id, Buffer.from(bytes).toString()])).toEqual([
      [ids[0], 'a: 1\n'],
      [ids[1], '\0\n\nx missing\n'],
      [ids[2], ''],
    ]);
    expect(opened(root).readBlobs([])).toEqual({ ok: true, value: new Map() });
  });
});
