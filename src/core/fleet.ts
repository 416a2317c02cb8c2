/** What `fleet.yaml` and `owners.yaml` say, once they are known to be right. */

import type { Route } from './site.ts';
import type { Mapping } from './value.ts';
import type { Kind } from './version.ts';

export type AdvisorySeverity = 'Critical' | 'Important' | 'Moderate' | 'Low';

/** After how many calendar days something is late; what is undefined never is. */
export interface Staleness {
  /** Days since the first release that a cluster lacks. */
  readonly due: number;
  readonly overdue: number;
  readonly unmaintained: number;
  /** Days from the release that closes an advisory to the day by which every cluster has to have it. */
  readonly advisories: Readonly<Record<AdvisorySeverity, number | undefined>>;
}

/** What a stream or a cluster says otherwise than the fleet. */
export type OwnStaleness = Partial<Omit<Staleness, 'advisories'>> & {
  readonly advisories?: Partial<Staleness['advisories']>;
};

/** What is excused for a while; once past its end it counts no more, and is itself a finding. */
export interface ReportException {
  readonly clusters: readonly string[];
  /** Undefined: every stream. */
  readonly streams: readonly string[] | undefined;
  /** Undefined: being behind as such; else only these advisories. */
  readonly advisories: readonly string[] | undefined;
  /** Who answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly until: string;
}

export interface Stream {
  readonly name: string;
  readonly title: string;
  readonly owners: readonly string[];
  /** Who may sign its release tags: logins and teams. Undefined where tags need no signature. */
  readonly signers: readonly string[] | undefined;
  readonly stale: OwnStaleness | undefined;
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
  readonly stale: Staleness;
  readonly exceptions: readonly ReportException[];
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
