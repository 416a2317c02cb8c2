/** What GitHub's objects look like, and what they are to us. */

import type { Comment, ForgeFacts, Issue, PullRequest, Release } from '../forge.ts';
import {
  commit,
  flag,
  instant,
  list,
  mapped,
  maybe,
  natural,
  oneOf,
  orElse,
  record,
  text,
  type Reader,
} from './shape.ts';

/** The repository that we work for. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** A request, and what else its answer says. */
export interface SeenRequest extends PullRequest {
  readonly updatedAt: string;
  /** How GraphQL names it. */
  readonly node: string | undefined;
  readonly author: string | undefined;
  /** `clean` where nothing keeps it from being merged, `unknown` where GitHub has not looked yet. */
  readonly mergeable: string | undefined;
}

/** A request from a branch of this repository; undefined where it is another's, or its branch lies elsewhere. */
export function requestOf(place: Place, prefix: string): Reader<SeenRequest | undefined> {
  const read = wholeRequest(place);
  return (value) => {
    const head = headed(value);
    if ('wrong' in head) return head;
    const { ref, repo } = head.value.head;
    const ours = repo !== undefined && isSame(repo.full_name, `${place.owner}/${place.repo}`) && ref.startsWith(prefix);
    return ours ? read(value) : { value: undefined };
  };
}

/** The same, where no other answer makes sense. */
export function ourRequest(place: Place): Reader<SeenRequest> {
  const read = requestOf(place, '');
  return (value) => {
    const reading = read(value);
    if ('wrong' in reading) return reading;
    return reading.value === undefined ? { wrong: ' is not of a branch of this repository' } : { value: reading.value };
  };
}

/** Names of people and repositories differ by more than case. */
export function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

const headed = record({ head: record({ ref: text, repo: maybe(record({ full_name: text })) }) });

const person = record({ login: text });
const logins = mapped(orElse(list(person), []), (people) => people.map(({ login }) => login));
const labels: Reader<readonly string[]> = orElse(
  list((value) =>
    typeof value === 'string' ? text(value) : mapped(record({ name: text }), ({ name }) => name)(value),
  ),
  [],
);
const openOrClosed = oneOf(['open', 'closed']);
const textOrNone = orElse(text, '');

const pull = record({
  number: natural,
  html_url: text,
  state: openOrClosed,
  title: text,
  body: textOrNone,
  head: record({ ref: text, sha: commit }),
  base: record({ ref: text }),
  labels,
  assignees: logins,
  requested_reviewers: logins,
  requested_teams: mapped(orElse(list(record({ slug: text })), []), (teams) => teams.map(({ slug }) => slug)),
  auto_merge: maybe(record({})),
  created_at: instant,
  updated_at: instant,
  closed_at: maybe(instant),
  merged_at: maybe(instant),
  merged_by: maybe(person),
  merge_commit_sha: maybe(commit),
  mergeable_state: maybe(text),
  node_id: maybe(text),
  user: maybe(person),
});

function wholeRequest({ owner }: Place): Reader<SeenRequest> {
  return mapped(pull, (said) => ({
    number: said.number,
    url: said.html_url,
    state: said.merged_at === undefined ? said.state : 'merged',
    title: said.title,
    body: said.body,
    branch: said.head.ref,
    head: said.head.sha,
    base: said.base.ref,
    labels: said.labels,
    assignees: said.assignees,
    reviewers: [...said.requested_reviewers, ...said.requested_teams.map((slug) => `${owner}/${slug}`)],
    autoMerge: said.auto_merge !== undefined,
    createdAt: said.created_at,
    closedAt: said.merged_at ?? said.closed_at,
    closedBy: said.merged_by?.login,
    updatedAt: said.updated_at,
    node: said.node_id,
    author: said.user?.login,
    // Of an open one it is the commit by which GitHub tries whether it merges.
    mergeCommit: said.merged_at === undefined ? undefined : said.merge_commit_sha,
    mergeable: said.mergeable_state,
  }));
}

const issue = record({
  number: natural,
  html_url: text,
  state: openOrClosed,
  title: text,
  body: textOrNone,
  labels,
  assignees: logins,
  created_at: instant,
});

export const readIssue: Reader<Issue> = mapped(issue, (said) => ({
  number: said.number,
  url: said.html_url,
  state: said.state,
  title: said.title,
  body: said.body,
  labels: said.labels,
  assignees: said.assignees,
  createdAt: said.created_at,
}));

/** Who closed an issue or a request. */
export const readCloser: Reader<string | undefined> = mapped(
  record({ closed_by: maybe(person) }),
  ({ closed_by: closer }) => closer?.login,
);

/** Undefined for a request, which GitHub lists among the issues. */
export const readPureIssue: Reader<Issue | undefined> = (value) => {
  const kind = record({ pull_request: maybe(record({})) })(value);
  if ('wrong' in kind) return kind;
  return kind.value.pull_request === undefined ? readIssue(value) : { value: undefined };
};

const comment = record({
  id: natural,
  body: textOrNone,
  created_at: instant,
  user: maybe(record({ login: text, type: maybe(text) })),
  author_association: maybe(text),
});

export const readComment: Reader<Comment> = mapped(comment, (said) => ({
  id: said.id,
  // Somebody whose account is gone is called so by GitHub itself.
  author: said.user?.login ?? 'ghost',
  body: said.body,
  createdAt: said.created_at,
  byOutsider: said.user?.type !== 'Bot' && outsiders.has(said.author_association ?? ''),
}));

const outsiders: ReadonlySet<string> = new Set([
  'NONE',
  'CONTRIBUTOR',
  'FIRST_TIMER',
  'FIRST_TIME_CONTRIBUTOR',
  'MANNEQUIN',
]);

const release = record({ id: natural, html_url: text, tag_name: text, name: textOrNone, body: textOrNone });

export const readRelease: Reader<Release> = mapped(release, (said) => ({
  id: said.id,
  url: said.html_url,
  tag: said.tag_name,
  title: said.name,
  body: said.body,
}));

/** The ways of merging that a repository allows. */
export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface SeenFacts extends ForgeFacts {
  readonly mergeMethod: MergeMethod;
}

const repository = record({
  default_branch: text,
  html_url: maybe(text),
  archived: orElse(flag, false),
  has_issues: orElse(flag, true),
  permissions: maybe(record({ push: maybe(flag) })),
  allow_auto_merge: maybe(flag),
  delete_branch_on_merge: maybe(flag),
  allow_merge_commit: maybe(flag),
  allow_squash_merge: maybe(flag),
});

export const readFacts: Reader<SeenFacts> = mapped(repository, (said) => ({
  defaultBranch: said.default_branch,
  mayPush: said.permissions?.push,
  allowsAutoMerge: said.allow_auto_merge,
  deletesMergedBranches: said.delete_branch_on_merge,
  isArchived: said.archived,
  hasIssues: said.has_issues,
  webUrl: webUrlOf(said.html_url),
  mergeMethod: methodOf(said.allow_merge_commit, said.allow_squash_merge),
}));

function webUrlOf(said: string | undefined): string | undefined {
  return said !== undefined && /^https?:\/\/[^\s/]/.test(said) ? said.replace(/\/+$/, '') : undefined;
}

/** A repository that does not say what it allows takes merge commits, or will say that it does not. */
function methodOf(merge: boolean | undefined, squash: boolean | undefined): MergeMethod {
  if (merge !== false) return 'merge';
  return squash === false ? 'rebase' : 'squash';
}

export const readMerged: Reader<string> = mapped(record({ sha: commit }), ({ sha }) => sha);

/** A request whatever its branch, as far as merging needs it. */
export interface MergeState {
  readonly isMerged: boolean;
  readonly isOpen: boolean;
  readonly head: string;
  readonly mergeCommit: string | undefined;
  readonly mergeable: string | undefined;
  readonly autoMerge: boolean;
  readonly node: string | undefined;
}

export const readMergeState: Reader<MergeState> = mapped(
  record({
    state: openOrClosed,
    head: record({ sha: commit }),
    merged_at: maybe(instant),
    merge_commit_sha: maybe(commit),
    mergeable_state: maybe(text),
    auto_merge: maybe(record({})),
    node_id: maybe(text),
  }),
  (said) => ({
    isMerged: said.merged_at !== undefined,
    isOpen: said.state === 'open',
    head: said.head.sha,
    mergeCommit: said.merge_commit_sha,
    mergeable: said.mergeable_state,
    autoMerge: said.auto_merge !== undefined,
    node: said.node_id,
  }),
);

/** Nothing is wanted of it. */
export const readNothing: Reader<undefined> = () => ({ value: undefined });

/** What GraphQL refused, in its own words. */
export interface GraphError {
  readonly type: string | undefined;
  readonly message: string;
}

/** Nothing where it did as asked. */
export const readGraphErrors: Reader<readonly GraphError[]> = mapped(
  record({ errors: orElse(list(record({ message: text, type: maybe(text) })), []) }),
  ({ errors }) => errors,
);
