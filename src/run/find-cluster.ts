/**
 * Finds the cluster of a name, and reads no more of the fleet than it must: a host stands only in files that have its
 * letters, and what other clusters define matters only where something reads it.
 */

import type { Diagnostic } from '../core/diagnostic.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { byteOrder } from '../core/order.ts';
import type { ClusterPath, ReadCluster } from './fleet-files.ts';
import { checkHostsOnce, readClusterOf, type OpenFleet } from './open-fleet.ts';

/** A name; a cluster's comes before a host's where both have it, unless only hosts are meant. */
export interface Sought {
  readonly name: string;
  readonly among: 'clusters and hosts' | 'hosts';
}

export interface FoundCluster {
  readonly path: ClusterPath;
  readonly read: ReadCluster;
  /** Undefined where the cluster itself is meant. */
  readonly host: string | undefined;
}

/** The clusters of a fleet, each read when it is first asked for. */
export class ClusterShelf {
  readonly #open: OpenFleet;
  readonly #read = new Map<string, ReadCluster>();

  constructor(open: OpenFleet) {
    this.#open = open;
    open.tree.expect(open.clusters.map(({ file }) => file));
  }

  get paths(): readonly ClusterPath[] {
    return this.#open.clusters;
  }

  read(path: ClusterPath): ReadCluster {
    let read = this.#read.get(path.name);
    if (read === undefined) this.#read.set(path.name, (read = readClusterOf(this.#open, path)));
    return read;
  }

  /** The clusters in whose file the names of hosts could stand. A quoted key can hide one behind escapes. */
  withHostsLike(names: Iterable<string>): readonly ClusterPath[] {
    const stems = stemsOf(names).map(writtenLike);
    return this.paths.filter(({ file }) => {
      const found = this.#open.tree.read(file);
      if (found === undefined || 'unreadable' in found) return true;
      return found.text.includes('\\') || stems.some((stem) => stem.test(found.text));
    });
  }
}

/** What names begin with, one beginning for all that have the same letters before their first digit. */
function stemsOf(names: Iterable<string>): readonly string[] {
  const stems = new Map<string, string>();
  for (const name of names) {
    const letters = /^[^0-9]*/.exec(name)?.[0] ?? '';
    const known = stems.get(letters) ?? name;
    let shared = letters.length;
    while (shared < known.length && known[shared] === name[shared]) shared += 1;
    stems.set(letters, known.slice(0, shared));
  }
  return [...stems.values()];
}

/** A stem as it may be written: in full, or as far as a digit in whose place a range begins. */
function writtenLike(stem: string): RegExp {
  let rest = '';
  for (const character of [...stem].toReversed()) {
    const literal = character.replace(/[^A-Za-z0-9]/, String.raw`\$&`);
    rest = /[0-9]/.test(character) ? String.raw`(?:\[|${literal}${rest})` : `${literal}${rest}`;
  }
  return new RegExp(rest);
}

export function findCluster(shelf: ClusterShelf, { name, among }: Sought): FoundCluster | undefined {
  const own = among === 'hosts' ? undefined : shelf.paths.find((path) => path.name === name);
  if (own !== undefined) return { path: own, read: shelf.read(own), host: undefined };
  for (const path of shelf.withHostsLike([name])) {
    const read = shelf.read(path);
    if (read.cluster?.hosts.has(name) === true) return { path, read, host: name };
  }
  return undefined;
}

/** Names like one that nothing has; and the cluster files that cannot be read, and might have it. */
export interface Unknown {
  readonly nearest: readonly string[];
  readonly unread: readonly string[];
}

export function namesLike(shelf: ClusterShelf, { name, among }: Sought): Unknown {
  const names = new Set(among === 'hosts' ? [] : shelf.paths.map((path) => path.name));
  const unread: string[] = [];
  for (const path of shelf.paths) {
    const { cluster } = shelf.read(path);
    if (cluster === undefined) unread.push(path.file);
    for (const host of cluster?.hosts.keys() ?? []) names.add(host);
  }
  return { nearest: nearest(name, names), unread: unread.toSorted(byteOrder) };
}

/** The faults of a cluster that shares hosts with others. */
export function doublesOf(shelf: ClusterShelf, { path, read }: FoundCluster): readonly Diagnostic[] {
  const hosts = read.cluster?.hosts.keys() ?? [];
  const out = new Diagnostics();
  checkHostsOnce(
    shelf.withHostsLike(hosts).flatMap((other) => shelf.read(other).cluster ?? []),
    out,
  );
  return out.sorted().filter(({ victims }) => victims.has(path.name));
}
