/** The fleet as the forge's repository has it: its base commit, its tags, and our branches, brought here. */

import type { CommitId } from '../core/objects.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Refs, Remote } from '../core/refs.ts';
import type { Objects } from '../core/objects.ts';
import { revisionTree, type RevisionTree } from '../tree/revision.ts';
import { recordOf } from '../release/refusal.ts';
import { branchPrefix } from '../upgrade/offer.ts';

export interface RemoteFleet {
  /** The branch that everything is offered to, without `refs/heads/`. */
  readonly branch: string;
  /** Its commit, the same for the whole of a run. */
  readonly base: RevisionTree;
  /** Our branches by name, with their tips. */
  readonly tips: ReadonlyMap<string, CommitId>;
  /** Every tag, as `linux/2026_8_minor`. */
  readonly tags: ReadonlySet<string>;
  /**
   * Tags of which it was written down that they were published, and whether they still are the same objects; undefined
   * where that is not known.
   */
  readonly records: ReadonlyMap<string, 'same' | 'moved'> | undefined;
}

export interface RemoteFleetOrder {
  readonly repository: Objects & Refs;
  readonly remote: Remote;
  /** The branch to offer to; undefined stands for the one that the remote starts from. */
  readonly branch: string | undefined;
}

/** Where the remote's branches are kept here. */
const kept = 'refs/tidemark/origin/';

/** `gone` where the remote has no such branch; `unreachable` where git cannot reach it. */
export async function fetchFleet({ repository, remote, branch }: RemoteFleetOrder): Promise<Outcome<RemoteFleet>> {
  const listed = await remote.listRefs(['refs/heads/', tagPrefix, recordPrefix]);
  if (!listed.ok) return listed;
  const { head, refs } = listed.value;
  const trunk = branch === undefined ? head : `refs/heads/${branch}`;
  const tip = refs.find(({ ref }) => ref === trunk);
  if (trunk === undefined || tip === undefined)
    return failed(
      'gone',
      `${remote.name} has no ${trunk === undefined ? 'branch to start from' : `branch ${trunk.slice('refs/heads/'.length)}`}: push the fleet to it first`,
    );
  const own = refs.filter(({ ref }) => ref.startsWith(`refs/heads/${branchPrefix}`));
  const specs = own.length === 0 ? [trunk] : [trunk, `refs/heads/${branchPrefix}*`];
  const fetched = await remote.fetch(specs.map((spec) => `+${spec}:${kept}${spec.slice('refs/'.length)}`));
  if (!fetched.ok) return fetched;
  const base = revisionTree(repository, tip.id);
  if (!base.ok) return base;
  const here = repository.listRefs(`${kept}heads/${branchPrefix}`);
  if (!here.ok) return here;
  const commits = new Map(here.value.map(({ id, commit }) => [id, commit]));
  const tips = own.flatMap(({ ref, id }) => {
    // Asked one by one only where somebody pushed between the listing and the fetch.
    const commit = commits.get(id) ?? repository.resolve(id);
    return commit === undefined ? [] : [[ref.slice('refs/heads/'.length), commit] as const];
  });
  return succeeded({
    branch: trunk.slice('refs/heads/'.length),
    base: { ...base.value, name: trunk.slice('refs/heads/'.length) },
    tips: new Map(tips),
    tags: new Set(below(tagPrefix, refs).keys()),
    records: recordsIn(refs),
  });
}

const tagPrefix = 'refs/tags/';
const recordPrefix = recordOf('');

type Listed = readonly { readonly ref: string; readonly id: string }[];

function recordsIn(refs: Listed): RemoteFleet['records'] {
  const tags = below(tagPrefix, refs);
  return new Map([...below(recordPrefix, refs)].map(([tag, id]) => [tag, tags.get(tag) === id ? 'same' : 'moved']));
}

/** What stands below a prefix, by the rest of its name. */
function below(prefix: string, refs: Listed): ReadonlyMap<string, string> {
  return new Map(
    refs.flatMap(({ ref, id }) => (ref.startsWith(prefix) ? [[ref.slice(prefix.length), id] as const] : [])),
  );
}
