/** From the lines of a log to the state of what it is about. Pure: the same log gives the same state. */

import type {
  ConversationEvent,
  MergeMethod,
  OpenedPull,
  ReleaseEvent,
  Settings,
  SettingsEvent,
  StatusEvent,
} from './events.ts';

/** An issue or a pull request. */
export interface Conversation {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  readonly reason: string | null;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly author: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly comments: readonly Comment[];
  /** Undefined for an issue. */
  readonly pull: Pull | undefined;
}

export interface Pull extends OpenedPull {
  readonly autoMerge: { readonly by: string; readonly method: MergeMethod } | undefined;
  readonly merged: { readonly commit: string; readonly at: string; readonly by: string } | undefined;
}

export interface Comment {
  readonly author: string;
  readonly body: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Undefined for a log that does not begin with its opening. */
export function foldConversation(number: number, events: readonly ConversationEvent[]): Conversation | undefined {
  const [first, ...rest] = events;
  if (first?.is !== 'opened') return undefined;
  const { title, body, labels, assignees, at, by, pull } = first;
  const opened: Conversation = {
    number,
    title,
    body,
    state: 'open',
    reason: null,
    labels,
    assignees,
    author: by,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    comments: [],
    pull: pull === undefined ? undefined : { ...pull, autoMerge: undefined, merged: undefined },
  };
  return rest.reduce(after, opened);
}

function after(was: Conversation, event: ConversationEvent): Conversation {
  const now = { ...was, updatedAt: event.at };
  const { pull } = was;
  switch (event.is) {
    case 'opened':
      return was;
    case 'edited':
      return edited(now, event);
    case 'commented': {
      const comment = { author: event.by, body: event.body, createdAt: event.at, updatedAt: event.at };
      return { ...now, comments: [...was.comments, comment] };
    }
    case 'comment-edited': {
      const comments = was.comments.map((comment, index) =>
        index === event.comment - 1 ? { ...comment, body: event.body, updatedAt: event.at } : comment,
      );
      return { ...now, comments };
    }
    case 'reviews-asked':
      if (pull === undefined) return was;
      return {
        ...now,
        pull: {
          ...pull,
          reviewers: [...new Set([...pull.reviewers, ...event.logins])],
          teams: [...new Set([...pull.teams, ...event.teams])],
        },
      };
    case 'pushed':
      return pull === undefined ? was : { ...now, pull: { ...pull, head: event.head } };
    case 'auto-merge': {
      if (pull === undefined) return was;
      const { method, by } = event;
      return { ...now, pull: { ...pull, autoMerge: method === 'off' ? undefined : { by, method } } };
    }
    case 'merged':
      return pull === undefined ? was : merged(now, pull, event);
  }
}

function edited(was: Conversation, event: ConversationEvent & { readonly is: 'edited' }): Conversation {
  const { title, body, labels, assignees, base, state, reason } = event;
  const { pull } = was;
  const now: Conversation = {
    ...was,
    title: title ?? was.title,
    body: body ?? was.body,
    labels: labels ?? was.labels,
    assignees: assignees ?? was.assignees,
    pull: pull === undefined ? undefined : { ...pull, base: base ?? pull.base },
  };
  if (state === undefined || pull?.merged !== undefined) return now;
  if (state === 'open')
    return { ...now, state, reason: was.state === 'closed' ? 'reopened' : was.reason, closedAt: null, closedBy: null };
  if (was.state === 'closed') return { ...now, reason: reason ?? was.reason };
  return {
    ...now,
    state,
    reason: pull === undefined ? (reason ?? 'completed') : null,
    closedAt: event.at,
    closedBy: event.by,
    // What is closed must not merge itself when somebody opens it again.
    pull: now.pull === undefined ? undefined : { ...now.pull, autoMerge: undefined },
  };
}

function merged(was: Conversation, pull: Pull, event: ConversationEvent & { readonly is: 'merged' }): Conversation {
  const { commit, head, baseWas, at, by } = event;
  return {
    ...was,
    state: 'closed',
    reason: null,
    closedAt: at,
    closedBy: by,
    pull: { ...pull, head, baseWas, autoMerge: undefined, merged: { commit, at, by } },
  };
}

export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly author: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export function foldRelease(id: number, events: readonly ReleaseEvent[]): Release | undefined {
  const [first, ...rest] = events;
  if (first?.is !== 'released') return undefined;
  const released: Release = {
    id,
    tag: first.tag ?? '',
    name: first.name ?? '',
    body: first.body ?? '',
    draft: first.draft ?? false,
    prerelease: first.prerelease ?? false,
    author: first.by,
    createdAt: first.at,
    updatedAt: first.at,
  };
  return rest.reduce<Release>(
    (was, { at, tag, name, body, draft, prerelease }) => ({
      ...was,
      tag: tag ?? was.tag,
      name: name ?? was.name,
      body: body ?? was.body,
      draft: draft ?? was.draft,
      prerelease: prerelease ?? was.prerelease,
      updatedAt: at,
    }),
    released,
  );
}

/** What was posted to a commit; of each context the newest, in the order in which contexts first came. */
export interface Statuses {
  readonly all: readonly StatusEvent[];
  readonly newest: readonly StatusEvent[];
  /** `none` where nothing was posted. */
  readonly state: 'none' | 'pending' | 'failure' | 'success';
}

export function foldStatuses(events: readonly StatusEvent[]): Statuses {
  const newest = [...new Map(events.map((event) => [event.context, event])).values()];
  const has = (...states: readonly string[]): boolean => newest.some(({ state }) => states.includes(state));
  const state =
    newest.length === 0 ? 'none' : has('failure', 'error') ? 'failure' : has('pending') ? 'pending' : 'success';
  return { all: events, newest, state };
}

export interface Label {
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

/** The repository's settings, its people and its labels. */
export interface House extends Settings {
  /** Permission by login in small letters; undefined where everybody is a collaborator. */
  readonly collaborators: ReadonlyMap<string, 'write' | 'admin' | 'none'> | undefined;
  /** By name in small letters. */
  readonly labels: ReadonlyMap<string, Label>;
}

export function foldSettings(events: readonly SettingsEvent[]): House {
  let settings: Settings = {
    defaultBranch: undefined,
    allowsAutoMerge: true,
    deletesMergedBranches: false,
    isArchived: false,
    hasIssues: true,
  };
  const people = new Map<string, 'write' | 'admin' | 'none'>();
  const labels = new Map<string, Label>();
  for (const event of events) {
    if (event.is === 'set') settings = { ...settings, ...event.settings };
    else if (event.is === 'collaborator') people.set(event.login.toLowerCase(), event.permission);
    else labels.set(event.name.toLowerCase(), event);
  }
  return { ...settings, collaborators: people.size === 0 ? undefined : people, labels };
}
