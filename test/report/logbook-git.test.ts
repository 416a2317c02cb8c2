import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../../src/git/git.ts';
import { logbookOf } from '../../src/report/log-entries.ts';
import { pastFacts } from '../../src/report/log-facts.ts';
import { timelineOf } from '../../src/report/timeline.ts';
import { refsIn } from '../../src/run/past-refs.ts';
import { readPast } from '../../src/run/read-past.ts';
import { repositoryOf, type Repository } from '../support/repository.ts';
import type { Files } from '../support/fleet.ts';
import { commitId, lineOf, linesOf } from './logbook-world.ts';

const today = '2026-06-30';
const [v1, v2, v3] = ['2026_1_minor', '2026_2_minor', '2026_3_minor'];

function cluster(pins: Record<string, string>, hosts = 'a[1-3]', more = ''): string {
  const versions = Object.entries(pins).map(([stream, pin]) => `  ${stream}: ${pin}\n`);
  return `owners: [jdoe]\n${more}versions:\n${versions.join('')}hosts:\n  ${hosts}: {}\n`;
}

const start: Files = {
  'fleet.yaml': 'fleet: demo\nentry: site/entry\nstreams:\n  linux: { title: Linux }\n  elfms: { title: ELFms }\n',
  'clusters/lxa.yaml': cluster({ linux: v1, elfms: v1 }),
  'clusters/lxb.yaml': cluster({ linux: v1 }, 'b[1-5]'),
};

interface Said {
  readonly on: string;
  readonly author?: string;
  readonly committer?: string;
  readonly wrote?: string;
}

/** A repository whose commits say what they are told to. */
function branchOf(files: Files): {
  readonly repository: Repository;
  readonly git: (said: Said, ...args: readonly string[]) => string;
} {
  const repository = repositoryOf({ 'README.md': 'nothing yet\n' });
  const git = ({ on, author = 'Ann', committer = author, wrote = on }: Said, ...args: readonly string[]): string => {
    const mailOf = (name: string): string => (name === 'GitHub' ? 'noreply@github.com' : `${name}@example.org`);
    const env = {
      ...process.env,
      GIT_AUTHOR_NAME: author,
      GIT_AUTHOR_EMAIL: mailOf(author),
      GIT_COMMITTER_NAME: committer,
      GIT_COMMITTER_EMAIL: mailOf(committer),
      GIT_AUTHOR_DATE: `${wrote}T12:00:00Z`,
      GIT_COMMITTER_DATE: `${on}T12:00:00Z`,
    };
    const ran = spawnSync('git', ['-c', 'commit.gpgSign=false', ...args], {
      cwd: repository.root,
      env,
      encoding: 'utf8',
    });
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout.trim();
  };
  repository.write(files);
  git({ on: '2026-01-02' }, 'add', '-A');
  git({ on: '2026-01-02' }, 'commit', '-q', '-m', 'The fleet');
  return { repository, git };
}

async function pastIn({ root }: Repository) {
  const repository = openRepository(root);
  const commit = repository?.resolve('HEAD');
  if (repository === undefined || commit === undefined) throw new Error('no repository');
  const read = await readPast({ repository, commit, cacheFolder: undefined, progress: () => undefined });
  const refs = refsIn(repository, () => ({ signedBy: undefined, hasSigners: false }));
  if (!read.ok || !refs.ok) throw new Error('the past cannot be read');
  return { ...read.value.past, ...refs.value, merged: new Map() };
}

describe('the logbook of a real repository', () => {
  test('a merge of two upgrades, proven by the ref of its request, and a squash that is not', async () => {
    const { repository, git } = branchOf(start);
    const robot: Said = { on: '2026-01-05', author: 'Robot' };
    git(robot, 'checkout', '-q', '-b', 'both');
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v2, elfms: v1 }) });
    git(robot, 'commit', '-qam', 'one');
    repository.write({ 'clusters/lxb.yaml': cluster({ linux: v2 }, 'b[1-5]') });
    git(robot, 'commit', '-qam', 'two');
    git(robot, 'update-ref', 'refs/pull/12/head', 'HEAD');
    git(robot, 'checkout', '-q', 'main');
    git({ on: '2026-01-07' }, 'merge', '-q', '--no-ff', '-m', 'Merge pull request #99 from cc/both', 'both');
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v2, elfms: v2 }) });
    git({ on: '2026-01-08', author: 'Zoe', committer: 'GitHub' }, 'commit', '-qam', 'Move elfms (#13)');
    const { entries } = logbookOf(await pastIn(repository), { today });
    expect(linesOf(entries).slice(5)).toEqual([
      `moved lxb linux ${v1} ${v2} forward #12 by ref`,
      `moved lxa linux ${v1} ${v2} forward #12 by ref`,
      `moved lxa elfms ${v1} ${v2} forward #13 by message ? request-unproven`,
    ]);
    expect(entries[1]).toMatchObject({
      at: '2026-01-07T12:00:00Z',
      author: { name: 'Ann' },
      authors: [{ name: 'Robot', mail: 'Robot@example.org' }],
    });
  });

  test('a revert by git, and the revert of a merge', async () => {
    const { repository, git } = branchOf(start);
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v2, elfms: v1 }) });
    git({ on: '2026-02-01' }, 'commit', '-qam', 'Move');
    const moved = git({ on: '2026-02-01' }, 'rev-parse', 'HEAD');
    git({ on: '2026-02-02' }, 'revert', '--no-edit', 'HEAD');
    git({ on: '2026-02-03' }, 'checkout', '-q', '-b', 'side');
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v3, elfms: v1 }) });
    git({ on: '2026-02-03' }, 'commit', '-qam', 'Move on');
    git({ on: '2026-02-03' }, 'checkout', '-q', 'main');
    git({ on: '2026-02-04' }, 'merge', '-q', '--no-ff', '-m', 'Merge', 'side');
    const merge = git({ on: '2026-02-04' }, 'rev-parse', 'HEAD');
    git({ on: '2026-02-05' }, 'revert', '--no-edit', '-m', '1', 'HEAD');
    const { entries } = logbookOf(await pastIn(repository), { today });
    expect(linesOf(entries).slice(5)).toEqual([
      `moved lxa linux ${v1} ${v2} forward`,
      `moved lxa linux ${v2} ${v1} back reverts ${moved.slice(0, 7)}`,
      `moved lxa linux ${v1} ${v3} forward`,
      `moved lxa linux ${v3} ${v1} back reverts ${merge.slice(0, 7)}`,
    ]);
  });

  test('a file that moves, that is renamed, and that is renamed and changed', async () => {
    const { repository, git } = branchOf(start);
    const step = (on: string): string => git({ on }, 'commit', '-qam', 'x');
    repository.write({ 'clusters/batch/.keep': '' });
    git({ on: '2026-02-01' }, 'mv', 'clusters/lxa.yaml', 'clusters/batch/lxa.yaml');
    step('2026-02-01');
    git({ on: '2026-02-02' }, 'mv', 'clusters/batch/lxa.yaml', 'clusters/batch/LXA.yaml');
    step('2026-02-02');
    git({ on: '2026-02-03' }, 'mv', 'clusters/lxb.yaml', 'clusters/lxz.yaml');
    repository.write({ 'clusters/lxz.yaml': cluster({ linux: v1 }, 'b[1-5]', 'description: A new name\n') });
    step('2026-02-03');
    const past = await pastIn(repository);
    const logbook = logbookOf(past, { today });
    expect(linesOf(logbook.entries).slice(5)).toEqual([
      'cluster-renamed LXA lxa',
      'cluster-renamed lxz lxb ? rename-guessed',
    ]);
    expect(timelineOf(logbook, 'LXA').map(lineOf).at(-1)).toBe('cluster-added lxa');
    const facts = pastFacts(past, { today });
    expect(facts.get('linux LXA')).toEqual({ pinnedSince: '2026-01-02', isImported: true, lastActivity: '2026-02-02' });
    expect(facts.get('linux lxz')?.pinnedSince).toBe('2026-01-02');
  });

  test('dates that were rewritten, and a commit under the name of another', async () => {
    const { repository, git } = branchOf(start);
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v2, elfms: v1 }) });
    git({ on: '2026-03-01', wrote: '2019-01-01' }, 'commit', '-qam', 'x');
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v3, elfms: v1 }) });
    git({ on: '2020-01-01', wrote: '2026-03-02' }, 'commit', '-qam', 'x');
    repository.write({ 'clusters/lxb.yaml': cluster({ linux: v2 }, 'b[1-5]') });
    git({ on: '2026-03-09', author: 'Director', committer: 'Ann' }, 'commit', '-qam', 'x');
    const past = await pastIn(repository);
    expect(linesOf(logbookOf(past, { today }).entries).slice(5)).toEqual([
      `moved lxa linux ${v1} ${v2} forward`,
      `moved lxa linux ${v2} ${v3} forward ? date-before-parent`,
      `moved lxb linux ${v1} ${v2} forward ? author-differs`,
    ]);
    expect(pastFacts(past, { today }).get('linux lxa')?.pinnedSince).toBe('2026-03-09');
  });

  test('a clone that was cut off says what it does not know', async () => {
    const { repository, git } = branchOf(start);
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v2, elfms: v1 }) });
    git({ on: '2026-02-01' }, 'commit', '-qam', 'x');
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v2, elfms: v2 }) });
    git({ on: '2026-02-02' }, 'commit', '-qam', 'x');
    const clone = repositoryOf({});
    git({ on: '2026-02-02' }, 'clone', '-q', '--depth', '2', `file://${repository.root}`, `${clone.root}/cut`);
    const past = await pastIn({ ...clone, root: `${clone.root}/cut` });
    expect(past.isShallow).toBe(true);
    expect(linesOf(logbookOf(past, { today }).entries)).toEqual([`moved lxa elfms ${v1} ${v2} forward`]);
    const facts = pastFacts(past, { today });
    expect(facts.get('elfms lxa')).toEqual({ pinnedSince: '2026-02-02', lastActivity: '2026-02-02' });
    expect(facts.get('linux lxa')?.pinnedSince).toBeUndefined();
    expect(facts.get('linux lxb')).toBeUndefined();
  });

  test('a file that cannot be read for a while', async () => {
    const { repository, git } = branchOf(start);
    repository.write({ 'clusters/lxa.yaml': 'versions: [\n' });
    git({ on: '2026-02-01' }, 'commit', '-qam', 'x');
    repository.write({ 'clusters/lxa.yaml': cluster({ linux: v1, elfms: v2 }) });
    git({ on: '2026-02-02' }, 'commit', '-qam', `x\n\nThis reverts commit ${commitId('nowhere')}.`);
    expect(linesOf(logbookOf(await pastIn(repository), { today }).entries).slice(5)).toEqual([
      'cluster-unreadable lxa',
      `moved lxa elfms ${v1} ${v2} forward`,
    ]);
  });
});
