/** Refs of another repository, brought here. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { Ref, RefMove } from '../core/refs.ts';
import { isRefName } from './names.ts';
import { atRemote, type Both, whyNotReached } from './reach.ts';
import { listRefs, moveRefs } from './refs.ts';
import type { Store } from './store.ts';

/** Each refspec says from where to where in full names; `gone` where the remote has no such ref. */
export async function fetchRefs(both: Both, refspecs: readonly string[]): Promise<Outcome<undefined>> {
  const { store } = both;
  const wrong = refspecs.find((text) => !isRefspec(text));
  if (wrong !== undefined) return failed('denied', `${wrong} does not say what is fetched to where`);
  if (refspecs.length === 0) return succeeded(undefined);
  return atRemote(both, async (send, borrowed) => {
    const known = listRefs(store, 'refs/');
    if (!known.ok) return known;
    // With its refs the borrowed repository asks only for what is new.
    const present = known.value.filter(({ commit }) => commit !== undefined);
    writeFileSync(join(borrowed.directory, 'packed-refs'), present.map(({ ref, id }) => `${id} ${ref}\n`).join(''));
    const options = ['--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--no-auto-maintenance'];
    const answer = await send({
      arguments: ['fetch', ...options, '--no-prune', '--', both.reach.address.url, ...refspecs],
      environment: borrowed.keeping,
    });
    if (!answer.ok) return answer;
    if (answer.value.status !== 0) return whyNotReached(answer.value);
    const now = listRefs({ ...store, ...borrowed }, 'refs/');
    if (!now.ok) return now;
    const before = new Map(present.map(({ ref, id }) => [ref, id]));
    return takenOver(
      store,
      now.value.filter(({ ref, id }) => before.get(ref) !== id),
      known.value,
    );
  });
}

const refspec = /^\+?(?<from>refs\/[^:]+):(?<to>refs\/[^:]+)$/;

function isRefspec(text: string): boolean {
  const { from = '', to = '' } = refspec.exec(text)?.groups ?? {};
  const stars = [from, to].map((side) => side.split('*').length - 1);
  return [from, to].every((side) => isRefName(side.replace('*', 'x'))) && stars[0] === stars[1];
}

/** Another run may fetch the same at the same moment; both have seen the remote, so the later one wins. */
function takenOver(store: Store, refs: readonly Held[], seen: readonly Held[]): Outcome<undefined> {
  let moved = moveRefs(store, movesTo(refs, seen));
  for (let attempt = 1; attempt < 5 && !moved.ok && moved.why === 'conflict'; attempt += 1) {
    const now = listRefs(store, 'refs/');
    if (!now.ok) return now;
    moved = moveRefs(store, movesTo(refs, now.value));
  }
  return moved;
}

type Held = Pick<Ref, 'ref' | 'id'>;

function movesTo(refs: readonly Held[], now: readonly Held[]): readonly RefMove[] {
  const held = new Map(now.map(({ ref, id }) => [ref, id]));
  return refs.map(({ ref, id }) => ({ ref, from: held.get(ref), to: id })).filter(({ from, to }) => from !== to);
}
