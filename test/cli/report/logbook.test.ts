/** `tidemark report logbook`: who moved which cluster where, when, and through which request, as git and the forge tell it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { LogEntry } from '../../../src/report/logbook.ts';
import type { Report } from '../../../src/report/report.ts';
import type { UpgradeWorld } from '../../support/upgrade-world.ts';
import { expectRun, numberOf, ran } from '../upgrade/session.ts';
import { late, reportWorld } from './world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function entries(world: UpgradeWorld, ...args: readonly string[]): Promise<readonly LogEntry[]> {
  const { stdout } = await expectRun(world, ['report', 'logbook', ...args, '--format', 'json']);
  return (JSON.parse(stdout) as Report).logbook?.entries ?? [];
}

test('a merged request is known by the forge, with its number; the commits that it brought are told beside', async () => {
  const world = reportWorld();
  vi.unstubAllEnvs();
  await ran(world.clone.root, ['upgrade', 'run']);
  const number = await numberOf(world, 'asked: linux');
  await expectRun(world, ['forge', 'merge', number, '--as', 'maria']);
  // The embedded forge merges by the clock of this machine.
  const today = ['--now', new Date(Date.now() + 86_400_000).toISOString()];
  const [first] = await entries(world, 'asked', ...today);
  expect(first?.event).toEqual({
    is: 'moved',
    cluster: 'asked',
    stream: 'linux',
    from: '2026_1_minor',
    to: '2026_2_minor',
    direction: 'forward',
  });
  expect(first?.request).toMatchObject({ number: Number(number), known: 'forge' });
  const [alone] = await entries(world, 'asked', ...today, '--forge', 'none', '--at', first?.commit ?? '');
  expect(alone?.request?.number).toBe(Number(number));
});

test('what was moved by hand is told with its commit; --since and --stream leave out the rest', async () => {
  const world = reportWorld();
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-04-20T12:00:00Z');
  vi.stubEnv('GIT_AUTHOR_DATE', '2026-04-20T12:00:00Z');
  const text = readFileSync(join(world.clone.root, 'clusters/asked.yaml'), 'utf8');
  const commit = world.push({ 'clusters/asked.yaml': text.replace('linux: 2026_1_minor', 'linux: 2026_2_minor') });
  const since = await entries(world, ...late, '--since', '2026-04-01');
  expect(since.map((entry) => [entry.event.is, entry.commit, entry.at.slice(0, 10)])).toEqual([
    ['moved', commit, '2026-04-20'],
  ]);
  const all = await entries(world, ...late);
  expect(all.length).toBeGreaterThan(since.length);
  expect(all.some(({ event }) => event.is === 'release-published')).toBe(true);
  const { stdout } = await expectRun(world, ['report', 'logbook', ...late, '--format', 'csv']);
  expect(stdout.split('\n').length).toBe(all.length + 2);
  const atom = await expectRun(world, ['report', 'logbook', ...late, '--format', 'atom']);
  expect(atom.stdout).toContain('<feed');
});

test('a cluster that is no longer there has its timeline, and no row', async () => {
  const world = reportWorld();
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-04-20T12:00:00Z');
  world.git('rm', '-q', 'clusters/asked.yaml');
  world.git('commit', '-q', '-m', 'gone');
  world.git('push', '-q', 'origin', 'main');
  const told = await entries(world, 'asked', ...late);
  expect(told.map(({ event }) => event.is)).toContain('cluster-removed');
  await expectRun(world, ['report', 'stale', 'asked', ...late], { exit: 2 });
});

test('a history that was cut off is said, and nothing is made up', async () => {
  const world = reportWorld();
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-04-20T12:00:00Z');
  world.push({ 'README.md': 'x\n' });
  const shallow = join(world.clone.root, '.shallow');
  world.git('clone', '-q', '--depth', '1', `file://${world.forge}`, shallow);
  const { stdout } = await ran(shallow, ['report', 'all', ...late, '--forge', 'none', '--format', 'json']);
  const report = JSON.parse(stdout) as Report;
  expect(report.unknown.join('\n')).toContain('cut off');
  expect(report.stale?.rows.every(({ pinnedSince }) => pinnedSince === undefined)).toBe(true);
});
