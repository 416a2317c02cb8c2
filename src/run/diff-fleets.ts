/**
 * What differs between two trees, profile by profile. What both trees share is read, evaluated and merged once; a cluster
 * that is made of the same files in both is not compiled at all.
 */

import type { FleetChange, Failure } from '../change/change.ts';
import { changeOfCluster, type Comparing, type CompiledCluster } from '../change/cluster-change.ts';
import { Comparison } from '../change/compare.ts';
import { ChangeGroups } from '../change/group.ts';
import { pinMoves, type ClusterChange } from '../change/pieces.ts';
import type { ClusterProfiles } from '../compile/cluster-work.ts';
import { severityOf } from '../core/catalogue.ts';
import type { Cluster } from '../core/cluster.ts';
import { Diagnostics, type Diagnostic } from '../core/diagnostic.ts';
import { byteOrder } from '../core/order.ts';
import type { Tree } from '../core/tree.ts';
import { AdvisedReleases } from './advised-releases.ts';
import { failuresOf } from './fleet-index.ts';
import type { OpenFleet } from './open-fleet.ts';
import { locateIn } from './place.ts';
import { readSide, type KnownCluster, type Side } from './side.ts';
import { untouchedBetween } from './untouched.ts';

export interface DiffOrder {
  readonly base: Tree;
  readonly head: Tree;
  /** Whether two whole profiles of each change are kept, for a difference as text. */
  readonly samples: Comparing['samples'];
  readonly progress: (done: number, all: number) => void;
}

export interface DiffReport {
  readonly change: FleetChange;
  /** Errors at head: of clusters that the change touches, and of shared files where the base does not have the same. */
  readonly diagnostics: readonly Diagnostic[];
  /** Clusters that the change touches and that do not compile at head. */
  readonly failed: readonly string[];
}

export function diffFleets(order: DiffOrder): DiffReport {
  const head = readSide(order.head);
  const base = readSide(order.base, head);
  const difference = new Difference({ base, head, samples: order.samples });
  const groups = new ChangeGroups();
  const names = [...new Set([...base.clusters.keys(), ...head.clusters.keys()])].toSorted(byteOrder);
  for (const [index, name] of names.entries()) {
    order.progress(index, names.length);
    groups.add(difference.changeOf(name));
  }
  return { change: groups.result(), diagnostics: difference.diagnostics(), failed: difference.failed };
}

/** What compiling a cluster at one side came to. */
export type Made =
  | { readonly is: 'compiled'; readonly profiles: ClusterProfiles }
  | { readonly is: 'failed'; readonly diagnostics: readonly Diagnostic[] };

/** What was compiled last at a side, for several differences that go through its clusters together. */
export interface LastMade {
  known: KnownCluster | undefined;
  made: Made | undefined;
}

export interface ComparedSides {
  readonly base: Side;
  /** Shared by differences that have this base. */
  readonly lastAtBase?: LastMade;
  readonly head: Side;
  readonly samples: Comparing['samples'];
}

/** Compares two sides, a cluster at a time; and gathers what is wrong with those that fail at the head. */
export class Difference {
  readonly #base: Side;
  readonly #head: Side;
  readonly #comparing: Comparing;
  readonly #isUntouched: ReturnType<typeof untouchedBetween>;
  readonly #out = new Diagnostics();
  readonly #failed: string[] = [];
  readonly #releases: AdvisedReleases | undefined;
  readonly #locate: ReturnType<typeof locateIn>;
  readonly #lastAtBase: LastMade;

  constructor({ base, head, samples, lastAtBase }: ComparedSides) {
    this.#lastAtBase = lastAtBase ?? { known: undefined, made: undefined };
    this.#base = base;
    this.#head = head;
    this.#comparing = { comparison: new Comparison(head.open?.fleet.packages), samples };
    this.#releases = head.open && new AdvisedReleases(head.open, this.#out);
    this.#isUntouched = untouchedBetween(base, head);
    this.#locate = locateIn(head.tree);
    this.#out.addAll(newErrors(base.diagnostics.sorted(), head.diagnostics.sorted()));
  }

  /** Errors of the head: of the clusters that were compared so far, and of shared files where the base has not the same. */
  diagnostics(): readonly Diagnostic[] {
    return this.#out.sorted();
  }

  /** The clusters among those compared so far that do not compile at the head. */
  get failed(): readonly string[] {
    return this.#failed;
  }

  /** What a cluster goes through; a name that neither side has is no cluster's. */
  changeOf(name: string): ClusterChange {
    const before = this.#base.clusters.get(name);
    const after = this.#head.clusters.get(name);
    if (after === undefined) return wholeChange(name, 'removed', before, after);
    if (before !== undefined && this.#isUntouched(before, after)) return wholeChange(name, 'changed', after, after);
    const is = makeAt(this.#head, after);
    const was = before && this.#makeAtBase(before);
    if (is.is === 'failed') {
      const kind = was?.is === 'failed' ? 'failing' : 'broken';
      return { ...wholeChange(name, kind, before, after), failures: this.#tellFailure(name, is.diagnostics) };
    }
    if (was?.is !== 'compiled') return wholeChange(name, was === undefined ? 'added' : 'mended', before, after);
    const sides = { before: compiled(was.profiles), after: compiled(is.profiles) };
    const adviser = this.#releases?.adviser(pinMoves({ before: sides.before.pins, after: sides.after.pins }));
    return changeOfCluster(name, sides, { ...this.#comparing, adviser });
  }

  #makeAtBase(known: KnownCluster): Made {
    const last = this.#lastAtBase;
    if (last.known !== known || last.made === undefined) {
      last.made = makeAt(this.#base, known);
      last.known = known;
    }
    return last.made;
  }

  #tellFailure(name: string, diagnostics: readonly Diagnostic[]): readonly Failure[] {
    const errors = diagnostics.filter(({ code }) => severityOf(code) === 'error');
    this.#out.addAll(errors);
    this.#failed.push(name);
    return failuresOf(errors, this.#locate);
  }
}

/** Errors of the head's shared files that the base's do not have. Those that they share are not this change's. */
function newErrors(before: readonly Diagnostic[], after: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyOf = ({ code, site, facts }: Diagnostic): string => JSON.stringify([code, site, facts]);
  const known = new Set(before.map(keyOf));
  return after.filter((diagnostic) => severityOf(diagnostic.code) === 'error' && !known.has(keyOf(diagnostic)));
}

function makeAt({ open, workshop, diagnostics }: Side, { read, doubles }: KnownCluster): Made {
  if (open === undefined || workshop === undefined || isBlocked(open))
    return { is: 'failed', diagnostics: diagnostics.sorted() };
  const told = [...(read?.diagnostics ?? []), ...doubles];
  if (read?.cluster === undefined || doubles.length > 0) return { is: 'failed', diagnostics: told };
  const profiles = workshop.compiler.profilesOf(read.cluster);
  return profiles.sound
    ? { is: 'compiled', profiles }
    : { is: 'failed', diagnostics: [...told, ...profiles.diagnostics] };
}

/** Whether no cluster can be validated. */
function isBlocked({ fleet, schema }: OpenFleet): boolean {
  return fleet.profileSchema !== undefined && schema.schema === undefined;
}

function compiled({ cluster, common, hosts }: ClusterProfiles): CompiledCluster {
  return {
    pins: pinsOf(cluster),
    common: common.profile,
    hosts: new Map([...hosts].map(([name, stack]) => [name, stack.profile])),
  };
}

/** A change that is not one of profiles. Where a file cannot be read, nothing is said of its pins. */
function wholeChange(
  cluster: string,
  kind: ClusterChange['kind'],
  before: KnownCluster | undefined,
  after: KnownCluster | undefined,
): ClusterChange {
  const [was, is] = [before?.read?.cluster, after?.read?.cluster];
  const unknown = (before !== undefined && was === undefined) || (after !== undefined && is === undefined);
  const pins = unknown ? { before: noPins, after: noPins } : { before: pinsOf(was), after: pinsOf(is) };
  return { cluster, kind, hosts: (after === undefined ? was : is)?.hosts.size ?? 0, pins };
}

const noPins: ReadonlyMap<string, string> = new Map();

function pinsOf(cluster: Cluster | undefined): ReadonlyMap<string, string> {
  return cluster === undefined ? noPins : new Map([...cluster.pins].map(([stream, version]) => [stream, version.text]));
}
