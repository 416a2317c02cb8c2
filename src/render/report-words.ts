/** The sentences of a report that every output shares. Texts from files go through the output's own escaper. */

import type { AdvisorySeverity } from '../core/fleet.ts';
import type { LogEntry, LogEvent } from '../report/logbook.ts';
import type { BySeverity, Report, StaleRow, StaleState, Turn } from '../report/report.ts';
import { briefly, type Escape } from './change-words.ts';
import { counted } from './diagnostic-words.ts';
import { severities } from './release-words.ts';

/** A state in words that fit into a column; worst first, as rows are sorted. */
export const stateWords: Readonly<Record<StaleState, string>> = {
  'withdrawn-version': 'withdrawn',
  unmaintained: 'unmaintained',
  overdue: 'overdue',
  unpinned: 'unpinned',
  due: 'due',
  held: 'held',
  current: 'current',
};

/** Worst first. */
export const states = Object.keys(stateWords) as readonly StaleState[]; // the record has exactly the states

/** With which command the rows behind a number are listed. */
export const listings = {
  stale: 'tidemark report stale --all',
  cluster: 'tidemark report stale --only CLUSTER',
  spread: 'tidemark report spread',
  logbook: 'tidemark report logbook',
} as const;

/** Whether somebody has to act on a row now: nothing excuses that it is late, or that an advisory is. */
export function isLate({ state, exception, hold, lacksOver }: StaleRow): boolean {
  if (sumOf(lacksOver) > 0) return true;
  if (exception !== undefined) return false;
  return state === 'withdrawn-version' || state === 'unmaintained' || state === 'overdue' || hold?.isOver === true;
}

export function sumOf(counts: BySeverity): number {
  return severities.reduce((sum, severity) => sum + counts[severity], 0);
}

/** `2 Critical, 4 Important`; empty where there are none. */
export function severityWords(counts: BySeverity): string {
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity]} ${severity}`)
    .join(', ');
}

/** `2 Critical +7`: how many of the worst, and how many others. */
export function worstWords(counts: BySeverity): string {
  const worst = worstOf(counts);
  if (worst === undefined) return '–';
  const others = sumOf(counts) - counts[worst];
  return `${counts[worst]} ${worst}${others === 0 ? '' : ` +${others}`}`;
}

function worstOf(counts: BySeverity): AdvisorySeverity | undefined {
  return severities.find((severity) => counts[severity] > 0);
}

/** `3 minor, 1 major`. */
export function behindWords({ minor, major }: StaleRow['behind']): string {
  const kinds = [minor === 0 ? '' : `${minor} minor`, major === 0 ? '' : `${major} major`];
  return kinds.filter((words) => words !== '').join(', ') || '–';
}

/** Whose move it is, in a word or two. */
export const turnNames: Readonly<Record<Turn['who'], string>> = {
  manager: 'its manager',
  'release-team': 'the release team',
  tidemark: 'the next run',
  nobody: 'nobody',
};

/** `its manager: request #12 is open for 34 days`; `linked` writes the number of a request or an issue. */
export function turnWords(turn: Turn, escape: Escape, linked: (link: Link) => string = numberWords): string {
  const { who, why, by, at, request, see } = turn;
  const on = named(' on ', at?.slice(0, 10), escape);
  const seen = see === undefined ? '' : ` (${linked(see)})`;
  const reasons: Readonly<Record<Turn['why'], string>> = {
    current: 'it is current',
    'request-open': `request ${request === undefined ? '' : linked(request)} is open for ${counted(request?.days ?? 0, 'day')}`,
    declined: `declined${named(' by ', by, escape)}${on}${seen}`,
    blocked: `cannot be offered${named(': ', by, escape)}${seen}`,
    held: `on hold${named(' until ', at, escape)}${named(': ', by, escape)}`,
    'not-accepted': 'accepts no change of this kind',
    unpinned: 'has to pin a version',
    'no-way-back': 'there is no version to go back to',
    'no-release': 'there is no release to move to',
    'next-run': 'offers it',
    'not-asked': 'no forge was asked',
  };
  return who === 'nobody' ? reasons[why] : `${turnNames[who]}: ${reasons[why]}`;
}

/** A request or an issue of the forge. */
export interface Link {
  readonly number: number;
  readonly url: string;
}

function numberWords({ number }: Link): string {
  return `#${number}`;
}

function named(before: string, text: string | undefined, escape: Escape): string {
  return text === undefined || text === '' ? '' : `${before}${escape(briefly(text))}`;
}

/** `Maria Rossi <maria@example.org>, batch-team`; at most `most` of them, `nobody` where there are none. */
export function callWords(call: readonly string[], { contacts }: Pick<Report, 'contacts'>, how: Calling): string {
  if (call.length === 0) return 'nobody';
  const shown = call.slice(0, how.most).map((name) => {
    const contact = Object.hasOwn(contacts, name) ? contacts[name] : undefined;
    const reached = contact?.mails[0] ?? contact?.chat;
    const shownName = how.escape(briefly(contact?.name ?? name));
    return reached === undefined ? shownName : `${shownName} ${how.address(briefly(reached))}`;
  });
  const left = call.length - shown.length;
  return left === 0 ? shown.join(', ') : `${shown.join(', ')} and ${left} more`;
}

export interface Calling {
  readonly most: number;
  readonly escape: Escape;
  /** How a mail address or a chat name is shown beside the name. */
  readonly address: (text: string) => string;
}

/** `linux of lxbatch 2026_7_minor → 2026_8_minor`. */
export function eventWords(event: LogEvent, escaped: Escape): string {
  const escape: Escape = (text) => escaped(briefly(text));
  switch (event.is) {
    case 'pinned':
      return `${pinned(event, escape)} pinned at ${escape(event.to)}`;
    case 'moved': {
      const back = event.direction === 'back' ? ', back' : '';
      return `${pinned(event, escape)} ${escape(event.from)} → ${escape(event.to)}${back}`;
    }
    case 'unpinned':
      return `${pinned(event, escape)} no longer pinned, was ${escape(event.from)}`;
    case 'hold-set':
    case 'hold-changed':
    case 'hold-lifted':
      return `${pinned(event, escape)}: hold ${event.is.slice('hold-'.length)}${named(' until ', event.until, escape)}${named(', ', event.reason, escape)}`;
    case 'cluster-added':
    case 'cluster-removed':
      return `${escape(event.cluster)} ${event.is.slice('cluster-'.length)}`;
    case 'cluster-renamed':
      return `${escape(event.cluster)} renamed, was ${escape(event.from)}`;
    case 'cluster-unreadable':
      return `${escape(event.cluster)} cannot be read from here on`;
    case 'release-written':
    case 'release-published':
    case 'release-restored':
      return `release ${escape(event.stream)} ${escape(event.version)} ${event.is.slice('release-'.length)}`;
    case 'release-withdrawn':
      return `release ${escape(event.stream)} ${escape(event.version)} withdrawn${named(': ', event.reason, escape)}`;
    case 'rollout':
      return `rollout of ${escape(event.stream)} ${escape(event.version)}: ${escape(event.what)}${named(' by ', event.by, escape)}`;
  }
}

function pinned({ cluster, stream }: { readonly cluster: string; readonly stream: string }, escape: Escape): string {
  return `${escape(cluster)} ${escape(stream)}`;
}

/** Who did it, as far as is known: who merged it, else the author, with the committer where that is another. */
export function whoWords({ request, author, committer, authors }: LogEntry, escape: Escape): string {
  const first = escape(briefly(author.name));
  const others = authors.length === 0 ? '' : `, with ${escape(briefly(authors.map(({ name }) => name)))}`;
  if (request?.mergedBy !== undefined)
    return `merged by ${escape(briefly(request.mergedBy))}, commit of ${first}${others}`;
  const other = committer.name === author.name ? '' : `, committed by ${escape(briefly(committer.name))}`;
  return `${first}${other}${others}`;
}

/** `2026-11-21 09:30`, from an instant. */
export function momentWords(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
