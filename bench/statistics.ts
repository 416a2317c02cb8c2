/** What several rounds say together. */

export interface Figure {
  readonly median: number;
  /** From the least to the most, as a part of the median. */
  readonly spread: number;
}

/** Past this spread a figure says so: the machine was busy, or there were too few rounds. */
export const restless = 0.15;

export function figureOf(samples: readonly number[]): Figure {
  const median = medianOf(samples);
  return { median, spread: median === 0 ? 0 : (Math.max(...samples) - Math.min(...samples)) / median };
}

/** The median of what two jobs cost in the same rounds: noise that lasts longer than a round cancels out. */
export function ratioOf(ours: readonly number[], floor: readonly number[]): number {
  return medianOf(ours.map((cost, round) => cost / (floor[round] ?? Number.NaN)));
}

function medianOf(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
