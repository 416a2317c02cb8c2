/** Release tags and the heads of requests, from a repository's refs. */

import type { History, TagHead } from '../core/history.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import type { Refs } from '../core/refs.ts';
import { parseVersion } from '../core/version.ts';
import type { PastTag } from '../report/past.ts';

export interface PastRefs {
  readonly tags: readonly PastTag[];
  readonly heads: ReadonlyMap<string, number>;
}

/** `signed` says who signed a release's tag. */
export function refsIn(
  repository: Pick<History, 'tagHeads'> & Pick<Refs, 'listRefs'>,
  signed: (stream: string, tag: TagHead) => Pick<PastTag, 'signedBy' | 'hasSigners'>,
): Outcome<PastRefs> {
  const tags = tagsIn(repository, signed);
  if (!tags.ok) return tags;
  const heads = headsIn(repository);
  return heads.ok ? succeeded({ tags: tags.value, heads: heads.value }) : heads;
}

/** The tags `STREAM/VERSION`, in byte order. A tag that calls itself otherwise was copied: what it says is of another. */
function tagsIn(
  history: Pick<History, 'tagHeads'>,
  signed: (stream: string, tag: TagHead) => Pick<PastTag, 'signedBy' | 'hasSigners'>,
): Outcome<readonly PastTag[]> {
  const heads = history.tagHeads('refs/tags/');
  if (!heads.ok) return heads;
  return succeeded(
    heads.value.flatMap((tag) => {
      const name = tag.ref.slice('refs/tags/'.length);
      const [stream = '', version = '', more] = name.split('/');
      if (more !== undefined || parseVersion(version) === undefined) return [];
      const tagger = tag.said?.name === name ? tag.said.tagger : undefined;
      return [{ stream, version, commit: tag.commit, tagger, ...signed(stream, tag) }];
    }),
  );
}

/** By head commit the number of its request: of the embedded forge's own refs, and of those that were fetched. */
function headsIn(refs: Pick<Refs, 'listRefs'>): Outcome<PastRefs['heads']> {
  const heads = new Map<string, number>();
  for (const prefix of ['refs/tidemark/origin/pull/', 'refs/pull/']) {
    const listed = refs.listRefs(prefix);
    if (!listed.ok) return listed;
    for (const { ref, commit } of listed.value) {
      const [, number] = /^([1-9][0-9]{0,9})\/head$/.exec(ref.slice(prefix.length)) ?? [];
      if (number !== undefined && commit !== undefined) heads.set(commit, Number(number));
    }
  }
  return succeeded(heads);
}
