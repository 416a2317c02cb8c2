/** Settings, branches, tags, statuses and releases of the embedded forge. */

import { expect, test } from 'vitest';
import { bench } from './support.ts';

test('the repository says what can be done with it', async () => {
  const forge = bench();
  expect((await forge.ask('GET', '/repos/cc/fleet')).body).toMatchObject({
    default_branch: 'main',
    archived: false,
    has_issues: true,
    allow_auto_merge: true,
    delete_branch_on_merge: false,
    permissions: { push: true },
  });
  await forge.ask('PATCH', '/repos/cc/fleet', { archived: true });
  expect(await forge.ask('POST', 'issues', { title: 't' })).toMatchObject({
    status: 403,
    body: { message: 'Repository was archived so is read-only.' },
  });
  await forge.ask('PATCH', '/repos/cc/fleet', { archived: false, has_issues: false });
  expect((await forge.ask('POST', 'issues', { title: 't' })).status).toBe(410);
});

test('every answer tells the limits', async () => {
  const forge = bench();
  await forge.ask('GET', '/user');
  const { headers } = await forge.ask('GET', 'pulls');
  expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-ratelimit')))).toEqual({
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4998',
    'x-ratelimit-used': '2',
    'x-ratelimit-reset': `${Date.parse('2026-11-21T01:00:00Z') / 1000}`,
    'x-ratelimit-resource': 'core',
  });
  expect((await forge.ask('GET', '/rate_limit')).body.rate.limit).toBe(5000);
});

test('branches and tags are shown and deleted, and what the forge keeps for itself is not', async () => {
  const forge = bench();
  const head = forge.branch('tidemark/web/linux', { b: 'b' });
  await forge.ask('POST', 'issues', { title: 't' });
  expect((await forge.ask('GET', 'git/ref/heads/tidemark/web/linux')).body).toMatchObject({
    object: { sha: head, type: 'commit' },
  });
  expect((await forge.ask('GET', 'git/matching-refs/heads/tidemark/')).body).toHaveLength(1);
  expect((await forge.ask('GET', 'git/ref/tidemark/forge/issues/1')).status).toBe(404);
  expect((await forge.ask('DELETE', 'git/refs/tidemark/forge/issues/1')).status).toBe(422);
  expect((await forge.ask('DELETE', 'git/refs/heads/tidemark/web/linux')).status).toBe(204);
  expect(await forge.ask('DELETE', 'git/refs/heads/tidemark/web/linux')).toMatchObject({
    status: 422,
    body: { message: 'Reference does not exist' },
  });
  expect((await forge.ask('GET', 'branches/main/protection')).status).toBe(404);
});

test('statuses are combined, of each context the newest', async () => {
  const forge = bench();
  const head = forge.branch('side', { b: 'b' });
  const state = async (): Promise<string> => (await forge.ask('GET', 'commits/side/status')).body.state;
  expect(await state()).toBe('pending');
  await forge.ask('POST', `statuses/${head}`, { state: 'failure', context: 'a', description: 'no' });
  expect(await state()).toBe('failure');
  await forge.ask('POST', `statuses/${head}`, { state: 'success', context: 'a' });
  expect(await state()).toBe('success');
  expect((await forge.ask('POST', `statuses/${'0'.repeat(40)}`, { state: 'success' })).status).toBe(422);
  expect((await forge.ask('POST', `statuses/${head}`, { state: 'green' })).status).toBe(422);
  expect((await forge.ask('GET', 'commits/side/check-runs')).body).toEqual({ total_count: 0, check_runs: [] });
});

test('a release is made once for a tag, found by it, and edited', async () => {
  const forge = bench();
  forge.git('tag', '-a', '-m', 'm', 'linux/2026_8_minor', 'main');
  const draft = { tag_name: 'linux/2026_8_minor', name: 'Linux', body: 'notes' };
  const { status, body } = await forge.ask('POST', 'releases', draft);
  expect(status).toBe(201);
  expect((await forge.ask('POST', 'releases', draft)).body.errors[0].code).toBe('already_exists');
  await forge.ask('PATCH', `releases/${body.id}`, { body: 'withdrawn' });
  expect((await forge.ask('GET', 'releases/tags/linux%2F2026_8_minor')).body).toMatchObject({
    id: body.id,
    name: 'Linux',
    body: 'withdrawn',
  });
  expect((await forge.ask('GET', 'releases/tags/linux/2026_9_minor')).status).toBe(404);
  expect((await forge.ask('GET', 'releases')).body).toHaveLength(1);
});

test('the release of a tag that is not there makes the tag', async () => {
  const forge = bench();
  await forge.ask('POST', 'releases', { tag_name: 'v1' });
  expect(forge.git('rev-parse', 'refs/tags/v1')).toBe(forge.git('rev-parse', 'main'));
});
