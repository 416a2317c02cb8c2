/**
 * A side of which some clusters stand on another version of one stream. Their files are not read again: a pin that is
 * moved changes the pin, and nothing else of what was read.
 */

import { isDeepStrictEqual } from 'node:util';
import type { Tree } from '../core/tree.ts';
import { editedTree } from '../tree/edited.ts';
import type { Move } from '../upgrade/offer.ts';
import type { ReadCluster } from './fleet-files.ts';
import { readClusterOf, type OpenFleet } from './open-fleet.ts';
import { editedFile } from './pin-edits.ts';
import { readSide, type KnownCluster, type Side } from './side.ts';

/** Which cluster goes where. */
export type PinMove = Pick<Move, 'cluster' | 'file' | 'to'>;

/** What reading the tree in which the pins of these clusters are moved would give, for less. */
export function movedSide(base: Side, stream: string, moves: readonly PinMove[]): Side {
  const tree = movedTree(base.tree, stream, moves);
  if (base.open === undefined) return readSide(tree, base);
  const open = { ...base.open, tree };
  const clusters = new Map(base.clusters);
  for (const move of moves) {
    const known = base.clusters.get(move.cluster);
    if (known === undefined) continue;
    const moved = movedCluster(known, stream, move, open);
    // What a cluster defines is the fleet's: with other definitions, others may be wrong.
    if (moved === undefined) return readSide(tree, base);
    clusters.set(move.cluster, moved);
  }
  return { ...base, tree, open, clusters };
}

/** The tree that such a side is of. */
export function movedTree(base: Tree, stream: string, moves: readonly PinMove[]): Tree {
  const byFile = new Map(moves.map((move) => [move.file, move]));
  return editedTree(base, new Set(byFile.keys()), (file, text) => {
    const move = byFile.get(file);
    return move && editedFile(text, stream, move);
  });
}

/** Undefined where it would define something else. */
function movedCluster(known: KnownCluster, stream: string, move: PinMove, open: OpenFleet): KnownCluster | undefined {
  const { read } = known;
  if (read?.cluster?.pins.get(stream)?.text === move.to.text) return known;
  const moved = (read && movedRead(read, stream, move, open)) ?? readAgain(read, move, open);
  return isDeepStrictEqual(moved.defines, read?.defines) ? { ...known, blob: moved.blob, read: moved } : undefined;
}

/** Undefined where it takes the text to tell. */
function movedRead(read: ReadCluster, stream: string, { to }: PinMove, open: OpenFleet): ReadCluster | undefined {
  const { cluster, diagnostics } = read;
  if (cluster === undefined || read.splice === 'unsure') return undefined;
  if (!cluster.pins.has(stream) || open.versions.get(stream)?.has(to.text) !== true) return undefined;
  if (diagnostics.some(({ site: { route, offset } }) => route[1] === stream || offset !== undefined)) return undefined;
  return {
    ...read,
    blob: notMade,
    cluster: { ...cluster, blob: notMade, pins: new Map(cluster.pins).set(stream, to) },
  };
}

/** The content of a file that nobody has written yet, and so has no name. */
const notMade = '';

/** What the file with its pin moved reads as; what was read before, where its pin cannot be moved. */
function readAgain(read: ReadCluster | undefined, { cluster: name, file }: PinMove, open: OpenFleet): ReadCluster {
  const again = readClusterOf(open, { name, file });
  return read !== undefined && again.blob === read.blob ? read : again;
}
