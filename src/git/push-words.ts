/** One push of many refs, and what the other side says to each. */

import type { PushRefusal, RefMove } from '../core/refs.ts';

/**
 * The arguments of a push that carries out each move only while the remote's ref is as `from` says. A name that
 * begins with `refs/` is never an option.
 */
export function pushArguments(url: string, moves: readonly RefMove[]): readonly string[] {
  const leases = moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`);
  const refspecs = moves.map(({ ref, to }) => `${to ?? ''}:${ref}`);
  return ['push', '--porcelain', '--no-verify', '--no-follow-tags', ...leases, '--', url, ...refspecs];
}

/** Moves in portions whose arguments fit a command line; a system may take no more than a megabyte. */
export function portionsOf(moves: readonly RefMove[]): readonly (readonly RefMove[])[] {
  const portions: RefMove[][] = [];
  let room = 0;
  for (const move of moves) {
    const size = 2 * Buffer.byteLength(move.ref) + 128 + (move.from?.length ?? 0) + (move.to?.length ?? 0);
    if (size > room || portions.length === 0) {
      portions.push([]);
      room = portionLimit;
    }
    portions.at(-1)?.push(move);
    room -= size;
  }
  return portions;
}

const portionLimit = 900_000;

/** What the porcelain lines say of each ref: nothing where it is done, and otherwise why it was refused. */
export function readPush(said: string): ReadonlyMap<string, string | undefined> {
  const answers = new Map<string, string | undefined>();
  for (const line of said.split('\n')) {
    // FLAG TAB FROM:TO TAB SUMMARY [(REASON)]
    const [, flag, ref, summary] = /^([ +\-*=!])\t[^\t:]*:([^\t]*)\t(.*)$/.exec(line) ?? [];
    if (ref !== undefined) answers.set(ref, flag === '!' ? summary : undefined);
  }
  return answers;
}

/** Whether the other side broke off before it said what became of the ref. */
export function isUnanswered(summary: string): boolean {
  return summary.startsWith('[remote failure]');
}

/** Why a ref was refused, in the light of what the remote holds now; undefined where it holds what was wanted. */
export function refusalOf(
  move: RefMove,
  now: string | undefined,
  { summary, words }: { readonly summary: string; readonly words: string },
): PushRefusal | undefined {
  if (now === move.to) return undefined;
  const moved = now !== move.from || /\((?:stale info|fetch first|non-fast-forward|needs force)\)/.test(summary);
  return moved
    ? { why: 'moved', detail: summary }
    : { why: 'denied', detail: words === '' ? summary : `${summary}: ${words}` };
}
