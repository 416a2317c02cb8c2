/** `tidemark report …` as a person calls it, on a fleet whose origin is an embedded forge. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { fleetFolder } from '../../support/fleet.ts';
import { fleetFiles } from '../../support/upgrade-world.ts';
import { expectRun, numberOf, ran } from '../upgrade/session.ts';
import { exceptions, fleet, late, reported, reportWorld, rowOf, tags } from './world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('whose move it is', () => {
  test('comes from the forge: a request is open, one was declined and by whom, one could not be offered', async () => {
    const world = reportWorld();
    await ran(world.clone.root, ['upgrade', 'run']);
    await expectRun(world, ['forge', 'close', await numberOf(world, 'declined'), '--as', 'tomas']);
    const report = await reported(world);
    expect(report.forge).toEqual({ asked: true, name: world.forge });
    expect(rowOf(report, 'asked').turn).toMatchObject({ who: 'manager', why: 'request-open' });
    expect(rowOf(report, 'asked').turn.request?.number).toBeGreaterThan(0);
    expect(rowOf(report, 'declined').turn).toMatchObject({ who: 'manager', why: 'declined', by: 'tomas' });
    expect(rowOf(report, 'broken').turn).toMatchObject({ who: 'manager', why: 'blocked' });
    expect(rowOf(report, 'broken').turn.by).toContain('clusters/broken.yaml:6');
    expect(rowOf(report, 'held').turn).toMatchObject({ who: 'manager', why: 'held' });
    expect(rowOf(report, 'current').turn).toMatchObject({ who: 'nobody', why: 'current' });
  });

  test('is not known where no forge was asked, and the report says why', async () => {
    const world = reportWorld();
    const none = await reported(world, ['--forge', 'none']);
    expect(none.forge).toEqual({ asked: false, why: '--forge none asks nobody' });
    expect(rowOf(none, 'asked').turn.why).toBe('not-asked');
    world.git('remote', 'set-url', 'origin', `${world.forge}.gone`);
    const gone = await reported(world);
    expect(gone.forge).toMatchObject({ asked: false, why: expect.stringContaining('.gone') as string });
    world.git('remote', 'remove', 'origin');
    expect((await reported(world)).forge).toMatchObject({ asked: false });
  });
});

test('one screen says who is worst, since when, what they lack, whose move it is, and whom to call', async () => {
  const world = reportWorld();
  await ran(world.clone.root, ['upgrade', 'run']);
  const { stdout } = await expectRun(world, ['report', 'all', ...late]);
  expect(stdout.split('\n').length).toBeLessThanOrEqual(52);
  expect(stdout).toContain('lapsed');
  expect(stdout).toMatch(/Critical +1 advisory +on 6 clusters +12 hosts/);
  expect(stdout).toContain('maria <maria@example.org>');
  expect(stdout).toContain('tidemark report stale --all');
  expect(stdout).not.toContain(',,');
});

describe('--fail-on', () => {
  test('overdue is red for those that nothing excuses, and names them', async () => {
    const world = reportWorld();
    const { stderr } = await expectRun(world, ['report', 'stale', ...late, '--fail-on', 'overdue'], { exit: 1 });
    expect(stderr).toContain('clusters/asked.yaml:4 asked linux: overdue');
    expect(stderr).toContain('clusters/lapsed.yaml:4 lapsed linux: its hold is past its last day');
    expect(stderr).not.toContain('excused linux: overdue');
    expect(stderr).not.toContain('current linux');
    expect(stderr).not.toContain('held linux: overdue');
    expect(stderr).not.toContain('held linux: its hold');
    const calm = ['report', 'stale', '--only', 'current', ...late, '--fail-on', 'overdue'];
    expect((await expectRun(world, calm)).stderr).toContain('Nothing is overdue or worse without an excuse.');
  });

  test('is red for an exception past its end, and for a cluster that it excused', async () => {
    const world = reportWorld(exceptions.replace('2026-05-31', '2026-04-30'));
    const args = ['report', 'stale', '--only', 'excused', ...late, '--fail-on', 'unmaintained'];
    const { stderr } = await expectRun(world, args, { exit: 1 });
    expect(stderr).toMatch(/fleet\.yaml:\d+ the exception of tomas: is past its last day/);
    const overdue = await expectRun(world, [...args.slice(0, -1), 'overdue'], { exit: 1 });
    expect(overdue.stderr).toContain('excused linux: overdue');
  });

  test('is not red without it, and not on a fleet that is on time', async () => {
    const world = reportWorld('');
    await expectRun(world, ['report', 'all', ...late]);
    await expectRun(world, ['report', 'all', '--now', '2026-03-01T08:00:00Z', '--fail-on', 'due', '--only', 'asked']);
  });
});

describe('--as-of', () => {
  test('tells of the branch as it was at the end of that day, and asks no forge', async () => {
    const world = reportWorld();
    vi.stubEnv('GIT_COMMITTER_DATE', '2026-04-20T12:00:00Z');
    const asked = readFileSync(join(world.clone.root, 'clusters/asked.yaml'), 'utf8');
    world.push({ 'clusters/asked.yaml': asked.replace('linux: 2026_1_minor', 'linux: 2026_2_minor') });
    const today = await reported(world);
    expect(rowOf(today, 'asked')).toMatchObject({ pin: '2026_2_minor', state: 'current' });
    const before = await reported(world, ['--as-of', '2026-04-19']);
    expect(before.asOf).toBe('2026-04-19');
    expect(rowOf(before, 'asked')).toMatchObject({ pin: '2026_1_minor', drift: 50 });
    expect(before.forge).toMatchObject({ asked: false, why: expect.stringContaining('2026-04-19') as string });
    const same = await reported(world, ['--as-of', '2026-04-20']);
    expect(rowOf(same, 'asked').pin).toBe('2026_2_minor');
    const { stderr } = await expectRun(world, ['report', 'all', '--as-of', '2025-12-31'], { exit: 2 });
    expect(stderr).toContain('there was no commit yet on 2025-12-31');
  });

  test('takes dates of the calendar alone', async () => {
    const world = reportWorld();
    for (const text of ['2026-02-30', 'yesterday', '2026-4-1', '2026-04-01T00:00:00Z'])
      expect((await expectRun(world, ['report', 'all', '--as-of', text], { exit: 2 })).stderr).toContain(
        '--as-of takes',
      );
    await expectRun(world, ['report', 'logbook', '--since', '1.1.2026'], { exit: 2 });
  });
});

test('a folder in no repository is reported as it lies there; who moved what is not known', async () => {
  const { root } = fleetFolder(fleetFiles(fleet));
  const { exit, stdout } = await ran(root, ['report', 'all', ...late, '--format', 'json']);
  expect(exit).toBe(0);
  const report = JSON.parse(stdout) as Report;
  expect(report.commit).toBeUndefined();
  expect(report.forge).toMatchObject({ asked: false });
  expect(rowOf(report, 'asked').state).not.toBe('current');
  expect(report.logbook?.entries).toEqual([]);
  expect(report.unknown.join('\n')).toContain('there is no git');
});

test('a release without a tag counts for nobody, but where there are no tags at all', async () => {
  const world = reportWorld();
  expect(rowOf(await reported(world, ['--now', '2026-06-01T08:00:00Z']), 'asked').newest).toBe('2026_2_minor');
  world.git('tag', '-d', ...tags);
  const bare = await reported(world, ['--now', '2026-06-01T08:00:00Z', '--forge', 'none']);
  expect(rowOf(bare, 'asked').newest).toBe('2026_3_major');
  expect(bare.unknown.join('\n')).toContain('no release has a tag here');
});

test('a cluster whose file cannot be read is in no number, and is named', async () => {
  const world = reportWorld();
  world.push({ 'clusters/asked.yaml': 'versions: [this is\n' });
  const report = await reported(world);
  expect(report.stale?.rows.some(({ cluster }) => cluster === 'asked')).toBe(false);
  expect(report.unknown.join('\n')).toContain('clusters/asked.yaml');
});

describe('what is asked for', () => {
  test('are clusters, streams, owners; every number is of them', async () => {
    const world = reportWorld();
    const of = async (...args: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await expectRun(world, ['report', 'stale', ...late, '--format', 'json', ...args]);
      return ((JSON.parse(stdout) as Report).stale?.rows ?? []).map(({ cluster, stream }) => `${cluster} ${stream}`);
    };
    expect(await of('asked', '--stream', 'linux')).toEqual(['asked linux']);
    expect(await of('--owner', 'ingrid', '--stream', 'linux')).toEqual(['broken linux']);
    expect(await of('--state', 'held')).toEqual(['held linux']);
    expect(await of('--site', '(none)', '--stream', 'linux')).toHaveLength(7);
  });

  test('and is not there is wrong usage, with the nearest name', async () => {
    const world = reportWorld();
    const wrong = async (...args: readonly string[]): Promise<string> =>
      (await expectRun(world, ['report', ...args], { exit: 2 })).stderr;
    expect(await wrong('stale', 'askde')).toContain('no cluster askde (did you mean asked?)');
    expect(await wrong('all', '--stream', 'linxu')).toContain('did you mean linux');
    expect(await wrong('all', '--owner', 'mria')).toContain('did you mean maria');
    expect(await wrong('spread', '--site', 'x')).toContain('no cluster of site x');
    expect(await wrong('all', '--at', 'nowhere', '--forge', 'none')).toContain('there is no commit nowhere');
    expect(await wrong('all', '--group-by', 'colour')).toContain('colour');
    expect(await wrong('all', '--format', 'csv')).toContain('csv');
  });

  test('a fleet that cannot be read is told with its line', async () => {
    const world = reportWorld();
    world.push({ 'fleet.yaml': 'fleet: demo\nentry: entry\nstreams: 7\n' });
    const { stderr, stdout } = await expectRun(world, ['report', 'all', ...late], { exit: 1 });
    expect(stderr).toContain('fleet.yaml');
    expect(stdout).toBe('');
  });
});
