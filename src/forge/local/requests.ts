/** What git knows of a pull request: where its branch stands, whether it merges, and how it is merged. */

import type { CommitId } from '../../core/objects.ts';
import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { RefMove } from '../../core/refs.ts';
import type { MergeMethod } from './events.ts';
import type { Conversation, Pull } from './fold.ts';
import { said, type Desk } from './desk.ts';
import type { ForgeRepository, Look, Write } from './store.ts';

/** A conversation that is a pull request. */
export type Request = Conversation & { readonly pull: Pull };

export function isRequest(conversation: Conversation | undefined): conversation is Request {
  return conversation?.pull !== undefined;
}

export function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

export function pullRef(number: number): string {
  return `refs/pull/${number}/head`;
}

/** Where a request's branch stands, or stood last. */
export function headOf(look: Look, { number, pull }: Request): string {
  return look.id(pullRef(number)) ?? pull.head;
}

export type MergeState = 'clean' | 'dirty' | 'blocked';

/**
 * Whether a request could be merged. `blocked` waits for its checks: nothing was posted to its head, or not everything is a
 * success. It may be merged by hand, and does not merge itself.
 */
export function mergeState(desk: Desk, look: Look, request: Request): MergeState {
  const head = look.commit(pullRef(request.number));
  const base = look.commit(branchRef(request.pull.base));
  if (head === undefined || base === undefined || conflicts(desk.store.repository, base, head)) return 'dirty';
  return look.statuses(head).state === 'success' ? 'clean' : 'blocked';
}

const known = new WeakMap<ForgeRepository, Map<string, boolean>>();

/** Two commits conflict always or never, so each pair is tried once. */
function conflicts(repository: ForgeRepository, base: CommitId, head: CommitId): boolean {
  const pairs = known.get(repository) ?? new Map<string, boolean>();
  known.set(repository, pairs);
  const pair = `${base} ${head}`;
  let answer = pairs.get(pair);
  if (answer === undefined) {
    const said = repository.conflictsWith(base, [head]);
    answer = !said.ok || said.value.has(head);
    pairs.set(pair, answer);
  }
  return answer;
}

export interface MergeOrder {
  readonly method: MergeMethod;
  readonly by: string;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

export interface PlannedMerge {
  readonly commit: CommitId;
  readonly write: Write;
}

/** The merge of a request: the base branch, the log and the branch move together or not at all. */
export function planMerge(desk: Desk, look: Look, request: Request, order: MergeOrder): Outcome<PlannedMerge> {
  const { number, title, pull } = request;
  const head = look.commit(pullRef(number));
  const base = look.commit(branchRef(pull.base));
  if (head === undefined || base === undefined) return failed('gone', 'the branch or its base is not there');
  const event = { is: 'merged', head, baseWas: base, ...said(desk, order.by) } as const;
  const author = {
    name: order.by.replaceAll(/[^\w.@[\] -]/g, '_'),
    mail: `${order.by.replaceAll(/[^\w.-]/g, '-')}@forge.invalid`,
    seconds: Math.floor(desk.now() / 1000),
  };
  const squash = order.method === 'squash';
  const subject =
    order.title ??
    (squash ? `${title} (#${number})` : `Merge pull request #${number} from ${desk.owner}/${pull.branch}`);
  const message = `${subject}\n\n${order.message ?? (squash ? '' : title)}`.trimEnd();
  const merged = desk.store.repository.makeMerge(base, head, { message: `${message}\n`, author });
  if (!merged.ok) return merged;
  const commit = squash
    ? squashed(desk.store.repository, base, merged.value, { message: `${message}\n`, author })
    : merged;
  if (!commit.ok) return commit;
  const moves: RefMove[] = [{ ref: branchRef(pull.base), from: base, to: commit.value }];
  const branch = look.id(branchRef(pull.branch));
  if (look.house().deletesMergedBranches && branch === head)
    moves.push({ ref: branchRef(pull.branch), from: head, to: undefined });
  return succeeded({
    commit: commit.value,
    write: { lines: [{ log: `issues/${number}`, event: { ...event, commit: commit.value } }], moves },
  });
}

/** The same files as a merge, as one commit on the base. */
function squashed(
  repository: ForgeRepository,
  base: CommitId,
  merge: CommitId,
  said: {
    readonly message: string;
    readonly author: { readonly name: string; readonly mail: string; readonly seconds: number };
  },
): Outcome<CommitId> {
  const paths = repository.changedPaths(base, merge);
  if (!paths.ok) return paths;
  const blobs = repository.readBlobs(paths.value.flatMap(({ to }) => to?.id ?? []));
  if (!blobs.ok) return blobs;
  const edits = new Map<string, string | null>();
  for (const { path, to } of paths.value) {
    const bytes = to === undefined ? undefined : blobs.value.get(to.id);
    const text = bytes === undefined ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    if (to !== undefined && (text === undefined || !Buffer.from(text).equals(bytes ?? Buffer.alloc(0))))
      return failed('denied', `${path} is no text, and cannot be squashed here`);
    edits.set(path, text ?? null);
  }
  const made = repository.makeCommits([{ parents: [base], edits, ...said }]);
  const [commit] = made.ok ? made.value : [];
  return made.ok && commit !== undefined
    ? succeeded(commit)
    : made.ok
      ? failed('unreachable', 'no commit was made')
      : made;
}
