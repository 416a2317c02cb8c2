/** The upgrades that were committed without a request, read off the branch itself: a run that died has told nobody of them. */

import type { CommitId } from '../core/objects.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Commit, Refs } from '../core/refs.ts';
import { parseVersion } from '../core/version.ts';
import { committedKey, upgradedWords } from '../render/mail-upgraded.ts';
import type { Announcement } from '../notice/letters.ts';
import { committerMail } from './push-upgrades.ts';
import type { Side } from './side.ts';

export interface CommittedOrder {
  readonly repository: Refs;
  readonly base: CommitId;
  readonly side: Side;
}

/** An announcement for each pin that is as such a commit left it, to the owners that the cluster has now. */
export function committedUpgrades({ repository, base, side }: CommittedOrder): Outcome<readonly Announcement[]> {
  const commits = repository.commitsBetween(undefined, base, mostCommits);
  if (!commits.ok) return commits;
  const onBranch = firstParents(commits.value);
  const mode = side.open?.fleet.upgrade.mode;
  return succeeded(
    commits.value
      .filter(({ id, committer }) => committer.mail === committerMail && onBranch.has(id))
      .flatMap(({ id, message }) => {
        const [, cluster = '', stream = '', from = '', to = ''] = subject.exec(message) ?? [];
        const known = side.clusters.get(cluster)?.read?.cluster;
        if (known === undefined || known.pins.get(stream)?.text !== to || parseVersion(from) === undefined) return [];
        if ((known.upgrades.get(stream)?.mode ?? mode) !== 'commit') return [];
        const upgrade = { cluster, stream, from, to, commit: id };
        return [
          { key: committedKey(upgrade), topic: 'upgraded', to: known.owners, words: () => upgradedWords(upgrade) },
        ];
      }),
  );
}

/** The commits of the branch itself, without those that were merged into it: those were requests. Newest first. */
function firstParents(commits: readonly Commit[]): ReadonlySet<CommitId> {
  const chain = new Set<CommitId>();
  let next = commits[0]?.id;
  for (const { id, parents } of commits) {
    if (id !== next) continue;
    chain.add(id);
    [next] = parents;
  }
  return chain;
}

/** How far back news is looked for. */
const mostCommits = 2000;

const subject = /^([A-Za-z0-9._-]{1,64}): ([a-z0-9-]{1,64}) (\w{1,20}) → (\w{1,20})\n?$/;
