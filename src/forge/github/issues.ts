/** Issues: listed by a label, and opened once. */

import { succeeded, type Outcome } from '../../core/outcome.ts';
import type { Issue, IssueDraft, IssueFilter, LeftOut } from '../forge.ts';
import { isSame, readIssue, readPureIssue } from './answers.ts';
import { checkLength } from './lengths.ts';
import { withAssignees } from './people.ts';
import { eachOnce, perPage, readPages, type Repository } from './repository.ts';
import { list } from './shape.ts';

export async function listIssues(
  repository: Repository,
  label: string,
  { state, since }: IssueFilter,
): Promise<Outcome<readonly Issue[]>> {
  const listed = await readPages(repository, {
    to: `list the issues labelled ${label}`,
    ask: (octokit, page) =>
      octokit.request('GET /repos/{owner}/{repo}/issues', {
        ...repository.place,
        labels: label,
        state,
        sort: 'created',
        direction: 'asc',
        per_page: perPage,
        ...(since === undefined ? {} : { since }),
        ...page,
      }),
    entry: readPureIssue,
  });
  if (!listed.ok) return listed;
  const labelled = listed.value.filter((issue) => issue.labels.some((name) => isSame(name, label)));
  return succeeded(eachOnce(labelled, ({ number }) => number));
}

export async function openIssue(repository: Repository, draft: IssueDraft): Promise<Outcome<Issue & LeftOut>> {
  const tooLong = checkLength(draft);
  if (tooLong !== undefined) return tooLong;
  const { sender, place, people } = repository;
  return await withAssignees(people, draft.assignees, async (assignees) =>
    sender.send({
      to: `open the issue “${draft.title}”`,
      cost: 'creation',
      ask: (octokit) =>
        octokit.request('POST /repos/{owner}/{repo}/issues', {
          ...place,
          title: draft.title,
          body: draft.body,
          labels: [...draft.labels],
          assignees: [...assignees],
        }),
      read: readIssue,
      lookUp: async () => issueWith(repository, draft),
    }),
  );
}

/** The open issue that was made a moment ago: the newest come first, and a search would not know it yet. */
async function issueWith(
  { sender, place }: Repository,
  { labels, marker, title }: IssueDraft,
): Promise<Outcome<Issue | undefined>> {
  const listed = await sender.send({
    to: `look for the issue “${title}”`,
    cost: 'read',
    ask: (octokit) =>
      octokit.request('GET /repos/{owner}/{repo}/issues', {
        ...place,
        ...(labels.length === 0 ? {} : { labels: labels.join(',') }),
        state: 'open',
        sort: 'created',
        direction: 'desc',
        per_page: perPage,
      }),
    read: list(readPureIssue),
  });
  if (!listed.ok) return listed;
  const bears = (issue: Issue): boolean =>
    issue.body.includes(marker) && labels.every((label) => issue.labels.some((name) => isSame(name, label)));
  return succeeded(listed.value.find((issue) => issue !== undefined && bears(issue)));
}
