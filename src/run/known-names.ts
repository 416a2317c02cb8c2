/** Names of clusters and hosts as far as they can be had without compiling: for completion, which must answer at once. */

import { expandHosts } from '../core/hosts.ts';
import { textOfFile } from '../tree/write.ts';
import { workingTree } from '../tree/working.ts';
import { readIndex } from './fleet-index.ts';

/** More names than this help nobody. */
const most = 1_000;

/** The clusters of a folder, by the names of their files. */
export function clusterNames(folder: string): readonly string[] {
  return workingTree(folder)
    .list('clusters')
    .flatMap((file) => /([^/]+)\.yaml$/.exec(file)?.[1] ?? [])
    .toSorted();
}

/** Hosts whose names begin like this, of what was compiled last. */
export function hostNames(folder: string, typed: string): readonly string[] {
  const index = readIndex(textOfFile(`${folder}/profiles/index.json`));
  const found: string[] = [];
  for (const { hosts } of Object.values(index?.clusters ?? {})) {
    const expansion = hosts === '' ? undefined : expandHosts(hosts);
    if (expansion?.ok !== true) continue;
    for (const name of expansion.names) {
      if (!name.startsWith(typed)) continue;
      found.push(name);
      if (found.length === most) return found;
    }
  }
  return found;
}
