/** What a forge holds in the end, as plain data, and the one assertion that nothing of it is missing, double or left over. */

import { expect } from 'vitest';
import { Store, type Look } from '../../src/forge/local/store.ts';
import type { Conversation } from '../../src/forge/local/fold.ts';
import { readMarker } from '../../src/forge/marker.ts';
import type { SweepWorld } from './upgrade-sweep.ts';

/** An open request with everything that makes it complete. */
export interface RequestState {
  readonly branch: string;
  readonly title: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  /** Of its texts, as its marker says. */
  readonly digest: string | undefined;
  readonly body: string;
  readonly mergesItself: boolean;
  /** The commit of its branch. */
  readonly head: string;
  readonly comments: readonly string[];
}

/** Requests and issues that are closed, and issues: each once. */
export interface ThreadState {
  readonly name: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly body: string;
  readonly comments: readonly string[];
}

export interface EndState {
  readonly open: readonly RequestState[];
  readonly closed: readonly ThreadState[];
  readonly issues: readonly ThreadState[];
  /** Every branch with its commit, the base with what it says. */
  readonly branches: readonly string[];
}

/** Every issue and request, as the forge has it. */
export function conversationsOf(world: SweepWorld): readonly Conversation[] {
  return lookAt(world).conversations();
}

function lookAt(world: SweepWorld): Look {
  const looked = new Store({ repository: world.forge.port, afterEffect: () => undefined }).look();
  if (!looked.ok) throw new Error(looked.detail);
  return looked.value;
}

export function stateOf(world: SweepWorld): EndState {
  const look = lookAt(world);
  const all = look.conversations();
  const requests = all.filter(({ pull }) => pull !== undefined);
  return {
    open: requests
      .filter(({ state }) => state === 'open')
      .map((request) => requestOf(request, look.id(`refs/heads/${request.pull?.branch}`) ?? ''))
      .toSorted((a, b) => (a.branch < b.branch ? -1 : 1)),
    closed: inOrder(requests.filter(({ state }) => state === 'closed').map(threadOf)),
    issues: inOrder(all.filter(({ pull }) => pull === undefined).map(threadOf)),
    branches: look
      .refs('refs/heads/')
      .map(({ ref, id }) => `${ref} ${ref === 'refs/heads/main' ? saidOn(world, ref) : id}`)
      .toSorted(),
  };
}

/** What a branch says, and by which commits: those of mode `commit` bear the time of the run that got through. */
function saidOn({ bare }: SweepWorld, ref: string): string {
  const commit = bare.resolve(ref);
  const commits = commit === undefined ? undefined : bare.commitsBetween(undefined, commit, 1000);
  const files = commit === undefined ? undefined : bare.listTree(commit, '');
  if (commits?.ok !== true || files?.ok !== true) return 'nothing';
  return JSON.stringify([
    commits.value.map(({ message }) => message),
    files.value.map(({ id, path }) => `${id} ${path}`),
  ]);
}

function requestOf(request: Conversation, head: string): RequestState {
  const { title, body, labels, assignees, pull, comments } = request;
  return {
    branch: pull?.branch ?? '',
    title,
    labels: labels.toSorted(),
    assignees,
    digest: readMarker(body)?.digest,
    body,
    mergesItself: pull?.autoMerge !== undefined,
    head,
    comments: comments.map((comment) => comment.body),
  };
}

function threadOf({ title, state, labels, assignees, body, pull, comments }: Conversation): ThreadState {
  return {
    name: pull === undefined ? title : pull.branch,
    state: pull?.merged === undefined ? state : 'merged',
    labels: labels.toSorted(),
    assignees,
    body,
    comments: comments.map((comment) => comment.body),
  };
}

function inOrder(threads: readonly ThreadState[]): readonly ThreadState[] {
  return threads.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The version that a branch gives to its cluster. */
export function versionOn(world: SweepWorld, cluster: string): string {
  const commit = world.bare.resolve(`refs/heads/tidemark/${cluster}/linux`);
  const tree = commit === undefined ? undefined : world.bare.listTree(commit, 'clusters');
  const file = tree?.ok === true ? tree.value.find(({ path }) => path === `${cluster}.yaml`) : undefined;
  const blobs = world.bare.readBlobs(file === undefined ? [] : [file.id]);
  const bytes = blobs.ok ? blobs.value.get(file?.id ?? '') : undefined;
  return /linux: (\S+) {3}# the operating system\n/.exec(new TextDecoder().decode(bytes))?.[1] ?? '';
}

/**
 * After a clean run: everything is as in `want`, which a run without any fault gave, and one more run writes nothing,
 * pushes nothing and tells nobody anything.
 */
export async function expectComplete(world: SweepWorld, want: EndState): Promise<void> {
  const first = await effectsOf(world);
  expect(stateOf(world)).toEqual(want);
  // A run that did nothing would do the same nothing again.
  if (first.length === 0) return;
  expect(await effectsOf(world)).toEqual([]);
  expect(stateOf(world)).toEqual(want);
}

/** What a clean run did to the world, a line each. */
async function effectsOf(world: SweepWorld): Promise<readonly string[]> {
  const writes = world.faults.writes.length;
  const { pushes } = world;
  const { done, told } = await world.cleanRun();
  const failures = done.done.flatMap(({ result }) => (result.ok ? [] : [`${result.why}: ${result.detail}`]));
  if (failures.length > 0) throw new Error(`a run without faults failed: ${failures.join('; ')}`);
  return [
    ...world.faults.writes.slice(writes).map(({ method, path }) => `${method} ${path}`),
    ...(world.pushes > pushes ? [`${world.pushes - pushes} pushes`] : []),
    ...done.done.map(({ step }) => step.do),
    ...told.letters.map(({ to, became }) => `${became} mail to ${to.address}`),
  ];
}
