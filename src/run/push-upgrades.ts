/** Makes the branches of a plan and pushes them: commits packed by one process, and one push for all. */

import type { CommitId } from '../core/objects.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { CommitDraft, PushRefusal, RefMove, Refs, Remote, Signature } from '../core/refs.ts';
import type { Objects } from '../core/objects.ts';
import type { Offer } from '../upgrade/offer.ts';
import type { Step } from '../upgrade/plan.ts';
import type { RemoteFleet } from './remote-fleet.ts';
import { overlayTree } from '../tree/overlay.ts';
import { editsOf } from './pin-edits.ts';

export interface PushOrder {
  readonly repository: Objects & Refs;
  readonly remote: Remote;
  readonly fleet: RemoteFleet;
}

/** What became of the branches: the tip of each that stands as it should, and why the others do not. */
export interface Pushed {
  readonly tips: ReadonlyMap<string, string>;
  readonly refused: ReadonlyMap<string, PushRefusal>;
}

/** Brings the branches of some steps to where they should be. A branch that moved meanwhile is refused, never overwritten. */
export async function pushBranches(order: PushOrder, steps: readonly Step[]): Promise<Outcome<Pushed>> {
  const tips = new Map(steps.flatMap(keptTip));
  const making = steps.flatMap(madeOffer);
  const commits = await commitsFor(
    order,
    making.map(({ offer }) => offer),
  );
  if (!commits.ok) return commits;
  const moves = making.map(({ offer, was }, index): RefMove => ({
    ref: refOf(offer.branch),
    from: was,
    to: commits.value[index],
  }));
  const pushed = await push(order.remote, [...moves, ...steps.flatMap(pruneMove)]);
  if (!pushed.ok) return pushed;
  for (const { ref, to } of moves) if (to !== undefined && !pushed.value.has(ref)) tips.set(nameOf(ref), to);
  return succeeded({ tips, refused: new Map([...pushed.value].map(([ref, refusal]) => [nameOf(ref), refusal])) });
}

/** Removes branches that still stand at these tips. */
export async function removeBranches(
  remote: Remote,
  branches: readonly { readonly name: string; readonly tip: string }[],
): Promise<Outcome<unknown>> {
  return push(
    remote,
    branches.map(({ name, tip }) => ({ ref: refOf(name), from: tip, to: undefined })),
  );
}

/**
 * Puts one commit for each offer onto the base's branch, in one push. `conflict` where the branch moved meanwhile: then
 * nothing was done, and the plan has to be made anew. They bear the time of the run, for the logbook reads from them when
 * a pin moved.
 */
export async function pushCommits(
  order: PushOrder,
  offers: readonly Offer[],
  now: Date,
): Promise<Outcome<readonly CommitId[]>> {
  const { repository, remote, fleet } = order;
  const seconds = Math.max(secondsOf(order), Math.floor(now.getTime() / 1000));
  const chain: CommitId[] = [];
  const edits = new Map<string, string>();
  for (const offer of offers) {
    // A cluster may move in two streams: each edit is made on what the commit before it left.
    for (const [file, text] of editsOf(overlayTree(fleet.base, edits), [offer])) edits.set(file, text);
    const files = filesOf(offer).flatMap((file) => [[file, edits.get(file)] as const]);
    const made = repository.makeCommits([
      draftOf(order, offer, { parent: chain.at(-1) ?? fleet.base.commit, files, seconds }),
    ]);
    if (!made.ok) return made;
    chain.push(...made.value);
  }
  const tip = chain.at(-1);
  if (tip === undefined) return succeeded([]);
  const ref = `refs/heads/${fleet.branch}`;
  const pushed = await push(remote, [{ ref, from: fleet.base.commit, to: tip }]);
  if (!pushed.ok) return pushed;
  const refusal = pushed.value.get(ref);
  if (refusal !== undefined) return failed(refusal.why === 'moved' ? 'conflict' : 'denied', refusal.detail);
  return succeeded(chain);
}

async function push(remote: Remote, moves: readonly RefMove[]): Promise<Outcome<ReadonlyMap<string, PushRefusal>>> {
  return moves.length === 0 ? succeeded(new Map()) : remote.push(moves);
}

async function commitsFor(order: PushOrder, offers: readonly Offer[]): Promise<Outcome<readonly CommitId[]>> {
  if (offers.length === 0) return succeeded([]);
  const { base } = order.fleet;
  const seconds = secondsOf(order);
  return order.repository.makeCommits(
    offers.map((offer) => draftOf(order, offer, { parent: base.commit, files: [...editsOf(base, [offer])], seconds })),
  );
}

interface Ground {
  readonly parent: CommitId;
  /** The files as they are to be, by their path in the fleet. */
  readonly files: readonly (readonly [string, string | undefined])[];
  /** When it is said to be made, in seconds since 1970. */
  readonly seconds: number;
}

/** The same offer on the same ground is the same commit, whoever makes it and when: a run that died can be repeated. */
function draftOf({ repository }: PushOrder, offer: Offer, { parent, files, seconds }: Ground): CommitDraft {
  const { prefix } = repository;
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const edits = files.flatMap(([file, text]) => (text === undefined ? [] : [[`${folder}${file}`, text] as const]));
  return { parents: [parent], edits: new Map(edits), message: messageOf(offer), author: { ...author, seconds } };
}

function filesOf({ moves }: Offer): readonly string[] {
  return [...new Set(moves.map(({ file }) => file))];
}

/** Whom our commits name; it is no proof of anything. */
export const committerMail = 'tidemark@noreply.invalid';

const author: Omit<Signature, 'seconds'> = { name: 'tidemark', mail: committerMail };

function secondsOf({ repository, fleet }: PushOrder): number {
  const commit = repository.commit(fleet.base.commit);
  return commit.ok ? commit.value.committer.seconds : 0;
}

function messageOf({ stream, moves }: Offer): string {
  const lines = moves.map(({ cluster, from, to }) => `${cluster}: ${stream} ${from.text} → ${to.text}`);
  if (lines.length === 1) return `${lines[0] ?? ''}\n`;
  return `${stream} for ${moves.length} clusters\n\n${lines.join('\n')}\n`;
}

function keptTip(step: Step): readonly (readonly [string, string])[] {
  if ((step.do !== 'open' && step.do !== 'update') || step.branch.is !== 'kept') return [];
  return [[step.offer.branch, step.branch.tip]];
}

function madeOffer(step: Step): readonly { readonly offer: Offer; readonly was: string | undefined }[] {
  if ((step.do !== 'open' && step.do !== 'update') || step.branch.is !== 'made') return [];
  return [{ offer: step.offer, was: step.branch.was }];
}

function pruneMove(step: Step): readonly RefMove[] {
  return step.do === 'prune' ? [{ ref: refOf(step.name), from: step.tip, to: undefined }] : [];
}

function refOf(branch: string): string {
  return `refs/heads/${branch}`;
}

function nameOf(ref: string): string {
  return ref.slice('refs/heads/'.length);
}
