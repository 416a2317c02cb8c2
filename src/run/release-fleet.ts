/** The fleet and its people as a tree has them, for those who need no cluster. */

import { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import type { Tree } from '../core/tree.ts';
import { workingTree } from '../tree/working.ts';
import { readTop } from './fleet-files.ts';

/** What of the two can be read; what is wrong with them, `tidemark check` says. */
export function fleetOf(tree: Tree): { readonly fleet: Fleet | undefined; readonly owners: Owners | undefined } {
  const top = readTop(tree, new Diagnostics());
  return { fleet: top?.fleet, owners: top?.owners };
}

/** The files that lie in a folder. */
export function workingFiles(folder: string): Tree {
  return workingTree(folder);
}
