import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Objects } from '../../src/core/objects.ts';
import { openRepository } from '../../src/git/git.ts';
import { type RevisionTree, revisionTree } from '../../src/tree/revision.ts';
import { workingTree } from '../../src/tree/working.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'tree-')));
  git('init', '-q');
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function git(...args: readonly string[]): string {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  return spawnSync('git', [...person, ...args], { cwd: root, encoding: 'utf8' }).stdout.trim();
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function commit(): string {
  git('add', '-A');
  git('commit', '-q', '-m', 'x');
  return git('rev-parse', 'HEAD');
}

/** The repository, counting how often blobs are asked for. */
function counted(directory: string): { readonly objects: Objects; readonly asked: string[][] } {
  const repository = openRepository(directory);
  if (repository === undefined) throw new Error('no repository');
  const asked: string[][] = [];
  return {
    asked,
    objects: {
      ...repository,
      readBlobs: (ids) => {
        asked.push([...ids]);
        return repository.readBlobs(ids);
      },
    },
  };
}

function treeAt(revision: string, objects: Objects = counted(root).objects): RevisionTree {
  const tree = revisionTree(objects, revision);
  if (!tree.ok) throw new Error(tree.detail);
  return tree.value;
}

describe('the tree of a revision', () => {
  it('is what the work tree was when it was committed, whatever happened since', () => {
    const paths = [
      'fleet.yaml',
      'clusters/a.yaml',
      'clusters/b-c.yaml',
      'clusters/b/c.yaml',
      'templates/ü.yaml',
      'templates/run.sh',
    ];
    for (const path of paths) write(path, `path: ${path}\n`);
    for (const path of ['.github/x.yml', 'clusters/.hidden', 'node_modules/x.yaml']) write(path, 'a: 1\n');
    git('update-index', '--add', '--chmod=+x', 'templates/run.sh');
    const id = commit();
    const working = workingTree(root);
    const tree = treeAt('main');
    expect([tree.name, tree.commit]).toEqual(['main', id]);
    for (const under of ['', 'clusters', 'clusters/b', 'fleet.yaml', 'nothing'])
      expect(tree.list(under)).toEqual(working.list(under));
    for (const path of [...paths, '.github/x.yml', 'clusters', 'nothing']) {
      expect(tree.has(path)).toBe(working.has(path));
      expect(tree.read(path)).toEqual(working.read(path));
    }
    rmSync(join(root, 'clusters'), { recursive: true });
    expect(tree.read('clusters/a.yaml')).toMatchObject({ text: 'path: clusters/a.yaml\n' });
  });

  it('is that of a folder, where the fleet is one; empty before the folder was there', () => {
    write('README.md', 'x\n');
    commit();
    write('fleets/cern/fleet.yaml', 'fleet: x\n');
    commit();
    const { objects } = counted(join(root, 'fleets/cern'));
    expect(treeAt('HEAD', objects).list('')).toEqual(['fleet.yaml']);
    expect(treeAt('HEAD', objects).read('fleet.yaml')).toMatchObject({ text: 'fleet: x\n' });
    expect(treeAt('HEAD~1', objects).list('')).toEqual([]);
  });

  it('is not there for a revision that names no commit', () => {
    for (const name of ['nothing', '--upload-pack=x', 'main:x'])
      expect(revisionTree(counted(root).objects, name)).toMatchObject({ ok: false, why: 'gone' });
  });

  it('refuses links, submodules, large files, and what is no text', () => {
    write('real/a.yaml', 'a: 1\n');
    symlinkSync('/proc/self/environ', join(root, 'link.yaml'));
    symlinkSync('real', join(root, 'folder'));
    write('large.yaml', '#'.repeat(1048577));
    write('latin.yaml', Buffer.from([0xe9]));
    git('add', '-A');
    git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},module`);
    git('commit', '-q', '-m', 'x');
    const tree = treeAt('HEAD');
    expect(tree.list('')).toEqual(['folder', 'large.yaml', 'latin.yaml', 'link.yaml', 'module', 'real/a.yaml']);
    const link = (target: string): unknown => ({ unreadable: { code: 'file-link', facts: { target } } });
    expect(tree.read('link.yaml')).toEqual(link('/proc/self/environ'));
    expect([tree.read('folder/a.yaml'), tree.has('folder/a.yaml')]).toEqual([link('real'), true]);
    expect(tree.read('module')).toEqual({ unreadable: { code: 'file-special', facts: { kind: 'a submodule' } } });
    expect(tree.read('large.yaml')).toEqual({
      unreadable: { code: 'file-too-large', facts: { bytes: 1048577, limit: 1048576 } },
    });
    expect(tree.read('latin.yaml')).toMatchObject({ unreadable: { code: 'file-not-text' } });
  });

  it('says so when a file is lost, and never takes a lost folder for an empty fleet', () => {
    write('fleet/a.yaml', 'a: 1\n');
    write('fleet/in/b.yaml', 'b: 1\n');
    commit();
    const lose = (name: string): void => {
      const id = git('rev-parse', name);
      rmSync(join(root, '.git/objects', id.slice(0, 2), id.slice(2)));
    };
    const { objects } = counted(join(root, 'fleet'));
    const ids = ['HEAD:fleet', 'HEAD:fleet/in', 'HEAD:fleet/a.yaml'].map((name) => git('rev-parse', name));
    lose('HEAD:fleet/a.yaml');
    const tree = treeAt('HEAD', objects);
    expect(tree.list('')).toEqual(['a.yaml', 'in/b.yaml']);
    expect(tree.read('a.yaml')).toMatchObject({ unreadable: { code: 'file-unreadable' } });
    expect(tree.read('in/b.yaml')).toMatchObject({ text: 'b: 1\n' });
    for (const id of ids.slice(0, 2).toReversed()) {
      lose(id);
      expect(revisionTree(objects, 'HEAD')).toMatchObject({ ok: false, why: 'unreachable' });
    }
  });
});

describe('how often git is asked', () => {
  it('once for all that is expected, and once for a top folder where nothing is', () => {
    for (let i = 0; i < 50; i += 1) write(`clusters/c${i}.yaml`, `c: ${i}\n`);
    for (let i = 0; i < 50; i += 1) write(`templates/t${i}.yaml`, `t: ${i}\n`);
    commit();
    const { objects, asked } = counted(root);
    const tree = treeAt('HEAD', objects);
    tree.expect([...tree.list('clusters'), 'templates/t7.yaml', 'nothing']);
    for (const path of tree.list('clusters'))
      expect(tree.read(path)).toMatchObject({ text: expect.stringContaining('c: ') });
    expect(asked.map((ids) => ids.length)).toEqual([51]);
    for (const path of tree.list('templates'))
      expect(tree.read(path)).toMatchObject({ text: expect.stringContaining('t: ') });
    expect(asked.map((ids) => ids.length)).toEqual([51, 49]);
  });

  it('a few times for more than is kept at once, in any order', () => {
    for (let i = 0; i < 30; i += 1)
      write(`big/${String(i).padStart(2, '0')}.yaml`, `# ${i}\n${'#'.repeat(1_000_000)}\n`);
    commit();
    const { objects, asked } = counted(root);
    const tree = treeAt('HEAD', objects);
    const paths = tree.list('big');
    tree.expect(paths);
    for (const path of paths) expect(tree.read(path)).toHaveProperty('blob');
    expect(asked.length).toBe(4);
    for (const path of paths.toReversed())
      expect(tree.read(path)).toHaveProperty('text', expect.stringMatching(`^# ${Number(path.slice(4, 6))}\n`));
  });
});
