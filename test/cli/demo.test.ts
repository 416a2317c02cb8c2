/** The demo, played as the README says: it ends well, tells its story, and leaves everything to look at. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/fleet.ts';
import { tidemark } from '../support/command.ts';

test('the demo tells the whole story, and leaves the repository, the mails and the forge', { timeout: 240_000 }, () => {
  const folder = join(temporaryFolder(), 'play');
  const { exit, stdout, stderr } = tidemark(['demo', folder]);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  expect(stdout.split('\n').length, 'it fits one screen').toBeLessThan(50);
  for (const words of [
    '2026_9_minor: 420 packages, 3 upgraded; minor.',
    '2 clusters would fail',
    'clusters/geneva/dbod.yaml:16: /software/packages/kernel-core is locked',
    '31 requests open, by one push',
    '2 issues for what would not compile; mailed: ',
    'its issues have closed by themselves',
    '26 mails with the reason.',
    'the way back is open for webapps, lxbatch',
    'clusters late; the worst: budarchive on linux 2026_3_minor',
    'call Balazs Nagy',
    'The logbook has 14 moves',
  ])
    expect(stdout).toContain(words);
  const mails = readdirSync(join(folder, 'mails')).map((name) => readFileSync(join(folder, 'mails', name), 'utf8'));
  expect(mails.filter((mail) => mail.includes('clusters/geneva/dbod.yaml:16')).length).toBeGreaterThanOrEqual(2);
  expect(mails.some((mail) => /^To: .*security-team@example\.org/m.test(mail))).toBe(true);
  expect(existsSync(join(folder, 'fleet', 'fleet.yaml'))).toBe(true);
  const report = JSON.parse(readFileSync(join(folder, 'report', 'report.json'), 'utf8')) as {
    stale: { rows: { cluster: string; stream: string; turn: { why: string; by?: string } }[] };
    logbook: { entries: { event: { is: string; cluster?: string }; request?: { number: number } }[] };
  };
  const row = (cluster: string): string =>
    report.stale.rows.find((one) => one.cluster === cluster && one.stream === 'linux')?.turn.why ?? '';
  expect({ lxbatch: row('lxbatch'), tapebuffer: row('tapebuffer') }).toEqual({
    lxbatch: 'request-open',
    tapebuffer: 'request-open',
  });
  const moved = report.logbook.entries.filter(({ event }) => event.is === 'moved' && event.cluster === 'lxbatch');
  expect(moved.every(({ request }) => request !== undefined) && moved.length).toBe(2);
  const listed = tidemark(['forge', 'list', '--format', 'json'], { cwd: join(folder, 'fleet') });
  const open = JSON.parse(listed.stdout) as readonly {
    title: string;
    pull_request?: object;
    labels: { name: string }[];
  }[];
  expect(open.filter(({ title }) => title.includes('→ 2026_10_minor'))).toEqual([]);
  expect(open.filter(({ labels }) => labels.some(({ name }) => name === 'withdrawn'))).toHaveLength(2);
  const titles = open
    .filter(({ pull_request: request }) => request !== undefined)
    .map(({ title }) => title.split(':')[0]);
  expect(new Set(titles).size, 'one request a cluster').toBe(titles.length);
});
