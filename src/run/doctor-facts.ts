/** What the doctor looks at: facts about a fleet and its surroundings, before anything is judged. */

import type { Fleet } from '../core/fleet.ts';
import type { Outcome } from '../core/outcome.ts';
import type { ForgeFacts } from '../forge/forge.ts';
import type { OwnerFinding } from '../upgrade/codeowners.ts';

/** What a fact was not asked for is undefined: for `--offline`, or because what it rests on is not there. */
export interface DoctorFacts {
  /** The clock, and the time of the newest commit: milliseconds since 1970. */
  readonly now: number;
  readonly newestCommit: number | undefined;
  /** Undefined where it cannot be read. */
  readonly fleet: FleetFacts | undefined;
  readonly isRepository: boolean;
  readonly remote: Outcome<RemoteFacts> | undefined;
  readonly forge: Outcome<OpenForgeFacts> | undefined;
  readonly token: Token;
  /** Undefined where nobody is to be told by mail. */
  readonly mail: Mail | undefined;
  readonly webhooks: readonly { readonly variable: string; readonly is: 'missing' | 'unsafe' | 'set' }[];
}

export interface FleetFacts {
  readonly fleet: Fleet;
  readonly clusters: number;
  /** Cluster files that cannot be read. */
  readonly unreadable: readonly string[];
  /** Folders below `clusters/` with how many entries they have. */
  readonly folders: ReadonlyMap<string, number>;
  readonly findings: readonly OwnerFinding[];
  /** People whom clusters name, and who cannot be written to. */
  readonly mailless: readonly string[];
  /** CODEOWNERS as it is against what it should be. */
  readonly codeowners: 'current' | 'old' | 'missing' | 'unreadable';
  /** The newest version of each stream that has a folder. */
  readonly newest: ReadonlyMap<string, string>;
  /** How many clusters want their requests to merge themselves. */
  readonly wantAuto: number;
  /** What a first run would do; undefined where the tags are not known. */
  readonly work: Work | undefined;
}

export interface Work {
  readonly requests: number;
  readonly writes: number;
  readonly minutes: number;
}

export interface RemoteFacts {
  readonly name: string;
  /** `refs/heads/main`. */
  readonly head: string | undefined;
  /** Release tags, `linux/2026_8_minor`. */
  readonly tags: readonly string[];
}

export interface OpenForgeFacts {
  readonly name: string;
  readonly facts: Outcome<ForgeFacts>;
}

/** Whose token it is: what a workflow gets by itself starts no checks. */
export type Token = 'none' | 'workflow' | 'app' | 'installation' | 'person';

export type Mail =
  | { readonly is: 'unset' }
  | { readonly is: 'wrong' | 'unreachable'; readonly detail: string }
  | { readonly is: 'configured' | 'reached'; readonly host: string };
