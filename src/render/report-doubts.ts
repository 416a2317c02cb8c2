/** What a logbook cannot know of an entry: a letter beside it, and a sentence for each letter below the table. */

import type { Doubt, LogEntry } from '../report/logbook.ts';

const doubts: Readonly<Record<Doubt, { readonly letter: string; readonly words: string }>> = {
  'date-before-parent': {
    letter: 'a',
    words: 'its date is earlier than that of the step before it: the true one lies between those of its neighbours',
  },
  'date-in-future': { letter: 'b', words: 'its date lies after the day of the report' },
  'author-differs': {
    letter: 'c',
    words: 'author and committer differ: the commit alone does not say who of them did it',
  },
  'request-unproven': { letter: 'd', words: "the request is the commit's own word: neither forge nor refs confirm it" },
  'rename-guessed': { letter: 'e', words: 'a renamed cluster, or a new one of like content: history does not tell' },
  'tag-unsigned': { letter: 'f', words: 'the tag is not signed by anybody listed, or names another date' },
};

/** `(a, c)` behind a blank; nothing where all is known. */
export function doubtMarks(entry: LogEntry): string {
  if (entry.doubts.length === 0) return '';
  return ` (${entry.doubts.map((doubt) => doubts[doubt].letter).join(', ')})`;
}

/** The sentence of one doubt. */
export function doubtWords(doubt: Doubt): string {
  return doubts[doubt].words;
}

/** A line for each letter that the entries use, in the order of the letters. */
export function doubtLines(entries: readonly LogEntry[]): readonly string[] {
  const used = new Set(entries.flatMap((entry) => entry.doubts));
  return (Object.keys(doubts) as Doubt[]) // the record has exactly the doubts
    .filter((doubt) => used.has(doubt))
    .map((doubt) => `(${doubts[doubt].letter}) ${doubts[doubt].words}`);
}
