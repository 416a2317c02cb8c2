/** Writes the logbook of a fleet from its past: every entry with who, when, through what, and what cannot be known. */

import { byteOrder } from '../core/order.ts';
import type { LogClock } from './log-clock.ts';
import { groundOf, type LogGround } from './log-ground.ts';
import type { Lives, Told } from './log-lives.ts';
import { authorDiffers, authorsOf, personOf } from './log-people.ts';
import { releasesOf } from './log-releases.ts';
import { requestOf } from './log-requests.ts';
import { revertsIn } from './log-reverts.ts';
import { tagEntries } from './log-tags.ts';
import type { LogEntry, LogEvent, LogRequest } from './logbook.ts';
import type { FleetPast, PastStep } from './past.ts';
import type { LogbookReport } from './report.ts';

export interface LogbookOrder {
  /** The day of the report, `YYYY-MM-DD`. */
  readonly today: string;
  /** Only the lives of clusters that bear, or once bore, one of these names: no releases, no rollouts. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Stops after the step by which there are so many entries. */
  readonly latest?: number | undefined;
  /** Of this past and day, where somebody has it already. */
  readonly ground?: LogGround | undefined;
}

/**
 * The logbook, newest first in the order of the branch, whatever dates say. Entries of one step follow each other, by
 * cluster, such that the whole can be replayed from its end: but renames of one step happen all at once.
 */
export function logbookOf(past: FleetPast, order: LogbookOrder): LogbookReport {
  const { today, only, latest = Infinity } = order;
  const { steps, clock, lives } = order.ground ?? groundOf(past, today);
  const told = byStep([lives.told, only === undefined ? releasesOf(steps, past) : []]);
  const requestAt = (at: number): LogRequest | undefined => {
    const step = steps[at];
    return step === undefined ? undefined : requestOf(step, past);
  };
  const write = writerOf({ past, clock, requestAt, reverted: revertsIn({ steps, past, told, requestOf: requestAt }) });
  const wanted = only === undefined ? undefined : livesNamed(lives, only);
  const tags = only === undefined ? tagEntries({ steps, clock, today }, past) : [];
  const entries: LogEntry[] = [];
  let tag = tags.length - 1;
  for (let at = steps.length - 1; at >= -1 && entries.length < latest; at -= 1) {
    for (let found = tags[tag]; found !== undefined && found.after === at; found = tags[tag]) {
      entries.push(found.entry);
      tag -= 1;
    }
    const step = steps[at];
    const all = told[at] ?? [];
    const some = wanted === undefined ? all : all.filter((one) => isIn(one, wanted));
    if (step !== undefined && some.length > 0) for (const entry of write(step, some)) entries.push(entry);
  }
  return { entries, from: firstDay(steps.length, clock) };
}

interface Wanted {
  readonly lives: ReadonlySet<number>;
  readonly names: ReadonlySet<string>;
}

function byStep(told: readonly (readonly Told[])[]): readonly (readonly Told[] | undefined)[] {
  const found: (Told[] | undefined)[] = [];
  for (const some of told)
    for (const one of some) {
      const known = found[one.step];
      if (known === undefined) found[one.step] = [one];
      else known.push(one);
    }
  return found;
}

function livesNamed({ told, alive }: Lives, names: ReadonlySet<string>): Wanted {
  const lives = new Set<number>();
  for (const [name, { number }] of alive) if (names.has(name)) lives.add(number);
  for (const { event, life } of told) {
    const isNamed = 'cluster' in event && names.has(event.cluster);
    if (life !== undefined && (isNamed || (event.is === 'cluster-renamed' && names.has(event.from)))) lives.add(life);
  }
  return { lives, names };
}

function isIn({ event, life }: Told, { lives, names }: Wanted): boolean {
  return life === undefined ? 'cluster' in event && names.has(event.cluster) : lives.has(life);
}

/** The day of the first step whose date can be believed. */
function firstDay(steps: number, clock: LogClock): string | undefined {
  return steps === 0 ? undefined : clock.vouchedSince(0);
}

interface Writing {
  readonly past: FleetPast;
  readonly clock: LogClock;
  readonly requestAt: (step: number) => LogRequest | undefined;
  readonly reverted: (told: Told) => string | undefined;
}

/** Writes the entries of a step, newest first. */
function writerOf(writing: Writing): (step: PastStep, told: readonly Told[]) => readonly LogEntry[] {
  const { past, clock, requestAt, reverted } = writing;
  return (step, told) => {
    const at = told[0]?.step ?? 0;
    const request = requestAt(at);
    const doubts = [
      ...clock.doubts(at),
      ...(authorDiffers(step, request) ? (['author-differs'] as const) : []),
      ...(request?.known === 'message' ? (['request-unproven'] as const) : []),
    ];
    const shared = {
      at: clock.at(at),
      commit: step.id,
      author: personOf(step.author),
      committer: personOf(step.committer),
      authors: authorsOf(step, past),
      request,
    };
    const seen = new Map<string, number>();
    const entries = (told.length === 1 ? told : told.toSorted(toldOrder)).map((one): LogEntry => {
      const { file, event, isGuessed } = one;
      const id = idOf(step.id, event, seen);
      const more = isGuessed === true ? [...doubts, 'rename-guessed' as const] : doubts;
      return { id, ...shared, file, event, reverts: reverted(one), doubts: more };
    });
    return entries.reverse();
  };
}

/** A rollout may have the same event twice in a step: the second and later ones are numbered. */
function idOf(commit: string, event: LogEvent, seen: Map<string, number>): string {
  const id = [commit, event.is, ...subjectOf(event)].join('/');
  if (event.is !== 'rollout') return id;
  const count = (seen.get(id) ?? 0) + 1;
  seen.set(id, count);
  return count === 1 ? id : `${id}/${count}`;
}

/** What an event is about. The name of a cluster, or of a release's folder, holds no `/`. */
function subjectOf(event: LogEvent): readonly string[] {
  if (event.is === 'rollout') return [event.stream, event.version, event.what];
  if (!('cluster' in event)) return [event.stream, event.version];
  return 'stream' in event ? [event.cluster, event.stream] : [event.cluster];
}

/** In the order in which the events of a step build on each other. */
const ranks = {
  'cluster-removed': 0,
  'cluster-renamed': 1,
  'cluster-added': 2,
  'cluster-unreadable': 3,
  unpinned: 4,
  moved: 5,
  pinned: 6,
  'hold-lifted': 7,
  'hold-changed': 8,
  'hold-set': 9,
  'release-written': 10,
  'release-published': 11,
  'release-restored': 12,
  'release-withdrawn': 13,
  rollout: 14,
} satisfies Record<LogEvent['is'], number>;

/** Releases and rollouts before clusters, each by its name from the end of the alphabet, as all of it is read backwards. */
function toldOrder(a: Told, b: Told): number {
  const [x, y] = [a.event, b.event];
  if ('cluster' in x !== 'cluster' in y) return 'cluster' in x ? 1 : -1;
  const names = 'cluster' in x && 'cluster' in y ? byteOrder(y.cluster, x.cluster) : releaseOrder(x, y);
  return names || ranks[x.is] - ranks[y.is] || streamOrder(x, y);
}

function releaseOrder(a: LogEvent, b: LogEvent): number {
  return 'version' in a && 'version' in b ? byteOrder(b.stream, a.stream) || byteOrder(b.version, a.version) : 0;
}

function streamOrder(a: LogEvent, b: LogEvent): number {
  return 'stream' in a && 'stream' in b ? byteOrder(b.stream, a.stream) : 0;
}
