/** Tries offers before anybody is asked: compiles every cluster that would move, in memory, and says what changes. */

import type { FleetChange } from '../change/change.ts';
import { ChangeGroups, ChangeLists } from '../change/group.ts';
import type { ClusterChange } from '../change/pieces.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { byteOrder } from '../core/order.ts';
import type { Tree } from '../core/tree.ts';
import type { Offer } from '../upgrade/offer.ts';
import { Difference } from './diff-fleets.ts';
import { movedSide } from './moved-side.ts';
import type { Side } from './side.ts';

/** Offers of one fleet, each stream tried by itself: a request moves the pins of one stream. */
export interface Trial {
  /** The clusters that would not compile, by the branch of their offer. */
  readonly broken: ReadonlyMap<string, ReadonlySet<string>>;
  /** The errors of each stream's trial, and the tree that they are in. */
  readonly faults: readonly Fault[];
  /** What the clusters of an offer go through; equal lists of packages and values are the same objects. */
  changeOf(offer: Offer): FleetChange;
}

export interface Fault {
  readonly stream: string;
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
}

export function tryOffers(base: Side, offers: readonly Offer[], progress: (done: number, all: number) => void): Trial {
  const trials = trialsOf(base, offers);
  const lists = new ChangeLists();
  const broken = new Map<string, Set<string>>();
  const moves = offers.flatMap((offer) => offer.moves.map(({ cluster }) => ({ offer, cluster })));
  // A cluster's streams one after the other, so that its profile at the base is made once.
  for (const [index, { offer, cluster }] of moves.toSorted((a, b) => byteOrder(a.cluster, b.cluster)).entries()) {
    progress(index, moves.length);
    const trial = trials.get(offer.stream);
    const change = trial?.difference.changeOf(cluster);
    if (change === undefined) continue;
    trial?.changes.set(cluster, lists.shared(change));
    if (change.kind !== 'broken' && change.kind !== 'failing') continue;
    broken.set(offer.branch, (broken.get(offer.branch) ?? new Set()).add(cluster));
  }
  return {
    broken,
    faults: [...trials].flatMap(([stream, { tree, difference }]) => {
      const diagnostics = difference.diagnostics();
      return diagnostics.length === 0 ? [] : [{ stream, tree, diagnostics }];
    }),
    changeOf({ stream, moves: moved }) {
      const groups = new ChangeGroups(lists);
      for (const { cluster } of moved) {
        const change = trials.get(stream)?.changes.get(cluster);
        if (change !== undefined) groups.add(change);
      }
      return groups.result();
    },
  };
}

interface StreamTrial {
  readonly tree: Tree;
  readonly difference: Difference;
  readonly changes: Map<string, ClusterChange>;
}

function trialsOf(base: Side, offers: readonly Offer[]): ReadonlyMap<string, StreamTrial> {
  const lastAtBase = { known: undefined, made: undefined };
  return new Map(
    [...new Set(offers.map(({ stream }) => stream))].map((stream) => {
      const own = offers.filter((offer) => offer.stream === stream);
      const head = movedSide(
        base,
        stream,
        own.flatMap(({ moves }) => moves),
      );
      const difference = new Difference({ base, head, samples: 'dropped', lastAtBase });
      return [stream, { tree: head.tree, difference, changes: new Map() }];
    }),
  );
}
