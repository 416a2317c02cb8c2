/** The tree that a command works on: the working tree, or a git revision of it. A revision that is not there is wrong usage. */

import type { Outcome } from '../core/outcome.ts';
import { openTree, type StampedTree } from '../run/open-tree.ts';
import { WrongUsage, type Call } from './command.ts';

export function treeOf({ global, options }: Call): Outcome<StampedTree> {
  const tree = openTree(global.fleet, options.text('at'));
  if (!tree.ok && tree.why === 'gone') throw new WrongUsage(tree.detail);
  return tree;
}
