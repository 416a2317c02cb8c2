/** Which steps brought upgrades of ours: merging or making one is no sign that somebody looks after a cluster. */

import type { FleetPast, PastStep } from './past.ts';
import { subjectOf } from './log-requests.ts';

/** Whom our commits name, and the first part of our branches. Both are claims: who borrows them hides own work alone. */
export const ourMail = 'tidemark@noreply.invalid';
export const ourBranches = 'tidemark/';

export interface PinMove {
  readonly cluster: string;
  readonly stream: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Says of the moves that a step made in a cluster's file whether they came as an upgrade of ours: by a merge that brought
 * commits of ours alone, by a merge of a branch of ours where it is not known what it brought, by a commit of ours, or by a
 * squashed request that is called like one. Whoever adds a commit of their own to our branch has worked on the cluster.
 */
export function oursIn(step: PastStep, past: Pick<FleetPast, 'brought'>): (moves: readonly PinMove[]) => boolean {
  if (step.parents.length > 1) {
    const isOurs = isMergeOfOurs(step, past);
    return () => isOurs;
  }
  if (step.author.mail === ourMail) return () => true;
  let said: Said | undefined;
  return (moves) => {
    said ??= saidIn(step);
    const { names, title } = said;
    return moves.length > 0 && moves.every((move) => names.has(keyOf(move)) || isTitleOf(title, move));
  };
}

function isMergeOfOurs(step: PastStep, { brought }: Pick<FleetPast, 'brought'>): boolean {
  const commits = (brought.get(step.id) ?? []).filter(({ parents }) => parents.length < 2);
  if (commits.length > 0) return commits.every(({ author }) => author.mail === ourMail);
  const [, branch] = /^Merge pull request #\d+ from [^/\s]+\/(\S+)$/.exec(subjectOf(step)) ?? [];
  const [, plain] = /^Merge (?:remote-tracking )?branch '(?:origin\/)?([^']+)'/.exec(subjectOf(step)) ?? [];
  return (branch ?? plain)?.startsWith(ourBranches) === true;
}

interface Said {
  /** Moves that a line names, as our commits do: `lxbatch: linux 2026_1_minor → 2026_2_minor`. */
  readonly names: ReadonlySet<string>;
  /** The title of a squashed request. */
  readonly title: RegExpExecArray | null;
}

function saidIn(step: PastStep): Said {
  const lines = step.message.split('\n').map((line) => line.trim());
  const names = lines.flatMap((line) => {
    const [, cluster, stream, from, to] = /^(?:\* )?(\S+): (\S+) (\S+) → (\S+)(?: \(#\d+\))?$/.exec(line) ?? [];
    return cluster === undefined || stream === undefined || from === undefined || to === undefined
      ? []
      : [keyOf({ cluster, stream, from, to })];
  });
  const title =
    /^(?:(\d+ clusters?)|(\S+)): (\S+) (?:(?:(\S+) → )?(\S+) \((?:minor|major)\)|back to (\S+) \((\S+) was withdrawn\)) \(#\d+\)$/;
  return { names: new Set(names), title: title.exec(subjectOf(step)) };
}

function isTitleOf(title: RegExpExecArray | null, { cluster, stream, from, to }: PinMove): boolean {
  if (title === null) return false;
  const [, , one = cluster, ofStream, left, goal, back, withdrawn] = title;
  const start = left ?? withdrawn ?? from;
  return one === cluster && ofStream === stream && (goal ?? back) === to && start === from;
}

function keyOf({ cluster, stream, from, to }: PinMove): string {
  return `${cluster}\n${stream}\n${from}\n${to}`;
}
