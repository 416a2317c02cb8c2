/** The product's own adapter on the embedded forge: every verb of the port. */

import { expect, test } from 'vitest';
import type { Forge } from '../../../src/forge/forge.ts';
import { githubForge } from '../../../src/forge/github/github.ts';
import { noLimits } from '../../../src/forge/github/limits.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import { bench, start, type Bench } from './support.ts';

function portOf({ forge }: Bench): Forge {
  let time = start;
  const pace = { now: () => time, wait: async (milliseconds: number) => void (time += milliseconds) };
  return githubForge({
    fetch: forge,
    apiUrl: 'http://localhost',
    owner: 'cc',
    repo: 'fleet',
    token: '',
    pace,
    limits: noLimits,
  });
}

async function sure<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const said = await outcome;
  if (!said.ok) throw new Error(`${said.why}: ${said.detail}`);
  return said.value;
}

const draft = {
  branch: 'tidemark/web/linux',
  base: 'main',
  title: 'web: linux',
  body: 'why\n\n<!-- tidemark: x | digest=1 -->',
};

test('a request is opened, completed, found again, and merged at its head', async () => {
  const local = bench();
  const head = local.branch(draft.branch, { 'a.txt': 'changed\n' });
  const forge = portOf(local);
  expect(await sure(forge.facts())).toMatchObject({
    defaultBranch: 'main',
    mayPush: true,
    allowsAutoMerge: true,
    isArchived: false,
    hasIssues: true,
  });
  const request = await sure(forge.openRequest(draft));
  await sure(forge.edit(request.number, { labels: ['tidemark'], assignees: ['maria'] }));
  const listed = await sure(forge.openRequests('tidemark/'));
  expect(listed).toMatchObject([
    { ...draft, number: 1, head, state: 'open', labels: ['tidemark'], assignees: ['maria'] },
  ]);
  expect(await sure(forge.askReviews(1, ['jan']))).toEqual({ leftOut: [] });
  const commit = await sure(forge.mergeRequest(1, head));
  expect(local.git('rev-parse', 'main')).toBe(commit);
  expect(await sure(forge.closedRequests('tidemark/', '2026-11-20T00:00:00Z'))).toMatchObject([
    { number: 1, state: 'merged', reviewers: ['jan'] },
  ]);
  expect(await sure(forge.openRequests('tidemark/'))).toEqual([]);
});

test('a request waits for its checks, or is merged where they have passed', async () => {
  const local = bench();
  for (const name of ['one', 'two']) local.branch(`tidemark/${name}/linux`, { [name]: 'x\n' });
  const forge = portOf(local);
  const one = await sure(forge.openRequest({ ...draft, branch: 'tidemark/one/linux' }));
  const two = await sure(forge.openRequest({ ...draft, branch: 'tidemark/two/linux' }));
  await local.ask('POST', `statuses/${two.head}`, { state: 'success' });
  expect(await sure(forge.mergeWhenReady(one))).toBe('waiting');
  expect(await sure(forge.mergeWhenReady(two))).toBe('merged');
  expect((await sure(forge.request(1))).autoMerge).toBe(true);
  await sure(forge.stopMerging(1));
  expect((await sure(forge.request(1))).autoMerge).toBe(false);
});

test('issues, comments and releases are written once and found by their markers', async () => {
  const local = bench();
  await local.ask('PUT', 'collaborators/maria');
  const forge = portOf(local);
  const marker = '<!-- tidemark: failure x | digest=1 -->';
  const issue = await sure(
    forge.openIssue({
      title: 't',
      body: `b\n\n${marker}`,
      marker,
      labels: ['tidemark'],
      assignees: ['maria', 'ghost'],
    }),
  );
  expect(issue).toMatchObject({ number: 1, assignees: ['maria'], leftOut: ['ghost'] });
  expect(await sure(forge.issues('tidemark', { state: 'open' }))).toHaveLength(1);
  const comment = await sure(forge.comment(1, `said\n${marker}`, marker));
  expect((await sure(forge.comment(1, `said\n${marker}`, marker))).id).toBe(comment.id);
  expect((await sure(forge.editComment(comment.id, 'other'))).body).toBe('other');
  expect(await sure(forge.comments(1))).toMatchObject([{ author: 'tidemark[bot]', body: 'other', byOutsider: false }]);
  await sure(forge.edit(1, { state: 'closed' }));
  expect(await sure(forge.issues('tidemark', { state: 'all' }))).toMatchObject([{ state: 'closed' }]);
  expect(await forge.release('linux/2026_8_minor')).toMatchObject({ ok: false, why: 'gone' });
  local.git('tag', 'linux/2026_8_minor', 'main');
  const release = await sure(forge.writeRelease({ tag: 'linux/2026_8_minor', title: 'Linux', body: 'notes' }));
  expect(await sure(forge.writeRelease({ tag: 'linux/2026_8_minor', title: 'Linux', body: 'more' }))).toMatchObject({
    id: release.id,
    body: 'more',
  });
});
