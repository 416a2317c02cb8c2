/**
 * Issues and requests are changed in one write. On GitHub a request is an issue; a server that speaks like it may keep them
 * apart, which is asked once, before the first write: then a request is changed piece by piece, its labels first: a
 * run that dies in between finds text that is not what it should be, and goes on.
 */

import { succeeded, type Outcome } from '../../core/outcome.ts';
import type { Edit, Issue, LeftOut } from '../forge.ts';
import { ourRequest, readIssue, readNothing } from './answers.ts';
import { checkLength } from './lengths.ts';
import { withAssignees } from './people.ts';
import { seeRequest } from './pull-requests.ts';
import type { Repository } from './repository.ts';
import type { Reply } from './send.ts';

export async function editIssue(repository: Repository, number: number, edit: Edit): Promise<Outcome<Issue & LeftOut>> {
  const tooLong = checkLength(edit);
  if (tooLong !== undefined) return tooLong;
  const isApart = await areRequestsApart(repository, number);
  if (!isApart.ok) return isApart;
  if (isApart.value) return await editRequest(repository, number, edit);
  const { assignees, ...rest } = edit;
  if (assignees !== undefined) {
    return await withAssignees(repository.people, assignees, async (able) =>
      patch(repository, number, { ...rest, assignees: able }),
    );
  }
  const said = await patch(repository, number, rest);
  return said.ok ? succeeded({ ...said.value, leftOut: [] }) : said;
}

async function patch({ sender, place }: Repository, number: number, edit: Edit): Promise<Reply<Issue>> {
  const { labels, assignees, ...texts } = edit;
  return await sender.send({
    to: `change number ${number}`,
    cost: 'change',
    ask: (octokit) =>
      octokit.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        ...place,
        issue_number: number,
        ...texts,
        ...(labels === undefined ? {} : { labels: [...labels] }),
        ...(assignees === undefined ? {} : { assignees: [...assignees] }),
      }),
    read: readIssue,
  });
}

/** Whether this number is a request of a server that does not call it an issue. */
async function areRequestsApart({ sender, place, requests }: Repository, number: number): Promise<Outcome<boolean>> {
  if (!requests.seen.has(number)) return succeeded(false);
  if (requests.areIssues === undefined) {
    const first = await isIssue({ sender, place }, number);
    if (!first.ok) return first;
    // One that was opened a moment ago may not be seen everywhere yet.
    if (!first.value) await sender.wait(1000);
    const seen = first.value ? first : await isIssue({ sender, place }, number);
    if (!seen.ok) return seen;
    requests.areIssues = seen.value;
  }
  return succeeded(!requests.areIssues);
}

async function isIssue(
  { sender, place }: Pick<Repository, 'sender' | 'place'>,
  number: number,
): Promise<Outcome<boolean>> {
  const seen = await sender.send({
    to: `read number ${number}`,
    cost: 'read',
    ask: (octokit) =>
      octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}', { ...place, issue_number: number }),
    read: readNothing,
  });
  return seen.ok || seen.why === 'gone' ? succeeded(seen.ok) : seen;
}

/** Nobody can be assigned there, so everybody is left out. */
async function editRequest(repository: Repository, number: number, edit: Edit): Promise<Outcome<Issue & LeftOut>> {
  const { sender, place } = repository;
  const { labels, assignees = [], ...texts } = edit;
  if (labels !== undefined) {
    const labelled = await sender.send({
      to: `label request ${number}`,
      cost: 'change',
      ask: (octokit) =>
        octokit.request('PUT /repos/{owner}/{repo}/issues/{issue_number}/labels', {
          ...place,
          issue_number: number,
          labels: [...labels],
        }),
      read: readNothing,
    });
    if (!labelled.ok) return labelled;
  }
  if (Object.keys(texts).length > 0) {
    const changed = await sender.send({
      to: `change request ${number}`,
      cost: 'change',
      ask: (octokit) =>
        octokit.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { ...place, pull_number: number, ...texts }),
      read: ourRequest(place),
    });
    if (!changed.ok) return changed;
  }
  const seen = await seeRequest(repository, number);
  if (!seen.ok) return seen;
  const { url, title, body, labels: labelled, assignees: there, createdAt } = seen.value;
  const state = seen.value.state === 'open' ? 'open' : 'closed';
  return succeeded({
    number,
    url,
    state,
    title,
    body,
    labels: labelled,
    assignees: there,
    createdAt,
    leftOut: assignees,
  });
}
