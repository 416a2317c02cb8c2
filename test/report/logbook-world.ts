/** Pasts for tests of the logbook: a branch is told by the state of its files after each step, oldest first. */

import { createHash } from 'node:crypto';
import type { CommitId } from '../../src/core/objects.ts';
import type { Signature } from '../../src/core/refs.ts';
import type { ClusterFacts } from '../../src/report/facts.ts';
import type { LogEntry, LogPerson } from '../../src/report/logbook.ts';
import type { ClusterStep, FleetPast, Past, PastStep } from '../../src/report/past.ts';

/** A cluster's file: its facts, and whatever else is written in it. */
export interface Written {
  readonly facts: ClusterFacts | 'unreadable';
  readonly rest?: string;
}

/** By stem, or by path below `clusters/` without its ending; undefined removes a file. */
export type Files = Readonly<Record<string, Written | undefined>>;

export interface Turned extends Partial<Omit<PastStep, 'clusters' | 'id' | 'author' | 'committer'>> {
  readonly id?: string;
  readonly author?: Partial<Signature>;
  readonly committer?: Partial<Signature>;
  /** The committer's date; a day after the step before where it is not said. */
  readonly on?: string;
  readonly files?: Files;
}

export const today = '2026-06-30';

export function cluster(pins: Record<string, string>, more: Partial<ClusterFacts> & { rest?: string } = {}): Written {
  const { rest, ...facts } = more;
  const plain = { holds: {}, hosts: 3, owners: ['jdoe'], service: undefined, site: undefined, accepts: {} };
  const whole = { pins, ...plain, stale: undefined, ...facts };
  return rest === undefined ? { facts: whole } : { facts: whole, rest };
}

export function commitId(name: string): CommitId {
  return createHash('sha1').update(name).digest('hex') as CommitId;
}

export function secondsOn(date: string): number {
  return Math.floor(Date.parse(date.includes('T') ? date : `${date}T12:00:00Z`) / 1000);
}

export const ann: LogPerson = { name: 'Ann', mail: 'ann@example.org' };
export const github: LogPerson = { name: 'GitHub', mail: 'noreply@github.com' };
export const robot: LogPerson = { name: 'tidemark', mail: 'tidemark@noreply.invalid' };

/** The past of a branch; `around` is what lies beside its steps. */
export function pastOf(turns: readonly Turned[], around: Partial<FleetPast> = {}): FleetPast {
  const steps: PastStep[] = [];
  let state = new Map<string, Written>();
  let seconds = secondsOn('2026-01-01');
  for (const [at, turn] of turns.entries()) {
    const next = new Map(state);
    for (const [path, written] of Object.entries(turn.files ?? {}))
      if (written === undefined) next.delete(path);
      else next.set(path, written);
    seconds = turn.on === undefined ? seconds + 86_400 : secondsOn(turn.on);
    const before = steps.at(-1)?.id;
    steps.push({
      id: commitId(turn.id ?? `step ${at}`),
      parents: turn.parents ?? (before === undefined ? [] : [before]),
      author: { ...ann, seconds, ...turn.author },
      committer: { ...ann, seconds, ...turn.committer },
      message: turn.message ?? 'a change\n',
      clusters: clusterSteps(state, next),
      releases: turn.releases ?? [],
      rollouts: turn.rollouts ?? [],
    });
    state = next;
  }
  const nothing = { tags: [], merged: new Map(), heads: new Map(), brought: new Map(), isShallow: false };
  return { steps: steps.toReversed(), ...nothing, ...around };
}

function clusterSteps(before: ReadonlyMap<string, Written>, after: ReadonlyMap<string, Written>): ClusterStep[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths.flatMap((path) => {
    const [from, to] = [before.get(path), after.get(path)];
    const blobs = { from: blobOf(from), to: blobOf(to) };
    if (blobs.from === blobs.to) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    return [{ name, file: `clusters/${path}.yaml`, blobs, from: factsOf(from), to: factsOf(to) }];
  });
}

function factsOf(written: Written | undefined): Past<ClusterFacts> {
  return written?.facts;
}

function blobOf(written: Written | undefined): string | undefined {
  return written === undefined ? undefined : commitId(JSON.stringify(written));
}

/** An entry on one line, with what is out of the ordinary behind it. */
export function lineOf({ event, doubts, request, reverts }: LogEntry): string {
  const about = Object.entries(event).filter(([key, value]) => key !== 'is' && value !== undefined);
  return [
    event.is,
    ...about.map(([, value]) => String(value)),
    ...(request === undefined ? [] : [`#${request.number} by ${request.known}`]),
    ...(reverts === undefined ? [] : [`reverts ${reverts.slice(0, 7)}`]),
    ...doubts.map((doubt) => `? ${doubt}`),
  ].join(' ');
}

/** The lines of entries, oldest first. */
export function linesOf(entries: readonly LogEntry[]): readonly string[] {
  return entries.map(lineOf).toReversed();
}
