/** Tries a release on the whole fleet before anybody is asked: every cluster that is behind, compiled with it in memory. */

import type { FleetChange } from '../change/change.ts';
import { ChangeGroups } from '../change/group.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { severityOf } from '../core/catalogue.ts';
import { byteOrder } from '../core/order.ts';
import type { Tree } from '../core/tree.ts';
import { compareVersions } from '../core/version.ts';
import { effectOf, type Effect, type Mover } from '../release/effect.ts';
import { previousOf, type Release } from '../release/release.ts';
import { Difference } from './diff-fleets.ts';
import { movedSide } from './moved-side.ts';
import type { Side } from './side.ts';

/** A release that was tried, and the errors that it would bring, in the tree that they are in. */
export interface TriedRelease {
  readonly effect: Effect;
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
}

export interface Trying {
  readonly release: Release;
  /** All releases of its stream. */
  readonly releases: readonly Release[];
  readonly progress: (done: number, all: number) => void;
}

export function tryRelease(base: Side, { release, releases, progress }: Trying): TriedRelease {
  const movers = moversTo(base, release);
  const head = moved(base, movers, release);
  const difference = new Difference({ base, head, samples: 'dropped' });
  const groups = new ChangeGroups();
  for (const [index, { name }] of movers.entries()) {
    progress(index + 1, movers.length);
    groups.add(difference.changeOf(name));
  }
  const change = groups.result();
  const previous = previousOf(releases, release.version);
  const news = previous === undefined ? nothing : newsSince(previous, { base, head, change, movers });
  const effect = effectOf({ release, previous: previous?.version.text, movers, change, news });
  return { effect, tree: head.tree, diagnostics: broughtBy(effect, difference.diagnostics()) };
}

const nothing: FleetChange = { groups: [], compared: { clusters: 0, hosts: 0 }, touched: { clusters: 0, hosts: 0 } };

/** The clusters that pin an older version of the stream, by name. One whose file cannot be read moves nowhere. */
function moversTo(base: Side, { stream, version }: Pick<Release, 'stream' | 'version'>): readonly Mover[] {
  const movers: Mover[] = [];
  for (const [name, { read }] of base.clusters) {
    const pin = read?.cluster?.pins.get(stream);
    if (read?.cluster === undefined || pin === undefined || compareVersions(pin, version) >= 0) continue;
    const { file, owners, hosts } = read.cluster;
    movers.push({ name, file, from: pin.text, owners, hosts: hosts.size });
  }
  return movers.toSorted((a, b) => byteOrder(a.name, b.name));
}

/** The fleet with these clusters on a release. */
function moved(base: Side, movers: readonly Mover[], { stream, version }: Release): Side {
  const moves = movers.map(({ name, file }) => ({ cluster: name, file, to: version }));
  return movedSide(base, stream, moves);
}

interface Ways {
  readonly base: Side;
  readonly head: Side;
  readonly change: FleetChange;
  readonly movers: readonly Mover[];
}

/** What is new since the release before: told by one cluster of each kind, for the others of its kind go through the same. */
function newsSince(previous: Release, { base, head, change, movers }: Ways): FleetChange {
  const names = new Set(change.groups.slice(0, mostKinds).flatMap(({ clusters }) => clusters[0]?.name ?? []));
  const samples = movers.filter(({ name }) => names.has(name));
  const before = moved(base, samples, previous);
  const difference = new Difference({ base: before, head, samples: 'dropped' });
  const groups = new ChangeGroups();
  for (const { name } of samples) groups.add(difference.changeOf(name));
  return groups.result();
}

/** More kinds of clusters than this say no more of a release. */
const mostKinds = 200;

/** The errors of clusters that compile now; what breaks them already is not the release's. */
function broughtBy({ broken }: Effect, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const names = new Set(broken);
  return diagnostics.filter(
    ({ code, victims }) =>
      severityOf(code) === 'error' && (victims.size === 0 || [...victims.keys()].some((name) => names.has(name))),
  );
}
