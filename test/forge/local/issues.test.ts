/** Issues, comments, labels and people of the embedded forge. */

import { describe, expect, test } from 'vitest';
import { bench } from './support.ts';

test('issues and requests share one sequence of numbers and one listing', async () => {
  const forge = bench();
  forge.branch('side', { b: 'b' });
  await forge.ask('POST', 'issues', { title: 'first', labels: ['tidemark'], assignees: ['maria'] });
  await forge.ask('POST', 'pulls', { title: 'second', head: 'side', base: 'main' });
  await forge.ask('PATCH', 'issues/2', { labels: ['tidemark', 'linux'], assignees: ['jan'] });
  const { body } = await forge.ask('GET', 'issues?labels=tidemark&sort=created&direction=asc');
  expect(body.map(({ number }: { number: number }) => number)).toEqual([1, 2]);
  expect(body[0].pull_request).toBeUndefined();
  expect(body[1]).toMatchObject({
    pull_request: { merged_at: null },
    labels: [{ name: 'tidemark' }, { name: 'linux' }],
  });
  expect((await forge.ask('GET', 'issues?labels=tidemark,linux')).body).toHaveLength(1);
  expect((await forge.ask('GET', 'pulls/2')).body).toMatchObject({ assignees: [{ login: 'jan' }] });
});

test('an issue is edited, closed with a reason, and opened again', async () => {
  const forge = bench();
  await forge.ask('POST', 'issues', { title: 't', body: 'b' });
  expect(
    (await forge.ask('PATCH', 'issues/1', { state: 'closed', state_reason: 'not_planned' }, 'maria')).body,
  ).toMatchObject({
    state: 'closed',
    state_reason: 'not_planned',
    closed_by: { login: 'maria' },
    title: 't',
  });
  expect((await forge.ask('GET', 'issues')).body).toEqual([]);
  expect((await forge.ask('PATCH', 'issues/1', { state: 'open', body: 'new' })).body).toMatchObject({
    state: 'open',
    state_reason: 'reopened',
    closed_at: null,
    body: 'new',
  });
});

test('since counts what was touched last', async () => {
  const forge = bench();
  await forge.ask('POST', 'issues', { title: 'old' });
  const { body } = await forge.ask('POST', 'issues', { title: 'new' });
  const listed = await forge.ask('GET', `issues?since=${body.updated_at}`);
  expect(listed.body.map(({ title }: { title: string }) => title)).toEqual(['new']);
  await forge.ask('POST', 'issues/1/comments', { body: 'hello' });
  expect((await forge.ask('GET', `issues?since=${body.updated_at}`)).body).toHaveLength(2);
});

test('comments are made, listed, edited, each with an id of its own', async () => {
  const forge = bench();
  for (const title of ['one', 'two']) await forge.ask('POST', 'issues', { title });
  const first = await forge.ask('POST', 'issues/1/comments', { body: 'a' }, 'maria');
  const second = await forge.ask('POST', 'issues/2/comments', { body: 'b' });
  expect(first.body.id).not.toBe(second.body.id);
  expect(first.body).toMatchObject({ body: 'a', user: { login: 'maria' } });
  expect((await forge.ask('PATCH', `issues/comments/${first.body.id}`, { body: 'c' })).body).toMatchObject({
    id: first.body.id,
    body: 'c',
  });
  expect((await forge.ask('GET', 'issues/1/comments')).body).toMatchObject([{ body: 'c' }]);
  expect((await forge.ask('PATCH', 'issues/comments/99', { body: 'c' })).status).toBe(404);
});

test('labels are made where something bears them, and by name', async () => {
  const forge = bench();
  await forge.ask('POST', 'issues', { title: 't', labels: ['linux'] });
  expect((await forge.ask('POST', 'labels', { name: 'tidemark', color: '0e8a16', description: 'ours' })).status).toBe(
    201,
  );
  expect((await forge.ask('POST', 'labels', { name: 'TIDEMARK' })).body.errors[0].code).toBe('already_exists');
  await forge.ask('POST', 'issues/1/labels', { labels: ['tidemark'] });
  expect((await forge.ask('GET', 'labels')).body).toMatchObject([
    { name: 'linux', color: 'ededed' },
    { name: 'tidemark', color: '0e8a16' },
  ]);
  expect((await forge.ask('DELETE', 'issues/1/labels/linux')).body).toMatchObject([{ name: 'tidemark' }]);
});

describe('people', () => {
  test('everybody is a collaborator until somebody is listed', async () => {
    const forge = bench();
    expect((await forge.ask('GET', 'assignees/anybody')).status).toBe(204);
    await forge.ask('PUT', 'collaborators/maria');
    expect((await forge.ask('GET', 'assignees/anybody')).status).toBe(404);
    expect((await forge.ask('GET', 'collaborators/Maria')).status).toBe(204);
    expect((await forge.ask('GET', 'collaborators/maria/permission')).body).toMatchObject({ permission: 'write' });
    expect(await forge.ask('GET', 'collaborators/nobody/permission')).toMatchObject({
      status: 404,
      body: { message: 'nobody is not a user' },
    });
  });

  test('an assignee who is nobody refuses the whole write', async () => {
    const forge = bench();
    await forge.ask('PUT', 'collaborators/maria');
    await forge.ask('POST', 'issues', { title: 't' });
    const said = await forge.ask('PATCH', 'issues/1', { labels: ['x'], assignees: ['maria', 'ghost'] });
    expect(said).toMatchObject({
      status: 422,
      body: { errors: [{ value: 'ghost', resource: 'Issue', field: 'assignees', code: 'invalid' }] },
    });
    expect((await forge.ask('GET', 'issues/1')).body).toMatchObject({ labels: [], assignees: [] });
  });

  test('an outsider may speak, and sets no label and merges nothing', async () => {
    const forge = bench();
    forge.branch('side', { b: 'b' });
    await forge.ask('PUT', 'collaborators/maria');
    const { body } = await forge.ask('POST', 'issues', { title: 't', labels: ['tidemark'] }, 'mallory');
    expect(body).toMatchObject({ labels: [], author_association: 'NONE' });
    await forge.ask('POST', 'pulls', { title: 't', head: 'side', base: 'main' });
    expect((await forge.ask('PUT', 'pulls/2/merge', {}, 'mallory')).status).toBe(403);
    expect((await forge.ask('PATCH', 'issues/2', { title: 'mine' }, 'mallory')).status).toBe(403);
    expect((await forge.ask('POST', 'issues/2/comments', { body: 'hi' }, 'mallory')).status).toBe(201);
  });
});

test('hostile texts and names come back as they were, and end no line of the log', async () => {
  const forge = bench();
  const nasty = 'a\n{"is":"commented"}\u2028\u0000\u001b[31m\ud800 @all <!-- --> `${{ }}`';
  const branch = 'weird/$(touch,x);\'"&é😀';
  forge.branch(branch, { b: 'b' });
  await forge.ask('POST', 'issues', { title: nasty, body: nasty, labels: ['-x --upload-pack'] });
  const opened = await forge.ask('POST', 'pulls', { title: '-t', head: branch, base: 'main', body: nasty });
  expect(opened.body.head.ref).toBe(branch);
  const again = await forge.reopened().ask('GET', 'issues/1');
  expect(again.body).toMatchObject({
    title: nasty.replace('\ud800', '\ud800'),
    labels: [{ name: '-x --upload-pack' }],
  });
  expect((await forge.ask('PUT', 'pulls/2/merge', {})).status).toBe(200);
});

test('what is no JSON, too much, or of another repository is refused', async () => {
  const forge = bench();
  const raw = (path: string, body: string): Promise<Response> =>
    forge.forge(new Request(`http://localhost${path}`, { method: 'POST', body }));
  expect((await raw('/repos/cc/fleet/issues', '{"title"')).status).toBe(400);
  expect((await raw('/repos/cc/fleet/issues', ' '.repeat(5_000_000))).status).toBe(413);
  expect((await raw('/repos/cc/other/issues', '{}')).status).toBe(404);
  expect((await raw('/repos/cc/fleet/issues', '[1]')).status).toBe(422);
  expect((await forge.ask('GET', 'issues/1e3')).status).toBe(404);
  expect((await forge.ask('GET', '/anything')).status).toBe(404);
});
