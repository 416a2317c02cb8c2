/** Which clusters of a step are others under a new name. */

import { byteOrder } from '../core/order.ts';
import type { ClusterFacts } from './facts.ts';

/** A cluster's file on one side of a step. */
export interface Seen {
  readonly file: string;
  /** Undefined where the step did not say. */
  readonly blob: string | undefined;
  readonly facts: ClusterFacts | 'unreadable';
}

/** A cluster, by its name, before and after a step that touched it. */
export interface ClusterChange {
  readonly name: string;
  readonly before: Seen | undefined;
  readonly after: Seen | undefined;
}

export interface Rename {
  readonly from: string;
  /** The contents are not the same: it may as well be a new cluster of like content. */
  readonly isGuessed: boolean;
}

/**
 * Renames by the new name; they happen all at once. A name that went and one that came are the same cluster where
 * their contents are the same file, where the names differ in case alone, or, guessed, where pins, hosts and owners are
 * equal; each only while nothing else in the step could be meant. Names that stay are the same clusters, unless whole
 * files were passed round among them (a swap, or a chain to a new name): then the clusters went with their files. A round
 * of clusters without hosts is left as it is: their files do not say whose they are.
 */
export function renamesIn(changes: readonly ClusterChange[]): ReadonlyMap<string, Rename> {
  if (changes.length < 2) return none;
  const renames = new Map<string, Rename>();
  for (const [to, from] of passedOn(changes)) renames.set(to, { from, isGuessed: false });
  const taken = new Set([...renames.values()].map(({ from }) => from));
  const gone = changes.filter(({ name, after }) => after === undefined && !taken.has(name));
  const come = changes.filter(({ name, before }) => before === undefined && !renames.has(name));
  for (const key of [caseKey, likeKey]) {
    for (const [from, to] of pairs(
      gone.filter(({ name }) => !taken.has(name)),
      come.filter(({ name }) => !renames.has(name)),
      key,
    )) {
      const isSame = from.before?.blob !== undefined && from.before.blob === to.after?.blob;
      renames.set(to.name, { from: from.name, isGuessed: !isSame });
      taken.add(from.name);
    }
  }
  return renames;
}

const none: ReadonlyMap<string, Rename> = new Map();

/** Whole files that went from one name to another, as new name and old. */
function passedOn(changes: readonly ClusterChange[]): ReadonlyMap<string, string> {
  const moved = changes.filter(({ before, after }) => before?.blob !== after?.blob);
  const byName = new Map(moved.map((change) => [change.name, change]));
  const next = new Map<string, string>();
  for (const [from, to] of pairs(moved, moved, (seen) => seen.blob))
    if (from.name !== to.name) next.set(from.name, to.name);
  const accepted = new Map<string, string>();
  const targets = new Set(next.values());
  const visited = new Set<string>();
  // Chains from their first name, then what is left, which are rounds.
  for (const start of [...moved.filter(({ name }) => !targets.has(name)), ...moved].map(({ name }) => name)) {
    if (visited.has(start) || !next.has(start)) continue;
    const names = [start];
    visited.add(start);
    for (let at = next.get(start); at !== undefined && !visited.has(at); at = next.get(at)) {
      names.push(at);
      visited.add(at);
    }
    const last = names.at(-1) ?? start;
    const isRound = next.get(last) === start;
    const isChain = byName.get(start)?.after === undefined && byName.get(last)?.before === undefined;
    if (isRound ? names.every((name) => hasHosts(byName.get(name)?.before)) : isChain)
      for (const name of names) {
        const to = next.get(name);
        if (to !== undefined) accepted.set(to, name);
      }
  }
  return accepted;
}

type KeyOf = (seen: Seen, name: string) => string | undefined;

/** Changes whose key nobody else has on either side. */
function pairs(
  before: readonly ClusterChange[],
  after: readonly ClusterChange[],
  keyOf: KeyOf,
): readonly (readonly [ClusterChange, ClusterChange])[] {
  const old = alone(before, ({ before: seen }) => seen, keyOf);
  return [...alone(after, ({ after: seen }) => seen, keyOf)].flatMap(([key, to]) => {
    const from = old.get(key);
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
}

/** By key the one change that has it; undefined where several have. */
function alone(
  changes: readonly ClusterChange[],
  sideOf: (change: ClusterChange) => Seen | undefined,
  keyOf: KeyOf,
): ReadonlyMap<string, ClusterChange | undefined> {
  const found = new Map<string, ClusterChange | undefined>();
  for (const change of changes) {
    const seen = sideOf(change);
    const key = seen === undefined ? undefined : keyOf(seen, change.name);
    if (key !== undefined) found.set(key, found.has(key) ? undefined : change);
  }
  return found;
}

function hasHosts(seen: Seen | undefined): boolean {
  return seen !== undefined && seen.facts !== 'unreadable' && seen.facts.hosts > 0;
}

function caseKey(_: Seen, name: string): string {
  return name.toLowerCase();
}

/** What says little is like too much else. */
function likeKey({ facts }: Seen): string | undefined {
  if (facts === 'unreadable') return undefined;
  const pins = Object.entries(facts.pins).toSorted(([a], [b]) => byteOrder(a, b));
  if (pins.length === 0 || (facts.hosts === 0 && facts.owners.length === 0)) return undefined;
  return JSON.stringify([pins, facts.hosts, facts.owners.toSorted(byteOrder)]);
}
