/** How much a forge takes: what GitHub documents for everybody, and nothing at all for the embedded one. */

/** At most so many in so many milliseconds. */
export interface Window {
  readonly milliseconds: number;
  readonly most: number;
}

export interface Limits {
  /** Of what makes something new: requests, issues, comments, releases. */
  readonly creations: readonly Window[];
  /** Of points: a read costs one, a write five. */
  readonly points: readonly Window[];
  /** What to do when the forge says that this was the last request of the hour. */
  readonly announced: 'kept' | 'ignored';
  /** The longest that one call waits in all, in milliseconds; then it answers `limited`. */
  readonly patience: number;
  /** An attempt without an answer after so many milliseconds is given up. */
  readonly timeout: number;
}

/** The secondary limits that GitHub documents. A primary limit is over within the hour, so waiting longer is no use. */
export const gitHubLimits: Limits = {
  creations: [
    { milliseconds: 60_000, most: 80 },
    { milliseconds: 3_600_000, most: 500 },
  ],
  points: [{ milliseconds: 60_000, most: 900 }],
  announced: 'kept',
  patience: 65 * 60_000,
  timeout: 30_000,
};

/** For a forge in this process. */
export const noLimits: Limits = {
  creations: [],
  points: [],
  announced: 'ignored',
  patience: 65 * 60_000,
  timeout: 30_000,
};

/** The longest texts that GitHub takes, in characters. */
export const longest = { title: 256, body: 65_536, releaseBody: 125_000 } as const;
