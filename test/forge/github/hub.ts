/** A forge in memory that speaks as much of GitHub's REST API as the adapter asks for; ours alone, so that nothing of the embedded one is taken for granted. */

import { Hono, type Context } from 'hono';
import type { Fetch } from '../../../src/forge/forge.ts';

type Fields = Record<string, unknown>;

/** What a hub holds. Numbers are positions in `things`, counted from 1. */
export interface Hub {
  readonly fetch: Fetch;
  readonly things: Thing[];
  readonly comments: Fields[];
  readonly releases: Fields[];
  /** Branches and their heads. */
  readonly branches: Map<string, string>;
  readonly people: Set<string>;
  readonly repository: Fields;
}

/** An issue, or a request. */
export type Thing = Fields & {
  number: number;
  state: string;
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
  head?: string;
};

export const commitOf = (name: string): string => Buffer.from(name.padEnd(20, '.')).toString('hex').slice(0, 40);
const at = '2026-11-21T00:00:00Z';

export function hub(): Hub {
  const things: Thing[] = [];
  const comments: Fields[] = [];
  const releases: Fields[] = [];
  const branches = new Map([['main', commitOf('main')]]);
  const people = new Set(['maria', 'paul', 'tidemark[bot]']);
  const repository: Fields = {
    default_branch: 'main',
    html_url: 'https://hub.example/cc/fleet',
    permissions: { push: true },
    allow_auto_merge: true,
    delete_branch_on_merge: false,
    archived: false,
    has_issues: true,
  };
  const app = new Hono();
  const on = (route: string, answer: (c: Context, body: Fields) => Response | Promise<Response>): void => {
    const [method = '', path = ''] = route.split(' ');
    app.on(method, path, async (c) => answer(c, method === 'GET' ? {} : await c.req.json<Fields>()));
  };
  const thing = (c: Context): Thing | undefined => things[Number(c.req.param('n')) - 1];
  const isStranger = (body: Fields): boolean =>
    ((body['assignees'] ?? []) as string[]).some((name) => !people.has(name));
  const isApart = (each: Thing): boolean => repository['requests_are_apart'] === true && each.head !== undefined;
  const invalid = (c: Context, message: string): Response =>
    c.json({ message: 'Validation Failed', errors: [{ resource: 'X', code: 'custom', message }] }, 422);
  const gone = (c: Context): Response => c.json({ message: 'Not Found' }, 404);

  on('GET /repos/cc/fleet', (c) => c.json(repository));
  on('GET /repos/cc/fleet/assignees/:who', (c) => (people.has(c.req.param('who') ?? '') ? c.body(null, 204) : gone(c)));

  on('GET /repos/cc/fleet/pulls', (c) => {
    const { state = 'open', head, base, direction = 'desc' } = c.req.query();
    const found = things.filter(
      (each) =>
        each.head !== undefined &&
        (each.state === 'open') === (state === 'open') &&
        (head === undefined || head === `cc:${each.head}`) &&
        (base === undefined || base === 'main'),
    );
    return pages(c, direction === 'asc' ? found : found.toReversed(), pull);
  });
  on('POST /repos/cc/fleet/pulls', (c, body) => {
    const head = String(body['head']);
    if (!branches.has(head)) return invalid(c, 'head is invalid');
    if (things.some((each) => each.head === head && each.state === 'open'))
      return invalid(c, `A pull request already exists for cc:${head}.`);
    return c.json(pull(add({ title: String(body['title']), body: String(body['body']), head })), 201);
  });
  on('GET /repos/cc/fleet/pulls/:n', (c) => {
    const found = thing(c);
    return found?.head === undefined ? gone(c) : c.json({ mergeable_state: 'blocked', ...pull(found) });
  });
  on('PUT /repos/cc/fleet/pulls/:n/merge', (c, body) => {
    const found = thing(c);
    if (found?.head === undefined) return gone(c);
    if (found.state === 'merged') return c.json({ message: 'Pull Request is not mergeable' }, 405);
    if (body['sha'] !== branches.get(found.head))
      return c.json({ message: 'Head branch was modified. Review and try the merge again.' }, 409);
    found.state = 'merged';
    return c.json({ sha: commitOf(`m${found.number}`), merged: true, message: 'ok' });
  });
  on('POST /repos/cc/fleet/pulls/:n/requested_reviewers', (c, body) => {
    const found = thing(c);
    if (found === undefined) return gone(c);
    const asked = body['reviewers'] as string[];
    if (
      asked.some((name) => !people.has(name) || name === 'tidemark[bot]') ||
      (body['team_reviewers'] as string[]).includes('nobody')
    )
      return invalid(c, 'Reviews may only be requested from collaborators.');
    found['reviewers'] = asked;
    found['teams'] = body['team_reviewers'];
    return c.json(pull(found), 201);
  });

  on('GET /repos/cc/fleet/issues', (c) => {
    const { state = 'open', labels = '', direction = 'desc' } = c.req.query();
    const wanted = labels.split(',').filter((label) => label !== '');
    const found = things.filter(
      (each) => (state === 'all' || each.state === state) && wanted.every((label) => each.labels.includes(label)),
    );
    return pages(c, direction === 'asc' ? found : found.toReversed(), issue);
  });
  on('POST /repos/cc/fleet/issues', (c, body) => {
    if (isStranger(body)) return invalid(c, 'assignees are invalid');
    return c.json(issue(add(body)), 201);
  });
  on('GET /repos/cc/fleet/issues/:n', (c) => {
    const found = thing(c);
    return found === undefined || isApart(found) ? gone(c) : c.json(issue(found));
  });
  on('PUT /repos/cc/fleet/issues/:n/labels', (c, body) => {
    const found = thing(c);
    if (found === undefined) return gone(c);
    found.labels = body['labels'] as string[];
    return c.json(issue(found)['labels']);
  });
  on('PATCH /repos/cc/fleet/pulls/:n', (c, body) => {
    const found = thing(c);
    return found?.head === undefined ? gone(c) : c.json(pull(Object.assign(found, body)));
  });
  on('PATCH /repos/cc/fleet/issues/:n', (c, body) => {
    const found = thing(c);
    if (found === undefined || isApart(found)) return gone(c);
    if (isStranger(body)) return invalid(c, 'assignees are invalid');
    return c.json(issue(Object.assign(found, body)));
  });
  on('GET /repos/cc/fleet/issues/:n/comments', (c) =>
    pages(
      c,
      comments.filter((each) => each['on'] === Number(c.req.param('n'))),
      comment,
    ),
  );
  on('POST /repos/cc/fleet/issues/:n/comments', (c, body) => {
    comments.push({ id: 100 + comments.length, on: Number(c.req.param('n')), body: body['body'] });
    return c.json(comment(comments.at(-1) ?? {}), 201);
  });
  on('PATCH /repos/cc/fleet/issues/comments/:id', (c, body) => {
    const found = comments.find((each) => each['id'] === Number(c.req.param('id')));
    return found === undefined ? gone(c) : c.json(comment(Object.assign(found, body)));
  });

  on('GET /repos/cc/fleet/releases/tags/:tag', (c) => {
    const found = releases.find((each) => each['tag_name'] === c.req.param('tag'));
    return found === undefined ? gone(c) : c.json(found);
  });
  on('POST /repos/cc/fleet/releases', (c, body) => {
    if (releases.some((each) => each['tag_name'] === body['tag_name'])) return invalid(c, 'already_exists');
    releases.push({ id: 7 + releases.length, html_url: 'https://hub.example/r', ...body });
    return c.json(releases.at(-1), 201);
  });
  on('PATCH /repos/cc/fleet/releases/:id', (c, body) => {
    const found = releases.find((each) => each['id'] === Number(c.req.param('id')));
    return found === undefined ? gone(c) : c.json(Object.assign(found, body));
  });

  on('POST /graphql', (c, body) => {
    const { input } = body['variables'] as { input: Fields };
    const found = things.find((each) => `PR_${each.number}` === input['pullRequestId']);
    const no = (message: string): Response => c.json({ data: null, errors: [{ type: 'UNPROCESSABLE', message }] });
    if (found === undefined) return no('Could not resolve to a node');
    if (String(body['query']).includes('disable')) {
      if (found['auto'] !== true) return no("Can't disable auto-merge for this pull request.");
      found['auto'] = false;
    } else {
      if (found['clean'] === true) return no('Pull request Pull request is in clean status');
      if (repository['allow_auto_merge'] === false)
        return no('Pull request Auto merge is not allowed for this repository');
      found['auto'] = true;
    }
    return c.json({ data: { done: { pullRequest: { number: found.number } } } });
  });

  function add(fields: Fields): Thing {
    const made = {
      labels: [],
      assignees: [],
      body: '',
      title: '',
      ...fields,
      number: things.length + 1,
      state: 'open',
    };
    things.push(made);
    return made;
  }

  function pull(each: Thing): Fields {
    const head = each.head ?? '';
    const isMerged = each.state === 'merged';
    return {
      ...issue(each),
      pull_request: undefined,
      node_id: `PR_${each.number}`,
      head: { ref: head, sha: branches.get(head) ?? commitOf(head), repo: { full_name: each['from'] ?? 'cc/fleet' } },
      base: { ref: 'main' },
      requested_reviewers: ((each['reviewers'] ?? []) as string[]).map((login) => ({ login })),
      requested_teams: ((each['teams'] ?? []) as string[]).map((slug) => ({ slug })),
      auto_merge: each['auto'] === true ? { merge_method: 'merge' } : null,
      merged_at: isMerged ? at : null,
      merge_commit_sha: isMerged ? commitOf(`m${each.number}`) : null,
      closed_at: each.state === 'open' ? null : at,
      updated_at: each['updated_at'] ?? at,
    };
  }

  function issue(each: Thing): Fields {
    return {
      number: each.number,
      html_url: `https://hub.example/cc/fleet/${each.number}`,
      state: each.state === 'open' ? 'open' : 'closed',
      title: each.title,
      body: each.body,
      labels: each.labels.map((name) => ({ name })),
      assignees: each.assignees.map((login) => ({ login })),
      created_at: at,
      user: { login: 'tidemark[bot]' },
      ...(each.head === undefined ? {} : { pull_request: { url: 'x' } }),
    };
  }

  function comment(each: Fields): Fields {
    const user = each['user'] ?? { login: 'tidemark[bot]', type: 'Bot' };
    return {
      id: each['id'],
      body: each['body'],
      created_at: at,
      user,
      author_association: each['association'] ?? 'NONE',
    };
  }

  const fetch: Fetch = async (request) => app.fetch(request);
  return { fetch, things, comments, releases, branches, people, repository };
}

function pages<T>(c: Context, all: readonly T[], shape: (each: T) => Fields): Response {
  const { page = '1', per_page: size = '30' } = c.req.query();
  const shown = all.slice((Number(page) - 1) * Number(size), Number(page) * Number(size));
  // As GitHub does it: by another path, and elsewhere if anybody were to follow it.
  if (Number(page) * Number(size) < all.length)
    c.header(
      'link',
      `<https://evil.example/repositories/1/x?page=${Number(page) + 1}&per_page=1>; rel="next", <https://x/?page=9>; rel="last"`,
    );
  return c.json(shown.map(shape));
}
