/** The two mutations of GitHub's GraphQL that we use: a request that merges itself, and no longer. */

import { ok, refused, type Answer, type Asked } from './answers.ts';
import { line, said, type Decision, type Desk } from './desk.ts';
import { barred } from './people.ts';
import { headOf, isRequest, mergeState } from './requests.ts';
import type { Route } from './routes.ts';
import { nodeId, pullShape } from './shapes.ts';
import type { Look } from './store.ts';

export const graphqlRoutes: readonly Route[] = [
  { method: 'POST', path: '/graphql', isGlobal: true, decide: mutate },
  { method: 'POST', path: '/api/graphql', isGlobal: true, decide: mutate },
];

type Mutation = 'enablePullRequestAutoMerge' | 'disablePullRequestAutoMerge';

function mutate(asked: Asked, desk: Desk, look: Look): Decision {
  const { body, by } = asked;
  const query = typeof body['query'] === 'string' ? body['query'] : '';
  const [, name] = /\b((?:enable|disable)PullRequestAutoMerge)\s*\(/.exec(query) ?? [];
  if (name === undefined)
    return ok({
      errors: [{ message: 'This forge answers enablePullRequestAutoMerge and disablePullRequestAutoMerge alone' }],
    });
  const mutation: Mutation = name === 'enablePullRequestAutoMerge' ? name : 'disablePullRequestAutoMerge';
  const id = inputOf(body['variables'], query, 'pullRequestId') ?? '';
  const request = look.conversations().find(({ number }) => nodeId(number) === id);
  if (!isRequest(request))
    return failure(mutation, 'NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  if (barred(look, by) !== undefined) return failure(mutation, 'FORBIDDEN', 'Resource not accessible by integration');
  if (mutation === 'enablePullRequestAutoMerge') {
    const expected = inputOf(body['variables'], query, 'expectedHeadOid');
    const no = notEnabled(desk, look, request, expected);
    if (no !== undefined) return failure(mutation, 'UNPROCESSABLE', `Pull request ${no}`);
  } else if (request.pull.autoMerge === undefined)
    return failure(mutation, 'UNPROCESSABLE', "Can't disable auto-merge for this pull request.");
  const squash = inputOf(body['variables'], query, 'mergeMethod')?.toLowerCase() === 'squash';
  const method = mutation === 'disablePullRequestAutoMerge' ? 'off' : squash ? 'squash' : 'merge';
  return {
    write: line(`issues/${request.number}`, { is: 'auto-merge', method, ...said(desk, by) }),
    then: (after) => enabled(desk, after, mutation, request.number),
  };
}

/** Why a request cannot wait for its checks, in GitHub's words. */
function notEnabled(
  desk: Desk,
  look: Look,
  request: Parameters<typeof headOf>[1],
  expected: string | undefined,
): string | undefined {
  if (!look.house().allowsAutoMerge) return 'Auto merge is not allowed for this repository';
  if (request.state !== 'open') return 'Pull request is closed';
  if (expected !== undefined && expected !== headOf(look, request)) return "Head sha didn't match expected head oid";
  return mergeState(desk, look, request) === 'clean' ? 'Pull request is in clean status' : undefined;
}

function enabled(desk: Desk, look: Look, mutation: Mutation, number: number): Answer {
  const request = look.conversation(number);
  if (!isRequest(request)) return refused(404, 'Not Found');
  const shape = pullShape({ desk, look }, request) as { readonly auto_merge: { readonly merge_method: string } | null };
  const autoMergeRequest =
    shape.auto_merge === null ? null : { mergeMethod: shape.auto_merge.merge_method.toUpperCase() };
  return ok({
    data: { [mutation]: { clientMutationId: null, pullRequest: { id: nodeId(number), number, autoMergeRequest } } },
  });
}

/** GraphQL says what went wrong with status 200. */
function failure(mutation: Mutation, type: string, message: string): Answer {
  return ok({
    data: { [mutation]: null },
    errors: [{ type, path: [mutation], locations: [{ line: 1, column: 1 }], message }],
  });
}

/** A field of the input: a literal in the query, a variable, or a field of a variable that is the whole input. */
function inputOf(variables: unknown, query: string, field: string): string | undefined {
  const [, name, text, word] = new RegExp(`\\b${field}\\s*:\\s*(?:\\$(\\w+)|"([^"\\\\]*)"|([A-Z]+))`).exec(query) ?? [];
  const given = isRecord(variables) ? variables : {};
  const input = isRecord(given['input']) ? given['input'] : given;
  const value = text ?? word ?? (name === undefined ? input[field] : given[name]);
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
