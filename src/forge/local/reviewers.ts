/** Who is asked for a review when a request is opened. */

import type { CommitId } from '../../core/objects.ts';
import { codeOwnersPlaces, ownersOf, readCodeOwners, type OwnedPaths } from './code-owners.ts';
import type { Desk } from './desk.ts';
import type { Store } from './store.ts';

interface Reach {
  readonly base: CommitId;
  /** Where the branch left the base. */
  readonly fork: CommitId;
  readonly head: CommitId;
}

/** Whose files a branch changes, by CODEOWNERS of its base: logins, and `ORG/TEAM`. */
export function reviewersFor({ store }: Desk, { base, fork, head }: Reach): readonly string[] {
  const rules = codeOwnersAt(store, base);
  if (rules.length === 0) return [];
  const paths = store.repository.changedPaths(fork, head);
  return paths.ok
    ? ownersOf(
        rules,
        paths.value.map(({ path }) => path),
      )
    : [];
}

const knownOwners = new WeakMap<Store, { readonly base: CommitId; readonly rules: readonly OwnedPaths[] }>();

function codeOwnersAt(store: Store, base: CommitId): readonly OwnedPaths[] {
  const known = knownOwners.get(store);
  if (known?.base === base) return known.rules;
  const rules = readOwnersAt(store, base);
  knownOwners.set(store, { base, rules });
  return rules;
}

function readOwnersAt({ repository }: Store, base: CommitId): readonly OwnedPaths[] {
  const tree = repository.listTree(base, '');
  if (!tree.ok) return [];
  const entry = codeOwnersPlaces.flatMap((place) => tree.value.find(({ path }) => path === place) ?? [])[0];
  const blobs = entry === undefined ? undefined : repository.readBlobs([entry.id]);
  const bytes = entry !== undefined && blobs?.ok === true ? blobs.value.get(entry.id) : undefined;
  return bytes === undefined ? [] : readCodeOwners(new TextDecoder().decode(bytes));
}
