/** Marks a release as withdrawn in the text of its release.yaml, and leaves every other byte as it is. */

import type { Withdrawal } from './release.ts';

/**
 * The texts that may be meant, the likeliest first: the block at the end, or before the first key where the file ends in a
 * way that lets nothing follow. Whoever takes one reads it back first, for a text can end in a scalar that would swallow it.
 */
export function withdrawnTexts(source: string, { reason, date }: Withdrawal): readonly string[] {
  const ending = source.includes('\r\n') ? '\r\n' : '\n';
  const [, lead = '', indent = ''] = firstKey.exec(source) ?? [];
  const lines = [
    'withdrawn:',
    `  reason: ${quoted(reason)}`,
    ...(date === undefined ? [] : [`  date: ${quoted(date)}`]),
  ];
  const block = lines.map((line) => `${indent}${line}${ending}`).join('');
  const gap = source === '' || source.endsWith('\n') ? '' : ending;
  return [`${source}${gap}${block}`, `${lead}${block}${source.slice(lead.length)}`];
}

/** Blank lines, comments and the mark of a document, then the first key of a block mapping. */
const firstKey = /^((?:[ \t]*(?:#[^\n]*)?\r?\n|---[ \t]*\r?\n)*)( *)(?=[^\s#{[-])/;

/** Whether a text has no half of a surrogate pair, which no file could hold. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** Whether `after` is `before` with one piece put in, and nothing else changed. */
export function isInsertion(before: string, after: string): boolean {
  if (after.length < before.length) return false;
  let front = 0;
  while (front < before.length && before[front] === after[front]) front += 1;
  let back = 0;
  while (back < before.length - front && before.at(-1 - back) === after.at(-1 - back)) back += 1;
  return front + back === before.length;
}

/** A double-quoted scalar on one line. Letters stay readable; what cannot be seen is escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\u{10ffff}]/gu, (character) =>
    /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? character : escaped(character),
  );
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}
