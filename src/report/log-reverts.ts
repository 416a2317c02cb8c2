/** Which commit an entry takes back: named by the commit, there in history, and the opposite of it. */

import { byteOrder } from '../core/order.ts';
import type { Told } from './log-lives.ts';
import type { LogEvent, LogRequest } from './logbook.ts';
import type { FleetPast, PastStep } from './past.ts';

interface Branch {
  /** Oldest first. */
  readonly steps: readonly PastStep[];
  readonly past: Pick<FleetPast, 'brought'>;
  /** What each step did. */
  readonly told: readonly (readonly Told[] | undefined)[];
  readonly requestOf: (step: number) => LogRequest | undefined;
}

/**
 * Says which step an entry takes back: one that its commit, or a commit that it brought, names with `This reverts commit
 * SHA`, or whose request it names with `Reverts owner/repo#N`, that is older, and that did the opposite. A commit that came
 * in by a merge stands for the merge, by which the logbook knows it.
 */
export function revertsIn(branch: Branch): (told: Told) => string | undefined {
  const opposites = new Map<number, ReadonlySet<string>>();
  const named = new Map<number, readonly number[]>();
  let index: Index | undefined;
  return (told) => {
    let steps = named.get(told.step);
    if (steps === undefined) {
      const messages = messagesOf(branch, told.step).filter((message) => message.includes('everts '));
      if (messages.length > 0) index ??= indexOf(branch);
      steps = index === undefined || messages.length === 0 ? [] : stepsNamed(index, messages, told.step);
      named.set(told.step, steps);
    }
    const opposite = steps.length === 0 ? undefined : oppositeKey(told);
    if (opposite === undefined) return undefined;
    const step = steps.find((one) => {
      const done = opposites.get(one) ?? new Set(branch.told[one]?.map(keyOf));
      opposites.set(one, done);
      return done.has(opposite);
    });
    return step === undefined ? undefined : branch.steps[step]?.id;
  };
}

/** As many commits as one commit can take back, for us. */
const mostNamed = 20;

function messagesOf({ steps, past }: Branch, at: number): readonly string[] {
  const step = steps[at];
  return step === undefined ? [] : [step.message, ...(past.brought.get(step.id) ?? []).map(({ message }) => message)];
}

interface Index {
  /** By id, the step by which each commit came. */
  readonly commits: ReadonlyMap<string, number>;
  /** Their ids in order, for those that are named by their beginning. */
  readonly inOrder: () => readonly string[];
  /** Steps by the number of their request. */
  readonly requests: () => ReadonlyMap<number, readonly number[]>;
}

function indexOf(branch: Branch): Index {
  const { steps, past } = branch;
  const commits = new Map<string, number>();
  for (const [at, { id }] of steps.entries())
    for (const brought of past.brought.get(id) ?? []) commits.set(brought.id, at);
  for (const [at, { id }] of steps.entries()) commits.set(id, at);
  let sorted: readonly string[] | undefined;
  let requests: ReadonlyMap<number, readonly number[]> | undefined;
  return {
    commits,
    inOrder: () => (sorted ??= [...commits.keys()].sort(byteOrder)),
    requests: () => (requests ??= requestsIn(branch)),
  };
}

function requestsIn({ steps, requestOf }: Branch): ReadonlyMap<number, readonly number[]> {
  const requests = new Map<number, number[]>();
  for (const at of steps.keys()) {
    const number = requestOf(at)?.number;
    if (number !== undefined) requests.set(number, [...(requests.get(number)?.slice(1 - mostNamed) ?? []), at]);
  }
  return requests;
}

function stepsNamed(index: Index, messages: readonly string[], before: number): readonly number[] {
  const text = messages.join('\n');
  const byId = [...text.matchAll(/^This reverts (?:merge )?commit ([0-9a-f]{7,64})\b/gim)]
    .slice(0, mostNamed)
    .flatMap(([, id = '']) => stepWith(index, id.toLowerCase()) ?? []);
  const byNumber = [...text.matchAll(/^Reverts (?:[\w.-]+\/[\w.-]+)?#([1-9]\d{0,8})\b/gm)]
    .slice(0, mostNamed)
    .flatMap(([, number]) => index.requests().get(Number(number))?.toReversed() ?? []);
  return [...new Set([...byId, ...byNumber])].filter((step) => step < before);
}

/** The step of the one commit whose id is this, or begins so. */
function stepWith({ commits, inOrder }: Index, start: string): number | undefined {
  const exact = commits.get(start);
  if (exact !== undefined || start.length === 40 || start.length === 64) return exact;
  const ids = inOrder();
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? '') < start) low = middle + 1;
    else high = middle;
  }
  const [id, next] = [ids[low], ids[low + 1]];
  return id?.startsWith(start) === true && next?.startsWith(start) !== true ? commits.get(id) : undefined;
}

/** What an entry did, by the life of its cluster, not its name. */
function keyOf({ event, life, was }: Told): string {
  return written(event, { life, was });
}

/** What would have to be done for the entry to take it back; undefined where nothing has an opposite. */
function oppositeKey({ event, life, was }: Told): string | undefined {
  const opposite = oppositeOf(event, was);
  if (opposite === undefined) return undefined;
  const before = event.is === 'hold-changed' ? { until: event.until, reason: event.reason } : undefined;
  return written(opposite, { life, was: before });
}

function written(event: LogEvent, { life, was }: Pick<Told, 'life' | 'was'>): string {
  switch (event.is) {
    case 'pinned':
    case 'moved':
    case 'unpinned':
      return key(event.is, life, event.stream, 'from' in event ? event.from : '', 'to' in event ? event.to : '');
    case 'hold-set':
    case 'hold-lifted':
      return key(event.is, life, event.stream, event.until, event.reason);
    case 'hold-changed':
      return key(event.is, life, event.stream, was?.until, was?.reason, event.until, event.reason);
    case 'cluster-renamed':
      return key(event.is, life, event.from, event.cluster);
    case 'cluster-added':
    case 'cluster-removed':
    case 'cluster-unreadable':
      return key(event.is, event.cluster);
    default:
      return key(event.is, event.stream, event.version);
  }
}

function oppositeOf(event: LogEvent, was: Told['was']): LogEvent | undefined {
  switch (event.is) {
    case 'pinned':
      return { ...event, is: 'unpinned', from: event.to };
    case 'unpinned':
      return { ...event, is: 'pinned', to: event.from };
    case 'moved':
      return { ...event, from: event.to, to: event.from };
    case 'hold-set':
      return { ...event, is: 'hold-lifted' };
    case 'hold-lifted':
      return { ...event, is: 'hold-set' };
    case 'hold-changed':
      return { ...event, until: was?.until, reason: was?.reason };
    case 'cluster-added':
      return { ...event, is: 'cluster-removed' };
    case 'cluster-removed':
      return { ...event, is: 'cluster-added' };
    case 'cluster-renamed':
      return { ...event, cluster: event.from, from: event.cluster };
    case 'release-withdrawn':
      return { is: 'release-restored', stream: event.stream, version: event.version };
    case 'release-restored':
      return { ...event, is: 'release-withdrawn', reason: '' };
    default:
      return undefined;
  }
}

function key(...parts: readonly unknown[]): string {
  return JSON.stringify(parts.map((part) => part ?? null));
}
