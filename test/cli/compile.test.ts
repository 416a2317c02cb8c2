/** The command `compile` as it is run: wherever, whenever, twice at once, and killed. */

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sha256Of } from '../../src/tree/write.ts';
import { main, tidemark, type Circumstances } from '../support/command.ts';
import { filesIn, fleetFolder, leastFleet, temporaryFolder, type Files } from '../support/fleet.ts';
import { repositoryOf } from '../support/repository.ts';

/** A fleet of many clusters, in which names sort otherwise in other locales, and one cluster fails. */
const many: Files = {
  ...leastFleet,
  'fleet.yaml': `${String(leastFleet['fleet.yaml'])}emit:\n  - { layout: cluster, path: "{{cluster.name}}.json" }\n  - { layout: host, path: "hosts/{{host.name}}.json" }\n`,
  'templates/entry.yaml': 'profile: { z: 1, Z: 2, ä: 3, a: 4, "10": 5, "9": 6, name: "{{host.name}}" }\n',
  'clusters/broken.yaml': 'owners: [nobody]\n',
  ...Object.fromEntries(
    Array.from({ length: 24 }, (_, index) => [
      `clusters/${index % 2 === 0 ? 'C' : 'c'}-${index}.yaml`,
      `owners: [maria]\nhosts:\n  h${index}n[1-3]: {}\n`,
    ]),
  ),
};

describe('the same bytes come out', () => {
  let here: unknown;
  const compiledIn = (circumstances: Circumstances): unknown => {
    const { root } = fleetFolder(many);
    const { exit, stderr } = tidemark(
      ['compile', '--fleet', root, '--out', join(root, 'out'), '--no-cache'],
      circumstances,
    );
    return { exit, stderr, files: filesIn(join(root, 'out')) };
  };

  test.each<readonly [string, Circumstances]>([
    [
      'in Turkish, in another time zone',
      { env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' } },
    ],
    ['in the locale C, west of everywhere', { env: { LC_ALL: 'C', TZ: 'Pacific/Pago_Pago' } }],
    ['from another folder', { cwd: '/' }],
    [
      'with other collation and number formats',
      { env: { LC_COLLATE: 'sv_SE.UTF-8', LC_NUMERIC: 'de_DE.UTF-8', TZ: 'Europe/Zurich' } },
    ],
  ])('%s', (_, circumstances) => {
    expect(compiledIn(circumstances)).toEqual((here ??= compiledIn({})));
  });

  test('at a revision and from its working tree, with no file of it lying about', () => {
    const repository = repositoryOf(many);
    const { root } = repository;
    tidemark(['compile', '--out', 'worktree'], { cwd: root });
    const expectedFiles = filesIn(join(root, 'worktree'));
    repository.git('rm', '-rq', 'clusters', 'templates');
    const ran = tidemark(['compile', '--at', 'HEAD', '--out', 'revision'], { cwd: root });
    expect(ran.exit).toBe(1);
    expect(filesIn(join(root, 'revision'))).toEqual(expectedFiles);
  });
});

describe('killed at any moment', () => {
  test('it leaves only whole files, and the next run ends where it would have', { timeout: 60_000 }, async () => {
    const clusters = Array.from({ length: 100 }, (_, index) => [
      `clusters/k${index}.yaml`,
      `owners: [maria]\nhosts:\n  k${index}n[1-2]: {}\n`,
    ]);
    const { root, write } = fleetFolder({ ...many, ...Object.fromEntries(clusters) });
    const out = join(root, 'profiles');
    const whole = temporaryFolder();
    const began = performance.now();
    tidemark(['compile'], { cwd: root });
    const time = performance.now() - began;
    let torn = 0;
    for (const [state, part] of [0.3, 0.5, 0.6, 0.75, 0.9].entries()) {
      write({ 'templates/entry.yaml': `profile: { state: ${state}, filling: "${'x'.repeat(20_000)}" }\n` });
      await killedAfter(time * part, root);
      for (const [path, text] of filesIn(out)) {
        if (path.endsWith('.tmp')) torn += 1;
        if (path.endsWith('.tmp')) continue;
        expect(text.endsWith('}\n'), path).toBe(true);
        expect(() => JSON.parse(text) as unknown, path).not.toThrow();
      }
    }
    // One process writes one file at a time, and the next removes what it left.
    expect(torn).toBeLessThanOrEqual(5);
    expect(tidemark(['compile'], { cwd: root }).exit).toBe(1);
    tidemark(['compile', '--out', whole, '--no-cache'], { cwd: root });
    expect(filesIn(out)).toEqual(filesIn(whole));
    expect([...filesIn(join(root, '.tidemark')).keys()]).toHaveLength(1);
  });

  /** Ends the command without a word, after some milliseconds. */
  async function killedAfter(milliseconds: number, cwd: string): Promise<void> {
    const child = spawn(process.execPath, [main, 'compile'], { cwd, stdio: 'ignore', env: {} });
    const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    await new Promise((resolve) => child.on('close', resolve));
    clearTimeout(timer);
  }
});

test('two at once into one folder do each other no harm', async () => {
  const { root } = fleetFolder(many);
  const start = async (): Promise<number | null> => {
    const child = spawn(process.execPath, [main, 'compile'], { cwd: root, stdio: 'ignore', env: {} });
    return new Promise((resolve) => child.on('close', resolve));
  };
  for (let round = 0; round < 2; round += 1) {
    rmSync(join(root, 'profiles'), { recursive: true, force: true });
    expect(await Promise.all([start(), start(), start()])).toEqual([1, 1, 1]);
    const fresh = temporaryFolder();
    tidemark(['compile', '--out', fresh, '--no-cache'], { cwd: root });
    expect(filesIn(join(root, 'profiles'))).toEqual(filesIn(fresh));
  }
});

describe('a full disk', () => {
  const mountable = canMount();

  test.skipIf(!mountable)('is exit 3, names the file, and leaves what was good', () => {
    const { root, write } = fleetFolder(many);
    const out = join(root, 'full');
    mkdirSync(out);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', out]).status).toBe(0);
    onTestFinished(() => {
      spawnSync('umount', [out]);
    });
    expect(tidemark(['compile', '--out', 'full'], { cwd: root }).exit).toBe(1);
    const good = filesIn(out);
    write({ 'templates/entry.yaml': `profile: { filling: "${'x'.repeat(50_000)}" }\n` });
    const ran = tidemark(['compile', '--out', 'full'], { cwd: root });
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toMatch(/error: cannot write .*\/full\/.*: the disk is full\n/);
    const after = filesIn(out);
    expect([...after.keys()]).toEqual([...good.keys()]);
    for (const text of after.values()) expect(() => JSON.parse(text) as unknown).not.toThrow();
    write({ 'templates/entry.yaml': String(many['templates/entry.yaml']) });
    expect(tidemark(['compile', '--out', 'full'], { cwd: root }).exit).toBe(1);
    expect(filesIn(out)).toEqual(good);
  });

  test.skipIf(mountable)('cannot be tried here: no file system may be mounted', () => {
    expect(mountable).toBe(false);
  });

  /** Whether this process may mount a file system. */
  function canMount(): boolean {
    if (process.getuid?.() !== 0) return false;
    const folder = join('/tmp', `tidemark-mount-${process.pid}`);
    mkdirSync(folder);
    const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
    if (isMounted) spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true });
    return isMounted;
  }
});

test('the index says of every output what it is', () => {
  const { root } = fleetFolder(many);
  tidemark(['compile'], { cwd: root });
  const index = JSON.parse(readFileSync(join(root, 'profiles/index.json'), 'utf8')) as {
    readonly clusters: Readonly<
      Record<
        string,
        { readonly status: string; readonly outputs: readonly { readonly path: string; readonly sha256: string }[] }
      >
    >;
  }; // written by the command
  const listed = Object.values(index.clusters).flatMap(({ outputs }) => outputs);
  expect(listed).toHaveLength(98);
  for (const { path, sha256 } of listed) expect(sha256Of(readFileSync(join(root, 'profiles', path)))).toBe(sha256);
  expect(
    Object.entries(index.clusters)
      .filter(([, { status }]) => status === 'failed')
      .map(([name]) => name),
  ).toEqual(['broken']);
});

test('a folder that somebody else uses keeps what is theirs', () => {
  const { root } = fleetFolder(many);
  mkdirSync(join(root, 'profiles/hosts'), { recursive: true });
  writeFileSync(join(root, 'profiles/hosts/.keep'), '');
  tidemark(['compile'], { cwd: root });
  tidemark(['compile', '--no-cache'], { cwd: root });
  expect(readdirSync(join(root, 'profiles/hosts'))).toContain('.keep');
});
