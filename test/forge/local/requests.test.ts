/** Pull requests of the embedded forge, over a real repository. */

import { describe, expect, test } from 'vitest';
import { bench, type Bench } from './support.ts';

const changed = { 'a.txt': 'one\n2\nthree\n' };

async function opened(files = {}, branch = 'tidemark/web/linux'): Promise<Bench> {
  const forge = bench({ 'a.txt': 'one\ntwo\nthree\n', ...files });
  forge.branch(branch, changed);
  await forge.ask('POST', 'pulls', { title: 'Upgrade web', head: branch, base: 'main', body: 'why' });
  return forge;
}

describe('opening', () => {
  test('gives a number, the branch, and a ref that keeps its head', async () => {
    const forge = bench();
    const head = forge.branch('tidemark/web/linux', changed);
    const { status, body } = await forge.ask('POST', 'pulls', {
      title: 'T',
      head: 'cc:tidemark/web/linux',
      base: 'main',
      body: 'B',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      number: 1,
      state: 'open',
      title: 'T',
      body: 'B',
      head: { ref: 'tidemark/web/linux', sha: head },
      base: { ref: 'main' },
      user: { login: 'tidemark[bot]' },
      mergeable: null,
    });
    expect(forge.git('rev-parse', 'refs/pull/1/head')).toBe(head);
  });

  test.each([
    ['whose head is no branch', { head: 'nobody' }, { field: 'head', code: 'invalid' }],
    ['from another owner', { head: 'someone:side' }, { field: 'head', code: 'invalid' }],
    ['whose base is no branch', { base: 'nobody' }, { field: 'base', code: 'invalid' }],
    ['without a title', { title: ' ' }, { field: 'title', code: 'missing_field' }],
    ['without commits', { head: 'same' }, { code: 'custom', message: 'No commits between main and same' }],
    [
      'with a body over the limit',
      { body: 'x'.repeat(65_537) },
      { field: 'body', code: 'custom', message: 'body is too long (maximum is 65536 characters)' },
    ],
  ])('is refused %s', async (_, wrong, error) => {
    const forge = bench();
    forge.branch('side', changed);
    forge.git('branch', 'same', 'main');
    const said = await forge.ask('POST', 'pulls', { title: 'T', head: 'side', base: 'main', ...wrong });
    expect(said).toMatchObject({ status: 422, body: { message: 'Validation Failed', errors: [error] } });
    expect((await forge.ask('GET', 'pulls')).body).toEqual([]);
  });

  test('a second open request for a branch is refused in the words of GitHub', async () => {
    const forge = await opened();
    const again = await forge.ask('POST', 'pulls', { title: 'T', head: 'tidemark/web/linux', base: 'main' });
    expect(again.status).toBe(422);
    expect(again.body.errors[0].message).toBe('A pull request already exists for cc:tidemark/web/linux.');
  });

  test('asks those for reviews whom CODEOWNERS names last, but not the author', async () => {
    const owners = '* @jan\n/a.txt @maria @cc/batch-team @eve\n# @nobody\n';
    const forge = bench({ 'a.txt': 'one\n', '.github/CODEOWNERS': owners });
    forge.branch('side', changed);
    const { body } = await forge.ask('POST', 'pulls', { title: 'T', head: 'side', base: 'main' }, 'eve');
    expect(body.requested_reviewers.map(({ login }: { login: string }) => login)).toEqual(['maria']);
    expect(body.requested_teams.map(({ slug }: { slug: string }) => slug)).toEqual(['batch-team']);
  });
});

describe('what git knows', () => {
  test('a push to the branch shows at once, and the ref follows', async () => {
    const forge = await opened();
    const head = forge.branch('tidemark/web/linux', { 'a.txt': 'one\nII\nthree\n' });
    expect((await forge.ask('GET', 'pulls')).body[0].head.sha).toBe(head);
    expect(forge.git('rev-parse', 'refs/pull/1/head')).toBe(head);
  });

  test('a request whose branch is deleted is closed and keeps its head', async () => {
    const forge = await opened();
    const head = forge.git('rev-parse', 'tidemark/web/linux');
    forge.git('branch', '-D', 'tidemark/web/linux');
    const { body } = await forge.ask('GET', 'pulls/1');
    expect(body).toMatchObject({ state: 'closed', merged: false, head: { sha: head } });
    const again = await forge.ask('PATCH', 'pulls/1', { state: 'open' });
    expect(again.body.errors[0].message).toBe(
      'state cannot be changed. The tidemark/web/linux branch has been deleted.',
    );
  });

  test('a merge by hand shows as merged', async () => {
    const forge = await opened();
    forge.checkout.git('merge', '-q', '--no-ff', '-m', 'by hand', 'tidemark/web/linux');
    forge.checkout.git('push', '-q', 'origin', 'main');
    forge.git('branch', '-D', 'tidemark/web/linux');
    expect((await forge.ask('GET', 'pulls/1')).body).toMatchObject({ state: 'closed', merged: true });
  });

  test('a base that moves elsewhere merges nothing', async () => {
    const forge = await opened();
    forge.checkout.commit({ 'b.txt': 'b\n' });
    forge.checkout.git('push', '-q', 'origin', 'main');
    expect((await forge.ask('GET', 'pulls/1')).body).toMatchObject({ state: 'open', merged: false, mergeable: true });
  });
});

describe('merging', () => {
  test('makes a merge commit of both on the base branch', async () => {
    const forge = await opened();
    const head = forge.git('rev-parse', 'tidemark/web/linux');
    const base = forge.git('rev-parse', 'main');
    const { status, body } = await forge.ask('PUT', 'pulls/1/merge', { sha: head }, 'maria');
    expect({ status, body }).toEqual({
      status: 200,
      body: { sha: forge.git('rev-parse', 'main'), merged: true, message: 'Pull Request successfully merged' },
    });
    expect(forge.git('log', '-1', '--format=%P %an', 'main')).toBe(`${base} ${head} maria`);
    expect(forge.git('show', 'main:a.txt')).toBe('one\n2\nthree');
    expect((await forge.ask('GET', 'pulls/1')).body).toMatchObject({
      state: 'closed',
      merged: true,
      merged_by: { login: 'maria' },
      merge_commit_sha: body.sha,
    });
  });

  test('squashes into one commit, files that come and go with it', async () => {
    const forge = bench({ 'a.txt': 'a\n', 'old.txt': 'old\n' });
    forge.checkout.git('checkout', '-q', '-b', 'side');
    forge.checkout.commit({ 'new.txt': 'new\n' });
    forge.checkout.remove('old.txt');
    forge.checkout.commit();
    forge.checkout.git('push', '-q', 'origin', 'side');
    await forge.ask('POST', 'pulls', { title: 'T', head: 'side', base: 'main' });
    expect((await forge.ask('PUT', 'pulls/1/merge', { merge_method: 'squash' })).status).toBe(200);
    expect(forge.git('log', '--format=%s', 'main')).toBe('T (#1)\na change');
    expect(forge.git('ls-tree', '--name-only', 'main')).toBe('a.txt\nnew.txt');
  });

  test('deletes the branch in the same breath where the repository says so', async () => {
    const forge = await opened();
    await forge.ask('PATCH', '/repos/cc/fleet', { delete_branch_on_merge: true });
    await forge.ask('PUT', 'pulls/1/merge', {});
    expect(forge.git('for-each-ref', '--format=%(refname)', 'refs/heads/')).toBe('refs/heads/main');
    expect((await forge.ask('GET', 'pulls/1')).body).toMatchObject({ merged: true });
  });

  test('is refused at another head, where it conflicts, and twice', async () => {
    const forge = await opened();
    expect(await forge.ask('PUT', 'pulls/1/merge', { sha: '0'.repeat(40) })).toMatchObject({
      status: 409,
      body: { message: 'Head branch was modified. Review and try the merge again.' },
    });
    forge.checkout.commit({ 'a.txt': 'one\nzwei\nthree\n' });
    forge.checkout.git('push', '-q', 'origin', 'main');
    expect((await forge.ask('GET', 'pulls/1')).body).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    const no = { status: 405, body: { message: 'Pull Request is not mergeable' } };
    expect(await forge.ask('PUT', 'pulls/1/merge', {})).toMatchObject(no);
    forge.branch('tidemark/web/linux', { 'b.txt': 'b\n' });
    expect((await forge.ask('PUT', 'pulls/1/merge', {})).status).toBe(200);
    expect(await forge.ask('PUT', 'pulls/1/merge', {})).toMatchObject(no);
  });
});

describe('a request that merges itself', () => {
  const enable = (id: string): object => ({
    query:
      'mutation($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { clientMutationId } }',
    variables: { input: { pullRequestId: id, mergeMethod: 'MERGE' } },
  });

  test('waits for a status, for every context, and merges when all are a success', async () => {
    const forge = await opened();
    const { body } = await forge.ask('GET', 'pulls/1');
    expect((await forge.ask('POST', '/graphql', enable(body.node_id))).body.errors).toBeUndefined();
    const post = (state: string, context: string): Promise<unknown> =>
      forge.ask('POST', `statuses/${body.head.sha}`, { state, context });
    await post('failure', 'lint');
    await post('success', 'check');
    expect((await forge.ask('GET', 'pulls/1')).body).toMatchObject({
      state: 'open',
      auto_merge: { merge_method: 'merge' },
    });
    await post('success', 'lint');
    expect((await forge.ask('GET', 'pulls/1')).body).toMatchObject({
      merged: true,
      merged_by: { login: 'tidemark[bot]' },
    });
  });

  test('a push takes what was posted away from it', async () => {
    const forge = await opened();
    const { body } = await forge.ask('GET', 'pulls/1');
    await forge.ask('POST', '/graphql', enable(body.node_id));
    forge.branch('tidemark/web/linux', { 'a.txt': 'other\n' });
    await forge.ask('POST', `statuses/${body.head.sha}`, { state: 'success' });
    expect((await forge.ask('GET', 'pulls/1')).body).toMatchObject({ state: 'open' });
  });

  test('is refused where it could merge at once', async () => {
    const forge = await opened();
    const { body } = await forge.ask('GET', 'pulls/1');
    await forge.ask('POST', `statuses/${body.head.sha}`, { state: 'success' });
    const said = await forge.ask('POST', '/graphql', enable(body.node_id));
    expect(said.status).toBe(200);
    expect(said.body.errors[0]).toMatchObject({
      type: 'UNPROCESSABLE',
      message: 'Pull request Pull request is in clean status',
    });
  });
});

test('reviews are asked of collaborators alone', async () => {
  const forge = await opened();
  await forge.ask('PUT', 'collaborators/maria');
  expect((await forge.ask('POST', 'pulls/1/requested_reviewers', { reviewers: ['maria'] })).status).toBe(201);
  const no = await forge.ask('POST', 'pulls/1/requested_reviewers', { reviewers: ['maria', 'nobody'] });
  expect(no.status).toBe(422);
  expect(no.body.message).toMatch(/^Reviews may only be requested from collaborators\./);
  expect((await forge.ask('GET', 'pulls/1')).body.requested_reviewers).toHaveLength(1);
});

test('a listing is filtered, sorted and paged', async () => {
  const forge = bench();
  for (const name of ['b1', 'b2', 'b3']) {
    forge.branch(name, { [name]: name });
    await forge.ask('POST', 'pulls', { title: name, head: name, base: 'main' });
  }
  await forge.ask('PATCH', 'pulls/2', { state: 'closed' });
  const titles = async (query: string): Promise<string[]> =>
    (await forge.ask('GET', `pulls?${query}`)).body.map(({ title }: { title: string }) => title);
  expect(await titles('')).toEqual(['b3', 'b1']);
  expect(await titles('state=all&direction=asc')).toEqual(['b1', 'b2', 'b3']);
  expect(await titles('state=closed&sort=updated')).toEqual(['b2']);
  expect(await titles('state=all&head=cc:b2')).toEqual(['b2']);
  expect(await titles('state=all&base=other')).toEqual([]);
  const { headers } = await forge.ask('GET', 'pulls?state=all&per_page=2');
  expect(headers.get('link')).toBe(
    '<http://localhost/repos/cc/fleet/pulls?state=all&per_page=2&page=2>; rel="next", <http://localhost/repos/cc/fleet/pulls?state=all&per_page=2&page=2>; rel="last"',
  );
});

test('the files of a request are what it changed since it left its base', async () => {
  const forge = await opened();
  forge.checkout.commit({ 'later.txt': 'x\n' });
  forge.checkout.git('push', '-q', 'origin', 'main');
  const { body } = await forge.ask('GET', 'pulls/1/files');
  expect(body).toMatchObject([{ filename: 'a.txt', status: 'modified', additions: 1, deletions: 1 }]);
  expect(body[0].patch).toBe('@@ -1,3 +1,3 @@\n one\n-two\n+2\n three');
});
