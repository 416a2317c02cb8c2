/**
 * Layers and what they make together. A stack is a list of layers merged in order; stacks with the same beginning
 * share it, so that merging happens once for each distinct pair of what is there and what comes.
 */

import type { Facts } from '../core/diagnostic.ts';
import { suggester } from '../core/nearest.ts';
import type { Route, Site } from '../core/site.ts';
import {
  emptyMapping,
  hasHoles,
  indexOfKey,
  List,
  Mapping,
  sameValue,
  valueAlong,
  valueAt,
  weightOf,
  type Value,
} from '../core/value.ts';
import type { OpenText } from './fill.ts';
import { mergeMapping } from './merge.ts';
import type { Strategies } from './strategy.ts';
import type { Final } from './template.ts';

/** What one template, cluster or host entry adds to a profile, with its expressions evaluated. */
export interface Layer {
  /** How the layer is called: a template's name, `cluster lxbatch`, `host lxb[0001-0300]`. */
  readonly name: string;
  readonly file: string;
  /** Where its profile stands in its file; places in the profile follow by the same keys. */
  readonly route: Route;
  readonly profile: Mapping;
  readonly finals: readonly Final[];
  readonly faults: readonly Fault[];
  /** What is evaluated only after merging. */
  readonly holes: readonly OpenText[];
}

/** Something wrong that was found while profiles were made; whom it breaks is known to whoever asked. */
export type Fault = {
  [C in FaultCode]: {
    readonly code: C;
    readonly site: Site;
    readonly facts: Facts[C];
    readonly lockedAt?: Site;
  };
}[FaultCode];

type FaultCode =
  | 'expression-undefined'
  | 'expression-too-long'
  | 'expression-not-text'
  | 'expression-helper-misused'
  | 'final-overridden'
  | 'final-nothing'
  | 'list-key-missing'
  | 'package-absent'
  | 'profile-too-large'
  | 'package-incomplete';

/** A lock in force: the place, and the layer's line that locked it. */
interface Lock {
  readonly final: Final;
  readonly file: string;
}

/** What merging needs to know of the fleet. */
export interface MergeRules {
  readonly strategies: Strategies | undefined;
  /** Where a profile keeps its packages. */
  readonly packages: Route | undefined;
}

export class Stack {
  readonly profile: Mapping;
  readonly below: Stack | undefined;
  readonly layer: Layer | undefined;
  readonly locks: readonly Lock[];
  /** Faults of the top layer alone; {@link faultsOf} gives those of the whole stack. */
  readonly faults: readonly Fault[];
  /** Whether this layer or one below has faults. */
  readonly faulty: boolean;
  /** Whether a hole stands where what fills it would decide about merging: then it must be evaluated before. */
  readonly undecided: boolean;
  /** Whether a hole covers what an earlier layer says: without a host, that must show again. */
  readonly covers: boolean;
  /** What the profiles of this stack and of those below weigh together; without end once it was too much. */
  readonly load: number;
  /** Stacks already made by putting one more layer on this one. */
  readonly above: Map<Layer, Stack> = new Map();

  constructor(made: Pick<Stack, 'profile' | 'below' | 'layer' | 'locks' | 'faults' | 'undecided' | 'covers' | 'load'>) {
    this.profile = made.profile;
    this.below = made.below;
    this.layer = made.layer;
    this.locks = made.locks;
    this.faults = made.faults;
    this.undecided = made.undecided;
    this.covers = made.covers;
    this.load = made.load;
    this.faulty = made.faults.length > 0 || made.below?.faulty === true;
  }
}

export function emptyStack(): Stack {
  return new Stack({
    profile: emptyMapping,
    below: undefined,
    layer: undefined,
    locks: [],
    faults: [],
    undecided: false,
    covers: false,
    load: 0,
  });
}

/** The stack with one layer more. Makes it anew; {@link Stack.above} is for those who want to keep it. */
export function stackUp(below: Stack, layer: Layer, rules: MergeRules): Stack {
  const faults = layer.faults.slice();
  if (below.load === Infinity) {
    const { profile, locks, undecided, covers, load } = below;
    return new Stack({ profile, below, layer, locks, faults, undecided, covers, load });
  }
  let { undecided, covers } = below;
  const profile = mergeMapping(below.profile, layer.profile, rules.strategies, (trouble) => {
    if (trouble.is === 'hole') undecided = true;
    else if (trouble.is === 'cover') covers = true;
    else faults.push({ code: 'list-key-missing', site: siteIn(layer, trouble.route), facts: { key: trouble.key } });
  });
  const load = profile === below.profile ? below.load : below.load + weightOf(profile);
  if (weightOf(profile) > profileLimit || load > loadLimit) {
    const site = siteIn(layer, []);
    const grown: Fault = { code: 'profile-too-large', site, facts: { bytes: load, limit: loadLimit } };
    faults.push(weightOf(profile) > profileLimit ? tooLarge(profile, site) : grown);
    const { locks } = below;
    return new Stack({ profile: below.profile, below, layer, locks, faults, undecided, covers, load: Infinity });
  }
  if (profile !== below.profile && !checkLocks(below, profile, layer, faults)) undecided = true;
  if (rules.packages !== undefined) checkPackages(below.profile, layer, rules.packages, faults);
  const locks = layer.finals.length === 0 ? below.locks : [...below.locks, ...newLocks(layer, profile, faults)];
  return new Stack({ profile, below, layer, locks, faults, undecided, covers, load });
}

/** The most characters that the JSON text of a profile may have. */
export const profileLimit: number = 32 * 1024 * 1024;

/** The most that all profiles of a stack may have together: each is kept, and a large one may change in every layer. */
const loadLimit = 8 * profileLimit;

export function tooLarge(profile: Mapping, site: Site): Fault {
  return { code: 'profile-too-large', site, facts: { bytes: weightOf(profile), limit: profileLimit } };
}

/** A stack with its holes filled, and what was wrong with them. */
export function withProfile(stack: Stack, profile: Mapping, faults: readonly Fault[]): Stack {
  const { below, layer, locks, undecided, covers, load } = stack;
  return new Stack({ profile, below, layer, locks, undecided, covers, load, faults: [...stack.faults, ...faults] });
}

/** The faults of a stack, from the bottom up. */
export function faultsOf(stack: Stack): readonly Fault[] {
  if (!stack.faulty) return [];
  const below = stack.below === undefined ? [] : faultsOf(stack.below);
  return [...below, ...stack.faults];
}

/** The layers of a stack, from the bottom up. */
export function layersOf(stack: Stack): readonly Layer[] {
  const layers: Layer[] = [];
  for (let at: Stack | undefined = stack; at?.layer !== undefined; at = at.below) layers.push(at.layer);
  return layers.toReversed();
}

/** The place in a layer's file of a place in its profile. */
export function siteIn(layer: Layer, route: Route): Site {
  return { file: layer.file, route: [...layer.route, ...route] };
}

/** False when it takes a host to tell whether a lock is broken. */
function checkLocks(below: Stack, profile: Mapping, layer: Layer, faults: Fault[]): boolean {
  let decided = true;
  for (const { final, file } of below.locks) {
    if (indexOfKey(layer.profile.keys, final.keys[0] as string) < 0) continue;
    const before = valueAlong(below.profile, final.keys);
    const after = valueAlong(profile, final.keys);
    if (before === after || (before !== undefined && after !== undefined && sameValue(before, after))) continue;
    if ((before !== undefined && hasHoles(before)) || (after !== undefined && hasHoles(after))) {
      decided = false;
      continue;
    }
    faults.push({
      code: 'final-overridden',
      site: siteIn(layer, deepestIn(layer.profile, final.keys)),
      facts: { pointer: final.pointer },
      lockedAt: { file, route: final.route },
    });
  }
  return decided;
}

/** The part of a route that a value has. */
function deepestIn(value: Value, keys: readonly string[]): Route {
  const length = keys.findIndex((_, index) => valueAlong(value, keys.slice(0, index + 1)) === undefined);
  return length < 0 ? keys : keys.slice(0, length);
}

function newLocks(layer: Layer, profile: Mapping, faults: Fault[]): readonly Lock[] {
  return layer.finals.map((final) => {
    if (valueAlong(profile, final.keys) === undefined) {
      faults.push({
        code: 'final-nothing',
        site: { file: layer.file, route: final.route },
        facts: { pointer: final.pointer },
      });
    }
    return { final, file: layer.file };
  });
}

/** Packages that a layer removes, or changes a part of, although nothing below has them. */
function checkPackages(below: Mapping, layer: Layer, route: Route, faults: Fault[]): void {
  const mine = valueAlong(layer.profile, route);
  if (!(mine instanceof Mapping)) return;
  const there = valueAlong(below, route);
  const known = there instanceof Mapping ? there : emptyMapping;
  const suggest = suggester();
  for (let i = 0; i < mine.keys.length; i += 1) {
    const name = mine.keys[i] as string;
    if (indexOfKey(known.keys, name) >= 0) continue;
    const entry = mine.values[i] as Value;
    const code = entry === null ? 'package-absent' : isPart(entry, known) ? 'package-incomplete' : undefined;
    if (code === undefined) continue;
    const site = { ...siteIn(layer, [...route, name]), part: 'key' } as const;
    faults.push({ code, site, facts: { package: name, nearest: suggest(name, known.keys) } });
  }
}

/** Whether an entry says less than a package needs: a version, and an arch where the packages that are there have one. */
function isPart(entry: Value, known: Mapping): boolean {
  if (!(entry instanceof Mapping)) return false;
  if (valueAt(entry, 'version') === undefined) return true;
  return valueAt(entry, 'arch') === undefined && known.values.length > 0 && known.values.every(hasArch);
}

function hasArch(entry: Value): boolean {
  return entry instanceof List || (entry instanceof Mapping && valueAt(entry, 'arch') !== undefined);
}
