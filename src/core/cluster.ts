/** A cluster as we know it, once its file is known to be right. */

import type { OwnStaleness, UpgradeMode } from './fleet.ts';
import type { Mapping } from './value.ts';
import type { Kind, Version } from './version.ts';

/** One entry of `hosts`: what it says of every host that its node-set names. */
export interface HostEntry {
  /** The node-set as written, which is also the entry's key in the file. */
  readonly pattern: string;
  readonly labels: Mapping;
  readonly variables: Mapping;
  readonly profile: Mapping;
}

export interface Hold {
  readonly stream: string;
  /** The last day of the hold, `YYYY-MM-DD`. */
  readonly until: string;
}

/** What a cluster says of its upgrades in one stream; what it leaves out, the fleet says. */
export interface UpgradeWish {
  readonly mode?: UpgradeMode;
  readonly accept?: Kind;
  readonly automerge?: Kind | 'never';
  /** The last day of a hold, `YYYY-MM-DD`. */
  readonly until?: string;
  readonly reason?: string;
}

/** An include as written: a template's name with expressions, and under which condition and with which parameters. */
export type WrittenInclude =
  | string
  | { readonly template: string; readonly when?: unknown; readonly optional?: boolean; readonly with?: unknown };

export interface Cluster {
  readonly name: string;
  readonly file: string;
  readonly blob: string;
  readonly description: string;
  readonly service: string | undefined;
  readonly owners: readonly string[];
  readonly labels: Mapping;
  /** By stream, only streams of the fleet. */
  readonly pins: ReadonlyMap<string, Version>;
  readonly holds: readonly Hold[];
  /** By stream, only streams of the fleet. */
  readonly upgrades: ReadonlyMap<string, UpgradeWish>;
  readonly stale: OwnStaleness | undefined;
  readonly variables: Mapping;
  /** Its own includes instead of the fleet's entry template. */
  readonly include: readonly WrittenInclude[] | undefined;
  readonly profile: Mapping;
  /** Hosts by name, each with the entries that name it, in the order of the file. */
  readonly hosts: ReadonlyMap<string, readonly HostEntry[]>;
}
