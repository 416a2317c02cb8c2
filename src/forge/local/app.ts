/**
 * The embedded forge: the part of GitHub's REST API that the product uses, as a function from request to response over a
 * bare git repository. Octokit talks to it in the process, or over loopback.
 */

import { Hono } from 'hono';
import { queueOf } from '../../core/queue.ts';
import type { Fetch } from '../forge.ts';
import { notFound, ok, refused, type Answer, type Asked, type Body } from './answers.ts';
import { catchUp } from './catch-up.ts';
import { serve, type Desk } from './desk.ts';
import { ConnectionReset, failureOf, isWrite, type Faults } from './faults.ts';
import { graphqlRoutes } from './graphql.ts';
import { issueRoutes, labelRoutes } from './issue-routes.ts';
import { actorOf } from './people.ts';
import { pullRoutes } from './pull-routes.ts';
import { releaseRoutes } from './release-routes.ts';
import { repositoryRoutes } from './repository-routes.ts';
import type { Route } from './routes.ts';
import { Store, type ForgeRepository } from './store.ts';

export type { ForgeRepository } from './store.ts';

export interface LocalForge {
  readonly repository: ForgeRepository;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The repository's name at the forge, `OWNER/NAME`. */
  readonly owner: string;
  readonly name: string;
  /** Where addresses begin, without a slash at the end. */
  readonly web?: string;
  readonly faults?: Faults;
}

/**
 * Answers requests one after another. A token `as:LOGIN` says who acts; any other acts as `tidemark[bot]`. A broken
 * connection, which only `faults` causes, is a rejected promise, as with Node's own `fetch`.
 */
export function localForge({ repository, now, owner, name, web = 'http://localhost', faults }: LocalForge): Fetch {
  const store = new Store({ repository, afterEffect: (effect) => faults?.watch.afterEffect?.(effect) });
  const limits = new Limits(now);
  const app = appFor({ store, owner, name, now, web }, limits);
  const answer = async (request: Request): Promise<Response> => limits.note(await app.fetch(request));
  if (faults === undefined) return answer;
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const { request: seen, kind } = faults.meet(request.method, pathname + search);
    const failure = kind === undefined ? undefined : failureOf(kind);
    const served = failure?.isApplied === false ? undefined : await answer(request);
    if (served !== undefined && isWrite(request.method)) faults.watch.afterWrite?.(seen);
    if (failure === undefined) return served ?? new Response(null, { status: 500 });
    if (failure.answer === undefined) throw new ConnectionReset();
    return failure.answer(served);
  };
}

const routes: readonly Route[] = [
  ...repositoryRoutes,
  ...pullRoutes,
  ...issueRoutes,
  ...labelRoutes,
  ...releaseRoutes,
  ...graphqlRoutes,
];

function appFor(desk: Desk, limits: Limits): Hono {
  const app = new Hono();
  // Two at once would only take turns in being too late.
  const inTurn = queueOf();
  for (const { method, path, isGlobal = false, decide } of routes) {
    app.on(method, isGlobal ? path : `/repos/:owner/:repository${path}`, async (context) => {
      const param = (wanted: string): string => context.req.param(wanted as never) ?? ''; // routes name their own
      const isOurs = isGlobal || isSame(desk, param('owner'), param('repository'));
      if (!isOurs) return responseOf(notFound);
      const body = isWrite(method) ? await bodyOf(context.req.raw) : {};
      if (body === 'too-long' || body === 'malformed')
        return responseOf(
          body === 'malformed' ? refused(400, 'Problems parsing JSON') : refused(413, 'Payload Too Large'),
        );
      const url = new URL(context.req.url);
      const by = actorOf(context.req.raw.headers.get('authorization'));
      const asked: Asked = { param, query: url.searchParams, body, by, url };
      return responseOf(await inTurn(() => serve(desk, catchUp, (look) => decide(asked, desk, look))));
    });
  }
  app.get('/rate_limit', () => responseOf(ok({ resources: { core: limits.state() }, rate: limits.state() })));
  app.notFound(() => responseOf(notFound));
  app.onError((error) => {
    throw error;
  });
  return app;
}

function isSame({ owner, name }: Desk, askedOwner: string, askedName: string): boolean {
  return askedOwner.toLowerCase() === owner.toLowerCase() && askedName.toLowerCase() === name.toLowerCase();
}

const longestRequest = 4 * 1024 * 1024;

async function bodyOf(request: Request): Promise<Body | 'malformed' | 'too-long'> {
  const text = await request.text();
  if (text.length > longestRequest) return 'too-long';
  if (text === '') return {};
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data } : {};
  } catch {
    return 'malformed';
  }
}

function responseOf({ status, body, headers = {} }: Answer): Response {
  if (body === undefined) return new Response(null, { status, headers });
  return Response.json(body, { status, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } });
}

/** Counts requests by the hour, as GitHub's headers tell; nothing is refused for it. */
class Limits {
  readonly #now: () => number;
  #hour = 0;
  #used = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(response: Response): Response {
    const hour = Math.floor(this.#now() / hourLong);
    if (hour !== this.#hour) this.#used = 0;
    this.#hour = hour;
    this.#used += 1;
    const told = { ...this.state(), resource: 'core' };
    for (const [name, value] of Object.entries(told)) response.headers.set(`x-ratelimit-${name}`, `${value}`);
    return response;
  }

  state(): { readonly limit: number; readonly remaining: number; readonly used: number; readonly reset: number } {
    return {
      limit: requestsAnHour,
      remaining: Math.max(0, requestsAnHour - this.#used),
      used: this.#used,
      reset: ((Math.floor(this.#now() / hourLong) + 1) * hourLong) / 1000,
    };
  }
}

const hourLong = 3_600_000;
const requestsAnHour = 5000;
