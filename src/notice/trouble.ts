/** What could not be done for somebody's clusters: the input of every notice about a failure (U9). */

/** Where the work stopped. `owners`: nobody was there to be asked. */
export type Stage = 'compile' | 'upgrade' | 'merge' | 'push' | 'request' | 'owners';

/** One cause, and every cluster that it hits. */
export interface Trouble {
  /** The cause: its code and place, such as `profile-value templates/site/base.yaml /profile/system`; stable over runs. */
  readonly id: string;
  readonly stage: Stage;
  readonly code: string;
  /** Relative to the fleet; undefined where the cause lies in no file. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  /** One sentence that says what is wrong. */
  readonly message: string;
  /** What its reader can do. */
  readonly advice: string;
  /** The lines around the place, and whatever else helps, as plain text; may be empty. */
  readonly details: string;
  /** By name, in byte order. */
  readonly clusters: readonly TroubledCluster[];
}

export interface TroubledCluster {
  readonly name: string;
  /** Its file, relative to the fleet. */
  readonly file: string;
  /** As its file names them: logins and teams. */
  readonly owners: readonly string[];
  readonly hosts: number;
  /** The upgrade that failed; undefined where the cluster fails as it is. */
  readonly upgrade: { readonly stream: string; readonly from: string; readonly to: string } | undefined;
  /** The streams that it pins, whose owners answer where the cluster has none. */
  readonly streams: readonly string[];
}
