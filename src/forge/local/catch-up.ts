/**
 * What happened in git without the forge being told: a push to a request's branch, a branch that was deleted, a merge by
 * hand; and requests that may merge themselves now. Done before each request, so that every answer shows git as it is.
 */

import type { CommitId } from '../../core/objects.ts';
import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { RefMove } from '../../core/refs.ts';
import { said, type Desk } from './desk.ts';
import type { ConversationEvent } from './events.ts';
import { branchRef, isRequest, mergeState, planMerge, pullRef, type Request } from './requests.ts';
import type { Look, Store } from './store.ts';

/** The repository, after what had to be written down of it. `conflict` where somebody else is at it. */
export async function catchUp(desk: Desk, seen: Look): Promise<Outcome<Look>> {
  let look = seen;
  const open = look.conversations().filter((conversation) => isOpenRequest(conversation));
  const changes = open.flatMap((request) => changeOf(desk, look, request) ?? []);
  if (changes.length > 0) {
    const written = await desk.store.write(look, {
      lines: changes.map(({ number, event }) => ({ log: `issues/${number}`, event })),
      moves: changes.flatMap(({ moves }) => moves),
    });
    if (!written.ok) return written;
    look = written.value;
  }
  for (const { number } of open) {
    const merged = await mergeItself(desk, look, number);
    if (!merged.ok) return merged;
    look = merged.value;
  }
  return succeeded(look);
}

function isOpenRequest(conversation: Parameters<typeof isRequest>[0]): conversation is Request {
  return isRequest(conversation) && conversation.state === 'open';
}

interface Change {
  readonly number: number;
  readonly event: ConversationEvent;
  readonly moves: readonly RefMove[];
}

function changeOf(desk: Desk, look: Look, request: Request): Change | undefined {
  const { number, pull } = request;
  const known = look.id(pullRef(number)) ?? pull.head;
  const branch = look.commit(branchRef(pull.branch));
  const base = look.commit(branchRef(pull.base));
  const head = branch ?? known;
  const follow =
    head === look.id(pullRef(number)) ? [] : [{ ref: pullRef(number), from: look.id(pullRef(number)), to: head }];
  if (base !== undefined && isMerged(desk.store, pull.baseWas, base, head)) {
    const event = { is: 'merged', commit: base, head, baseWas: pull.baseWas, ...said(desk, desk.owner) } as const;
    return { number, event, moves: follow };
  }
  if (branch === undefined) {
    // The listing may be older than the branch: refs are read one after another.
    const again = desk.store.repository.listRefs(branchRef(pull.branch));
    if (!again.ok || again.value.length > 0) return undefined;
    return { number, event: { is: 'edited', state: 'closed', ...said(desk, desk.owner) }, moves: [] };
  }
  return head === known && follow.length === 0
    ? undefined
    : { number, event: { is: 'pushed', head, ...said(desk, desk.owner) }, moves: follow };
}

/** What the base branch gained since a commit, by that commit; of the newest place of the branch alone. */
const gains = new WeakMap<Store, Map<string, { readonly to: string; readonly commits: ReadonlySet<string> }>>();

/** Whether a head came into the base branch since the request was opened. */
function isMerged(store: Store, since: string, base: CommitId, head: string): boolean {
  if (since === base) return false;
  const known = gains.get(store) ?? new Map<string, { to: string; commits: ReadonlySet<string> }>();
  gains.set(store, known);
  let gain = known.get(since);
  if (gain?.to !== base) {
    const commits = store.repository.idsBetween(since, base, mostGained);
    gain = { to: base, commits: new Set(commits.ok ? commits.value : []) };
    known.set(since, gain);
  }
  return gain.commits.has(head);
}

const mostGained = 20_000;

/** Merges a request that waits for its checks, once each that was posted to its head is a success. */
async function mergeItself(desk: Desk, look: Look, number: number): Promise<Outcome<Look>> {
  const request = look.conversation(number);
  if (!isRequest(request) || request.state !== 'open' || request.pull.autoMerge === undefined) return succeeded(look);
  const head = look.id(pullRef(number));
  if (head === undefined || look.statuses(head).state !== 'success') return succeeded(look);
  if (mergeState(desk, look, request) !== 'clean') return succeeded(look);
  const { method, by } = request.pull.autoMerge;
  const planned = planMerge(desk, look, request, { method, by });
  // What does not merge waits until somebody makes it.
  if (!planned.ok) return succeeded(look);
  const written = await desk.store.write(look, planned.value.write);
  return written.ok || written.why === 'conflict' ? written : failed(written.why, written.detail);
}
