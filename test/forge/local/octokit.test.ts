/** GitHub's own client against the embedded forge: in the process and over loopback, with everything that can go wrong. */

import { Octokit } from '@octokit/rest';
import { expect, onTestFinished, test } from 'vitest';
import type { Fetch } from '../../../src/forge/forge.ts';
import { Faults, faultKinds, type FaultKind } from '../../../src/forge/local/faults.ts';
import { serveForge } from '../../../src/run/local-forge-serve.ts';
import { bench, type Bench } from './support.ts';

const place = { owner: 'cc', repo: 'fleet' };
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function inProcess({ forge }: Bench, auth = 'as:maria'): Octokit {
  const fetch = (url: string, init: RequestInit): Promise<Response> => forge(new Request(url, init));
  return new Octokit({ auth, request: { fetch }, log: quiet });
}

async function overLoopback(forge: Fetch): Promise<Octokit> {
  const served = await serveForge({ port: 0, forgeAt: () => ({ ok: true, value: forge }) });
  if (!served.ok) throw new Error(served.detail);
  onTestFinished(() => served.value.close());
  return new Octokit({ auth: 'as:maria', baseUrl: `http://127.0.0.1:${served.value.port}`, log: quiet });
}

async function tellsTheStory(octokit: Octokit, forge: Bench): Promise<void> {
  const pull_number = 1;
  const { data: made } = await octokit.pulls.create({
    ...place,
    title: 'T',
    head: 'tidemark/web/linux',
    base: 'main',
    body: 'B',
  });
  expect(made).toMatchObject({ number: 1, user: { login: 'maria' } });
  await octokit.issues.update({ ...place, issue_number: 1, labels: ['tidemark'], assignees: ['maria'] });
  const listed = await octokit.paginate(octokit.pulls.list, { ...place, state: 'open', per_page: 1 });
  expect(listed.map(({ number }) => number)).toEqual([1]);
  await octokit.issues.createComment({ ...place, issue_number: 1, body: 'hello' });
  await octokit.repos.createCommitStatus({ ...place, sha: made.head.sha, state: 'pending' });
  const said = await octokit.graphql<{ enablePullRequestAutoMerge: unknown }>(
    'mutation ($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: SQUASH }) { clientMutationId } }',
    { id: made.node_id },
  );
  expect(said.enablePullRequestAutoMerge).not.toBeNull();
  await octokit.repos.createCommitStatus({ ...place, sha: made.head.sha, state: 'success' });
  expect((await octokit.pulls.checkIfMerged({ ...place, pull_number })).status).toBe(204);
  await expect(octokit.repos.getReleaseByTag({ ...place, tag: 'linux/2026_8_minor' })).rejects.toMatchObject({
    status: 404,
  });
  await octokit.repos.createRelease({ ...place, tag_name: 'linux/2026_8_minor' });
  expect((await octokit.repos.getReleaseByTag({ ...place, tag: 'linux/2026_8_minor' })).data.id).toBe(1);
  expect(forge.git('log', '-1', '--format=%s', 'main')).toBe('T (#1)');
}

test('Octokit opens, labels, comments, and sees a request merge itself, in the process', async () => {
  const forge = bench();
  forge.branch('tidemark/web/linux', { b: 'b' });
  await tellsTheStory(inProcess(forge), forge);
  expect(
    forge.faults.writes.map(({ method, path }) => `${method} ${path.replace('/repos/cc/fleet', '')}`).slice(0, 3),
  ).toEqual(['POST /pulls', 'PATCH /issues/1', 'POST /issues/1/comments']);
});

test('and over loopback', async () => {
  const forge = bench();
  forge.branch('tidemark/web/linux', { b: 'b' });
  await tellsTheStory(await overLoopback(forge.forge), forge);
});

const applied: readonly FaultKind[] = ['reset-after', '500-applied', '502-applied', 'truncated'];

test.each(faultKinds)('a request that fails by %s is an error for the client, and was applied or not', async (kind) => {
  const forge = bench(undefined, new Faults().at(1, kind));
  const made = inProcess(forge).issues.create({ ...place, title: 't' });
  const came = await made.then(
    ({ data }) => typeof data,
    () => 'an error',
  );
  // Octokit hands over as text what is no JSON.
  expect(came).toBe(kind === 'truncated' ? 'string' : 'an error');
  const { body } = await forge.ask('GET', 'issues');
  expect(body).toHaveLength(applied.includes(kind) ? 1 : 0);
});

test('over loopback a reset is a broken connection, before or after it was applied', async () => {
  for (const kind of ['reset-before', 'reset-after'] as const) {
    const forge = bench(undefined, new Faults().at(1, kind));
    const octokit = await overLoopback(forge.forge);
    await expect(octokit.issues.create({ ...place, title: 't' })).rejects.toMatchObject({ status: 500 });
    const { data } = await octokit.issues.listForRepo(place);
    expect(data).toHaveLength(kind === 'reset-after' ? 1 : 0);
  }
});

test('limits tell how long to wait as GitHub does, or do not', async () => {
  const forge = bench(
    undefined,
    new Faults().at(1, '403-retry-after').at(2, '403-secondary').at(3, '429').from(4, '401'),
  );
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => forge.ask('GET', 'pulls')));
  expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
    [403, '60'],
    [403, null],
    [429, '1'],
    [401, null],
    [401, null],
  ]);
  forge.faults.heal();
  expect((await forge.ask('GET', 'pulls')).status).toBe(200);
  expect(forge.faults.reads).toHaveLength(6);
});

test('a page in a browser cannot use the served forge', async () => {
  const forge = bench();
  const served = await serveForge({ port: 0, forgeAt: () => ({ ok: true, value: forge.forge }) });
  if (!served.ok) throw new Error(served.detail);
  onTestFinished(() => served.value.close());
  const url = `http://127.0.0.1:${served.value.port}/repos/cc/fleet/issues`;
  const said = await fetch(url, { method: 'POST', body: '{"title":"t"}', headers: { origin: 'https://evil.example' } });
  expect(said.status).toBe(403);
  expect((await forge.ask('GET', 'issues')).body).toEqual([]);
});
