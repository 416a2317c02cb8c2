/** The past of a fleet: the steps of its branch, with what each did to clusters, releases and rollouts. */

import type { HistoryStep } from '../core/history.ts';
import type { ClusterFacts } from './facts.ts';
import type { LogRequest } from './logbook.ts';

/** What a file said, as far as it could be read; undefined where there was none. */
export type Past<T> = T | 'unreadable' | undefined;

/** A cluster's file before and after a step. The cluster's name is the file's stem. */
export interface ClusterStep {
  readonly name: string;
  /** Relative to the fleet. */
  readonly file: string;
  /** What git calls the contents; equal ones are the same file. */
  readonly blobs: { readonly from: string | undefined; readonly to: string | undefined };
  readonly from: Past<ClusterFacts>;
  readonly to: Past<ClusterFacts>;
}

/** A release.yaml before and after a step. */
export interface ReleaseStep {
  readonly stream: string;
  readonly version: string;
  readonly file: string;
  readonly from: Past<{ readonly withdrawn: string | undefined }>;
  readonly to: Past<{ readonly withdrawn: string | undefined }>;
}

/** The events that a step added to a rollout.yaml. */
export interface RolloutStep {
  readonly stream: string;
  readonly version: string;
  readonly file: string;
  readonly added: readonly {
    readonly at: string | undefined;
    readonly what: string;
    readonly by: string | undefined;
  }[];
}

export interface PastStep extends Omit<HistoryStep, 'changes'> {
  readonly clusters: readonly ClusterStep[];
  readonly releases: readonly ReleaseStep[];
  readonly rollouts: readonly RolloutStep[];
}

/** A release's tag as it is there. */
export interface PastTag {
  readonly stream: string;
  readonly version: string;
  readonly commit: string;
  /** The tagger, as the tag says; undefined for a tag that is no object of its own. */
  readonly tagger: { readonly name: string; readonly mail: string; readonly seconds: number } | undefined;
  /** Whose listed key signed it; undefined where nobody's, or where the stream lists no signers. */
  readonly signedBy: string | undefined;
  readonly hasSigners: boolean;
}

/** What is asked about requests, a commit at a time. */
export interface PastRequests {
  /** By merge commit or squashed commit, the request that the forge says it merged. */
  readonly merged: Pick<ReadonlyMap<string, LogRequest>, 'get'>;
  /** By head commit, the number of the request that it is the head of: `refs/pull/N/head`. */
  readonly heads: Pick<ReadonlyMap<string, number>, 'get'>;
}

/** What the branch alone tells. */
export interface BranchPast {
  /** Along the branch's first parents, newest first. */
  readonly steps: readonly PastStep[];
  /** By merge, the commits that came in by it, newest first. */
  readonly brought: ReadonlyMap<string, readonly Omit<HistoryStep, 'changes'>[]>;
  readonly isShallow: boolean;
}

export interface FleetPast extends BranchPast, PastRequests {
  readonly tags: readonly PastTag[];
}
