/** Requests: listed, and opened once. */

import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { PullRequest, RequestDraft } from '../forge.ts';
import { ourRequest, readCloser, requestOf, type SeenRequest } from './answers.ts';
import { checkLength } from './lengths.ts';
import { eachOnce, perPage, readPages, type Repository } from './repository.ts';
import { instant, list, mapped, record, type Reader } from './shape.ts';

export async function openRequests(repository: Repository, prefix: string): Promise<Outcome<readonly PullRequest[]>> {
  const { place } = repository;
  const listed = await readPages(repository, {
    to: 'list the open requests',
    ask: (octokit, page) =>
      octokit.request('GET /repos/{owner}/{repo}/pulls', {
        ...place,
        state: 'open',
        sort: 'created',
        direction: 'asc',
        per_page: perPage,
        ...page,
      }),
    entry: requestOf(place, prefix),
  });
  return listed.ok
    ? succeeded(eachOnce(listed.value, ({ number }) => number).map((seen) => portRequest(repository, seen)))
    : listed;
}

/** Newest first, so that a long history is not read to its end; unless the forge sorts in another way. */
export async function closedRequests(
  repository: Repository,
  prefix: string,
  since: string,
): Promise<Outcome<readonly PullRequest[]>> {
  const { place } = repository;
  const from = Date.parse(since);
  let last = Number.POSITIVE_INFINITY;
  let isSorted = true;
  const listed = await readPages(repository, {
    to: 'list the closed requests',
    ask: (octokit, page) =>
      octokit.request('GET /repos/{owner}/{repo}/pulls', {
        ...place,
        state: 'closed',
        sort: 'updated',
        direction: 'desc',
        per_page: perPage,
        ...page,
      }),
    entry: dated(requestOf(place, prefix)),
    isEnough: (page) => {
      for (const { at } of page) {
        isSorted &&= at <= last;
        last = at;
      }
      return isSorted && last < from;
    },
  });
  if (!listed.ok) return listed;
  const touched = listed.value.flatMap(({ at, request }) => (request === undefined || at < from ? [] : [request]));
  return succeeded(eachOnce(touched, ({ number }) => number).map((seen) => portRequest(repository, seen)));
}

/** An entry of the listing that is none of ours counts for the order all the same. */
function dated(
  reader: Reader<SeenRequest | undefined>,
): Reader<{ readonly at: number; readonly request: SeenRequest | undefined }> {
  const touched = record({ updated_at: instant });
  return (value) => {
    const at = touched(value);
    if ('wrong' in at) return at;
    return mapped(reader, (request) => ({ at: Date.parse(at.value.updated_at), request }))(value);
  };
}

export async function openRequest(repository: Repository, draft: RequestDraft): Promise<Outcome<PullRequest>> {
  const { sender, place } = repository;
  const tooLong = checkLength(draft);
  if (tooLong !== undefined) return tooLong;
  const { branch, base, title, body } = draft;
  const lookUp = (): Promise<Outcome<SeenRequest | undefined>> => openRequestOf(repository, branch, base);
  const opened = await sender.send({
    to: `open the request of ${branch}`,
    cost: 'creation',
    ask: (octokit) =>
      octokit.request('POST /repos/{owner}/{repo}/pulls', { ...place, head: branch, base, title, body }),
    read: ourRequest(place),
    lookUp,
  });
  if (opened.ok) return succeeded(portRequest(repository, opened.value));
  if (opened.status !== 422) return opened;
  // Refused, maybe because it is there.
  const there = await lookUp();
  if (!there.ok) return there;
  return there.value === undefined ? opened : succeeded(portRequest(repository, there.value));
}

async function openRequestOf(
  { sender, place }: Repository,
  branch: string,
  base: string,
): Promise<Outcome<SeenRequest | undefined>> {
  const listed = await sender.send({
    to: `look for the request of ${branch}`,
    cost: 'read',
    ask: (octokit) =>
      octokit.request('GET /repos/{owner}/{repo}/pulls', {
        ...place,
        state: 'open',
        head: `${place.owner}:${branch}`,
        base,
        per_page: perPage,
      }),
    read: list(requestOf(place, branch)),
  });
  if (!listed.ok) return listed;
  const its = listed.value.filter((request) => request?.branch === branch && request.base === base);
  return succeeded(its.find((request) => request?.state === 'open'));
}

export async function readRequest(repository: Repository, number: number): Promise<Outcome<PullRequest>> {
  const seen = await seeRequest(repository, number);
  return seen.ok ? succeeded(portRequest(repository, seen.value)) : seen;
}

/** Asked of the issue that every request is: the request itself does not say it. */
export async function closerOf({ sender, place }: Repository, number: number): Promise<Outcome<string | undefined>> {
  return await sender.send({
    to: `see who closed request ${number}`,
    cost: 'read',
    ask: (octokit) =>
      octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', { ...place, issue_number: number }),
    read: readCloser,
  });
}

/** `gone` where it comes from another repository: its branch is not the one of that name here. */
export async function seeRequest({ sender, place }: Repository, number: number): Promise<Outcome<SeenRequest>> {
  const seen = await sender.send({
    to: `read request ${number}`,
    cost: 'read',
    ask: (octokit) =>
      octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...place, pull_number: number }),
    read: requestOf(place, ''),
  });
  if (!seen.ok) return seen;
  return seen.value === undefined
    ? failed('gone', `request ${number} comes from another repository`)
    : succeeded(seen.value);
}

/** Nothing but what the port promises; its number is remembered. */
function portRequest({ requests }: Repository, seen: SeenRequest): PullRequest {
  requests.seen.add(seen.number);
  const { updatedAt: _updated, node: _node, author: _author, mergeable: _state, ...request } = seen;
  return request;
}
