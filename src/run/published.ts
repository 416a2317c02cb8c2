/** Which releases are published, and so may be offered: by their tags, and by what was written down when each was published. */

import type { OpenFleet } from './open-fleet.ts';
import type { RemoteFleet } from './remote-fleet.ts';
import type { Side } from './side.ts';

export type Tagged = Pick<RemoteFleet, 'tags' | 'records'>;

/**
 * The names of the tags, as `linux/2026_8_minor`, that count. A tag that is another object than the one that was published
 * never does. Where a stream lists signers, a tag alone is not enough: `release publish` has to have written it down, which
 * it does only for a signature that is good; or a cluster has the version already.
 */
export function publishedIn(side: Side & { readonly open: OpenFleet }, { tags, records }: Tagged): ReadonlySet<string> {
  const pinned = new Set<string>();
  for (const { read } of side.clusters.values())
    for (const [stream, version] of read?.cluster?.pins ?? []) pinned.add(`${stream}/${version.text}`);
  return new Set(
    [...tags].filter((tag) => {
      const record = records?.get(tag);
      if (record !== undefined) return record === 'same';
      const isSigned = side.open.fleet.streams.get(tag.split('/')[0] ?? '')?.signers !== undefined;
      return !isSigned || records === undefined || pinned.has(tag);
    }),
  );
}
