/** Where a report keeps what it has read. What somebody has committed there is nobody's reading, and not believed. */

import { join } from 'node:path';
import type { CommitId } from '../core/objects.ts';
import type { Repository } from '../git/git.ts';

const name = '.tidemark';

export interface CachePlace {
  readonly repository: Repository | undefined;
  readonly commit: CommitId | undefined;
}

/** The folder; undefined where it came with a commit, so that whoever may change a file could forge history. */
export function reportCache({ repository, commit }: CachePlace, fleet: string): string | undefined {
  if (repository === undefined) return join(fleet, name);
  const commits = new Set([commit, repository.resolve('HEAD')]);
  return [...commits].some((one) => one !== undefined && brings(repository, one)) ? undefined : join(fleet, name);
}

/** A repository that cannot say is not trusted with it either. */
function brings(repository: Repository, commit: CommitId): boolean {
  const { prefix } = repository;
  const listed = repository.listTree(commit, prefix === '' ? name : `${prefix}/${name}`);
  return listed.ok ? listed.value.length > 0 : listed.why !== 'gone';
}
