/** What `fleet.yaml` and `owners.yaml` say, once they are known to be right. */

import type { Route } from './site.ts';
import type { Mapping } from './value.ts';

export interface Stream {
  readonly name: string;
  readonly title: string;
  readonly owners: readonly string[];
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
}

export interface Person {
  readonly login: string;
  /** The day they left, `YYYY-MM-DD`. */
  readonly left: string | undefined;
}

export interface Team {
  readonly name: string;
  readonly members: readonly string[];
}

export interface Owners {
  readonly people: ReadonlyMap<string, Person>;
  readonly teams: ReadonlyMap<string, Team>;
}
