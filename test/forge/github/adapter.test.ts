/** What the adapter makes of a forge's answers. */

import { describe, expect, it } from 'vitest';
import type { Fetch } from '../../../src/forge/forge.ts';
import { bench, branch, draft, hubWithBranch, markedBody, marker } from './bench.ts';
import { commitOf, hub } from './hub.ts';
import { must } from './verbs.ts';

const json =
  (value: unknown, init: ResponseInit = {}): Fetch =>
  async () =>
    Response.json(value, init);

describe('requests', () => {
  it('are those of our own branches, not of forks, look-alikes or other prefixes', async () => {
    const there = hubWithBranch();
    const names = [
      'tidemark/lxplus/linux',
      'Tidemark/x/linux',
      'tidemarks/x/linux',
      'x/tidemark/x/linux',
      'tidеmark/x/linux',
    ];
    for (const name of names) there.branches.set(name, commitOf(name));
    const { forge } = bench({ hub: there });
    for (const name of [branch, ...names]) must(await forge.openRequest({ ...draft, branch: name }));
    Object.assign(there.things[1] ?? {}, { from: 'mallory/fleet' });
    expect(must(await forge.openRequests('tidemark/')).map((request) => request.branch)).toEqual([branch]);
    expect(await forge.request(2)).toMatchObject({ ok: false, why: 'gone' });
    expect(must(await forge.request(1))).toMatchObject({ branch, state: 'open', head: commitOf('b'), reviewers: [] });
  });

  it('are found again and not opened twice where one is open', async () => {
    const { forge, hub: there } = bench({ hub: hubWithBranch() });
    const first = must(await forge.openRequest(draft));
    expect(must(await forge.openRequest({ ...draft, title: 'Other' }))).toEqual(first);
    expect(there.things).toHaveLength(1);
  });

  it('do not take the one of a fork for theirs', async () => {
    const there = hubWithBranch();
    const { forge } = bench({ hub: there });
    must(await forge.openRequest(draft));
    Object.assign(there.things[0] ?? {}, { from: 'cc/fork' });
    expect(await forge.openRequest(draft)).toMatchObject({ ok: false, why: 'conflict' });
  });

  it('say in the words of the forge why they cannot be opened', async () => {
    const { forge, asked } = bench();
    const outcome = await forge.openRequest(draft);
    expect(outcome).toEqual({
      ok: false,
      why: 'conflict',
      detail: `could not open the request of ${branch}: it was refused (422): Validation Failed; head is invalid`,
    });
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  it('are read page by page, on our own host, whatever the link says', async () => {
    const there = hub();
    for (let index = 0; index < 230; index += 1) there.branches.set(`tidemark/c${index}/linux`, commitOf(`c${index}`));
    const { forge, asked } = bench({ hub: there });
    for (const name of [...there.branches.keys()].slice(1)) must(await forge.openRequest({ ...draft, branch: name }));
    const before = asked.length;
    expect(must(await forge.openRequests('tidemark/'))).toHaveLength(230);
    expect(asked.slice(before).map(({ path }) => new URL(path, 'http://x').searchParams.get('page'))).toEqual([
      null,
      '2',
      '3',
    ]);
    expect(asked.slice(before).every(({ path }) => path.includes('per_page=100'))).toBe(true);
  });

  it('end where a forge links in a circle', async () => {
    const { forge, asked } = bench({
      answer: json([], { headers: { link: '<http://hub.example/x?page=1>; rel="next"' } }),
    });
    expect(await forge.openRequests('tidemark/')).toMatchObject({ ok: false, why: 'limited' });
    expect(asked).toHaveLength(100);
  });
});

describe('closed requests', () => {
  const days = ['2026-11-20', '2026-10-01', '2026-09-15', '2026-09-01'];

  it.each([
    ['stop at the first page that is old enough', days, 1, 50],
    [
      'are read to the end where they do not come in order',
      ['2026-09-01', '2026-11-20', '2026-11-10', '2026-10-01'],
      2,
      100,
    ],
  ])('%s', async (_, order, pages, touched) => {
    const there = hub();
    for (const [index, day] of order.flatMap((each) => Array.from({ length: 50 }, () => each)).entries()) {
      there.things.push({
        number: index + 1,
        state: 'closed',
        title: 't',
        body: '',
        labels: [],
        assignees: [],
        head: `tidemark/c${index}/linux`,
        updated_at: `${day}T00:00:00Z`,
      });
    }
    there.things.reverse();
    const { forge, asked } = bench({ hub: there });
    const closed = must(await forge.closedRequests('tidemark/', '2026-11-05T00:00:00Z'));
    expect(closed).toHaveLength(touched);
    expect(asked).toHaveLength(pages);
  });
});

describe('people', () => {
  it('whom the forge does not know are left out, named, and not asked for again', async () => {
    const { forge, asked } = bench({ hub: hubWithBranch() });
    must(await forge.openRequest(draft));
    const first = must(await forge.edit(1, { assignees: ['maria', 'Stranger', 'maria', 'a b', '../x', 'cc/team'] }));
    expect(first).toMatchObject({ assignees: ['maria'], leftOut: ['a b', '../x', 'cc/team', 'Stranger'] });
    const before = asked.length;
    const again = must(await forge.edit(1, { assignees: ['paul', 'stranger'] }));
    expect(again).toMatchObject({ assignees: ['paul'], leftOut: ['stranger'] });
    expect(asked.slice(before).map(({ method }) => method)).toEqual(['PATCH']);
  });

  it('whom the forge drops without a word are named too', async () => {
    const silent = {
      number: 1,
      html_url: '',
      state: 'open',
      title: 't',
      body: null,
      created_at: '2026-11-21T00:00:00Z',
    };
    const { forge } = bench({ answer: json({ ...silent, assignees: [{ login: 'Maria' }] }) });
    expect(must(await forge.edit(1, { assignees: ['maria', 'paul'] })).leftOut).toEqual(['paul']);
  });

  it('are at most ten', async () => {
    const there = hubWithBranch();
    const many = Array.from({ length: 14 }, (_, index) => `p${index}`);
    for (const name of many) there.people.add(name);
    const { forge } = bench({ hub: there });
    must(await forge.openRequest(draft));
    const edited = must(await forge.edit(1, { assignees: many }));
    expect(edited.assignees).toHaveLength(10);
    expect(edited.leftOut).toEqual(many.slice(10));
  });

  it('are asked for reviews without strangers, the author, and teams that do not exist', async () => {
    const { forge, hub: there } = bench({ hub: hubWithBranch() });
    must(await forge.openRequest(draft));
    const left = must(await forge.askReviews(1, ['maria', 'tidemark[bot]', 'stranger', 'cc/nobody']));
    expect(left.leftOut).toEqual(['tidemark[bot]', 'stranger', 'cc/nobody']);
    expect(there.things[0]).toMatchObject({ reviewers: ['maria'], teams: [] });
    expect(must(await forge.askReviews(1, ['cc/nobody'])).leftOut).toEqual(['cc/nobody']);
  });
});

describe('a server that keeps requests and issues apart', () => {
  it('has its requests changed piece by piece, the text last, by which an unfinished change is known', async () => {
    const there = hubWithBranch();
    there.repository['requests_are_apart'] = true;
    const { forge, asked } = bench({ hub: there });
    must(await forge.openRequest(draft));
    const edited = must(await forge.edit(1, { title: 'New', labels: ['tidemark'], assignees: ['maria'] }));
    expect(edited).toMatchObject({ title: 'New', labels: ['tidemark'], leftOut: ['maria'] });
    must(await forge.edit(1, { labels: ['tidemark', 'minor'] }));
    expect(asked.map(({ method, path }) => `${method} ${path.split('/').slice(4).join('/')}`)).toEqual([
      'POST pulls',
      'GET issues/1',
      'GET issues/1',
      'PUT issues/1/labels',
      'PATCH pulls/1',
      'GET pulls/1',
      'PUT issues/1/labels',
      'GET pulls/1',
    ]);
  });
});

describe('merging', () => {
  it('waits for checks, and takes it back', async () => {
    const { forge, hub: there } = bench({ hub: hubWithBranch() });
    const request = must(await forge.openRequest(draft));
    expect(must(await forge.mergeWhenReady(request))).toBe('waiting');
    expect(must(await forge.request(1)).autoMerge).toBe(true);
    must(await forge.stopMerging(1));
    expect(there.things[0]).toMatchObject({ auto: false });
    const { writes } = forge.spent();
    must(await forge.stopMerging(1));
    expect(forge.spent().writes).toBe(writes);
  });

  it('merges at once what the forge calls clean, at the head that was seen', async () => {
    const there = hubWithBranch();
    const { forge } = bench({ hub: there });
    const request = must(await forge.openRequest(draft));
    Object.assign(there.things[0] ?? {}, { clean: true });
    expect(must(await forge.mergeWhenReady(request))).toBe('merged');
    expect(must(await forge.request(1)).state).toBe('merged');
    expect(must(await forge.mergeWhenReady(request))).toBe('merged');
  });

  it('refuses a head that moved', async () => {
    const there = hubWithBranch();
    const { forge } = bench({ hub: there });
    const request = must(await forge.openRequest(draft));
    there.branches.set(branch, commitOf('other'));
    expect(await forge.mergeRequest(1, request.head)).toMatchObject({ ok: false, why: 'conflict' });
    expect(await forge.mergeWhenReady(request)).toMatchObject({ ok: false, why: 'conflict' });
  });

  it('says that a repository does not allow it', async () => {
    const there = hubWithBranch();
    there.repository['allow_auto_merge'] = false;
    const { forge } = bench({ hub: there });
    const outcome = await forge.mergeWhenReady(must(await forge.openRequest(draft)));
    expect(outcome).toMatchObject({
      ok: false,
      why: 'denied',
      detail: expect.stringContaining('Auto merge is not allowed'),
    });
  });
});

describe('issues', () => {
  it('are not requests, and bear the label whatever the forge lists', async () => {
    const there = hubWithBranch();
    const { forge } = bench({ hub: there });
    const issue = { title: 'A', body: markedBody, marker, labels: ['tidemark'], assignees: [] };
    must(await forge.openIssue(issue));
    must(await forge.openRequest(draft));
    must(await forge.edit(2, { labels: ['tidemark'] }));
    expect(must(await forge.issues('tidemark', { state: 'open' })).map(({ number }) => number)).toEqual([1]);
    const unfiltered = bench({ answer: async () => there.fetch(new Request('http://x/repos/cc/fleet/issues')) });
    expect(must(await unfiltered.forge.issues('other', { state: 'open' }))).toEqual([]);
  });
});

describe('comments', () => {
  it('are said once, and an outsider with our marker does not silence us', async () => {
    const there = hubWithBranch();
    const { forge } = bench({ hub: there });
    must(await forge.openRequest(draft));
    there.comments.push({
      id: 1,
      on: 1,
      body: markedBody,
      user: { login: 'mallory', type: 'User' },
      association: 'NONE',
    });
    const said = must(await forge.comment(1, markedBody, marker));
    expect(said).toMatchObject({ author: 'tidemark[bot]', byOutsider: false });
    expect(must(await forge.comment(1, `other ${markedBody}`, marker))).toEqual(said);
    expect(must(await forge.comments(1)).map(({ byOutsider }) => byOutsider)).toEqual([true, false]);
  });
});

describe('releases', () => {
  it('are left alone where they say the same', async () => {
    const { forge } = bench();
    const release = { tag: 'linux/2026_11_minor', title: 'linux', body: 'notes\n' };
    expect(await forge.release(release.tag)).toMatchObject({ ok: false, why: 'gone' });
    must(await forge.writeRelease(release));
    const { writes } = forge.spent();
    expect(must(await forge.writeRelease({ ...release, body: 'notes\r\n' })).id).toBe(7);
    expect(forge.spent().writes).toBe(writes);
  });
});

describe('texts', () => {
  it('that are too long are not sent', async () => {
    const { forge, asked } = bench({ hub: hubWithBranch() });
    const body = 'x'.repeat(65_537);
    const release = { tag: 't', title: 't', body: 'x'.repeat(125_001) };
    const outcomes = [
      await forge.openRequest({ ...draft, body }),
      await forge.openRequest({ ...draft, title: 'x'.repeat(257) }),
      await forge.openIssue({ title: 't', body, marker, labels: [], assignees: [] }),
      await forge.edit(1, { body }),
      await forge.comment(1, body, marker),
      await forge.editComment(1, body),
      await forge.writeRelease(release),
    ];
    expect(outcomes.map((outcome) => (outcome.ok ? '' : outcome.why))).toEqual(outcomes.map(() => 'limited'));
    expect(asked).toEqual([]);
    must(await forge.openRequest({ ...draft, body: 'x'.repeat(65_536) }));
  });

  it('arrive as they are', async () => {
    const { forge, hub: there } = bench({ hub: hubWithBranch() });
    const body = '123n\n{"a":"12345678901234567890n"} \u{1f600} \\ " <!-- -->';
    expect(must(await forge.openRequest({ ...draft, title: '5n', body }))).toMatchObject({ title: '5n', body });
    expect(there.things[0]).toMatchObject({ title: '5n', body });
  });
});

it('knows the facts, with and without rights', async () => {
  expect(must(await bench().forge.facts())).toEqual({
    defaultBranch: 'main',
    mayPush: true,
    allowsAutoMerge: true,
    deletesMergedBranches: false,
    isArchived: false,
    hasIssues: true,
    webUrl: 'https://hub.example/cc/fleet',
  });
  const { forge } = bench({ answer: json({ default_branch: 'main', html_url: 'javascript:alert(1)' }) });
  expect(must(await forge.facts())).toEqual({
    defaultBranch: 'main',
    mayPush: undefined,
    allowsAutoMerge: undefined,
    deletesMergedBranches: undefined,
    isArchived: false,
    hasIssues: true,
    webUrl: undefined,
  });
});
