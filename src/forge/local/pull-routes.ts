/** The part of GitHub's API that is about pull requests. */

import { byteOrder } from '../../core/order.ts';
import {
  invalid,
  listOf,
  notFound,
  ok,
  paged,
  present,
  refused,
  textOf,
  tooLong,
  type Answer,
  type Asked,
} from './answers.ts';
import { filesOf } from './pull-files.ts';
import { reviewersFor } from './reviewers.ts';
import { line, said, type Decision, type Desk } from './desk.ts';
import type { ConversationEvent } from './events.ts';
import { barred, mayPush, permissionOf } from './people.ts';
import { branchRef, headOf, isRequest, planMerge, pullRef, type Request } from './requests.ts';
import { numberOf, type Route } from './routes.ts';
import { pullShape, wholePullShape, writtenPullShape } from './shapes.ts';
import type { Look } from './store.ts';

export const pullRoutes: readonly Route[] = [
  { method: 'GET', path: '/pulls', decide: listPulls },
  { method: 'POST', path: '/pulls', decide: openPull },
  {
    method: 'GET',
    path: '/pulls/:number',
    decide: (asked, desk, look) => withPull(asked, look, (pull) => ok(wholePullShape({ desk, look }, pull))),
  },
  { method: 'PATCH', path: '/pulls/:number', decide: editPull },
  { method: 'PUT', path: '/pulls/:number/merge', decide: mergePull },
  {
    method: 'GET',
    path: '/pulls/:number/merge',
    decide: (asked, _, look) =>
      withPull(asked, look, ({ pull }) => (pull.merged === undefined ? notFound : { status: 204 })),
  },
  {
    method: 'GET',
    path: '/pulls/:number/files',
    decide: (asked, desk, look) => withPull(asked, look, (pull) => filesOf(asked, { desk, look }, pull)),
  },
  { method: 'POST', path: '/pulls/:number/requested_reviewers', decide: askReviews },
];

/** What is said of a request that is there. */
function withPull(asked: Asked, look: Look, make: (request: Request) => Decision): Decision {
  const found = look.conversation(numberOf(asked));
  return isRequest(found) ? make(found) : notFound;
}

function listPulls(asked: Asked, desk: Desk, look: Look): Answer {
  const { query } = asked;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const matches = (request: Request): boolean =>
    (state === 'all' || request.state === state) &&
    (head === null || head === `${desk.owner}:${request.pull.branch}`) &&
    (base === null || base === request.pull.base);
  const found = look
    .conversations()
    .filter((conversation) => isRequest(conversation))
    .filter(matches);
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  found.sort((a, b) => byteOrder(a[key], b[key]) || a.number - b.number);
  if ((query.get('direction') ?? 'desc') !== 'asc') found.reverse();
  const frame = { desk, look };
  return paged(asked, found, (request) => pullShape(frame, request));
}

function openPull(asked: Asked, desk: Desk, look: Look): Decision {
  const { body, by } = asked;
  if (look.house().isArchived) return barred(look, by) ?? notFound;
  const title = textOf(body, 'title') ?? '';
  const text = textOf(body, 'body') ?? '';
  const branch = branchNamed(desk, textOf(body, 'head') ?? '');
  const base = textOf(body, 'base') ?? '';
  const resource = 'PullRequest';
  if (title.trim() === '') return invalid({ resource, field: 'title', code: 'missing_field' });
  const long = tooLong(resource, { title, body: text });
  if (long !== undefined) return long;
  const head = branch === undefined ? undefined : look.commit(branchRef(branch));
  if (branch === undefined || head === undefined) return invalid({ resource, field: 'head', code: 'invalid' });
  const baseWas = look.commit(branchRef(base));
  if (baseWas === undefined) return invalid({ resource, field: 'base', code: 'invalid' });
  if (openPullOf(look, branch, base) !== undefined)
    return invalid({ resource, code: 'custom', message: `A pull request already exists for ${desk.owner}:${branch}.` });
  const fork = desk.store.repository.mergeBase(baseWas, head);
  if (fork === head) return invalid({ resource, code: 'custom', message: `No commits between ${base} and ${branch}` });
  if (fork === undefined)
    return invalid({ resource, code: 'custom', message: `The ${branch} branch has no history in common with ${base}` });
  const owners = reviewersFor(desk, { base: baseWas, fork, head }).filter(
    (owner) => owner.toLowerCase() !== by.toLowerCase(),
  );
  const event: ConversationEvent = {
    is: 'opened',
    title,
    body: text,
    labels: [],
    assignees: [],
    pull: {
      branch,
      head,
      base,
      baseWas,
      reviewers: owners.filter((owner) => !owner.includes('/') && mayPush(look, owner)),
      teams: owners.flatMap((owner) => (owner.includes('/') ? [owner.slice(owner.indexOf('/') + 1)] : [])),
    },
    ...said(desk, by),
  };
  const number = look.next('issues');
  const follow = { ref: pullRef(number), from: look.id(pullRef(number)), to: head };
  return {
    write: line(`issues/${number}`, event, [follow]),
    then: (after) => withCreated(after, number, (request) => writtenPullShape({ desk, look: after }, request)),
  };
}

function withCreated(look: Look, number: number, shape: (request: Request) => object): Answer {
  const request = look.conversation(number);
  return isRequest(request) ? { status: 201, body: shape(request) } : notFound;
}

/** `branch`, or `owner:branch` where it is our own. */
function branchNamed({ owner }: Desk, head: string): string | undefined {
  const [first = '', second] = head.split(':');
  if (second === undefined) return first;
  return first === owner ? second : undefined;
}

function openPullOf(look: Look, branch: string, base: string): Request | undefined {
  return look
    .conversations()
    .filter((conversation) => isRequest(conversation))
    .find(({ state, pull }) => state === 'open' && pull.branch === branch && pull.base === base);
}

function editPull(asked: Asked, desk: Desk, look: Look): Decision {
  return withPull(asked, look, (request) => {
    const { body, by } = asked;
    const no = by === request.author ? undefined : barred(look, by);
    if (no !== undefined) return no;
    const base = textOf(body, 'base');
    if (base !== undefined && look.id(branchRef(base)) === undefined)
      return invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
    const state = textOf(body, 'state');
    const edit = { title: textOf(body, 'title'), body: textOf(body, 'body') };
    const wrong = tooLong('PullRequest', present(edit)) ?? (state === 'open' ? notReopened(look, request) : undefined);
    if (wrong !== undefined) return wrong;
    const event: ConversationEvent = {
      is: 'edited',
      ...present({ ...edit, base }),
      ...(state === 'open' || state === 'closed' ? { state } : {}),
      ...said(desk, by),
    };
    return {
      write: line(`issues/${request.number}`, event),
      then: (after) => withPullAt(after, request.number, (changed) => writtenPullShape({ desk, look: after }, changed)),
    };
  });
}

function withPullAt(look: Look, number: number, shape: (request: Request) => object): Answer {
  const request = look.conversation(number);
  return isRequest(request) ? ok(shape(request)) : notFound;
}

/** Why a closed request cannot be opened again, or undefined. */
export function notReopened(look: Look, request: Request): Answer | undefined {
  if (request.state === 'open') return undefined;
  const { pull } = request;
  const no = (message: string): Answer =>
    invalid({
      resource: 'PullRequest',
      code: 'invalid',
      field: 'state',
      message: `state cannot be changed. ${message}`,
    });
  if (pull.merged !== undefined) return no('The pull request cannot be reopened.');
  if (look.id(branchRef(pull.branch)) === undefined) return no(`The ${pull.branch} branch has been deleted.`);
  const other = openPullOf(look, pull.branch, pull.base);
  return other === undefined
    ? undefined
    : no(`There is already an open pull request from ${pull.branch} to ${pull.base}.`);
}

function mergePull(asked: Asked, desk: Desk, look: Look): Decision {
  const { body, by } = asked;
  const no = barred(look, by);
  if (no !== undefined) return no;
  return withPull(asked, look, (request) => {
    if (request.state !== 'open') return refused(405, 'Pull Request is not mergeable');
    const wanted = textOf(body, 'sha');
    if (wanted !== undefined && wanted !== headOf(look, request))
      return refused(409, 'Head branch was modified. Review and try the merge again.');
    const method = textOf(body, 'merge_method') ?? 'merge';
    if (method !== 'merge' && method !== 'squash')
      return refused(405, 'Merge method is not allowed on this repository.');
    const order = { method, by, title: textOf(body, 'commit_title'), message: textOf(body, 'commit_message') } as const;
    const planned = planMerge(desk, look, request, order);
    if (!planned.ok)
      return planned.why === 'unreachable'
        ? refused(500, `Server Error: ${planned.detail}`)
        : refused(405, 'Pull Request is not mergeable');
    const { commit, write } = planned.value;
    return { write, then: () => ok({ sha: commit, merged: true, message: 'Pull Request successfully merged' }) };
  });
}

function askReviews(asked: Asked, desk: Desk, look: Look): Decision {
  const { body, by } = asked;
  const no = barred(look, by);
  if (no !== undefined) return no;
  return withPull(asked, look, (request) => {
    const logins = listOf(body, 'reviewers') ?? [];
    const teams = listOf(body, 'team_reviewers') ?? [];
    if (logins.includes(request.author)) return refused(422, 'Review cannot be requested from pull request author.');
    if (logins.some((login) => permissionOf(look, login) === 'none'))
      return refused(
        422,
        `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${desk.owner}/${desk.name} repository.`,
      );
    const event: ConversationEvent = { is: 'reviews-asked', logins, teams, ...said(desk, by) };
    return {
      write: line(`issues/${request.number}`, event),
      then: (after) => {
        const changed = after.conversation(request.number);
        return isRequest(changed) ? { status: 201, body: pullShape({ desk, look: after }, changed) } : notFound;
      },
    };
  });
}
