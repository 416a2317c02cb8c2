/** The adapter against a server that speaks like GitHub and that we did not write. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Forge } from '../../src/forge/forge.ts';
import { githubForge } from '../../src/forge/github/github.ts';
import { noLimits } from '../../src/forge/github/limits.ts';
import { clock, markedBody, marker } from '../forge/github/bench.ts';
import { faulty, type FaultName } from '../forge/github/faults.ts';
import { must } from '../forge/github/verbs.ts';
import { owner, startEmulate, type Emulate } from './support/emulate.ts';

let emulate: Emulate;
let repository = '';

beforeAll(async () => {
  emulate = await startEmulate();
  repository = await emulate.newRepository();
}, 300_000);

afterAll(() => emulate.stop());

describe('a request', () => {
  it('is opened, completed in one write, listed, and reviewed', async () => {
    const { forge } = adapter();
    const branch = await madeBranch('lxbatch');
    const draft = { branch, base: 'main', title: 'Upgrade', body: markedBody };
    const opened = must(await forge.openRequest(draft));
    expect(opened).toMatchObject({ branch, state: 'open', title: 'Upgrade', body: markedBody, base: 'main' });
    must(await forge.edit(opened.number, { labels: ['tidemark', 'linux'], assignees: ['octocat'] }));
    expect(forge.spent().writes).toBe(2);
    const [listed] = must(await forge.openRequests('tidemark/'));
    expect(listed).toMatchObject({ number: opened.number, labels: ['tidemark', 'linux'] });
    expect(must(await forge.askReviews(opened.number, ['maria'])).leftOut).toEqual([]);
  });

  it.each<FaultName>(['502-html-after', 'reset-after', 'half-json', '403-wait', '500-before'])(
    'is there once after %s',
    async (fault) => {
      const { forge } = adapter((index) => (index === 0 ? fault : undefined));
      const branch = await madeBranch(`c-${fault}`);
      const opened = must(await forge.openRequest({ branch, base: 'main', title: 'Upgrade', body: '' }));
      const there = must(await forge.openRequests(branch));
      expect(there.map(({ number }) => number)).toEqual([opened.number]);
    },
  );

  it('is merged at its head, and no other', async () => {
    const { forge } = adapter((index) => (index === 3 ? '502-html-after' : undefined));
    const branch = await madeBranch('merged');
    const opened = must(await forge.openRequest({ branch, base: 'main', title: 'Upgrade', body: '' }));
    expect(await forge.mergeRequest(opened.number, '0'.repeat(40))).toMatchObject({ ok: false });
    expect(await forge.mergeRequest(opened.number, opened.head)).toMatchObject({ ok: true });
    expect(must(await forge.request(opened.number)).state).toBe('merged');
    const closed = must(await forge.closedRequests(branch, '2000-01-01T00:00:00Z'));
    expect(closed.map(({ number }) => number)).toEqual([opened.number]);
  });
});

it.each<FaultName | undefined>([undefined, '502-html-after', 'half-json'])(
  'an issue is opened once, changed, commented on once, and closed: %s',
  async (fault) => {
    const { forge } = adapter((index) => (index === 0 || index === 5 ? fault : undefined));
    const label = `failure-${fault ?? 'none'}`;
    const draft = { title: 'A failure', body: markedBody, marker, labels: [label], assignees: ['maria'] };
    const { number } = must(await forge.openIssue(draft));
    expect(must(await forge.issues(label, { state: 'open' }))).toHaveLength(1);
    const said = must(await forge.comment(number, `Still so.\n${markedBody}`, marker));
    must(await forge.editComment(said.id, `Mended.\n${markedBody}`));
    expect(must(await forge.comments(number)).map(({ body }) => body)).toEqual([`Mended.\n${markedBody}`]);
    must(await forge.edit(number, { state: 'closed' }));
    expect(must(await forge.issues(label, { state: 'open' }))).toEqual([]);
    expect(must(await forge.issues(label, { state: 'all' }))).toHaveLength(1);
  },
);

it('a release is written once, and again only where it changed', async () => {
  const { forge } = adapter((index) => (index === 1 ? '502-html-after' : undefined));
  const tag = 'linux/2026_11_minor';
  expect(await forge.release(tag)).toMatchObject({ ok: false, why: 'gone' });
  const first = must(await forge.writeRelease({ tag, title: 'linux 2026_11_minor', body: 'notes' }));
  expect(first).toMatchObject({ tag, body: 'notes' });
  const again = must(await forge.writeRelease({ tag, title: 'linux 2026_11_minor', body: 'more' }));
  expect(again).toMatchObject({ id: first.id, body: 'more' });
});

it('tells its facts', async () => {
  expect(must(await adapter().forge.facts())).toMatchObject({ defaultBranch: 'main', isArchived: false });
});

function adapter(faultAt: (index: number) => FaultName | undefined = () => undefined): { readonly forge: Forge } {
  const way = faulty(async (request) => fetch(request), faultAt);
  const place = { apiUrl: emulate.url, owner, repo: repository, token: emulate.token() };
  return { forge: githubForge({ ...place, fetch: way.fetch, pace: clock(), limits: noLimits }) };
}

/** A branch with a commit of its own, made by the server's own API. */
async function madeBranch(name: string): Promise<string> {
  const main = (await ask('GET', 'git/ref/heads/main')) as { readonly object: { readonly sha: string } };
  const branch = `tidemark/${name}/linux`;
  await ask('POST', 'git/refs', { ref: `refs/heads/${branch}`, sha: main.object.sha });
  const content = Buffer.from(name).toString('base64');
  await ask('PUT', `contents/${name}.txt`, { message: name, content, branch });
  return branch;
}

async function ask(method: string, path: string, body?: object): Promise<unknown> {
  return emulate.ask({ repository, method, path, ...(body === undefined ? {} : { body }) });
}
