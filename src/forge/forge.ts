/**
 * What the product needs from a forge: pull requests, issues, releases, and nothing that a particular forge happens to
 * offer. Every write may be lost or applied without an answer; an adapter looks it up before it says so.
 */

import type { Outcome } from '../core/outcome.ts';

export interface Forge {
  /** How it is called in messages: `github.com/cc/fleet`, or the folder of an embedded one. */
  readonly name: string;
  /** What every request costs, and how far the limits are. */
  readonly spent: () => Spent;
  facts(): Promise<Outcome<ForgeFacts>>;
  /** Open requests from branches of this repository below `prefix` (`tidemark/`), with their labels and assignees. */
  openRequests(prefix: string): Promise<Outcome<readonly PullRequest[]>>;
  /** Closed and merged ones of those branches that were touched since an instant. */
  closedRequests(prefix: string, since: string): Promise<Outcome<readonly PullRequest[]>>;
  /** Opens a request, or finds the open one of its branch where the answer was lost: never a second. */
  openRequest(draft: RequestDraft): Promise<Outcome<PullRequest>>;
  request(number: number): Promise<Outcome<PullRequest>>;
  /** Who closed or merged it, which listings do not tell; undefined where the forge does not say. */
  closer(number: number): Promise<Outcome<string | undefined>>;
  /** Asks for reviews; people whom the forge does not know are left out and named. */
  askReviews(number: number, logins: readonly string[]): Promise<Outcome<LeftOut>>;
  /** Lets a request merge itself when its checks pass; merges it where they have passed already. */
  mergeWhenReady(request: PullRequest): Promise<Outcome<'waiting' | 'merged'>>;
  /** Takes back that a request merges itself. */
  stopMerging(number: number): Promise<Outcome<undefined>>;
  /** Merges only while the head is the commit that was named. */
  mergeRequest(number: number, head: string): Promise<Outcome<string>>;

  /** Open and closed issues, and no requests, that bear a label; touched since an instant where one is given. */
  issues(label: string, filter: IssueFilter): Promise<Outcome<readonly Issue[]>>;
  /** Opens an issue; `marker` is a text of the body by which it is found again where the answer was lost. */
  openIssue(draft: IssueDraft): Promise<Outcome<Issue & LeftOut>>;
  /** Changes an issue or a request in one write; assignees whom the forge does not know are left out and named. */
  edit(number: number, edit: Edit): Promise<Outcome<Issue & LeftOut>>;
  comments(number: number): Promise<Outcome<readonly Comment[]>>;
  /** `marker` is a text of the body; where a comment with it is there already, nothing is written. */
  comment(number: number, body: string, marker: string): Promise<Outcome<Comment>>;
  editComment(id: number, body: string): Promise<Outcome<Comment>>;

  /** The release of a tag; `gone` where there is none. */
  release(tag: string): Promise<Outcome<Release>>;
  /** Makes the release of a tag, or makes the one that is there say this. */
  writeRelease(draft: ReleaseDraft): Promise<Outcome<Release>>;
}

export interface ForgeFacts {
  readonly defaultBranch: string;
  /** What our token may do; undefined where the forge does not say. */
  readonly mayPush: boolean | undefined;
  readonly allowsAutoMerge: boolean | undefined;
  readonly deletesMergedBranches: boolean | undefined;
  readonly isArchived: boolean;
  readonly hasIssues: boolean;
  /** Where people see it, without a slash at the end; undefined where there are no pages. */
  readonly webUrl: string | undefined;
}

/** Where people see a request, an issue or a release; undefined where nobody serves pages. */
export function pageOf({ url }: { readonly url: string }): string | undefined {
  return url === '' ? undefined : url;
}

export interface Spent {
  readonly reads: number;
  readonly writes: number;
}

export interface PullRequest {
  readonly number: number;
  /** Its page; empty where nobody serves one. */
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly title: string;
  readonly body: string;
  /** The branch without `refs/heads/`, and the commit that it stood at. */
  readonly branch: string;
  readonly head: string;
  readonly base: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly reviewers: readonly string[];
  readonly autoMerge: boolean;
  /** Instants, ISO 8601. */
  readonly createdAt: string;
  readonly closedAt: string | undefined;
  /** Who closed or merged it, where the forge says so. */
  readonly closedBy: string | undefined;
  /** The commit that brought a merged one to its base; undefined for others, and where the forge does not say. */
  readonly mergeCommit: string | undefined;
}

export interface RequestDraft {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

export interface Issue {
  readonly number: number;
  /** Its page; empty where nobody serves one. */
  readonly url: string;
  readonly state: 'open' | 'closed';
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly createdAt: string;
}

export interface IssueFilter {
  readonly state: 'open' | 'all';
  readonly since?: string;
}

export interface IssueDraft {
  readonly title: string;
  readonly body: string;
  readonly marker: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
}

/** What is left out stays as it is; lists replace. */
export interface Edit {
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'open' | 'closed';
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
}

/** People whom the forge refused. */
export interface LeftOut {
  readonly leftOut: readonly string[];
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly createdAt: string;
  /** By somebody without rights here, as far as the forge says: a marker in it proves nothing. */
  readonly byOutsider: boolean;
}

export interface ReleaseDraft {
  readonly tag: string;
  readonly title: string;
  readonly body: string;
}

export interface Release extends ReleaseDraft {
  readonly id: number;
  /** Its page; empty where nobody serves one. */
  readonly url: string;
}

/** Time, as an adapter needs it: the clock in milliseconds, and waiting. */
export interface Pace {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** The way to a REST API: the global `fetch`, or an application in this process. */
export type Fetch = (request: Request) => Promise<Response>;
