/** The part of GitHub's API that is about issues; a request is an issue too. */

import { byteOrder } from '../../core/order.ts';
import {
  created,
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
import { line, said, type Decision, type Desk } from './desk.ts';
import type { ConversationEvent } from './events.ts';
import type { Conversation } from './fold.ts';
import { barred, mayPush, permissionOf } from './people.ts';
import { notReopened } from './pull-routes.ts';
import { isRequest } from './requests.ts';
import { numberOf, type Route } from './routes.ts';
import { commentId, commentOf, commentsEach, commentShape, issueShape, labelShape } from './shapes.ts';
import type { Look } from './store.ts';

export const issueRoutes: readonly Route[] = [
  { method: 'GET', path: '/issues', decide: listIssues },
  { method: 'POST', path: '/issues', decide: openIssue },
  { method: 'PATCH', path: '/issues/comments/:number', decide: editComment },
  { method: 'GET', path: '/issues/comments/:number', decide: oneComment },
  {
    method: 'GET',
    path: '/issues/:number',
    decide: (asked, desk, look) => withIssue(asked, look, (issue) => ok(issueShape({ desk, look }, issue))),
  },
  { method: 'PATCH', path: '/issues/:number', decide: editIssue },
  { method: 'GET', path: '/issues/:number/comments', decide: listComments },
  { method: 'POST', path: '/issues/:number/comments', decide: comment },
  {
    method: 'GET',
    path: '/issues/:number/labels',
    decide: (asked, desk, look) =>
      withIssue(asked, look, ({ labels }) => paged(asked, labels, (name) => labelShape({ desk, look }, name))),
  },
  { method: 'POST', path: '/issues/:number/labels', decide: addLabels },
  { method: 'DELETE', path: '/issues/:number/labels/:label', decide: removeLabel },
];

function withIssue(asked: Asked, look: Look, make: (conversation: Conversation) => Decision): Decision {
  const found = look.conversation(numberOf(asked));
  return found === undefined ? notFound : make(found);
}

function listIssues(asked: Asked, desk: Desk, look: Look): Answer {
  const { query } = asked;
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const since = query.get('since');
  const [assignee, creator] = [query.get('assignee'), query.get('creator')];
  const found = look
    .conversations()
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => labels.every((label) => hasLabel(issue, label)))
    .filter((issue) => since === null || Date.parse(issue.updatedAt) >= Date.parse(since))
    .filter((issue) => assignee === null || issue.assignees.includes(assignee))
    .filter((issue) => creator === null || issue.author === creator);
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  found.sort((a, b) => byteOrder(a[key], b[key]) || a.number - b.number);
  if ((query.get('direction') ?? 'desc') !== 'asc') found.reverse();
  return paged(asked, found, (issue) => issueShape({ desk, look }, issue));
}

function hasLabel({ labels }: Conversation, label: string): boolean {
  return labels.some((name) => name.toLowerCase() === label.toLowerCase());
}

function openIssue(asked: Asked, desk: Desk, look: Look): Decision {
  const { body, by } = asked;
  if (look.house().isArchived) return refused(403, 'Repository was archived so is read-only.');
  if (!look.house().hasIssues) return refused(410, 'Issues has been disabled in this repository.');
  const title = textOf(body, 'title') ?? '';
  const text = textOf(body, 'body') ?? '';
  if (title.trim() === '') return invalid({ resource: 'Issue', field: 'title', code: 'missing_field' });
  // As on GitHub, what somebody may not set is passed over in silence.
  const trusted = mayPush(look, by);
  const labels = trusted ? (listOf(body, 'labels') ?? []) : [];
  const assignees = trusted ? (listOf(body, 'assignees') ?? []) : [];
  const wrong = tooLong('Issue', { title, body: text }) ?? wrongLabels(labels) ?? wrongAssignees(look, assignees);
  if (wrong !== undefined) return wrong;
  const number = look.next('issues');
  const event: ConversationEvent = { is: 'opened', title, body: text, labels, assignees, ...said(desk, by) };
  return { write: line(`issues/${number}`, event), then: (after) => seen(desk, after, number, 201) };
}

function seen(desk: Desk, look: Look, number: number, status: number): Answer {
  const issue = look.conversation(number);
  return issue === undefined ? notFound : { status, body: issueShape({ desk, look }, issue) };
}

function wrongLabels(labels: readonly string[]): Answer | undefined {
  const wrong = labels.filter((name) => name.trim() === '' || name.length > 50 || name.includes(','));
  if (wrong.length === 0) return undefined;
  return invalid(...wrong.map((value) => ({ value, resource: 'Label', field: 'name', code: 'invalid' }) as const));
}

function wrongAssignees(look: Look, assignees: readonly string[]): Answer | undefined {
  const wrong = assignees.filter((login) => permissionOf(look, login) === 'none');
  if (wrong.length === 0) return undefined;
  return invalid(...wrong.map((value) => ({ value, resource: 'Issue', field: 'assignees', code: 'invalid' }) as const));
}

function editIssue(asked: Asked, desk: Desk, look: Look): Decision {
  return withIssue(asked, look, (issue) => {
    const { body, by } = asked;
    const no = by === issue.author && !look.house().isArchived ? undefined : barred(look, by);
    if (no !== undefined) return no;
    const trusted = mayPush(look, by);
    const state = textOf(body, 'state');
    if (state !== undefined && state !== 'open' && state !== 'closed')
      return invalid({ resource: 'Issue', field: 'state', code: 'invalid' });
    const edit = {
      title: textOf(body, 'title'),
      body: body['body'] === null ? '' : textOf(body, 'body'),
      state,
      reason: textOf(body, 'state_reason'),
      labels: trusted ? listOf(body, 'labels') : undefined,
      assignees: trusted ? listOf(body, 'assignees') : undefined,
    } as const;
    const { title = issue.title, body: text = '', labels = [], assignees = [] } = edit;
    if (title.trim() === '') return invalid({ resource: 'Issue', field: 'title', code: 'missing_field' });
    const wrong =
      tooLong('Issue', { title, body: text }) ??
      wrongLabels(labels) ??
      wrongAssignees(look, assignees) ??
      (state === 'open' && isRequest(issue) ? notReopened(look, issue) : undefined);
    if (wrong !== undefined) return wrong;
    const event: ConversationEvent = { is: 'edited', ...present(edit), ...said(desk, by) };
    return { write: line(`issues/${issue.number}`, event), then: (after) => seen(desk, after, issue.number, 200) };
  });
}

function listComments(asked: Asked, desk: Desk, look: Look): Decision {
  return withIssue(asked, look, ({ number, comments }) => {
    const since = asked.query.get('since');
    const numbered = comments
      .map((said, index) => ({ number, comment: index + 1, said }))
      .filter(({ said }) => since === null || Date.parse(said.updatedAt) >= Date.parse(since));
    return paged(asked, numbered, (each) => commentShape({ desk, look }, each));
  });
}

function comment(asked: Asked, desk: Desk, look: Look): Decision {
  return withIssue(asked, look, ({ number, comments }) => {
    const text = textOf(asked.body, 'body') ?? '';
    if (look.house().isArchived) return refused(403, 'Repository was archived so is read-only.');
    if (text.trim() === '') return invalid({ resource: 'IssueComment', field: 'body', code: 'missing_field' });
    const long = tooLong('IssueComment', { body: text });
    if (long !== undefined) return long;
    if (comments.length + 1 >= commentsEach)
      return refused(403, 'Commenting is disabled on issues with more than 2500 comments');
    const event: ConversationEvent = { is: 'commented', body: text, ...said(desk, asked.by) };
    return {
      write: line(`issues/${number}`, event),
      then: (after) => seenComment(desk, after, commentId(number, comments.length + 1), 201),
    };
  });
}

function seenComment(desk: Desk, look: Look, id: number, status: number): Answer {
  const { number, comment } = commentOf(id);
  const said = look.conversation(number)?.comments[comment - 1];
  return said === undefined ? notFound : { status, body: commentShape({ desk, look }, { number, comment, said }) };
}

function oneComment(asked: Asked, desk: Desk, look: Look): Decision {
  return seenComment(desk, look, numberOf(asked), 200);
}

function editComment(asked: Asked, desk: Desk, look: Look): Decision {
  const id = numberOf(asked);
  const { number, comment } = commentOf(id);
  const there = look.conversation(number)?.comments[comment - 1];
  if (there === undefined) return notFound;
  const no = there.author === asked.by ? undefined : barred(look, asked.by);
  const text = textOf(asked.body, 'body') ?? '';
  const wrong = no ?? tooLong('IssueComment', { body: text });
  if (wrong !== undefined) return wrong;
  const event: ConversationEvent = { is: 'comment-edited', comment, body: text, ...said(desk, asked.by) };
  return { write: line(`issues/${number}`, event), then: (after) => seenComment(desk, after, id, 200) };
}

function addLabels(asked: Asked, desk: Desk, look: Look): Decision {
  return changeLabels(asked, { desk, look }, (labels) => [
    ...new Set([...labels, ...(listOf(asked.body, 'labels') ?? [])]),
  ]);
}

function removeLabel(asked: Asked, desk: Desk, look: Look): Decision {
  return withIssue(asked, look, (issue) => {
    const label = asked.param('label');
    if (!hasLabel(issue, label)) return refused(404, 'Label does not exist');
    return changeLabels(asked, { desk, look }, (labels) =>
      labels.filter((name) => name.toLowerCase() !== label.toLowerCase()),
    );
  });
}

function changeLabels(
  asked: Asked,
  { desk, look }: { readonly desk: Desk; readonly look: Look },
  change: (labels: readonly string[]) => readonly string[],
): Decision {
  return withIssue(asked, look, (issue) => {
    const labels = change(issue.labels);
    const wrong = barred(look, asked.by) ?? wrongLabels(labels);
    if (wrong !== undefined) return wrong;
    const event: ConversationEvent = { is: 'edited', labels, ...said(desk, asked.by) };
    return {
      write: line(`issues/${issue.number}`, event),
      then: (after) => ok(labels.map((name) => labelShape({ desk, look: after }, name))),
    };
  });
}

export const labelRoutes: readonly Route[] = [
  { method: 'GET', path: '/labels', decide: listLabels },
  { method: 'GET', path: '/labels/:label', decide: oneLabel },
  { method: 'POST', path: '/labels', decide: makeLabel },
];

/** Labels that were made, and those that something bears. */
function labelNames(look: Look): readonly string[] {
  const names = [...look.house().labels.values()].map(({ name }) => name);
  const all = [...names, ...look.conversations().flatMap(({ labels }) => labels)];
  return [...new Map(all.toReversed().map((name) => [name.toLowerCase(), name])).values()].toSorted(byteOrder);
}

function listLabels(asked: Asked, desk: Desk, look: Look): Answer {
  return paged(asked, labelNames(look), (name) => labelShape({ desk, look }, name));
}

function oneLabel(asked: Asked, desk: Desk, look: Look): Answer {
  const found = labelNames(look).find((name) => name.toLowerCase() === asked.param('label').toLowerCase());
  return found === undefined ? notFound : ok(labelShape({ desk, look }, found));
}

function makeLabel(asked: Asked, desk: Desk, look: Look): Decision {
  const { body, by } = asked;
  const name = textOf(body, 'name') ?? '';
  const wrong = barred(look, by) ?? wrongLabels([name]);
  if (wrong !== undefined) return wrong;
  if (look.house().labels.has(name.toLowerCase()))
    return invalid({ resource: 'Label', code: 'already_exists', field: 'name' });
  const color = textOf(body, 'color') ?? 'ededed';
  const description = textOf(body, 'description') ?? null;
  return {
    write: line('settings', { is: 'label', name, color, description, ...said(desk, by) }),
    then: (after) => created(labelShape({ desk, look: after }, name)),
  };
}
