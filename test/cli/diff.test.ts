import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tidemark, type Ran } from '../support/command.ts';
import { clusterText, diffFleet } from '../support/diff-fleet.ts';
import { temporaryFolder, type Files } from '../support/fleet.ts';
import { bareCloneOf, repositoryOf, type Repository } from '../support/repository.ts';

const ten = Array.from({ length: 10 }, (_, index) => `batch${index}`);

/** Ten clusters move to the newest release, two stay. */
function upgraded(): Repository {
  const repository = repositoryOf(diffFleet([...ten, 'web', 'mail']));
  repository.commit(moved(ten));
  return repository;
}

function moved(names: readonly string[], version = '2026_8_minor'): Files {
  return Object.fromEntries(names.map((name) => [`clusters/${name}.yaml`, clusterText(name, version)]));
}

function diff(root: string, ...args: readonly string[]): Ran {
  return tidemark(['diff', ...args, '--fleet', root]);
}

/** Every path below a folder, with its size and when it was written. */
function stateOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((path) => {
      const { size, mtimeMs } = statSync(join(folder, path));
      return `${path} ${size} ${mtimeMs}`;
    });
}

const text = `main~1 → main: 10 of 12 clusters change, with 30 of 36 hosts

10 clusters (30 hosts): linux 2026_7_minor → 2026_8_minor
  ${ten.map((name) => `${name} (3 hosts)`).join(', ')}
  closes 1 advisory (1 Important; 2 CVEs)
    Important ALSA-2026:55439 curl security update CVE-2026-1965 CVE-2026-3783
  packages: 1 upgraded, 1 added
    upgraded curl x86_64 7.76.1-35.el9_7 → 7.76.1-40.el9_8
    added    zsh  x86_64 –               → 5.8-9.el9
`;

describe('a version pin moves in ten clusters', () => {
  test('it is one change, with the packages and the CVEs that it closes', () => {
    const { root } = upgraded();
    expect(diff(root, 'main~1', 'main')).toEqual({ exit: 0, stdout: text, stderr: '' });
    expect(diff(root, 'main~1').stdout).toBe(text.replace('→ main:', '→ working tree:'));
  });

  test('it needs no checkout: a bare repository does, and nothing is written to it', () => {
    const bare = bareCloneOf(upgraded());
    const before = stateOf(bare);
    expect(diff(bare, 'main~1', 'main')).toEqual({ exit: 0, stdout: text, stderr: '' });
    expect(diff(bare, 'main~1').stdout).toBe(text.replace('→ main:', '→ HEAD:'));
    expect(stateOf(bare)).toEqual(before);
  });

  test('nothing is written to a fleet either', () => {
    const { root } = upgraded();
    const before = stateOf(root);
    expect(diff(root, 'main~1').exit).toBe(0);
    expect(stateOf(root)).toEqual(before);
  });

  test('as Markdown it is one heading and tables', () => {
    const { exit, stdout, stderr } = diff(upgraded().root, 'main~1', 'main', '--format', 'md');
    expect({ exit, stderr }).toEqual({
      exit: 0,
      stderr: 'main~1 → main: 10 of 12 clusters change, with 30 of 36 hosts.\n',
    });
    expect(stdout.match(/^### .*$/gm)).toEqual(['### 10 clusters (30 hosts): `linux` `2026_7_minor` → `2026_8_minor`']);
    expect(stdout).toContain('| `curl` x86\\_64 | `7.76.1-35.el9_7` | `7.76.1-40.el9_8` | upgraded |');
    expect(stdout).toMatch(/^\| `ALSA-2026:55439` \| Important \| curl security update \| .*CVE-2026-3783 \|$/m);
  });

  test('as JSON it is one group with everything', () => {
    const { groups, ...rest } = JSON.parse(diff(upgraded().root, 'main~1', 'main', '--format', 'json').stdout);
    expect(rest).toEqual({
      base: 'main~1',
      head: 'main',
      compared: { clusters: 12, hosts: 36 },
      touched: { clusters: 10, hosts: 30 },
    });
    expect(groups).toMatchObject([
      {
        kind: 'changed',
        pins: [{ stream: 'linux', from: '2026_7_minor', to: '2026_8_minor' }],
        clusters: ten.map((name) => ({ name, hosts: 3, of: 3 })),
        packages: [
          { name: 'curl', kind: 'upgraded' },
          { name: 'zsh', kind: 'added' },
        ],
        values: [],
        failures: [],
        advisories: { closed: { cves: ['CVE-2026-1965', 'CVE-2026-3783'] }, reopened: { cves: [] } },
      },
    ]);
  });

  test('as a unified difference it shows one cluster line by line', () => {
    const { stdout } = diff(upgraded().root, 'main~1', 'main', '--format', 'unified');
    expect(stdout.match(/^---.*$/gm)).toEqual(['--- main~1/batch0.json']);
    expect(stdout).toContain('-      "version": "7.76.1-35.el9_7"\n+      "version": "7.76.1-40.el9_8"\n');
  });

  test('going back says what is reopened', () => {
    expect(diff(upgraded().root, 'main', 'main~1').stdout).toContain('  reopens 1 advisory (1 Important; 2 CVEs)\n');
  });
});

describe('what is compared', () => {
  test('on a branch, with where it left main', () => {
    const repository = repositoryOf(diffFleet(['web', 'mail']));
    repository.git('checkout', '-q', '-b', 'feature');
    repository.commit(moved(['web']));
    repository.git('checkout', '-q', 'main');
    repository.commit(moved(['mail']));
    repository.git('checkout', '-q', 'feature');
    const point = repository.git('merge-base', 'main', 'feature').slice(0, 12);
    const { stdout, stderr } = diff(repository.root);
    expect(stderr).toBe(`Compared with ${point}, where HEAD left main.\n`);
    expect(stdout).toMatch(new RegExp(`^${point} → working tree: 1 of 2 clusters change`));
    expect(stdout).toContain('web (3 hosts)');
  });

  test('on main, what is not committed yet', () => {
    const repository = upgraded();
    expect(diff(repository.root).stdout).toBe('HEAD → working tree: nothing changes in 12 clusters\n');
    repository.write(moved(['web']));
    expect(diff(repository.root).stdout).toContain('1 cluster (3 hosts): linux 2026_7_minor → 2026_8_minor\n');
  });

  test('on a clone, with what its origin has', () => {
    const repository = repositoryOf(diffFleet(['web', 'mail']));
    const clone = `${temporaryFolder()}/clone`;
    repository.git('clone', '-q', repository.root, clone);
    writeFileSync(join(clone, 'clusters/web.yaml'), clusterText('web', '2026_8_minor'));
    expect(diff(clone).stdout).toContain('web (3 hosts)');
  });

  test('a fleet in a folder of its repository', () => {
    const files = Object.entries(diffFleet(['web'])).map(([path, content]) => [`fleets/demo/${path}`, content]);
    const repository = repositoryOf(Object.fromEntries(files));
    repository.commit({
      'fleets/demo/clusters/web.yaml': clusterText('web', '2026_8_minor'),
      'clusters/other.yaml': 'not: ours\n',
    });
    expect(diff(join(repository.root, 'fleets/demo'), 'main~1').stdout).toMatch(
      /^main~1 → working tree: 1 of 1 cluster changes/,
    );
  });

  test('a base from before there was a fleet', () => {
    const repository = repositoryOf({ 'README.md': 'soon\n' });
    repository.commit(diffFleet(['web', 'mail']));
    expect(diff(repository.root, 'main~1').stdout).toContain(
      '2 clusters (6 hosts) added: linux pinned at 2026_7_minor\n',
    );
  });

  test('a cluster file that was moved to another folder is no change', () => {
    const { root } = upgraded();
    mkdirSync(join(root, 'clusters/south'));
    renameSync(join(root, 'clusters/web.yaml'), join(root, 'clusters/south/web.yaml'));
    expect(diff(root).stdout).toBe('HEAD → working tree: nothing changes in 12 clusters\n');
  });
});

describe('exit codes', () => {
  test('1 where a cluster that is touched does not compile, with the line', () => {
    const { root } = upgraded();
    writeFileSync(join(root, 'clusters/web.yaml'), clusterText('web', '2026_9_minor'));
    const { exit, stdout, stderr } = diff(root);
    expect(exit).toBe(1);
    expect(stdout).toContain('1 cluster (0 hosts) broken\n');
    expect(stdout).toContain('error clusters/web.yaml:3: linux 2026_9_minor is not there');
    expect(stderr).toContain('error[version-unpublished]');
    expect(stderr).toContain('clusters/web.yaml:3:');
  });

  test('2 for a revision that is not there, whatever it looks like', () => {
    const { root } = upgraded();
    for (const revision of ['nothing', 'main..main', '--upload-pack=touch here', '', 'main:clusters']) {
      const { exit, stderr } = tidemark(['diff', '--fleet', root, '--', revision]);
      expect([revision, exit, stderr]).toEqual([revision, 2, `error: there is no commit ${revision}\n`]);
    }
  });

  test('2 where there is nothing to compare with', () => {
    const repository = repositoryOf(diffFleet(['web']));
    repository.git('checkout', '-q', '--orphan', 'alone');
    expect(diff(repository.root)).toMatchObject({ exit: 2, stderr: 'error: there is no commit yet to compare with\n' });
    repository.commit({ 'README.md': 'another beginning\n' });
    expect(diff(repository.root)).toMatchObject({
      exit: 2,
      stderr: 'error: HEAD and main have no commit in common: say what to compare with\n',
    });
  });

  test('3 where there is no repository, or it is damaged', () => {
    const repository = upgraded();
    const { root } = repository;
    expect(diff(temporaryFolder(), 'main').exit).toBe(3);
    const tree = repository.git('rev-parse', 'main~1^{tree}');
    renameSync(join(root, '.git/objects', tree.slice(0, 2), tree.slice(2)), join(root, 'away'));
    expect(diff(root, 'main~1').exit).toBe(3);
  });
});

test('GitHub gets a summary of the step, and counts', () => {
  const { root } = upgraded();
  const folder = temporaryFolder();
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    GITHUB_OUTPUT: join(folder, 'output'),
  };
  expect(tidemark(['diff', 'main~1', '--fleet', root], { env }).exit).toBe(0);
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain('### 10 clusters (30 hosts)');
  expect(readFileSync(env.GITHUB_OUTPUT, 'utf8')).toBe('clusters=10\nhosts=30\ncompared=12\nfailed=0\n');
});

test('long tables are cut, and --all shows every row', () => {
  const many = Array.from({ length: 40 }, (_, index) => `  value${String(index).padStart(2, '0')}: 1\n`).join('');
  const repository = repositoryOf(diffFleet(['web']));
  repository.commit({ 'templates/extra/web.yaml': `profile:\n${many}` });
  expect(diff(repository.root, 'main~1').stdout).toContain('    … and 15 more\n');
  expect(diff(repository.root, 'main~1', '--all').stdout).toContain('    set /value39: → 1\n');
});
