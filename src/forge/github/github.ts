/** The port as GitHub's REST API: on github.com, on a server of one's own, or the embedded forge. */

import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { Fetch, Forge, ForgeFacts, Pace } from '../forge.ts';
import { addComment, editComment, listComments } from './comments.ts';
import { editIssue } from './edit.ts';
import { listIssues, openIssue } from './issues.ts';
import type { Limits } from './limits.ts';
import { mergeRequest, mergeWhenReady, stopMerging } from './merging.ts';
import { People } from './people.ts';
import { closedRequests, closerOf, openRequest, openRequests, readRequest } from './pull-requests.ts';
import { releaseOf, writeRelease } from './releases.ts';
import { readRepository, type Repository } from './repository.ts';
import { askReviews } from './reviews.ts';
import { Sender } from './send.ts';

export interface GithubOptions {
  readonly fetch: Fetch;
  /** Without a slash at its end: `https://api.github.com`. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
  /** Empty for a forge that asks for none. It is sent to `apiUrl`, and shown nowhere. */
  readonly token: string;
  readonly pace: Pace;
  readonly limits: Limits;
  /** Told when it waits for long. */
  readonly say?: (line: string) => void;
  /** How it is called in messages; by its address where nothing is given. */
  readonly name?: string;
}

export function githubForge(options: GithubOptions): Forge {
  const { owner, repo, apiUrl } = options;
  const sender = new Sender({ ...options, say: options.say ?? (() => undefined) });
  const place = { owner, repo };
  const repository: Repository = {
    sender,
    place,
    people: new People(sender, place),
    requests: { seen: new Set(), areIssues: undefined },
    // A server of one's own has it beside the REST API.
    graphqlUrl: `${apiUrl.replace(/\/api\/v3$/, '/api')}/graphql`,
    mergeMethod: remembered(async () => {
      const facts = await readRepository({ sender, place });
      return facts.ok ? succeeded(facts.value.mergeMethod) : facts;
    }),
  };
  return {
    name: options.name ?? `${hostOf(apiUrl)}/${owner}/${repo}`,
    spent: () => sender.spent,
    facts: async () => plain(readFactsOf(repository)),
    openRequests: async (prefix) => plain(openRequests(repository, prefix)),
    closedRequests: async (prefix, since) => plain(closedRequests(repository, prefix, since)),
    openRequest: async (draft) => plain(openRequest(repository, draft)),
    request: async (number) => plain(readRequest(repository, number)),
    closer: async (number) => plain(closerOf(repository, number)),
    askReviews: async (number, logins) => plain(askReviews(repository, number, logins)),
    mergeWhenReady: async (request) => plain(mergeWhenReady(repository, request)),
    stopMerging: async (number) => plain(stopMerging(repository, number)),
    mergeRequest: async (number, head) => plain(mergeRequest(repository, number, head)),
    issues: async (label, filter) => plain(listIssues(repository, label, filter)),
    openIssue: async (draft) => plain(openIssue(repository, draft)),
    edit: async (number, edit) => plain(editIssue(repository, number, edit)),
    comments: async (number) => plain(listComments(repository, number)),
    comment: async (number, body, marker) => plain(addComment(repository, number, { body, marker })),
    editComment: async (id, body) => plain(editComment(repository, id, body)),
    release: async (tag) => plain(releaseOf(repository, tag)),
    writeRelease: async (draft) => plain(writeRelease(repository, draft)),
  };
}

/** An outcome and nothing else: inside, it bears what only the adapter needs. */
async function plain<T>(outcome: Promise<Outcome<T>>): Promise<Outcome<T>> {
  const said = await outcome;
  return said.ok ? succeeded(said.value) : failed(said.why, said.detail);
}

async function readFactsOf(repository: Repository): Promise<Outcome<ForgeFacts>> {
  const said = await readRepository(repository);
  if (!said.ok) return said;
  const { mergeMethod: _method, ...facts } = said.value;
  return succeeded(facts);
}

function remembered<T>(ask: () => Promise<Outcome<T>>): () => Promise<Outcome<T>> {
  let known: Outcome<T> | undefined;
  return async () => {
    if (known?.ok !== true) known = await ask();
    return known;
  };
}

function hostOf(apiUrl: string): string {
  const { host } = new URL(apiUrl);
  return host === 'api.github.com' ? 'github.com' : host;
}
