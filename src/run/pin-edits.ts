/** Moves pins in the files of clusters: one token of one line, every other byte as it is. */

import type { Tree } from '../core/tree.ts';
import type { Move, Offer } from '../upgrade/offer.ts';
import { spliceScalar } from '../yaml/splice.ts';

/** The files of some offers as they would be, by path; a file whose pin cannot be found is not among them. */
export function editsOf(tree: Tree, offers: readonly Offer[]): ReadonlyMap<string, string> {
  const edits = new Map<string, string>();
  tree.expect(offers.flatMap(({ moves }) => moves.map(({ file }) => file)));
  for (const { stream, moves } of offers) {
    for (const move of moves) {
      const text = editedFile(edits.get(move.file) ?? textIn(tree, move.file), stream, move);
      if (text !== undefined) edits.set(move.file, text);
    }
  }
  return edits;
}

/** A cluster's file with one pin moved, every other byte as it is (design: the edit changes one token of one line). */
export function editedFile(text: string | undefined, stream: string, { to }: Pick<Move, 'to'>): string | undefined {
  return text === undefined ? undefined : spliceScalar(text, ['versions', stream], to.text);
}

function textIn(tree: Tree, file: string): string | undefined {
  const found = tree.read(file);
  return found === undefined || 'unreadable' in found ? undefined : found.text;
}
