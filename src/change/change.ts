/** The words of this folder: what differs between two profiles, two clusters, two revisions of a fleet. */

import type { AdvisorySeverity } from '../core/fleet.ts';
import type { Mapping, Value } from '../core/value.ts';

export type PackageChangeKind = 'upgraded' | 'downgraded' | 'added' | 'removed' | 'changed';

/** What happened to one package of one architecture. `changed` means that no version became newer or older. */
export interface PackageChange {
  readonly name: string;
  /** The architecture after the change; before it, where the package is removed. */
  readonly arch?: string;
  readonly kind: PackageChangeKind;
  /** All versions that stood side by side before, oldest first; empty where it is added. */
  readonly from: readonly string[];
  /** All versions that stand side by side after, oldest first; empty where it is removed. */
  readonly to: readonly string[];
  /** What differs besides the version; absent where nothing does. */
  readonly fields?: readonly FieldChange[];
}

/** A field of a package, other than its version, that differs. */
export interface FieldChange {
  readonly field: string;
  /** Which version's field it is, where several stand side by side. */
  readonly version?: string;
  readonly from?: Value;
  readonly to?: Value;
}

/** A leaf of a profile that differs: a scalar, a list as a whole, or an empty mapping. */
export type ValueChange =
  | { readonly pointer: string; readonly kind: 'set'; readonly to: Value }
  | { readonly pointer: string; readonly kind: 'removed'; readonly from: Value }
  | { readonly pointer: string; readonly kind: 'changed'; readonly from: Value; readonly to: Value };

/** What differs between two profiles: packages by name, every other leaf by its route. */
export interface ProfileChange {
  readonly packages: readonly PackageChange[];
  readonly values: readonly ValueChange[];
}

/** The versions that a cluster pins, by stream. */
export type Pins = ReadonlyMap<string, string>;

/** A pin that is another one now. Without `from` it is new; without `to` it is gone. */
export interface PinMove {
  readonly stream: string;
  readonly from?: string;
  readonly to?: string;
}

/**
 * `broken` fails now, and compiled before or was not there; `mended` compiles now, and failed; `failing` fails in both, so
 * that nothing can be said of it.
 */
export type ClusterChangeKind = 'changed' | 'added' | 'removed' | 'broken' | 'mended' | 'failing';

/** An error that keeps a cluster from being compiled, in words, and where it is. */
export interface Failure {
  readonly code: string;
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** As for clusters, and hosts that joined or left a cluster that is otherwise compared. */
export type GroupKind = ClusterChangeKind | 'hosts-added' | 'hosts-removed';

/** One change, and every cluster that goes through exactly this one. */
export interface ChangeGroup {
  readonly kind: GroupKind;
  readonly pins: readonly PinMove[];
  /** Empty for every kind but `changed`. */
  readonly change: ProfileChange;
  /** By name. */
  readonly clusters: readonly TouchedCluster[];
  /** The hosts of all its clusters that the change touches. */
  readonly hosts: number;
  /** What is wrong with those that are broken or failing. */
  readonly failures: readonly Failure[];
  /** Advisories that the change closes or opens again. */
  readonly advisories: AdvisoryChange;
  /** The earlier group that it is nearly the same as, so that a reader can be shown what is different and no more. */
  readonly like?: Likeness;
  /** The profiles of one of its clusters, for a difference as text. */
  readonly sample?: Sample & { readonly cluster: string };
}

/** How a group differs from another that is shown before it. */
export interface Likeness {
  readonly model: ChangeGroup;
  /** What the model goes through and this group does not. */
  readonly without: Rows;
  /** What this group goes through and the model does not. */
  readonly besides: Rows;
}

/** A part of what a group is shown as. */
export type Rows = Pick<ChangeGroup, 'change' | 'advisories'>;

export interface TouchedCluster {
  readonly name: string;
  /** How many of its hosts the change touches … */
  readonly hosts: number;
  /** … of how many. */
  readonly of: number;
  /** Which ones, as host ranges; absent where it is all of them, or where nobody said. */
  readonly which?: string;
}

/** The two profiles of one cluster, or of one of its hosts. */
export interface Sample {
  readonly before: Mapping;
  readonly after: Mapping;
}

/** What differs between two revisions of a fleet. */
export interface FleetChange {
  readonly groups: readonly ChangeGroup[];
  readonly compared: Count;
  readonly touched: Count;
}

export interface Count {
  readonly clusters: number;
  readonly hosts: number;
}

export type { AdvisorySeverity };

/** A published notice of faults in packages, as release.yaml lists it under the release that first closes it. */
export interface Advisory {
  readonly id: string;
  readonly severity: AdvisorySeverity;
  /** A date, `YYYY-MM-DD`. */
  readonly published: string;
  readonly title: string;
  readonly cves: readonly string[];
  /** The version of each package from which on it is mended. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Some advisories, the worst first, then by id, and what they come to. */
export interface Advisories {
  readonly list: readonly Advisory[];
  /** How many there are of each severity. */
  readonly bySeverity: { readonly [S in AdvisorySeverity]: number };
  /** Every CVE that they name, once, in byte order. */
  readonly cves: readonly string[];
}

export interface AdvisoryChange {
  readonly closed: Advisories;
  readonly reopened: Advisories;
}

export const noChange: ProfileChange = { packages: [], values: [] };
