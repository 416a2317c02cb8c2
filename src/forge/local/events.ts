/** What happened on the embedded forge: the lines of its logs. State is nothing but a fold over them. */

/** Who did it, and when: ISO 8601, to the second. */
export interface Said {
  readonly at: string;
  readonly by: string;
}

export type MergeMethod = 'merge' | 'squash';

/** What happened to an issue or a pull request. A request is an issue with a branch. */
export type ConversationEvent = Said &
  (
    | {
        readonly is: 'opened';
        readonly title: string;
        readonly body: string;
        readonly labels: readonly string[];
        readonly assignees: readonly string[];
        readonly pull?: OpenedPull;
      }
    | {
        readonly is: 'edited';
        readonly title?: string;
        readonly body?: string;
        readonly state?: 'open' | 'closed';
        readonly reason?: string;
        readonly labels?: readonly string[];
        readonly assignees?: readonly string[];
        readonly base?: string;
      }
    | { readonly is: 'commented'; readonly body: string }
    /** `comment` counts the comments of this conversation from 1. */
    | { readonly is: 'comment-edited'; readonly comment: number; readonly body: string }
    | { readonly is: 'reviews-asked'; readonly logins: readonly string[]; readonly teams: readonly string[] }
    | { readonly is: 'pushed'; readonly head: string }
    | { readonly is: 'auto-merge'; readonly method: MergeMethod | 'off' }
    /** `baseWas` is what the base branch held before. */
    | { readonly is: 'merged'; readonly commit: string; readonly head: string; readonly baseWas: string }
  );

export interface OpenedPull {
  /** Without `refs/heads/`. */
  readonly branch: string;
  readonly head: string;
  readonly base: string;
  /** Where the base branch stood. */
  readonly baseWas: string;
  readonly reviewers: readonly string[];
  readonly teams: readonly string[];
}

export type ReleaseEvent = Said & {
  readonly is: 'released' | 'edited';
  readonly tag?: string;
  readonly name?: string;
  readonly body?: string;
  readonly draft?: boolean;
  readonly prerelease?: boolean;
};

export type StatusState = 'error' | 'failure' | 'pending' | 'success';

export type StatusEvent = Said & {
  readonly is: 'status';
  readonly state: StatusState;
  readonly context: string;
  readonly description: string | null;
  readonly url: string | null;
};

/** A change of the repository's settings. */
export type SettingsEvent = Said &
  (
    | { readonly is: 'set'; readonly settings: Partial<Settings> }
    /** The first makes a list of people where everybody was one before. */
    | { readonly is: 'collaborator'; readonly login: string; readonly permission: 'write' | 'admin' | 'none' }
    | { readonly is: 'label'; readonly name: string; readonly color: string; readonly description: string | null }
  );

export interface Settings {
  readonly defaultBranch: string | undefined;
  readonly allowsAutoMerge: boolean;
  readonly deletesMergedBranches: boolean;
  readonly isArchived: boolean;
  readonly hasIssues: boolean;
}

export type ForgeEvent = ConversationEvent | ReleaseEvent | StatusEvent | SettingsEvent;
