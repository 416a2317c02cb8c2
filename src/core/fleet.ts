/** What `fleet.yaml` and `owners.yaml` say, once they are known to be right. */

import type { Route } from './site.ts';
import type { Mapping } from './value.ts';
import type { Kind } from './version.ts';

export interface Stream {
  readonly name: string;
  readonly title: string;
  readonly owners: readonly string[];
  /** Who may sign its release tags: logins and teams. Undefined where tags need no signature. */
  readonly signers: readonly string[] | undefined;
}

export type PackageOrder = 'rpm' | 'deb';

/** Where a profile keeps its packages, and how their versions are ordered. */
export interface PackagePlace {
  readonly route: Route;
  readonly order: PackageOrder;
}

/** One kind of output. Paths are texts with expressions; they lie in the output folder. */
export type Emit =
  | { readonly layout: 'cluster' | 'host'; readonly path: string }
  | { readonly layout: 'text'; readonly template: string; readonly path: string };

/** How a new version reaches a cluster. `hold` is a cluster's alone. */
export type UpgradeMode = 'offer' | 'auto' | 'commit' | 'hold';

/** How new versions reach clusters that do not say it themselves. */
export interface UpgradePolicy {
  readonly mode: Exclude<UpgradeMode, 'hold'>;
  /** The largest change that is offered. */
  readonly accept: Kind;
  /** The largest change that may merge itself. */
  readonly automerge: Kind | 'never';
  /** How many upgrade requests may be open at once. */
  readonly maxOpen: number;
  /** One request for each cluster, or for all clusters that have the same first owner. */
  readonly group: 'cluster' | 'owner';
  /** Who asks for reviews: CODEOWNERS, which costs nothing, or a write more for each request. */
  readonly reviewers: 'codeowners' | 'request';
}

/** A way to tell people. A webhook's address is in the environment variable `variable`, never in a file. */
export type Channel =
  | { readonly channel: 'mail'; readonly to: 'owners' | readonly string[] }
  | { readonly channel: 'webhook'; readonly variable: string }
  | { readonly channel: 'issue' | 'release' | 'feed' };

export interface Fleet {
  readonly name: string;
  /** The range of tool versions that may compile it, as semver. */
  readonly requires: string | undefined;
  /** The template every cluster starts from, unless it lists its own `include`. */
  readonly entry: string;
  readonly profileSchema: string | undefined;
  readonly streams: ReadonlyMap<string, Stream>;
  readonly variables: Mapping;
  readonly packages: PackagePlace | undefined;
  readonly calendar: string | undefined;
  readonly emit: readonly Emit[];
  readonly upgrade: UpgradePolicy;
  readonly notify: readonly Channel[];
}

export interface Person {
  /** The name that clusters and teams use. */
  readonly login: string;
  readonly name: string;
  /** A bare address, or undefined where the file gives none that can be used. */
  readonly mail: string | undefined;
  /** The login at the forge. */
  readonly forgeLogin: string;
  readonly chat: string | undefined;
  readonly signingKeys: readonly SigningKey[];
  /** The day they left, `YYYY-MM-DD`. */
  readonly left: string | undefined;
}

/** A key that a person signs release tags with, as ssh writes it: `ssh-ed25519 AAAA…`. */
export interface SigningKey {
  readonly key: string;
  /** The last day on which it may sign, `YYYY-MM-DD`. */
  readonly until: string | undefined;
  /** The day on which it was found to be lost; nothing that it signed counts any more. */
  readonly revoked: string | undefined;
}

export interface Team {
  readonly name: string;
  readonly title: string;
  readonly members: readonly string[];
  readonly mail: string | undefined;
  readonly chat: string | undefined;
}

export interface Owners {
  readonly people: ReadonlyMap<string, Person>;
  readonly teams: ReadonlyMap<string, Team>;
}
