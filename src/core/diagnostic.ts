/** What the compiler tells people, as data: a code, a place, facts. The words are in `catalogue.ts`. */

import { severityOf } from './catalogue.ts';
import { byteOrder, listOrder } from './order.ts';
import type { Site } from './site.ts';

/** Every code and the facts its sentence needs. Each code has an entry in the catalogue and a page `docs/codes/CODE.md`. */
export interface Facts {
  // Files and YAML
  'file-unreadable': { readonly reason: string };
  'file-too-large': { readonly bytes: number; readonly limit: number };
  'file-link': { readonly target: string };
  'file-special': { readonly kind: string };
  'file-not-text': { readonly reason: string };
  'file-name': { readonly name: string; readonly reason: string };
  'files-too-many': { readonly count: number; readonly limit: number };
  'yaml-syntax': { readonly reason: string };
  'yaml-alias': { readonly text: string };
  'yaml-tag': { readonly tag: string };
  'yaml-merge-key': Record<never, never>;
  'yaml-duplicate-key': { readonly key: string };
  'yaml-key': { readonly key: string };
  'yaml-too-deep': { readonly limit: number };
  'yaml-documents': Record<never, never>;
  'json-syntax': { readonly reason: string };
  'number-unsafe': { readonly text: string; readonly becomes: string };
  'value-empty': { readonly key: string };
  // Shape of files
  'key-unknown': { readonly key: string; readonly nearest: readonly string[] };
  'key-missing': { readonly key: string };
  'type-wrong': { readonly expected: string; readonly found: string };
  'value-refused': { readonly found: string; readonly rule: string };
  'faults-too-many': { readonly count: number; readonly shown: number };
  // The fleet
  'fleet-missing': Record<never, never>;
  'tool-version': { readonly wanted: string; readonly running: string };
  'stream-unknown': { readonly stream: string; readonly nearest: readonly string[] };
  'version-malformed': { readonly text: string };
  'version-unpublished': { readonly stream: string; readonly version: string; readonly nearest: readonly string[] };
  'version-withdrawn': { readonly stream: string; readonly version: string; readonly reason: string };
  'version-kinds': { readonly stream: string; readonly versions: readonly string[] };
  'release-mismatch': { readonly key: string; readonly says: string; readonly folder: string };
  'release-changed': { readonly tag: string; readonly commit: string; readonly changes: readonly ReleaseChange[] };
  'source-changed': { readonly file: string; readonly says: string; readonly found: string };
  'cluster-unpinned': { readonly stream: string };
  'cluster-duplicate': { readonly cluster: string };
  'cluster-empty': { readonly cluster: string };
  'name-collision': { readonly names: readonly string[] };
  'hosts-malformed': { readonly text: string; readonly reason: string };
  'hosts-too-many': { readonly text: string; readonly count: number; readonly limit: number };
  'host-duplicate': { readonly hosts: readonly string[]; readonly cluster: string };
  'owner-unknown': { readonly owner: string; readonly nearest: readonly string[] };
  'owner-left': { readonly owner: string; readonly since: string };
  'calendar-unknown': { readonly calendar: string; readonly nearest: readonly string[] };
  'hold-expired': { readonly stream: string; readonly until: string };
  'stale-order': {
    readonly earlier: string;
    readonly earlierDays: number;
    readonly later: string;
    readonly laterDays: number;
  };
  'exception-cluster-unknown': { readonly cluster: string; readonly nearest: readonly string[] };
  'exception-expired': { readonly until: string; readonly owner: string };
  'team-cycle': { readonly teams: readonly string[] };
  // Includes, conditions, expressions
  'template-name': { readonly name: string; readonly reason: string };
  'template-missing': { readonly name: string; readonly nearest: readonly string[] };
  'include-cycle': { readonly cycle: readonly string[] };
  'include-too-deep': { readonly limit: number };
  'include-too-many': { readonly limit: number };
  'condition-path-unknown': { readonly path: string; readonly nearest: readonly string[] };
  'condition-mistyped': { readonly path: string; readonly wanted: string; readonly found: string };
  'expression-syntax': { readonly text: string; readonly reason: string };
  'expression-too-long': { readonly length: number; readonly limit: number };
  'expression-misplaced': { readonly text: string };
  'expression-path-unknown': { readonly path: string; readonly nearest: readonly string[] };
  'expression-undefined': { readonly path: string };
  'expression-helper-unknown': { readonly helper: string; readonly nearest: readonly string[] };
  'expression-helper-misused': { readonly helper: string; readonly reason: string };
  'expression-not-text': { readonly path: string; readonly found: string };
  'parameters-undeclared': { readonly names: readonly string[] };
  'parameters-invalid': { readonly reason: string };
  // Merging
  'final-overridden': { readonly pointer: string };
  'final-pointer': { readonly text: string };
  'final-nothing': { readonly pointer: string };
  'list-key-missing': { readonly key: string };
  'package-absent': { readonly package: string; readonly nearest: readonly string[] };
  'package-incomplete': { readonly package: string; readonly nearest: readonly string[] };
  'profile-too-large': { readonly bytes: number; readonly limit: number };
  // The profile against its schema
  'profile-key-unknown': { readonly pointer: string; readonly key: string; readonly nearest: readonly string[] };
  'profile-key-missing': { readonly pointer: string; readonly key: string };
  'profile-type': { readonly pointer: string; readonly expected: string; readonly found: string };
  'profile-value': { readonly pointer: string; readonly found: string; readonly rule: string };
  'schema-invalid': { readonly reason: string };
  'schema-missing': { readonly file: string };
  // Emitting
  'emit-path': { readonly path: string; readonly reason: string };
  'emit-collision': { readonly path: string };
  'emit-template': { readonly reason: string };
}

export type Code = keyof Facts;

/** A file in the folder of a published release that is not as its tag has it; relative to that folder. */
export interface ReleaseChange {
  readonly file: string;
  readonly how: 'added' | 'changed' | 'removed';
}

export type Severity = 'error' | 'warning' | 'note';

/** Another place that belongs to the story, and its part in it. */
export interface Related {
  readonly site: Site;
  readonly role: 'set-here' | 'locked-here' | 'also-here' | 'schema-says' | 'declared-here';
}

/** Who a fault breaks. `host` is left out where the whole cluster is meant. */
export interface Victim {
  readonly cluster: string;
  readonly host?: string;
}

export type Diagnostic = {
  [C in Code]: {
    readonly code: C;
    readonly site: Site;
    readonly facts: Facts[C];
    readonly related: readonly Related[];
    /** The includes that lead from a cluster to the site, outermost first; those of the first victim. */
    readonly chain: readonly Site[];
    /** Every cluster it breaks, by name, with the hosts; no hosts where all are meant. */
    readonly victims: ReadonlyMap<string, readonly string[]>;
  };
}[Code];

export interface Circumstances {
  readonly related?: readonly Related[];
  readonly chain?: readonly Site[];
  readonly victims?: readonly Victim[];
}

interface Found {
  readonly code: Code;
  readonly site: Site;
  readonly facts: Facts[Code];
  readonly related: readonly Related[];
  readonly chain: readonly Site[];
  /** The hosts, or undefined where the whole cluster is meant. */
  readonly victims: Map<string, Set<string> | undefined>;
}

/**
 * Collects; never throws. The same fault at the same place is one diagnostic with more victims,
 * so a bad template that breaks 340 hosts is said once and names them all.
 */
export class Diagnostics {
  readonly #found = new Map<string, Found>();
  readonly #victims: readonly Victim[];

  /** `victims` are those of every fault that names none itself. */
  constructor(victims: readonly Victim[] = []) {
    this.#victims = victims;
  }

  add<C extends Code>(code: C, site: Site, facts: Facts[C], circumstances: Circumstances = {}): void {
    const key = JSON.stringify([code, site.file, site.route, site.part, site.offset, facts]);
    let found = this.#found.get(key);
    if (found === undefined) {
      const { related = [], chain = [] } = circumstances;
      found = { code, site, facts, related, chain, victims: new Map() };
      this.#found.set(key, found);
    }
    const victims = circumstances.victims ?? this.#victims;
    for (const victim of victims) addVictim(found.victims, victim);
  }

  addAll(diagnostics: Iterable<Diagnostic>): void {
    for (const { code, site, facts, related, chain, victims } of diagnostics) {
      this.add(code, site, facts, { related, chain, victims: [...victims].flatMap(victimsOf) });
    }
  }

  /** How many different errors there are so far. */
  get errors(): number {
    let count = 0;
    for (const { code } of this.#found.values()) if (severityOf(code) === 'error') count += 1;
    return count;
  }

  get size(): number {
    return this.#found.size;
  }

  /** By file, then route, then code, so that output never depends on the order of work. */
  sorted(): readonly Diagnostic[] {
    return [...this.#found.values()].toSorted(byPlace).map(settled);
  }
}

function victimsOf([cluster, hosts]: readonly [string, readonly string[]]): readonly Victim[] {
  return hosts.length === 0 ? [{ cluster }] : hosts.map((host) => ({ cluster, host }));
}

function addVictim(victims: Map<string, Set<string> | undefined>, victim: Victim): void {
  const { cluster, host } = victim;
  const hosts = victims.get(cluster);
  if (host === undefined) victims.set(cluster, undefined);
  else if (hosts !== undefined) hosts.add(host);
  else if (!victims.has(cluster)) victims.set(cluster, new Set([host]));
}

function byPlace(a: Found, b: Found): number {
  return (
    byteOrder(a.site.file, b.site.file) ||
    listOrder(a.site.route, b.site.route) ||
    (a.site.offset ?? 0) - (b.site.offset ?? 0) ||
    byteOrder(a.code, b.code) ||
    byteOrder(JSON.stringify(a.facts), JSON.stringify(b.facts))
  );
}

function settled(found: Found): Diagnostic {
  const victims = [...found.victims]
    .toSorted((a, b) => byteOrder(a[0], b[0]))
    .map(([cluster, hosts]) => [cluster, [...(hosts ?? [])].toSorted(byteOrder)] as const);
  return { ...found, victims: new Map(victims) } as Diagnostic;
}
