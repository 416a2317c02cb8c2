/** The objects of the embedded forge as GitHub writes them in JSON. */

import type { Desk } from './desk.ts';
import type { StatusEvent } from './events.ts';
import type { Comment, Conversation, Label, Release } from './fold.ts';
import { mayPush } from './people.ts';
import { branchRef, headOf, mergeState, type MergeState, type Request } from './requests.ts';
import type { Look } from './store.ts';

/** What shapes are made with. */
export interface Frame {
  readonly desk: Desk;
  readonly look: Look;
}

export function apiUrl({ desk }: Frame, path: string): string {
  return `${desk.web}/repos/${desk.owner}/${desk.name}${path}`;
}

function webUrl({ desk }: Frame, path: string): string {
  return `${desk.web}/${desk.owner}/${desk.name}${path}`;
}

export function userShape(login: string): object {
  return {
    login,
    id: numberFor(login),
    node_id: `U_${login}`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  };
}

/** The same number for a name, everywhere. */
function numberFor(name: string): number {
  let number = 7;
  for (const character of name) number = (number * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  return number;
}

/** By which a client tells whom to trust. */
function associationOf({ look }: Frame, login: string): string {
  return mayPush(look, login) ? 'COLLABORATOR' : 'NONE';
}

function teamShape({ desk }: Frame, slug: string): object {
  return {
    id: numberFor(slug),
    slug,
    name: slug,
    permission: 'push',
    url: `${desk.web}/orgs/${desk.owner}/teams/${slug}`,
  };
}

/** A label as the repository knows it, or as GitHub makes one that it is told of for the first time. */
export function labelShape(frame: Frame, name: string): object {
  const known: Label = frame.look.house().labels.get(name.toLowerCase()) ?? {
    name,
    color: 'ededed',
    description: null,
  };
  return {
    id: numberFor(known.name),
    node_id: `LA_${numberFor(known.name)}`,
    url: apiUrl(frame, `/labels/${encodeURIComponent(known.name)}`),
    name: known.name,
    color: known.color,
    default: false,
    description: known.description,
  };
}

export function repositoryShape(frame: Frame, defaultBranch: string, mayPush: boolean): object {
  const { desk } = frame;
  const house = frame.look.house();
  return {
    id: numberFor(`${desk.owner}/${desk.name}`),
    node_id: `R_${desk.name}`,
    name: desk.name,
    full_name: `${desk.owner}/${desk.name}`,
    private: true,
    owner: userShape(desk.owner),
    html_url: webUrl(frame, ''),
    description: null,
    fork: false,
    url: apiUrl(frame, ''),
    default_branch: defaultBranch,
    archived: house.isArchived,
    disabled: false,
    has_issues: house.hasIssues,
    allow_auto_merge: house.allowsAutoMerge,
    delete_branch_on_merge: house.deletesMergedBranches,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: false,
    permissions: { admin: mayPush, maintain: mayPush, push: mayPush, triage: mayPush, pull: true },
  };
}

/** An issue, or a request seen as one. */
export function issueShape(frame: Frame, conversation: Conversation): object {
  const { number, title, body, state, reason, labels, assignees, pull } = conversation;
  const people = assignees.map(userShape);
  const seen = pull === undefined ? 'issues' : 'pull';
  return {
    id: number,
    node_id: `I_${number}`,
    url: apiUrl(frame, `/issues/${number}`),
    repository_url: apiUrl(frame, ''),
    comments_url: apiUrl(frame, `/issues/${number}/comments`),
    html_url: webUrl(frame, `/${seen}/${number}`),
    number,
    title,
    body: body === '' ? null : body,
    user: userShape(conversation.author),
    labels: labels.map((name) => labelShape(frame, name)),
    state,
    state_reason: reason,
    locked: false,
    assignee: people[0] ?? null,
    assignees: people,
    milestone: null,
    comments: conversation.comments.length,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
    closed_at: conversation.closedAt,
    closed_by: conversation.closedBy === null ? null : userShape(conversation.closedBy),
    author_association: associationOf(frame, conversation.author),
    ...(pull === undefined
      ? {}
      : {
          draft: false,
          pull_request: {
            url: apiUrl(frame, `/pulls/${number}`),
            html_url: webUrl(frame, `/pull/${number}`),
            merged_at: pull.merged?.at ?? null,
          },
        }),
  };
}

/** A request as lists show it. */
export function pullShape(frame: Frame, request: Request): object {
  const { desk, look } = frame;
  const { number, pull, state } = request;
  const head = headOf(look, request);
  const baseId = state === 'open' ? (look.id(branchRef(pull.base)) ?? pull.baseWas) : pull.baseWas;
  const repo = { name: desk.name, full_name: `${desk.owner}/${desk.name}`, owner: userShape(desk.owner) };
  const end = (ref: string, sha: string): object => ({
    label: `${desk.owner}:${ref}`,
    ref,
    sha,
    user: userShape(desk.owner),
    repo,
  });
  const {
    closed_by: _,
    pull_request: __,
    comments: ___,
    ...shared
  } = issueShape(frame, request) as Record<string, unknown>;
  return {
    ...shared,
    id: number,
    node_id: nodeId(number),
    url: apiUrl(frame, `/pulls/${number}`),
    issue_url: apiUrl(frame, `/issues/${number}`),
    draft: false,
    head: end(pull.branch, head),
    base: end(pull.base, baseId),
    requested_reviewers: pull.reviewers.map(userShape),
    requested_teams: pull.teams.map((team) => teamShape(frame, team)),
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? null,
    auto_merge:
      pull.autoMerge === undefined
        ? null
        : {
            enabled_by: userShape(pull.autoMerge.by),
            merge_method: pull.autoMerge.method,
            commit_title: null,
            commit_message: null,
          },
  };
}

/** A request as it is shown by itself. */
export function wholePullShape(frame: Frame, request: Request): object {
  const mergeable = request.state === 'open' ? mergeState(frame.desk, frame.look, request) : undefined;
  return writtenPullShape(frame, request, mergeable);
}

/** A request as it is shown when it was just written: as on GitHub, nobody knows yet whether it merges. */
export function writtenPullShape(frame: Frame, request: Request, mergeable?: MergeState): object {
  const { pull } = request;
  return {
    ...pullShape(frame, request),
    merged: pull.merged !== undefined,
    merged_by: pull.merged === undefined ? null : userShape(pull.merged.by),
    mergeable: mergeable === undefined ? null : mergeable !== 'dirty',
    mergeable_state: mergeable ?? 'unknown',
    rebaseable: false,
    comments: request.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
  };
}

/** By which GraphQL knows a request. */
export function nodeId(number: number): string {
  return `PR_${number}`;
}

/** Comments are counted within their conversation, so that no two writers can give one number twice. */
export function commentId(number: number, comment: number): number {
  return number * commentsEach + comment;
}

export function commentOf(id: number): { readonly number: number; readonly comment: number } {
  return { number: Math.floor(id / commentsEach), comment: id % commentsEach };
}

/** How many comments a conversation may have, and one more. */
export const commentsEach = 100_000;

export function commentShape(
  frame: Frame,
  { number, comment, said }: { number: number; comment: number; said: Comment },
): object {
  const id = commentId(number, comment);
  return {
    id,
    node_id: `IC_${id}`,
    url: apiUrl(frame, `/issues/comments/${id}`),
    html_url: webUrl(frame, `/issues/${number}#issuecomment-${id}`),
    issue_url: apiUrl(frame, `/issues/${number}`),
    user: userShape(said.author),
    body: said.body,
    created_at: said.createdAt,
    updated_at: said.updatedAt,
    author_association: associationOf(frame, said.author),
  };
}

export function releaseShape(frame: Frame, release: Release): object {
  const { id, tag, name, body, draft, prerelease, createdAt } = release;
  return {
    id,
    node_id: `RE_${id}`,
    url: apiUrl(frame, `/releases/${id}`),
    html_url: webUrl(frame, `/releases/tag/${tag}`),
    tag_name: tag,
    target_commitish: frame.look.id(`refs/tags/${tag}`) ?? '',
    name,
    body,
    draft,
    prerelease,
    author: userShape(release.author),
    created_at: createdAt,
    published_at: draft ? null : createdAt,
    updated_at: release.updatedAt,
    assets: [],
  };
}

export function statusShape(frame: Frame, sha: string, event: StatusEvent): object {
  return {
    id: numberFor(`${sha} ${event.context} ${event.at} ${event.state}`),
    url: apiUrl(frame, `/statuses/${sha}`),
    state: event.state,
    context: event.context,
    description: event.description,
    target_url: event.url,
    created_at: event.at,
    updated_at: event.at,
    creator: userShape(event.by),
  };
}

export function refShape(frame: Frame, ref: string, sha: string): object {
  const type = frame.look.commit(ref) === sha ? 'commit' : 'tag';
  return {
    ref,
    node_id: `REF_${ref}`,
    url: apiUrl(frame, `/git/${ref}`),
    object: { sha, type, url: apiUrl(frame, `/git/${type}s/${sha}`) },
  };
}
