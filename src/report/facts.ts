/** What reports are computed from: the fleet, its releases and its past, as somebody else has read them. */

import type { Advisory } from '../change/change.ts';
import type { OwnStaleness, ReportException, Staleness } from '../core/fleet.ts';
import type { Version } from '../core/version.ts';

/** What a cluster's file says, as far as reports need it. The same of a file today and of one five years ago. */
export interface ClusterFacts {
  /** By stream, as written. */
  readonly pins: Readonly<Record<string, string>>;
  /** Holds by stream, also those that have ended. */
  readonly holds: Readonly<Record<string, { readonly until: string | undefined; readonly reason: string | undefined }>>;
  readonly hosts: number;
  readonly owners: readonly string[];
  readonly service: string | undefined;
  /** Its variable `site`; undefined where that is no text. */
  readonly site: string | undefined;
  /** What it says itself of the largest change that it accepts, by stream. */
  readonly accepts: Readonly<Record<string, 'minor' | 'major'>>;
  readonly stale: OwnStaleness | undefined;
}

/** A cluster as it is on the day of the report. */
export interface ClusterToday extends ClusterFacts {
  readonly name: string;
  /** Relative to the fleet. */
  readonly file: string;
  /** By stream the line of its pin, from 1; by the empty name the line of `versions`, where there is one. */
  readonly lines: Readonly<Record<string, number>>;
  /** The policy of each stream, everything filled in. */
  readonly policies: ReadonlyMap<string, Staleness>;
  /** The largest change that it is offered, by stream, as the fleet says where it does not. */
  readonly accepts: Readonly<Record<string, 'minor' | 'major'>>;
  /** Whom to call: the people and teams that its owners come to, its streams' owners where there are none. */
  readonly call: readonly string[];
}

/** A release of a stream, as far as it can make a cluster stale. */
export interface ReleaseFacts {
  readonly stream: string;
  readonly version: Version;
  /** The day of the release, `YYYY-MM-DD`. */
  readonly date: string;
  readonly isPublished: boolean;
  readonly withdrawn: { readonly reason: string; readonly date: string | undefined } | undefined;
  /** What its staged rollout came to; `accepted` where there was none. */
  readonly gate: 'accepted' | 'rejected' | 'open';
  readonly advisories: readonly Advisory[];
}

/** What the forge says of a cluster in a stream; all of it undefined where no forge was asked. */
export interface OfferFacts {
  readonly request: { readonly number: number; readonly url: string; readonly since: string } | undefined;
  /** A request that somebody closed without merging it, for this version. */
  readonly declined:
    | {
        readonly to: string;
        readonly number: number;
        readonly url: string;
        readonly by: string | undefined;
        readonly at: string | undefined;
      }
    | undefined;
  /** Why it could not be offered: the open issue that says so. */
  readonly blocked: { readonly title: string; readonly number: number; readonly url: string } | undefined;
}

/** A cluster's past in one stream, from the logbook. */
export interface PastFacts {
  /** Since when the pin is what it is; undefined where history does not tell. */
  readonly pinnedSince: string | undefined;
  /** That the pin came with the whole fleet, and may be older than that day. */
  readonly isImported?: true;
  /** The last change of the cluster's file that a person made: not one of ours, and not the fleet's first import. */
  readonly lastActivity: string | undefined;
}

/** An exception, and the line of fleet.yaml at which it begins, from 1. */
export interface ExceptionFacts extends ReportException {
  readonly line: number;
}

export interface FleetFacts {
  readonly fleet: string;
  /** In the order of fleet.yaml. */
  readonly streams: readonly { readonly name: string; readonly title: string; readonly owners: readonly string[] }[];
  /** By name. */
  readonly clusters: readonly ClusterToday[];
  /** By stream; in version order. */
  readonly releases: ReadonlyMap<string, readonly ReleaseFacts[]>;
  /** As fleet.yaml lists them. */
  readonly exceptions: readonly ExceptionFacts[];
  /** By stream and cluster, `linux lxbatch`. Undefined where no forge was asked. */
  readonly offers: ReadonlyMap<string, OfferFacts> | undefined;
  readonly past: ReadonlyMap<string, PastFacts>;
  /** Clusters whose file cannot be read, with their file: they are in no number, and said so. */
  readonly unreadable: readonly { readonly name: string; readonly file: string }[];
  /** How people are reached, by the names in `call`. */
  readonly contacts: Readonly<Record<string, Contact>>;
}

export interface Contact {
  /** As it is shown. */
  readonly name: string;
  readonly mails: readonly string[];
  readonly chat: string | undefined;
}
