/** Opens the files of a fleet as they lie in a folder, or as they were at a git revision. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { openRepository } from '../git/git.ts';
import { revisionTree } from '../tree/revision.ts';
import { workingTree } from '../tree/working.ts';
import type { StampedTree } from './inputs.ts';

export type { StampedTree } from './inputs.ts';

/** `revision` undefined means the files that lie in the folder. */
export function openTree(folder: string, revision: string | undefined): Outcome<StampedTree> {
  if (revision === undefined) return succeeded(workingTree(folder));
  const repository = openRepository(folder);
  return repository === undefined
    ? failed('gone', `${folder} is not in a git repository`)
    : revisionTree(repository, revision);
}

/** The fleet's place in its repository, '' or ending in `/`, for those who name files from the repository's top. */
export function fleetFolder(folder: string): string {
  const prefix = openRepository(folder)?.prefix ?? '';
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}
