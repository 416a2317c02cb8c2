import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tidemark } from '../support/command.ts';
import { filesIn, fleetFolder, leastFleet, temporaryFolder, type Files } from '../support/fleet.ts';

const fleet: Files = {
  ...leastFleet,
  'clusters/db.yaml': 'owners: [maria]\nhosts:\n  db[1-3]: {}\n',
  'clusters/wed.yaml': 'owners: [mario]\nhosts:\n  wed1: {}\n',
};

/** A fleet of which each of two shards was compiled. */
function sharded(files: Files): string {
  const { root } = fleetFolder(files);
  for (const part of ['1', '2']) tidemark(['compile', '--shard', `${part}/2`, '--out', `part-${part}`], { cwd: root });
  return root;
}

describe('tidemark merge', () => {
  test('writes what one run writes, and says what it did and what failed', () => {
    const root = sharded(fleet);
    tidemark(['compile', '--out', 'alone'], { cwd: root });
    const { exit, stdout, stderr } = tidemark(['merge', 'part-1', 'part-2/index.json', '--out', 'all'], { cwd: root });
    expect({ exit, stdout, stderr }).toEqual({
      exit: 1,
      stdout: [
        '2 shards merged: 2 clusters compiled, 1 failed; 4 hosts.',
        '2 files copied to all/; index.json lists them.',
        'Failed: wed: clusters/wed.yaml:1 owner-unknown: "mario" is nobody in owners.yaml (did you mean "maria"?)',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(filesIn(join(root, 'all'))).toEqual(filesIn(join(root, 'alone')));
  });

  test('goes into the folder of the first index where no other is named', () => {
    const root = sharded(fleet);
    tidemark(['compile', '--out', 'alone'], { cwd: root });
    expect(tidemark(['merge', 'part-1', 'part-2', '--quiet'], { cwd: root })).toEqual({
      exit: 1,
      stdout: '',
      stderr: '',
    });
    expect(filesIn(join(root, 'part-1'))).toEqual(filesIn(join(root, 'alone')));
  });

  test('gives numbers as JSON', () => {
    const root = sharded(leastFleet);
    const { exit, stdout } = tidemark(['merge', 'part-1', 'part-2', '--format', 'json', '--out', 'all'], { cwd: root });
    const { bytes } = JSON.parse(readFileSync(join(root, 'all/index.json'), 'utf8')).clusters.web.outputs[0];
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      shards: 2,
      compiled: 1,
      hosts: 1,
      failed: [],
      files: { copied: 1, bytes, removed: 0 },
      out: join(root, 'all'),
    });
  });

  test('tells all that does not fit, writes nothing, and ends with 1', () => {
    const root = sharded(fleet);
    writeFileSync(join(root, 'part-1/db.json'), '{}\n');
    rmSync(join(root, 'part-2/web.json'), { force: true });
    rmSync(join(root, 'part-1/web.json'), { force: true });
    const { exit, stdout, stderr } = tidemark(['merge', 'part-1', 'part-2', '--out', 'all'], { cwd: root });
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' });
    expect(stderr).toMatch(
      /^error: part-1\/db\.json is not the file that its index lists: its digest is another\nerror: part-[12]\/web\.json is listed in its index, and is missing\nNothing was written\.\n$/,
    );
    expect(existsSync(join(root, 'all'))).toBe(false);
  });

  test.each([
    [['part-1'], 1, 'error: shard 2/2 is missing\nNothing was written.\n'],
    [
      ['part-1', 'part-1', 'part-2'],
      1,
      'error: shard 1/2 is there twice: part-1/index.json, part-1/index.json\nNothing was written.\n',
    ],
    [['part-1', 'owners.yaml'], 1, 'error: owners.yaml is not an index that tidemark wrote\nNothing was written.\n'],
  ])('%j', (args, exit, stderr) => {
    expect(tidemark(['merge', ...args, '--out', 'all'], { cwd: sharded(leastFleet) })).toEqual({
      exit,
      stdout: '',
      stderr,
    });
  });

  test('an index that is not there is wrong usage', () => {
    const { exit, stderr } = tidemark(['merge', 'nowhere', 'part-2'], { cwd: sharded(leastFleet) });
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^error: there is no index \S+\/nowhere\n$/);
  });

  test('a folder of another shard is wrong usage, for merge and for compile', () => {
    const root = sharded(leastFleet);
    tidemark(['compile', '--shard', '3/3', '--out', 'other'], { cwd: root });
    const before = filesIn(join(root, 'other'));
    expect(tidemark(['merge', 'part-1', 'part-2', '--out', 'other'], { cwd: root }).exit).toBe(2);
    expect(tidemark(['compile', '--out', 'other'], { cwd: root }).exit).toBe(2);
    expect(tidemark(['compile', '--shard', '1/3', '--out', 'other'], { cwd: root }).exit).toBe(2);
    expect(filesIn(join(root, 'other'))).toEqual(before);
  });
});

describe('a bare clone, where there is no work tree', () => {
  test('compiles to the index of the working tree, in one run and in shards', () => {
    const { root } = fleetFolder(fleet);
    git(root, 'init', '-q');
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'one');
    const bare = join(temporaryFolder(), 'bare.git');
    git(root, 'clone', '-q', '--bare', root, bare);
    tidemark(['compile', '--out', 'alone'], { cwd: root });
    const before = [...filesIn(bare).keys()];
    const compile = ['compile', '--fleet', bare, '--at', 'main'];
    expect(tidemark([...compile, '--out', 'once'], { cwd: root }).exit).toBe(1);
    for (const part of ['1', '2', '3'])
      tidemark([...compile, '--shard', `${part}/3`, '--out', `part-${part}`], { cwd: root });
    expect(tidemark(['merge', 'part-1', 'part-2', 'part-3', '--out', 'merged'], { cwd: root }).exit).toBe(1);
    for (const out of ['once', 'merged']) expect(filesIn(join(root, out))).toEqual(filesIn(join(root, 'alone')));
    // Neither a cache nor anything else is put among git's own files.
    expect([...filesIn(bare).keys()]).toEqual(before);
    const { exit, stderr } = tidemark(compile, { cwd: root });
    expect(exit).toBe(2);
    expect(stderr).toContain('name a folder with --out');
    expect(tidemark(['check', '--fleet', bare, '--at', 'main'], { cwd: root }).exit).toBe(1);
  });
});

/** Git as a person would run it. */
function git(directory: string, ...args: readonly string[]): void {
  const person = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  const ran = spawnSync('git', [...person, ...args], { cwd: directory, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
}
