/** Chance that repeats: the same seed gives the same choices on every machine. */

export interface Random {
  /** A whole number from 0 up to, but without, `limit`. */
  below(limit: number): number;
  pick<T>(choices: readonly T[]): T;
  /** True in about one of `times` cases. */
  oneIn(times: number): boolean;
}

/** Choices that depend on these words alone, so that one part of a workload never shifts another. */
export function randomFrom(...words: readonly (string | number)[]): Random {
  let state = hashOf(words.join('\0'));
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    return Math.floor((mixed(state) / 2 ** 32) * limit);
  };
  return {
    below,
    pick: <T>(choices: readonly T[]): T => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new RangeError('nothing to pick from');
      return choice;
    },
    oneIn: (times) => below(times) === 0,
  };
}

/** FNV-1a over UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The output step of mulberry32. */
function mixed(state: number): number {
  let word = Math.imul(state ^ (state >>> 15), state | 1);
  word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
  return (word ^ (word >>> 14)) >>> 0;
}
