/**
 * An outbox in a repository, for runs that leave no disk behind: one ref `refs/tidemark/outbox/ID` for each record, which
 * holds the record's text as a blob. A ref moves only while it is as the writer knew it, here or at the remote.
 */

import { byteOrder } from '../core/order.ts';
import type { Objects } from '../core/objects.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { RefMove, Refs, Remote } from '../core/refs.ts';
import { isRecordId, type Kept, type Outbox, type Writing } from './outbox.ts';

export interface RefsOrder {
  readonly repository: Refs & Objects;
  /** Where the refs are kept; undefined where the repository itself is that place. */
  readonly remote: Remote | undefined;
  /** Seconds since 1970, for the commits that carry the texts. */
  readonly seconds: number;
}

/** An outbox in refs. */
export function refsOutbox(order: RefsOrder): Outbox {
  const { repository, remote } = order;
  return {
    name: remote === undefined ? folder : `${folder} of ${remote.name}`,
    lanes: remote === undefined ? 4 : 16,
    list: async () => {
      const refs = remote === undefined ? repository.listRefs(folder) : await remoteRefs(remote, repository);
      return refs.ok ? keptAt(refs.value, repository) : refs;
    },
    write: async (writings) => {
      if (writings.length === 0) return succeeded(new Map());
      const moves = movesFor(writings, order);
      if (!moves.ok) return moves;
      return remote === undefined ? movedHere(moves.value, repository) : pushed(moves.value, remote);
    },
  };
}

const folder = 'refs/tidemark/outbox/';
const fetched = 'refs/tidemark/origin/outbox/';

interface Held {
  readonly ref: string;
  readonly id: string;
}

interface Step extends RefMove {
  readonly to: string;
}

/** What the remote has, as it was brought here: a ref that moves meanwhile has its newer text, and its newer id. */
async function remoteRefs(remote: Remote, repository: Refs): Promise<Outcome<readonly Held[]>> {
  const listed = await remote.listRefs([folder]);
  if (!listed.ok) return listed;
  if (listed.value.refs.length === 0) return succeeded([]);
  const brought = await remote.fetch([`+${folder}*:${fetched}*`]);
  if (!brought.ok) return brought;
  const here = repository.listRefs(fetched);
  if (!here.ok) return here;
  const there = new Set(listed.value.refs.map(({ ref }) => recordOf(ref)));
  const held = here.value.map(({ ref, id }) => ({ ref: `${folder}${ref.slice(fetched.length)}`, id }));
  return succeeded(held.filter(({ ref }) => there.has(recordOf(ref))));
}

function keptAt(refs: readonly Held[], repository: Objects): Outcome<readonly Kept[]> {
  const records = refs.filter(({ ref }) => isRecordId(recordOf(ref)));
  const blobs = repository.readBlobs(records.map(({ id }) => id));
  if (!blobs.ok) return blobs;
  const kept = records.map(({ ref, id }) => {
    const bytes = blobs.value.get(id);
    // A ref that holds no text of ours still has to be told from none.
    return { id: recordOf(ref), text: bytes === undefined ? '' : new TextDecoder().decode(bytes), mark: id };
  });
  return succeeded(kept.toSorted((a, b) => byteOrder(a.id, b.id)));
}

function recordOf(ref: string): string {
  return ref.slice(folder.length);
}

/** The texts become blobs by one commit that no ref ever names. */
function movesFor(writings: readonly Writing[], { repository, seconds }: RefsOrder): Outcome<readonly Step[]> {
  const made = repository.makeCommits([
    {
      parents: [],
      edits: new Map(writings.map(({ id, text }) => [id, text])),
      message: 'Records of the outbox\n',
      author: { name: 'tidemark', mail: 'tidemark@localhost', seconds },
    },
  ]);
  if (!made.ok) return made;
  const [commit] = made.value;
  const listed = commit === undefined ? failed('unreachable', 'git made no commit') : repository.listTree(commit, '');
  if (!listed.ok) return listed;
  const blobs = new Map(listed.value.map(({ path, id }) => [path, id]));
  return succeeded(
    writings.flatMap(({ id, from }) => {
      const to = blobs.get(id);
      return to === undefined ? [] : [{ ref: `${folder}${id}`, from, to }];
    }),
  );
}

/** All in one transaction; where one of them is not as it was, each for itself. */
function movedHere(moves: readonly Step[], repository: Refs): Outcome<ReadonlyMap<string, string>> {
  const whole = repository.moveRefs(moves);
  if (whole.ok) return succeeded(marksOf(moves));
  if (whole.why !== 'conflict') return whole;
  const done: Step[] = [];
  for (const move of moves) {
    const moved = repository.moveRefs([move]);
    if (moved.ok) done.push(move);
    else if (moved.why !== 'conflict') return moved;
  }
  return succeeded(marksOf(done));
}

/** A push whose answer was lost may have been carried out, so the remote is asked what it holds. */
async function pushed(moves: readonly Step[], remote: Remote): Promise<Outcome<ReadonlyMap<string, string>>> {
  const answer = await remote.push(moves);
  if (answer.ok) {
    const denied = [...answer.value.values()].find(({ why }) => why === 'denied');
    if (denied !== undefined) return failed('denied', denied.detail);
    return succeeded(marksOf(moves.filter(({ ref }) => !answer.value.has(ref))));
  }
  const listed = await remote.listRefs([folder]);
  if (!listed.ok) return answer;
  const held = new Map(listed.value.refs.map(({ ref, id }) => [ref, id]));
  const done = moves.filter(({ ref, to }) => held.get(ref) === to);
  return done.length === 0 ? answer : succeeded(marksOf(done));
}

function marksOf(moves: readonly Step[]): ReadonlyMap<string, string> {
  return new Map(moves.map(({ ref, to }) => [recordOf(ref), to]));
}
