/** Every verb of the port as a test tries it, and what is there afterwards, seen by a forge that works. */

import type { Outcome } from '../../../src/core/outcome.ts';
import type { Forge, PullRequest } from '../../../src/forge/forge.ts';
import { bench, draft, hubWithBranch, identity, markedBody, marker, type Bench } from './bench.ts';
import type { FaultName } from './faults.ts';

export interface Verb {
  /** What has to be there before. */
  readonly before?: (forge: Forge) => Promise<unknown>;
  readonly act: (forge: Forge) => Promise<Outcome<unknown>>;
}

const assigned = { labels: ['tidemark'], assignees: ['maria', 'stranger'] };
const issue = { title: 'A failure', body: markedBody, marker, ...assigned };
const release = { tag: 'linux/2026_11_minor', title: 'linux 2026_11_minor', body: 'notes' };

export type VerbName =
  | 'facts'
  | 'openRequests'
  | 'closedRequests'
  | 'openRequest'
  | 'request'
  | 'closer'
  | 'askReviews'
  | 'mergeWhenReady'
  | 'stopMerging'
  | 'mergeRequest'
  | 'issues'
  | 'openIssue'
  | 'edit'
  | 'comments'
  | 'comment'
  | 'editComment'
  | 'release'
  | 'writeRelease'
  | 'changeRelease';

export const verbs: Readonly<Record<VerbName, Verb>> = {
  facts: { act: async (forge) => forge.facts() },
  openRequests: { before: opened, act: async (forge) => forge.openRequests('tidemark/') },
  closedRequests: { before: closed, act: async (forge) => forge.closedRequests('tidemark/', '1970-01-01T00:00:00Z') },
  openRequest: { act: async (forge) => forge.openRequest(draft) },
  request: { before: opened, act: async (forge) => forge.request(1) },
  closer: { before: closed, act: async (forge) => forge.closer(1) },
  askReviews: { before: opened, act: async (forge) => forge.askReviews(1, ['maria', 'stranger', 'cc/batch']) },
  mergeWhenReady: {
    before: opened,
    act: async (forge) => withFirst(forge, async (request) => forge.mergeWhenReady(request)),
  },
  stopMerging: { before: waiting, act: async (forge) => forge.stopMerging(1) },
  mergeRequest: {
    before: opened,
    act: async (forge) => withFirst(forge, async ({ head }) => forge.mergeRequest(1, head)),
  },
  issues: { before: troubled, act: async (forge) => forge.issues('tidemark', { state: 'all' }) },
  openIssue: { act: async (forge) => forge.openIssue(issue) },
  edit: { before: opened, act: async (forge) => forge.edit(1, { ...assigned, title: 'Another', body: markedBody }) },
  comments: { before: opened, act: async (forge) => forge.comments(1) },
  comment: { before: opened, act: async (forge) => forge.comment(1, markedBody, marker) },
  editComment: {
    before: commented,
    act: async (forge) => {
      const said = await forge.comments(1);
      return said.ok ? forge.editComment(said.value[0]?.id ?? 0, `Again.\n${markedBody}`) : said;
    },
  },
  release: { before: released, act: async (forge) => forge.release(release.tag) },
  writeRelease: { act: async (forge) => forge.writeRelease(release) },
  changeRelease: { before: released, act: async (forge) => forge.writeRelease({ ...release, body: 'more notes' }) },
};

export const verbNames: readonly VerbName[] = Object.keys(verbs) as VerbName[];
export const writing: readonly VerbName[] = [
  'openRequest',
  'askReviews',
  'mergeWhenReady',
  'stopMerging',
  'mergeRequest',
  'openIssue',
  'edit',
  'comment',
  'editComment',
  'writeRelease',
  'changeRelease',
];

async function opened(forge: Forge): Promise<void> {
  must(await forge.openRequest(draft));
}

async function closed(forge: Forge): Promise<void> {
  await opened(forge);
  must(await forge.edit(1, { state: 'closed' }));
}

async function waiting(forge: Forge): Promise<void> {
  await opened(forge);
  must(await withFirst(forge, async (request) => forge.mergeWhenReady(request)));
}

async function troubled(forge: Forge): Promise<void> {
  must(await forge.openIssue(issue));
}

async function commented(forge: Forge): Promise<void> {
  await opened(forge);
  must(await forge.comment(1, markedBody, marker));
}

async function released(forge: Forge): Promise<void> {
  must(await forge.writeRelease(release));
}

async function withFirst<T>(forge: Forge, act: (request: PullRequest) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const request = await forge.request(1);
  return request.ok ? act(request.value) : request;
}

/** Everything that is there, without what differs from one run to the next. */
export async function everything(forge: Forge): Promise<object> {
  const open = must(await forge.openRequests(''));
  const old = must(await forge.closedRequests('', '1970-01-01T00:00:00Z'));
  const issues = must(await forge.issues('tidemark', { state: 'all' }));
  const comments = open.length + old.length === 0 ? [] : must(await forge.comments(1));
  const page = await forge.release(release.tag);
  const requests = [...open, ...old].map((request) => ({
    ...request,
    head: '',
    createdAt: '',
    closedAt: '',
    url: '',
    mergeCommit: request.mergeCommit !== undefined,
  }));
  return {
    requests,
    issues: issues.map((issue) => ({ ...issue, createdAt: '', url: '' })),
    comments: comments.map(({ body }) => body),
    release: page.ok ? page.value.body : page.why,
    marker: issues.filter(({ body }) => body.includes(identity)).length,
  };
}

export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.why}: ${outcome.detail}`);
  return outcome.value;
}

/** A hub on which the verb can act, with faults only from then on. */
export async function prepared(name: VerbName, faultAt: (index: number) => FaultName | undefined): Promise<Bench> {
  const hub = hubWithBranch();
  const verb = verbs[name];
  await verb.before?.(bench({ hub }).forge);
  return bench({ hub, faultAt });
}
