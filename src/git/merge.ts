/** Merges without a checkout, and without what a repository or its files configure of them. */

import type { CommitId } from '../core/objects.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { CommitDraft } from '../core/refs.ts';
import { plainlyClean } from './apart.ts';
import { findObjects } from './batch.ts';
import { askGit, firstLine, runGit } from './command.ts';
import { commitText } from './drafts.ts';
import { isCommitId, isObjectId } from './names.ts';
import { borrowing, type Store } from './store.ts';

export interface MergeDraft {
  readonly ours: CommitId;
  readonly theirs: CommitId;
  readonly said: Pick<CommitDraft, 'message' | 'author'>;
}

/** A commit of both, without a ref; `conflict` with the paths that do not merge as the detail. */
export function makeMerge(store: Store, { ours, theirs, said }: MergeDraft): Outcome<CommitId> {
  if (![ours, theirs].every(isObjectId)) return failed('gone', 'no such commit');
  return borrowing(store, (borrowed) => {
    const environment = borrowed.keeping;
    const command = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages'];
    const merged = askGit(borrowed, { arguments: [...command, ours, theirs], environment });
    if (!merged.ok) return merged;
    const { status, complaint } = merged.value;
    const [tree = '', ...paths] = merged.value.said.toString('utf8').split('\0').filter(Boolean);
    if (status === 1 && isObjectId(tree)) return failed('conflict', paths.join(', '));
    if (status !== 0 || !isObjectId(tree)) return failed('gone', firstLine(complaint));
    const text = commitText({ tree, parents: [ours, theirs], ...said });
    if (!text.ok) return text;
    const made = runGit(borrowed, {
      arguments: ['hash-object', '-t', 'commit', '-w', '--stdin'],
      input: text.value,
      environment,
    });
    const id = made.ok ? made.value.toString('latin1').trim() : '';
    return made.ok ? (isCommitId(id) ? succeeded(id) : failed('unreachable', 'git named no commit')) : made;
  });
}

/** Which of these heads do not merge with `base`; a process for some hundreds, whose trees are thrown away. */
export function conflictsWith(
  store: Store,
  base: CommitId,
  heads: readonly CommitId[],
): Outcome<ReadonlySet<CommitId>> {
  const distinct = [...new Set(heads)];
  if (distinct.length === 0) return succeeded(new Set());
  const found = [base, ...distinct].every(isObjectId) ? findObjects(store, [base, ...distinct]) : succeeded([]);
  if (!found.ok) return found;
  if (found.value.filter((object) => object?.type === 'commit').length !== distinct.length + 1)
    return failed('gone', 'a commit is not here');
  const clean = plainlyClean(store, base, distinct);
  if (!clean.ok) return clean;
  const doubtful = distinct.filter((head) => !clean.value.has(head));
  const conflicts = new Set<CommitId>();
  for (let at = 0; at < doubtful.length; at += portion) {
    const some = conflictsOf(store, base, doubtful.slice(at, at + portion));
    if (!some.ok) return some;
    for (const head of some.value) conflicts.add(head);
  }
  return succeeded(conflicts);
}

/** As many merges as a process has time for. */
const portion = 500;

function conflictsOf(store: Store, base: CommitId, heads: readonly CommitId[]): Outcome<readonly CommitId[]> {
  return borrowing(store, (borrowed) => {
    const options = ['--write-tree', '--stdin', '--name-only', '--no-messages', '--allow-unrelated-histories'];
    const said = runGit(borrowed, {
      arguments: ['-c', 'core.looseCompression=0', 'merge-tree', ...options],
      input: heads.map((head) => `${base} ${head}\n`).join(''),
      environment: borrowed.discarding,
    });
    if (!said.ok) return said;
    const clean = cleanIn(said.value.toString('utf8'));
    if (clean.length !== heads.length) return failed('unreachable', 'git broke off in the middle of an answer');
    return succeeded(heads.filter((_, at) => clean[at] === false));
  });
}

/** For each merge `1` or `0`, the tree, and where it is `0` the paths; each ended by a NUL, and all by one more. */
function cleanIn(said: string): readonly boolean[] {
  const answers: boolean[] = [];
  const fields = said.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 1) {
    answers.push(fields[at] === '1');
    while (at < fields.length && fields[at] !== '') at += 1;
  }
  return answers;
}
