/** What is kept of a fleet's past is told as if it were read again, whatever has happened since. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';
import { failed } from '../../src/core/outcome.ts';
import { reportFleet, type ReportOrder } from '../../src/run/report-fleet.ts';
import { sha256Of } from '../../src/tree/write.ts';
import { repositoryOf, type Repository } from '../support/repository.ts';

const release = (version: string): string => `stream: linux\nversion: ${version}\ndate: 2026-01-05\n`;
const web = (linux: string): string => `owners: [maria]\nversions:\n  linux: ${linux}\nhosts:\n  web1: {}\n`;

const files = {
  'fleet.yaml': 'fleet: demo\nentry: entry\nstreams:\n  linux: { title: Linux }\n',
  'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\n',
  'templates/entry.yaml': 'profile: {}\n',
  'templates/linux/2026_1_minor/release.yaml': release('2026_1_minor'),
  'templates/linux/2026_2_minor/release.yaml': release('2026_2_minor'),
  'clusters/web.yaml': web('2026_1_minor'),
  'clusters/db.yaml': web('2026_1_minor').replace('web1', 'db1'),
  'clusters/torn.yaml': 'a: [',
};

function at(day: string): void {
  vi.stubEnv('GIT_AUTHOR_DATE', `${day}T12:00:00Z`);
  vi.stubEnv('GIT_COMMITTER_DATE', `${day}T12:00:00Z`);
}

/** A request of a side branch, merged; its head is in no ref yet. */
function fleet(): Repository {
  at('2026-01-10');
  const folder = repositoryOf(files);
  at('2026-02-10');
  folder.git('checkout', '-q', '-b', 'side');
  folder.commit({ 'clusters/web.yaml': web('2026_2_minor') });
  folder.git('checkout', '-q', 'main');
  folder.git('merge', '-q', '--no-ff', '-m', 'Merge pull request #3 from a/side', 'side');
  folder.git('tag', '-a', '-m', 'x', 'linux/2026_1_minor');
  return folder;
}

const whole: Omit<ReportOrder, 'folder' | 'progress'> = {
  forge: failed('gone', 'nobody is asked'),
  branch: undefined,
  at: undefined,
  asOf: undefined,
  since: undefined,
  latest: 20,
  now: new Date('2026-03-10T08:00:00Z'),
  parts: ['stale', 'spread', 'logbook'],
  only: {},
  groupBy: undefined,
  level: 'due',
};

/** What is told, and whether the steps of the branch were read for it. */
async function made({ root }: Repository, more: Partial<ReportOrder> = {}) {
  let steps: 'read' | 'unread' = 'unread';
  const progress = (doing: string): void => {
    if (doing.startsWith('reading the steps')) steps = 'read';
  };
  const report = await reportFleet({ ...whole, folder: root, progress, ...more });
  if (!report.ok) throw new Error(report.detail);
  const { open: _open, tree: _tree, ...told } = report.value;
  return { told, steps };
}

/** As {@link made}, and compared with what is told where nothing is kept. */
async function sameAsAnew(folder: Repository, more: Partial<ReportOrder> = {}): Promise<'read' | 'unread'> {
  const { told, steps } = await made(folder, more);
  rmSync(keptIn(folder), { recursive: true, force: true });
  const anew = await made(folder, more);
  expect(told).toEqual(anew.told);
  expect(anew.steps).toBe('read');
  return steps;
}

const keptIn = ({ root }: Repository): string => `${root}/.tidemark`;
const digestIn = (folder: Repository): string => `${keptIn(folder)}/past-digest.cache`;

beforeEach(() => {
  vi.unstubAllEnvs();
});

test('a second report of a commit reads none of its steps, and tells the same', async () => {
  const folder = fleet();
  const first = await made(folder);
  expect(first.told.report?.logbook?.entries.length).toBeGreaterThan(4);
  const second = await made(folder);
  expect([first.steps, second.steps]).toEqual(['read', 'unread']);
  expect(second.told).toEqual(first.told);
});

test.each<readonly [string, Partial<ReportOrder>, 'read' | 'unread']>([
  ['what is stale', { parts: ['stale'], only: { clusters: ['web'] }, groupBy: 'owner' }, 'unread'],
  ['the spread', { parts: ['spread'] }, 'unread'],
  ['the spread of a stream', { parts: ['spread'], only: { streams: ['linux'] } }, 'unread'],
  ['the spread of some clusters', { parts: ['spread'], only: { clusters: ['web'] } }, 'read'],
  ['fewer lines', { latest: 2 }, 'unread'],
  ['more lines than are kept', { latest: 21 }, 'read'],
  ['every line', { latest: undefined }, 'read'],
  ['lines since a day', { since: '2026-02-01' }, 'read'],
  ['lines of an owner', { only: { owners: ['maria'] } }, 'read'],
  ['lines of a stream', { only: { streams: ['linux'] } }, 'read'],
  ['a cluster that is not there', { only: { clusters: ['wbe'] } }, 'read'],
])('%s', async (_, more, steps) => {
  const folder = fleet();
  await made(folder);
  expect(await sameAsAnew(folder, more)).toBe(steps);
});

test.each<readonly [string, (folder: Repository) => unknown, Partial<ReportOrder>, 'read' | 'unread']>([
  ['nothing', () => undefined, {}, 'unread'],
  ['a month passes', () => undefined, { now: new Date('2026-05-02T08:00:00Z') }, 'unread'],
  ['another day is asked for', () => undefined, { asOf: '2026-02-20' }, 'read'],
  ['a commit follows', (folder) => folder.commit({ 'clusters/db.yaml': web('2026_2_minor') }), {}, 'read'],
  [
    'a commit follows that is dated before',
    (folder) => {
      at('2026-01-20');
      return folder.commit({ 'clusters/db.yaml': web('2026_2_minor') });
    },
    {},
    'read',
  ],
  [
    'the branch is rewritten',
    (folder) => folder.git('commit', '-q', '--amend', '-m', 'Merge pull request #4 from a/side'),
    {},
    'read',
  ],
  ['a release is tagged', (folder) => folder.git('tag', 'linux/2026_2_minor'), {}, 'read'],
  ['a tag is moved', (folder) => folder.git('tag', '-f', 'linux/2026_1_minor', 'HEAD~1'), {}, 'read'],
  ['the head of its request is fetched', (folder) => folder.git('update-ref', 'refs/pull/3/head', 'side'), {}, 'read'],
  [
    'the head of another request is fetched',
    (folder) => folder.git('update-ref', 'refs/pull/9/head', 'HEAD'),
    {},
    'unread',
  ],
  [
    'the head of its request is fetched, and nobody asks for lines',
    (folder) => folder.git('update-ref', 'refs/pull/3/head', 'side'),
    { parts: ['stale'] },
    'unread',
  ],
  [
    'somebody changed it',
    (folder) => {
      writeFileSync(digestIn(folder), readFileSync(digestIn(folder), 'utf8').replace('2026-01-10', '2026-01-11'));
    },
    {},
    'read',
  ],
  [
    'it is torn',
    (folder) => {
      writeFileSync(digestIn(folder), readFileSync(digestIn(folder), 'utf8').slice(0, -40));
    },
    {},
    'read',
  ],
  [
    'its columns do not fit together',
    (folder) => {
      forged(folder, (body) => body.replace('"names":[', '"names":["more",'));
    },
    {},
    'read',
  ],
  [
    'it is nothing',
    (folder) => {
      forged(folder, () => 'null');
    },
    {},
    'read',
  ],
  [
    'it is committed',
    (folder) => folder.git('add', '-f', '.tidemark') + folder.git('commit', '-q', '-m', 'x'),
    {},
    'read',
  ],
])('what is kept is believed or left aside where %s', async (_, happens, more, steps) => {
  const folder = fleet();
  await made(folder);
  happens(folder);
  expect(await sameAsAnew(folder, more)).toBe(steps);
});

test('a report without a logbook keeps none, and one with it does not miss it', async () => {
  const folder = fleet();
  await made(folder, { parts: ['stale'] });
  expect(await sameAsAnew(folder)).toBe('read');
});

test('what is dated after the day of the report is told anew on the next day', async () => {
  const folder = fleet();
  at('2026-03-12');
  folder.commit({ 'clusters/db.yaml': web('2026_2_minor') });
  await made(folder);
  expect((await made(folder)).steps).toBe('unread');
  expect(await sameAsAnew(folder, { now: new Date('2026-03-11T08:00:00Z') })).toBe('read');
});

/** Changes what is kept, with the digest that belongs to it. */
function forged(folder: Repository, change: (body: string) => string): void {
  const [head = '', ...lines] = readFileSync(digestIn(folder), 'utf8').split('\n');
  const body = change(lines.join('\n'));
  writeFileSync(digestIn(folder), `${head.replace(/[0-9a-f]{64}$/, sha256Of(body))}\n${body}`);
}
