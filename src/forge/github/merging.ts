/** Requests are merged at the head that was named, at once or when their checks have passed. */

import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { PullRequest } from '../forge.ts';
import { readGraphErrors, readMerged, readMergeState, type GraphError, type MergeState } from './answers.ts';
import type { Repository } from './repository.ts';
import { oneLine } from './verdict.ts';

/** Answers the commit that the merge made. */
export async function mergeRequest(repository: Repository, number: number, head: string): Promise<Outcome<string>> {
  const method = await repository.mergeMethod();
  if (!method.ok) return method;
  const { sender, place } = repository;
  const lookUp = (): Promise<Outcome<string | undefined>> => mergedAt(repository, number, head);
  const merged = await sender.send({
    to: `merge request ${number}`,
    cost: 'change',
    ask: (octokit) =>
      octokit.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
        ...place,
        pull_number: number,
        sha: head,
        merge_method: method.value,
      }),
    read: readMerged,
    lookUp,
  });
  if (merged.ok || merged.why !== 'conflict') return merged;
  // Refused, maybe because it is merged.
  const there = await lookUp();
  return there.ok && there.value !== undefined ? succeeded(there.value) : merged;
}

async function mergedAt(repository: Repository, number: number, head: string): Promise<Outcome<string | undefined>> {
  const seen = await seeState(repository, number);
  if (!seen.ok) return seen;
  const { isMerged, mergeCommit } = seen.value;
  return succeeded(isMerged && seen.value.head === head ? mergeCommit : undefined);
}

async function seeState({ sender, place }: Repository, number: number): Promise<Outcome<MergeState>> {
  return await sender.send({
    to: `read request ${number}`,
    cost: 'read',
    ask: (octokit) =>
      octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...place, pull_number: number }),
    read: readMergeState,
  });
}

/** GitHub refuses to wait for a request that nothing keeps from being merged: that one is merged here and now. */
export async function mergeWhenReady(
  repository: Repository,
  { number, head }: PullRequest,
): Promise<Outcome<'waiting' | 'merged'>> {
  const seen = await seeState(repository, number);
  if (!seen.ok) return seen;
  const settled = standing(seen.value, number, head);
  if (settled !== undefined) return settled;
  const { node } = seen.value;
  if (node === undefined)
    return failed('unreachable', `could not let request ${number} merge itself: it has no node_id`);
  const refused = await enableAutoMerge(repository, { number, head, node });
  if (!refused.ok) return refused;
  if (refused.value === undefined) return succeeded('waiting');
  const ready = cleanWords.test(refused.value) ? succeeded(true) : await isReady(repository, number, head);
  if (!ready.ok) return ready;
  if (!ready.value) return failed('conflict', `could not let request ${number} merge itself: ${refused.value}`);
  const merged = await mergeRequest(repository, number, head);
  return merged.ok ? succeeded('merged') : merged;
}

const cleanWords = /\bclean status\b/i;

/** What a request has come to already; undefined where it is open and nothing was arranged for it. */
function standing(seen: MergeState, number: number, head: string): Outcome<'waiting' | 'merged'> | undefined {
  if (seen.head !== head) return failed('conflict', `request ${number} has moved to another commit`);
  if (seen.isMerged) return succeeded('merged');
  if (!seen.isOpen) return failed('conflict', `request ${number} was closed`);
  return seen.autoMerge ? succeeded('waiting') : undefined;
}

/** Answers at once where nothing was arranged. */
export async function stopMerging(repository: Repository, number: number): Promise<Outcome<undefined>> {
  const seen = await seeState(repository, number);
  if (!seen.ok) return seen;
  if (!seen.value.autoMerge) return unmerged(seen.value, number);
  const { node } = seen.value;
  if (node === undefined)
    return failed('unreachable', `could not keep request ${number} from merging: it has no node_id`);
  const refused = await mutate(repository, {
    to: `keep request ${number} from merging itself`,
    query: disabling,
    input: { pullRequestId: node },
    number,
    isDone: ({ autoMerge }) => !autoMerge,
  });
  if (!refused.ok) return refused;
  const now = await seeState(repository, number);
  if (!now.ok) return now;
  if (!now.value.autoMerge) return unmerged(now.value, number);
  return failed(
    'conflict',
    `could not keep request ${number} from merging itself: ${refused.value ?? 'it still would'}`,
  );
}

function unmerged({ isMerged }: MergeState, number: number): Outcome<undefined> {
  return isMerged ? failed('conflict', `request ${number} is merged already`) : succeeded(undefined);
}

/** Undefined where the forge will merge it, or the words by which it refused. */
async function enableAutoMerge(
  repository: Repository,
  { number, head, node }: { readonly number: number; readonly head: string; readonly node: string },
): Promise<Outcome<string | undefined>> {
  const method = await repository.mergeMethod();
  if (!method.ok) return method;
  const mergeMethod = method.value.toUpperCase();
  return await mutate(repository, {
    to: `let request ${number} merge itself`,
    query: enabling,
    input: { pullRequestId: node, expectedHeadOid: head, mergeMethod },
    number,
    isDone: ({ autoMerge, isMerged }) => autoMerge || isMerged,
  });
}

interface Mutation {
  readonly to: string;
  readonly query: string;
  readonly input: Readonly<Record<string, string>>;
  readonly number: number;
  /** Whether the request shows that it was done. */
  readonly isDone: (seen: MergeState) => boolean;
}

/** GraphQL refuses with a status of 200 and words. */
async function mutate(
  repository: Repository,
  { to, query, input, number, isDone }: Mutation,
): Promise<Outcome<string | undefined>> {
  const said = await repository.sender.send<readonly GraphError[]>({
    to,
    cost: 'change',
    ask: (octokit) => octokit.request({ method: 'POST', url: repository.graphqlUrl, query, variables: { input } }),
    read: readGraphErrors,
    lookUp: async () => {
      const seen = await seeState(repository, number);
      if (!seen.ok) return seen;
      return succeeded(isDone(seen.value) ? [] : undefined);
    },
  });
  if (!said.ok) return said;
  if (said.value.length === 0) return succeeded(undefined);
  const words = oneLine(said.value.map(({ message }) => message).join('; '));
  const isDenied = said.value.some(({ type = '', message }) => denials.has(type) || /not allowed/i.test(message));
  return isDenied ? failed('denied', `could not ${to}: ${words}`) : succeeded(words);
}

const denials: ReadonlySet<string> = new Set(['FORBIDDEN', 'INSUFFICIENT_SCOPES', 'NOT_FOUND']);

const enabling = `mutation ($input: EnablePullRequestAutoMergeInput!) {
  enablePullRequestAutoMerge(input: $input) { pullRequest { number } }
}`;

const disabling = `mutation ($input: DisablePullRequestAutoMergeInput!) {
  disablePullRequestAutoMerge(input: $input) { pullRequest { number } }
}`;

/** Whether nothing keeps it from being merged. GitHub finds out when it is first asked, and takes a moment. */
async function isReady(repository: Repository, number: number, head: string): Promise<Outcome<boolean>> {
  for (let wait = 1000; wait <= 8000; wait *= 2) {
    const seen = await seeState(repository, number);
    if (!seen.ok) return seen;
    const { mergeable, isOpen } = seen.value;
    if (mergeable !== 'unknown') return succeeded(isOpen && seen.value.head === head && mergeable === 'clean');
    await repository.sender.wait(wait);
  }
  return succeeded(false);
}
