/** Refs of another repository, moved by compare-and-swap. */

import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { PushRefusal, RefMove } from '../core/refs.ts';
import { findObjects } from './batch.ts';
import { listRemote } from './list-remote.ts';
import { isObjectId, isRefName } from './names.ts';
import { isUnanswered, portionsOf, pushArguments, readPush, refusalOf } from './push-words.ts';
import { atRemote, type Both, whyNotReached } from './reach.ts';

type Refusals = ReadonlyMap<string, PushRefusal>;

/** One push, or several where the refs are too many for one; what was refused, and why. */
export async function pushRefs(both: Both, moves: readonly RefMove[]): Promise<Outcome<Refusals>> {
  const wrong = moves.find(({ ref, from, to }) => !isRefName(ref) || ![from, to].every(isIdOrNone));
  if (wrong !== undefined) return failed('denied', `${wrong.ref} is no ref that can be pushed so`);
  const wanted = moves.filter(({ from, to }) => from !== to);
  const sources = [...new Set(wanted.flatMap(({ to }) => (to === undefined ? [] : [to])))];
  const found = findObjects(both.store, sources);
  if (!found.ok) return found;
  const missing = sources.find((_, at) => found.value[at] === undefined);
  if (missing !== undefined) return failed('gone', `there is no object ${missing} to push`);
  const refusals = new Map<string, PushRefusal>();
  for (const portion of portionsOf(wanted)) {
    const refused = await pushedPortion(both, portion);
    if (!refused.ok) return refused;
    for (const [ref, refusal] of refused.value) refusals.set(ref, refusal);
  }
  return succeeded(refusals);
}

function isIdOrNone(id: string | undefined): boolean {
  return id === undefined || isObjectId(id);
}

async function pushedPortion(both: Both, moves: readonly RefMove[]): Promise<Outcome<Refusals>> {
  let rest = moves;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await pushOnce(both, rest);
    if (!answer.ok) return answer;
    if (answer.value !== 'gone-already') return settled(both, { moves: rest, ...answer.value });
    // Git gives up the whole push where a ref that is to go has gone: what is done already is left out.
    const now = await refsNow(both, rest);
    if (!now.ok) return now;
    rest = rest.filter(({ ref, to }) => now.value.get(ref) !== to);
  }
  return failed('conflict', 'the refs of the remote change all the time');
}

interface Pushed {
  /** What the remote said to each ref; undefined where it is done. */
  readonly summaries: ReadonlyMap<string, string | undefined>;
  /** What its hooks and rules said. */
  readonly words: string;
}

async function pushOnce(both: Both, moves: readonly RefMove[]): Promise<Outcome<Pushed | 'gone-already'>> {
  if (moves.length === 0) return succeeded({ summaries: new Map(), words: '' });
  const answer = await atRemote(both, (send, { discarding }) =>
    send({ arguments: pushArguments(both.reach.address.url, moves), environment: discarding }),
  );
  if (!answer.ok) return answer;
  const { said, complaint } = answer.value;
  const summaries = readPush(said.toString('utf8'));
  if (moves.some(({ ref }) => !summaries.has(ref)))
    return /remote ref does not exist/.test(complaint) ? succeeded('gone-already') : whyNotReached(answer.value);
  if ([...summaries.values()].some((summary) => summary !== undefined && isUnanswered(summary)))
    return failed('unreachable', 'the remote broke off before it said what became of the push');
  return succeeded({ summaries, words: wordsIn(complaint) });
}

/** What the other side wrote for people, as far as it is read. */
function wordsIn(complaint: string): string {
  const lines = complaint.split('\n').filter((line) => line.startsWith('remote: '));
  const words = lines.map((line) => line.slice('remote: '.length).trim()).filter((line) => line !== '');
  return words.join(' ').slice(0, 500);
}

/** An answer that was lost may have been a yes: what the remote holds by now counts, not what it says to a second try. */
async function settled(
  both: Both,
  { moves, summaries, words }: Pushed & { readonly moves: readonly RefMove[] },
): Promise<Outcome<Refusals>> {
  const refused = moves.filter(({ ref }) => summaries.get(ref) !== undefined);
  if (refused.length === 0) return succeeded(new Map());
  const now = await refsNow(both, refused);
  if (!now.ok) return now;
  const refusals = refused.flatMap((move) => {
    const refusal = refusalOf(move, now.value.get(move.ref), { summary: summaries.get(move.ref) ?? '', words });
    return refusal === undefined ? [] : [[move.ref, refusal] as const];
  });
  return succeeded(new Map(refusals));
}

async function refsNow(both: Both, moves: readonly RefMove[]): Promise<Outcome<ReadonlyMap<string, string>>> {
  const now = await listRemote(
    both,
    moves.map(({ ref }) => ref),
  );
  return now.ok ? succeeded(new Map(now.value.refs.map(({ ref, id }) => [ref, id]))) : now;
}
