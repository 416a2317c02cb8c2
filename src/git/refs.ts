/** The refs of a repository, listed, and moved by compare-and-swap. */

import { byteOrder } from '../core/order.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { Ref, RefMove } from '../core/refs.ts';
import { findObjects } from './batch.ts';
import { askGit, firstLine, runGit } from './command.ts';
import { isCommitId, isObjectId, isRefName } from './names.ts';
import type { Store } from './store.ts';

/** Every ref below a prefix that ends in `/`, or the one of that name; in byte order. */
export function listRefs(store: Store, prefix: string): Outcome<readonly Ref[]> {
  // What cannot name a ref names none; git would take `*` for a pattern.
  if (prefix !== 'refs/' && !isRefName(prefix.replace(/\/$/, ''))) return succeeded([]);
  const isAsked = (ref: string): boolean => (prefix.endsWith('/') ? ref.startsWith(prefix) : ref === prefix);
  const whole = runGit(store, { arguments: ['for-each-ref', `--format=${ownType} ${taggedType} %(refname)`, prefix] });
  const lines = whole.ok ? linesOf(whole.value) : undefined;
  if (lines !== undefined && !lines.some((line) => isNested(line)))
    return succeeded(
      lines
        .map(refIn)
        .filter(({ ref }) => isAsked(ref))
        .toSorted(byName),
    );
  return listOneByOne(store, prefix, isAsked);
}

const ownType = '%(objectname) %(objecttype)';
const taggedType = '%(*objectname) %(*objecttype)';

/** Whether it is a tag of a tag, which some versions of git follow one step only. */
function isNested(line: string): boolean {
  return line.split(' ')[3] === 'tag';
}

/** `ID TYPE ID TYPE REF`, the second two of what a tag names, and empty for everything else. */
function refIn(line: string): Ref {
  const [id = '', type, tagged = '', taggedType, ...ref] = line.split(' ');
  const commit = type === 'commit' ? id : taggedType === 'commit' ? tagged : undefined;
  return { id, ref: ref.join(' '), commit: commitIn(commit) };
}

/** One ref whose object is lost would end the listing of them all. */
function listOneByOne(store: Store, prefix: string, isAsked: (ref: string) => boolean): Outcome<readonly Ref[]> {
  const said = runGit(store, { arguments: ['for-each-ref', '--format=%(objectname) %(refname)', prefix] });
  if (!said.ok) return failed('unreachable', said.detail);
  const held = linesOf(said.value)
    .map((line) => ({ id: line.slice(0, line.indexOf(' ')), ref: line.slice(line.indexOf(' ') + 1) }))
    .filter(({ ref }) => isAsked(ref))
    .toSorted(byName);
  const commits = findObjects(
    store,
    held.map(({ id }) => `${id}^{commit}`),
  );
  if (!commits.ok) return commits;
  return succeeded(held.map((ref, at) => ({ ...ref, commit: commitIn(commits.value[at]?.id) })));
}

function linesOf(said: Buffer): readonly string[] {
  return said.toString('utf8').split('\n').slice(0, -1);
}

function byName(a: { readonly ref: string }, b: { readonly ref: string }): number {
  return byteOrder(a.ref, b.ref);
}

function commitIn(id: string | undefined): Ref['commit'] {
  return id !== undefined && isCommitId(id) ? id : undefined;
}

/**
 * All of these moves or none, in one transaction. `conflict` where a ref is not as `from` says, `denied` where a name
 * or an id is none, or git refuses.
 */
export function moveRefs(store: Store, moves: readonly RefMove[]): Outcome<undefined> {
  if (moves.length === 0) return succeeded(undefined);
  const orders = ordersFor(store, moves);
  if (!orders.ok) return orders;
  const answer = askGit(store, { arguments: mover, input: orders.value });
  if (!answer.ok) return answer;
  if (answer.value.status === 0) return succeeded(undefined);
  return whyNotMoved(store, moves, firstLine(answer.value.complaint));
}

/** Git as it takes {@link ordersFor}. Another writer holds a lock for moments; waiting for it is cheaper than the caller's next try. */
export const mover: readonly string[] = [
  '-c',
  'core.filesRefLockTimeout=5000',
  'update-ref',
  '--no-deref',
  '-z',
  '--stdin',
];

/** One transaction of these moves. */
export function ordersFor(store: Store, moves: readonly RefMove[]): Outcome<string> {
  const wrong = moves.find((move) => !isMove(move));
  if (wrong !== undefined) return failed('denied', `${wrong.ref} is no ref that can be moved so`);
  const none = '0'.repeat(store.hash === 'sha1' ? 40 : 64);
  const orders = ['start', ...moves.map((move) => orderFor(move, none)), 'prepare', 'commit'];
  return succeeded(`${orders.join('\0')}\0`);
}

function isMove({ ref, from, to }: RefMove): boolean {
  return isRefName(ref) && [from, to].every((id) => id === undefined || isObjectId(id));
}

function orderFor({ ref, from, to }: RefMove, none: string): string {
  if (from === to) return `verify ${ref}\0${from ?? none}`;
  if (to === undefined) return `delete ${ref}\0${from ?? none}`;
  return from === undefined ? `create ${ref}\0${to}` : `update ${ref}\0${to}\0${from}`;
}

/** The refs are looked at again rather than git's words, which differ from version to version. */
export function whyNotMoved(store: Store, moves: readonly RefMove[], complaint: string): Outcome<never> {
  const now = findObjects(
    store,
    moves.map(({ ref }) => ref),
  );
  if (!now.ok) return now;
  const moved = moves.find(({ from }, at) => now.value[at]?.id !== from);
  if (moved !== undefined) return failed('conflict', `${moved.ref} is not what it was`);
  return failed(/\.lock'/.test(complaint) ? 'unreachable' : 'denied', complaint);
}
