/** Reads clusters' files as reports see them, from a tree that has no history: the working directory. */

import type { Tree } from '../core/tree.ts';
import type { ClusterPath } from './fleet-files.ts';
import { readFacts } from './past-facts.ts';
import type { FoundCluster } from './report-clusters.ts';

export function readFoundClusters(tree: Tree, paths: readonly ClusterPath[]): readonly FoundCluster[] {
  tree.expect(paths.map(({ file }) => file));
  return paths.map(({ name, file }) => {
    const found = tree.read(file);
    const read = found === undefined || 'unreadable' in found ? undefined : readFacts(found.text);
    return { name, file, facts: read?.facts, lines: read?.lines ?? {} };
  });
}
