/** `tidemark report all` on the example fleet: one screen answers what the security team asks in the morning. */

import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import { repositoryOf, type Repository } from '../../support/repository.ts';
import { ran } from '../upgrade/session.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const parts = ['fleet.yaml', 'owners.yaml', 'clusters', 'templates', 'schemas', 'calendars', 'rollouts'];
const now = ['--now', '2026-11-22T08:00:00Z'];

/** The example, committed in June and with one cluster moved in September; every linux release is tagged. */
function example(): Repository {
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-06-01T12:00:00Z');
  const repository = repositoryOf({ '.gitignore': '.tidemark/\n' });
  const top = fileURLToPath(new URL('../../../', import.meta.url));
  for (const part of parts) cpSync(join(top, part), join(repository.root, part), { recursive: true });
  repository.commit();
  return repository;
}

test('who is worst, since when, exposed to what, whose move it is, whom to call; every number leads to its rows', async () => {
  const { root } = example();
  const { exit, stdout } = await ran(root, ['report', 'all', ...now]);
  expect(exit).toBe(0);
  const lines = stdout.split('\n');
  expect(lines.length).toBeLessThanOrEqual(52);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(stdout).toMatch(/^ {2}budarchive +linux +withdrawn/m);
  expect(stdout).toMatch(/call [A-Z].* <[a-z-]+@example\.org>/);
  const { stale } = JSON.parse((await ran(root, ['report', 'all', ...now, '--format', 'json'])).stdout) as Report;
  const rows = stale?.rows ?? [];
  for (const { stream, state, clusters, hosts } of stale?.totals ?? []) {
    const own = rows.filter((row) => row.stream === stream && row.state === state);
    expect([stream, state, own.length, own.reduce((sum, row) => sum + row.hosts, 0)]).toEqual([
      stream,
      state,
      clusters,
      hosts,
    ]);
  }
  const exposed = new Map(rows.filter(({ lacks }) => lacks.Critical > 0).map(({ cluster, hosts }) => [cluster, hosts]));
  expect(stale?.exposedHosts.Critical).toBe([...exposed.values()].reduce((sum, hosts) => sum + hosts, 0));
  for (const row of rows) expect(Object.hasOwn(JSON.parse(JSON.stringify(row)) as object, 'turn')).toBe(true);
  const listed = (await ran(root, ['report', 'stale', '--all', ...now])).stdout;
  for (const { cluster } of rows) expect(listed).toContain(` ${cluster} `);
});

test('history tells since when a cluster is where it is, and who moved it', async () => {
  const repository = example();
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-09-15T12:00:00Z');
  vi.stubEnv('GIT_AUTHOR_DATE', '2026-09-15T12:00:00Z');
  const file = join(repository.root, 'clusters/geneva/lxplus.yaml');
  const text = readFileSync(file, 'utf8');
  const pin = /linux: (\S+)/.exec(text)?.[1] ?? '';
  repository.commit({ 'clusters/geneva/lxplus.yaml': text.replace(`linux: ${pin}`, 'linux: 2026_6_minor') });
  const { stdout } = await ran(repository.root, ['report', 'all', ...now, '--format', 'json']);
  const { stale, logbook } = JSON.parse(stdout) as Report;
  const row = stale?.rows.find(({ cluster, stream }) => cluster === 'lxplus' && stream === 'linux');
  expect(row).toMatchObject({ pin: '2026_6_minor', pinnedSince: '2026-09-15', lastActivity: '2026-09-15' });
  expect(logbook?.entries[0]).toMatchObject({
    at: expect.stringContaining('2026-09-15') as string,
    event: { is: 'moved', cluster: 'lxplus', stream: 'linux', to: '2026_6_minor', from: pin },
    author: { mail: 'a@example.org' },
  });
  const timeline = await ran(repository.root, ['report', 'logbook', 'lxplus', ...now]);
  expect(timeline.stdout).toContain('lxplus');
  expect(timeline.stdout).not.toContain('lxbatch ');
});
