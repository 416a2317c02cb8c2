/** The logs of the embedded forge as they lie in git, and CODEOWNERS. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownersOf, readCodeOwners } from '../../../src/forge/local/code-owners.ts';
import type { ConversationEvent } from '../../../src/forge/local/events.ts';
import { foldConversation } from '../../../src/forge/local/fold.ts';
import { logLine, readLog } from '../../../src/forge/local/log.ts';
import { localForge } from '../../../src/forge/local/app.ts';
import { openRepository } from '../../../src/git/git.ts';
import { ask, bench, start } from './support.ts';

const instant = /^2026-11-21T00:00:\d\dZ$/;

test('a log is lines of JSON under its own ref, one commit each', async () => {
  const forge = bench();
  await forge.ask('POST', 'issues', { title: 't' }, 'maria');
  await forge.ask('POST', 'issues/1/comments', { body: 'a\nb' }, 'jan');
  const lines = forge.git('show', 'refs/tidemark/forge/issues/1:log.jsonl').split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { is: 'opened', title: 't', body: '', labels: [], assignees: [], at: expect.stringMatching(instant), by: 'maria' },
    { is: 'commented', body: 'a\nb', at: expect.stringMatching(instant), by: 'jan' },
  ]);
  expect(forge.git('log', '--format=%an %s', 'refs/tidemark/forge/issues/1')).toBe('jan commented\nmaria opened');
  expect(forge.git('rev-parse', 'refs/tidemark/forge/files/issues/1')).toBe(
    forge.git('rev-parse', 'refs/tidemark/forge/issues/1:log.jsonl'),
  );
});

test('packed refs, a lost second ref, and git instead of files give the same answers', async () => {
  const forge = bench();
  forge.branch('side', { b: 'b' });
  await forge.ask('POST', 'pulls', { title: 't', head: 'side', base: 'main' });
  await forge.ask('PATCH', 'issues/1', { labels: ['x'] });
  const before = (await forge.ask('GET', 'pulls')).body;
  forge.git('pack-refs', '--all');
  expect((await forge.reopened().ask('GET', 'pulls')).body).toEqual(before);
  forge.git('update-ref', '-d', 'refs/tidemark/forge/files/issues/1');
  expect((await forge.reopened().ask('GET', 'pulls')).body).toEqual(before);
  const repository = openRepository(forge.folder);
  if (repository === undefined) throw new Error('no repository');
  const { store: _, ...slow } = repository;
  const through = localForge({ repository: slow, now: () => start, owner: 'cc', name: 'fleet' });
  expect((await ask(through, { method: 'GET', path: 'pulls' })).body).toEqual(before);
  const said = await ask(through, { method: 'POST', path: 'issues/1/comments', body: { body: 'slowly' } });
  expect(said.status).toBe(201);
  expect((await forge.ask('GET', 'issues/1/comments')).body).toMatchObject([{ body: 'slowly' }]);
});

test('lines that are no events take nothing away', () => {
  const good: ConversationEvent = {
    is: 'opened',
    title: 't',
    body: '',
    labels: [],
    assignees: [],
    at: '2026-11-21T00:00:00Z',
    by: 'a',
  };
  const bad = [
    '',
    '{',
    'null',
    '[]',
    '{"is":"opened"}',
    '{"is":"edited","at":"x","by":"a"}',
    '{"is":"edited","at":"2026-11-21T00:00:00Z","by":"a","labels":[{}]}',
    '{"is":"__proto__","at":"2026-11-21","by":"a"}',
  ];
  const events = readLog(`${logLine(good)}${bad.join('\n')}\n`);
  expect(events).toEqual([good]);
  expect(foldConversation(1, events as readonly ConversationEvent[])?.title).toBe('t');
});

test('whatever is in a log, reading it does not throw', () => {
  const anyEvent = fc.record(
    {
      is: fc.constantFrom('opened', 'edited', 'merged', 'pushed', 'commented', 'auto-merge'),
      at: fc.constant('2026-11-21T00:00:00Z'),
      by: fc.string(),
      title: fc.anything(),
      body: fc.anything(),
      labels: fc.anything(),
      assignees: fc.anything(),
      pull: fc.anything(),
    },
    { requiredKeys: ['is'] },
  );
  fc.assert(
    fc.property(fc.array(anyEvent), (events) => {
      const text = events.map((event) => JSON.stringify(event)).join('\n');
      foldConversation(1, readLog(text) as readonly ConversationEvent[]);
    }),
    { seed: 3 },
  );
});

describe('CODEOWNERS', () => {
  test.each([
    ['* @a', 'x/y.txt', ['a']],
    ['/clusters/ @a', 'clusters/x/y.yaml', ['a']],
    ['/clusters/ @a', 'other/clusters/y.yaml', []],
    ['clusters/web.yaml @a @b/c', 'clusters/web.yaml', ['a', 'b/c']],
    ['web.yaml @a', 'clusters/web.yaml', ['a']],
    ['docs/* @a', 'docs/x/y.md', []],
    ['docs/* @a', 'docs/x.md', ['a']],
    ['/docs @a', 'docs/x/y.md', ['a']],
    ['**/web.yaml @a', 'a/b/web.yaml', ['a']],
    ['*.md @a\n/x.md', 'x.md', []],
    ['*.yaml @a\nclusters/ @b', 'clusters/web.yaml', ['b']],
    ['*.yaml @a mail@example.org # why', 'web.yaml', ['a']],
    ['!*.yaml @a', 'web.yaml', []],
    ['my\\ file @a', 'my file', []],
  ])('%j gives %j to %j', (text, path, owners) => {
    expect(ownersOf(readCodeOwners(text), [path])).toEqual(owners);
  });

  test('no pattern is slow', () => {
    const text = `/${'*a'.repeat(200)}/**/**/**/**/b @a`;
    expect(ownersOf(readCodeOwners(text), [`${'a'.repeat(300)}/${'c/'.repeat(200)}d`])).toEqual([]);
  });
});
