/** The history of a branch, as git tells it. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BroughtStep, History } from '../core/history.ts';
import type { CommitId } from '../core/objects.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import { readObjects } from './batch.ts';
import { runGit } from './command.ts';
import { commitOf } from './commits.ts';
import { commitSaid } from './commits-said.ts';
import { ObjectFeed } from './each-object.ts';
import { isCommitId, isObjectId } from './names.ts';
import type { Store } from './store.ts';
import { tagHeads } from './tag-heads.ts';

export function historyOf(store: Store): History {
  return {
    steps: async (request) => {
      const { stepsOf } = await import('./steps.ts'); // few commands read steps
      return stepsOf(store, request, shallowEnds(store));
    },
    isShallow: () => shallowEnds(store).size > 0,
    broughtBy: (merge, limit) => broughtBy(store, merge, limit),
    tagHeads: (prefix) => tagHeads(store, prefix),
    openBlobs: (limit, use) =>
      new ObjectFeed(store, {
        limit,
        use: (object) => use(object?.type === 'blob' ? { size: object.size, bytes: object.content } : undefined),
      }),
  };
}

/** The commits below which a shallow repository has nothing. */
function shallowEnds(store: Store): ReadonlySet<string> {
  try {
    return new Set(
      readFileSync(join(store.objects, '..', 'shallow'), 'latin1')
        .split('\n')
        .filter(isObjectId),
    );
  } catch {
    return new Set();
  }
}

function broughtBy(store: Store, merge: CommitId, limit: number): Outcome<readonly BroughtStep[]> {
  const commit = commitOf(store, merge);
  if (!commit.ok) return commit;
  const [first, ...others] = commit.value.parents;
  if (first === undefined || others.length === 0) return succeeded([]);
  const said = runGit(store, {
    arguments: ['rev-list', `--max-count=${String(limit)}`, '--end-of-options', ...others, `^${first}`],
  });
  if (!said.ok) return said;
  const read = readObjects(store, said.value.toString('latin1').split('\n').filter(isCommitId));
  if (!read.ok) return read;
  return succeeded(
    read.value.flatMap((object) =>
      object?.type === 'commit' && isCommitId(object.id) ? [commitSaid(object.id, object.content, new Map()).said] : [],
    ),
  );
}
