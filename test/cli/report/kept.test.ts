/** What an earlier run has kept changes no byte of what the commands print, in any form. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { UpgradeWorld } from '../../support/upgrade-world.ts';
import { numberOf, ran, type Ran } from '../upgrade/session.ts';
import { late, reportWorld } from './world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const calls: readonly (readonly string[])[] = [
  ['all'],
  ['all', '--format', 'json'],
  ['all', '--format', 'md', '--as-of', '2026-03-01'],
  ['all', '--stream', 'linux'],
  ['all', '--only', 'asked,askd'],
  ['stale', '--group-by', 'owner'],
  ['stale', 'asked', '--format', 'sarif'],
  ['spread'],
  ['spread', '--owner', 'maria', '--format', 'csv'],
  ['logbook', 'asked'],
  ['logbook', '--since', '2026-01-01', '--format', 'atom'],
];

function forget({ clone }: UpgradeWorld): void {
  rmSync(join(clone.root, '.tidemark'), { recursive: true, force: true });
}

function report({ clone }: UpgradeWorld, args: readonly string[]): Promise<Ran> {
  return ran(clone.root, ['report', ...args, ...late]);
}

test('every form is the same with what was kept and without it', async () => {
  const world = reportWorld();
  await report(world, ['all', ...alone]);
  const kept: Ran[] = [];
  for (const args of calls) kept.push(await report(world, [...args, ...alone]));
  for (const [at, args] of calls.entries()) {
    forget(world);
    expect(kept[at], args.join(' ')).toEqual(await report(world, [...args, ...alone]));
  }
});

/** Asking nobody takes less time. */
const alone = ['--forge', 'none'];

test('a request that the forge has merged since is in the next report', async () => {
  const world = reportWorld();
  await ran(world.clone.root, ['upgrade', 'run']);
  const before = await report(world, ['all']);
  await ran(world.clone.root, ['forge', 'merge', await numberOf(world, 'asked'), '--as', 'maria']);
  const after = await report(world, ['all']);
  forget(world);
  expect(after).toEqual(await report(world, ['all']));
  expect(after.stdout).not.toBe(before.stdout);
});
