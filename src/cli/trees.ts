/** The tree that a command works on: the working tree, or a git revision of it. */

import type { Outcome } from '../core/outcome.ts';
import { openTree, type StampedTree } from '../run/open-tree.ts';
import type { Call } from './command.ts';

export function treeOf({ global, options }: Call): Outcome<StampedTree> {
  return openTree(global.fleet, options.text('at'));
}
