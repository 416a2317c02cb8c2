/** How requests are sent: in time, in order, with the token kept to itself. */

import { describe, expect, it } from 'vitest';
import { gitHubLimits } from '../../../src/forge/github/limits.ts';
import { bench, draft, hubWithBranch, markedBody, marker, token } from './bench.ts';
import { commitOf, hub } from './hub.ts';
import { must } from './verbs.ts';

describe('limits', () => {
  it('let eighty objects a minute and five hundred an hour through, and say when they wait', async () => {
    const there = hub();
    const names = Array.from({ length: 501 }, (_, index) => `tidemark/c${index}/linux`);
    for (const name of names) there.branches.set(name, commitOf(name));
    const { forge, waits, said } = bench({ hub: there, limits: gitHubLimits });
    for (const name of names) must(await forge.openRequest({ ...draft, branch: name }));
    // Six full minutes, and then the rest of the hour.
    expect(waits).toEqual([60_000, 60_000, 60_000, 60_000, 60_000, 60_000, 3_240_000]);
    expect(said.at(-1)).toBe('the forge takes no more requests for 54 min; waiting');
    expect(forge.spent()).toEqual({ reads: 0, writes: 501 });
  });

  it('count five points for a write', async () => {
    const { forge, waits } = bench({ hub: hubWithBranch(), limits: gitHubLimits });
    must(await forge.openRequest(draft));
    for (let index = 0; index < 180; index += 1) must(await forge.edit(1, { title: `${index}` }));
    expect(waits).toEqual([60_000]);
  });

  it('that the forge announces are kept to, by its own clock', async () => {
    const there = hub();
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1800000100',
      date: 'Fri, 15 Jan 2027 08:00:00 GMT',
    };
    const answer = async (request: Request): Promise<Response> => {
      const said = await there.fetch(request);
      return new Response(said.body, { status: said.status, headers });
    };
    const { forge, waits } = bench({ answer });
    must(await forge.facts());
    expect(waits).toEqual([]);
    must(await forge.facts());
    expect(waits).toEqual([101_000]);
  });

  it('that last longer than our patience are an answer', async () => {
    const { forge, waits } = bench({ faultAt: () => '403-wait', limits: { ...gitHubLimits, patience: 80_000 } });
    expect(await forge.facts()).toEqual({
      ok: false,
      why: 'limited',
      detail: 'could not read the facts of cc/fleet: its limits ask to wait another 90 s',
    });
    expect(waits).toEqual([]);
  });

  it('without a date are tried after a minute, then two, then four', async () => {
    const { forge, waits } = bench({ faultAt: () => '403-secondary', limits: { ...gitHubLimits, patience: 1e9 } });
    expect(await forge.facts()).toMatchObject({ ok: false, why: 'limited' });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32].map((minutes) => minutes * 60_000));
  });
});

describe('a lost answer', () => {
  it('is asked for four times', async () => {
    const { forge, asked, waits } = bench({ faultAt: () => '502-html-after' });
    expect(await forge.facts()).toEqual({
      ok: false,
      why: 'unreachable',
      detail: 'could not read the facts of cc/fleet: it answered 502 (tried 4 times)',
    });
    expect(waits).toEqual([1000, 2000, 4000]);
    expect(asked).toHaveLength(4);
  });

  it('to a write is looked up before anything else is done', async () => {
    const {
      forge,
      asked,
      hub: there,
    } = bench({
      hub: hubWithBranch(),
      faultAt: (index) => (index === 0 ? 'reset-after' : undefined),
    });
    must(await forge.openIssue({ title: 'A', body: markedBody, marker, labels: ['tidemark'], assignees: [] }));
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(there.things).toHaveLength(1);
  });

  it('is no reason to write again where the look-up fails too', async () => {
    const { forge, asked } = bench({ hub: hubWithBranch(), faultAt: () => 'reset-after' });
    const outcome = await forge.openIssue({
      title: 'A',
      body: markedBody,
      marker,
      labels: ['tidemark'],
      assignees: [],
    });
    expect(outcome).toMatchObject({ ok: false, why: 'unreachable' });
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('the token', () => {
  it('once refused is not sent again', async () => {
    const { forge, asked } = bench({
      answer: async () => Response.json({ message: 'Bad credentials' }, { status: 401 }),
    });
    const first = await forge.facts();
    expect(first).toMatchObject({ ok: false, why: 'denied', detail: expect.stringContaining('the token was refused') });
    expect(await forge.openRequest(draft)).toMatchObject({ ok: false, why: 'denied' });
    expect(asked).toHaveLength(1);
  });

  it('stands in nothing that the adapter says, whatever a forge sends back', async () => {
    const echo = async (request: Request): Promise<Response> => {
      const secret = request.headers.get('authorization') ?? '';
      const coded = Buffer.from(`x-access-token:${token}`).toString('base64');
      return Response.json(
        { message: `${secret} ${coded} ${token}`, default_branch: `${secret} ${token}`, errors: [secret] },
        { status: request.method === 'GET' ? 200 : 422, headers: { link: `<http://x/?page=${token}>; rel="next"` } },
      );
    };
    const { forge, said } = bench({ answer: echo });
    const all = [await forge.facts(), await forge.edit(1, { title: 'x' }), await forge.openRequests(token), said];
    const text = JSON.stringify(all);
    expect(text).toContain('***');
    expect(text).not.toContain('canary');
    expect(text).not.toContain(Buffer.from(`x-access-token:${token}`).toString('base64').slice(4, 30));
  });

  it('that cannot stand in a header is not quoted', async () => {
    const { forge } = bench({ token: `${token}\nX-Evil: 1` });
    const outcome = await forge.facts();
    expect(outcome).toMatchObject({ ok: false, why: 'unreachable' });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  it('goes to the address that was named, and after no redirection', async () => {
    const asked: string[] = [];
    const { forge } = bench({
      answer: async (request) => {
        asked.push(request.url);
        return new Response(null, { status: 301, headers: { location: 'https://evil.example/' } });
      },
    });
    expect(await forge.facts()).toMatchObject({ ok: false, why: 'gone', detail: expect.stringContaining('301') });
    expect(asked).toEqual(['http://hub.example/repos/cc/fleet']);
  });
});

describe('an answer of a hostile forge', () => {
  const hostile: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['an object with a prototype', JSON.parse('{"__proto__":{"default_branch":"main"}}')],
    ['a name that is a number', { default_branch: 7 }],
    ['a flag that is a text', { default_branch: 'main', archived: 'no' }],
    ['rights that are a list', { default_branch: 'main', permissions: [] }],
  ];
  it.each(hostile)('that is %s is named', async (_, value) => {
    const outcome = await bench({ answer: async () => Response.json(value) }).forge.facts();
    expect(outcome).toMatchObject({ ok: false, why: 'unreachable', detail: expect.stringContaining('the answer') });
  });

  it.each([
    ['a number that is none', { number: -1 }],
    ['a number past what can be counted', { number: 2 ** 60 }],
    [
      'a head that is no commit',
      { head: { ref: 'tidemark/x', sha: '--upload-pack=x', repo: { full_name: 'cc/fleet' } } },
    ],
    ['no head', { head: null }],
    ['a state that is none', { state: 'merged?' }],
    ['labels that are not', { labels: 'tidemark' }],
    ['a date that is none', { created_at: 'yesterday' }],
  ])('with %s is refused', async (_, wrong) => {
    const there = hubWithBranch();
    must(await bench({ hub: there }).forge.openRequest(draft));
    const [good] = (await (await there.fetch(new Request('http://x/repos/cc/fleet/pulls'))).json()) as object[];
    const outcome = await bench({ answer: async () => Response.json([{ ...good, ...wrong }]) }).forge.openRequests('');
    expect(outcome).toMatchObject({ ok: false, why: 'unreachable', detail: expect.stringMatching(/the answer\/0/) });
  });

  it('of endless size is given up', async () => {
    let sent = 0;
    const chunk = new Uint8Array(1 << 22).fill(0x20);
    const endless = {
      pull: (controller: ReadableStreamDefaultController): void => {
        sent += 1;
        controller.enqueue(chunk);
      },
    };
    const answer = async (): Promise<Response> => new Response(new ReadableStream(endless));
    const { forge } = bench({ answer, limits: { ...gitHubLimits, timeout: 20_000 } });
    const outcome = await forge.facts();
    expect(outcome).toMatchObject({ ok: false, detail: expect.stringContaining('more than 64 MiB') });
    expect(sent).toBeLessThan(4 * 20);
  });

  it('with a page of words gives one short line', async () => {
    const message = `no\u0007\u202e ${'words '.repeat(5000)}\n::error::x`;
    const outcome = await bench({ answer: async () => Response.json({ message }, { status: 403 }) }).forge.facts();
    const detail = outcome.ok ? '' : outcome.detail;
    expect(outcome).toMatchObject({ ok: false, why: 'denied' });
    expect(detail.length).toBeLessThan(450);
    expect(detail).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
