/** What an earlier run has read is believed where it lies; what came with a commit is not. */

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { UpgradeWorld } from '../../support/upgrade-world.ts';
import { reported, reportWorld, rowOf } from './world.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Changes what is kept, with the digest that belongs to it. */
function forge(world: UpgradeWorld, file: string, change: (body: string) => string): void {
  const path = join(world.clone.root, '.tidemark', file);
  const [head = '', ...lines] = readFileSync(path, 'utf8').split('\n');
  const body = change(lines.join('\n'));
  const digest = createHash('sha256').update(body).digest('hex');
  writeFileSync(path, `${head.replace(/[0-9a-f]{64}/, digest)}\n${body}`);
}

test('a hole that somebody has taken out of a committed cache is in the report all the same', async () => {
  const world = reportWorld();
  expect(rowOf(await reported(world, ['--forge', 'none']), 'asked').lacks.Critical).toBe(1);
  forge(world, 'report-releases.cache', (body) => body.replace('"Critical"', '"Low"'));
  expect(rowOf(await reported(world, ['--forge', 'none']), 'asked').lacks.Critical, 'the forgery is a good one').toBe(
    0,
  );
  world.git('add', '--force', '.tidemark');
  world.git('commit', '--quiet', '--message=nothing to see here');
  const report = await reported(world, ['--forge', 'none']);
  expect(rowOf(report, 'asked').lacks.Critical).toBe(1);
  expect(report.unknown.join('\n')).toContain('git rm -r --cached .tidemark');
});
