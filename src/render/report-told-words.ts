/**
 * The words in which people are told what the report says. They hold dates and no ages, so that the same state has the
 * same words on every day.
 */

import type { ExceptionRow, StaleRow } from '../report/report.ts';
import { clipped, counted } from './diagnostic-words.ts';
import { severityWords, states, stateWords, sumOf } from './report-words.ts';

/** What is shown of a row: what it is told for. */
export type LateRow = Pick<
  StaleRow,
  | 'cluster'
  | 'stream'
  | 'file'
  | 'line'
  | 'owners'
  | 'call'
  | 'hosts'
  | 'pin'
  | 'newest'
  | 'behind'
  | 'lacksSince'
  | 'state'
  | 'since'
  | 'overdueOn'
  | 'hold'
  | 'lacks'
  | 'lacksOver'
  | 'patchBy'
  | 'turn'
>;

/** `overdue since 2026-05-01`; `on hold, with advisories past due`. */
export function standingWords(row: LateRow): string {
  const since = row.since ?? (row.state === 'overdue' ? row.overdueOn : undefined);
  const state = `${stateWords[row.state]}${since === undefined ? '' : ` since ${since}`}`;
  const over = sumOf(row.lacksOver) > 0 ? ', with advisories past due' : '';
  return `${state}${over}`;
}

/** `2026_3_minor; 2 minor and 1 major releases behind 2026_8_minor, the first since 2026-03-17`. */
export function pinWords({ pin, newest, behind, lacksSince }: LateRow): string {
  if (pin === undefined) return newest === undefined ? 'no version' : `no version; the newest is ${newest}`;
  const kinds = [
    ...(behind.minor === 0 ? [] : [`${behind.minor} minor`]),
    ...(behind.major === 0 ? [] : [`${behind.major} major`]),
  ];
  if (kinds.length === 0 || newest === undefined) return pin;
  const noun = behind.minor + behind.major === 1 ? 'release' : 'releases';
  const since = lacksSince === undefined ? '' : `, lacking the first since ${lacksSince}`;
  return `${pin}; ${kinds.join(' and ')} ${noun} behind ${newest}${since}`;
}

/** `2 Critical, 1 Important; past due: 1 Critical; the next is due by 2026-05-10`, or an empty text. */
export function lackWords({ lacks, lacksOver, patchBy }: LateRow): string {
  const all = severityWords(lacks);
  if (all === '') return '';
  const over = severityWords(lacksOver);
  return [
    all,
    ...(over === '' ? [] : [`past due: ${over}`]),
    ...(patchBy === undefined ? [] : [`to be closed by ${patchBy}`]),
  ].join('; ');
}

export interface MoveWords {
  /** Why it is not moved yet. */
  readonly why: string;
  /** What whoever's move it is can do. */
  readonly todo: string;
  readonly url: string | undefined;
}

/** Whose move it is: the request that is open, or why there is none, and what to do. */
export function moveWords(row: LateRow): MoveWords {
  const { turn, hold, stream, newest, pin } = row;
  const page = turn.request ?? turn.see;
  const url = page === undefined || page.url === '' ? undefined : page.url;
  const number = page === undefined ? '' : ` #${page.number}`;
  const by = turn.by === undefined ? '' : ` by ${clipped(turn.by, longest)}`;
  const at = turn.at === undefined ? '' : ` on ${turn.at.slice(0, 10)}`;
  const byHand = newest === undefined ? 'ask who looks after the stream' : `pin ${newest} by hand`;
  switch (turn.why) {
    case 'request-open':
      return {
        why: `pull request${number} is open since ${turn.request?.since.slice(0, 10) ?? 'some day'}`,
        todo: 'read it and merge it',
        url,
      };
    case 'declined':
      return {
        why: `pull request${number} was declined${by}${at}`,
        todo: `the next release is offered again; to move before it, ${byHand}`,
        url,
      };
    case 'blocked':
      return {
        why: `it could not be offered${turn.by === undefined ? '' : `: ${clipped(turn.by, longest)}`}${number === '' ? '' : ` (${number.trim()})`}`,
        todo: 'mend what it says; the next run offers it again',
        url,
      };
    case 'held':
      return {
        why: `on hold${hold?.until === undefined ? '' : ` until ${hold.until}`}${hold?.reason === undefined ? '' : `: ${clipped(hold.reason, longest)}`}`,
        todo: `end the hold under upgrade.${stream}, or set it a new end with a reason`,
        url,
      };
    case 'not-accepted':
      return {
        why: 'its file accepts minor releases alone',
        todo: `write accept: major under upgrade.${stream}, or ${byHand}`,
        url,
      };
    case 'unpinned':
      return {
        why: `its file pins no version of ${stream}`,
        todo: `write versions.${stream}${newest === undefined ? '' : `: ${newest}`}`,
        url,
      };
    case 'no-way-back':
      return {
        why: `${pin ?? 'its version'} is withdrawn and there is no good version to go to`,
        todo: 'ask who looks after the stream',
        url,
      };
    case 'no-release':
      return { why: 'there is no release to go to', todo: 'ask who looks after the stream', url };
    case 'next-run':
      return { why: 'nothing stands in the way', todo: 'wait for the pull request that the next run opens', url };
    case 'not-asked':
      return {
        why: 'the forge was not asked for its pull request',
        todo: `look for an open pull request, or ${byHand}`,
        url,
      };
    case 'current':
      return { why: 'it has the newest release that it should have', todo: 'nothing', url };
  }
}

/** `lxbatch, lxplus in linux, until 2026-05-01 (maria): heavy-ion run`. */
export function exceptionWords({ clusters, streams, advisories, until, owner, reason }: ExceptionRow): string {
  const names =
    clusters.length <= 5 ? clusters.join(', ') : `${clusters.slice(0, 5).join(', ')} and ${clusters.length - 5} more`;
  const where = streams.length === 0 ? '' : ` in ${streams.join(', ')}`;
  const what = advisories.length === 0 ? '' : `, for ${advisories.slice(0, 5).join(', ')}`;
  return `${names}${where}${what}: ended on ${until}, ${owner} answers for it (${clipped(reason, longest)})`;
}

/** `3 clusters are late: 1 on a withdrawn version, 2 overdue`, by cluster and stream. */
export function lateHeadline(rows: readonly LateRow[], ended: number): string {
  const clusters = new Set(rows.map(({ cluster }) => cluster)).size;
  const counts = states.flatMap((state) => {
    const count = rows.filter((row) => row.state === state).length;
    return count === 0 ? [] : [`${count} ${stateWords[state]}`];
  });
  const late =
    clusters === 0
      ? []
      : [`${counted(clusters, 'cluster')} ${clusters === 1 ? 'is' : 'are'} late: ${counts.join(', ')}`];
  const over = ended === 0 ? [] : [`${counted(ended, 'exception')} past ${ended === 1 ? 'its' : 'their'} end`];
  return late.length + over.length === 0 ? 'nothing is late' : [...late, ...over].join('; ');
}

/** Characters of a text from a file. */
const longest = 300;
