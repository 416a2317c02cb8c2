/** Which releases are published, and so may be offered: by their tags, and by what was written down when each was published. */

import type { Fleet } from '../core/fleet.ts';
import type { OpenFleet } from './open-fleet.ts';
import type { RemoteFleet } from './remote-fleet.ts';
import type { Side } from './side.ts';

export type Tagged = Pick<RemoteFleet, 'tags' | 'records'>;

/** Which releases count, of a side of which every cluster has been read: see {@link publishedAmong}. */
export function publishedIn(side: Side & { readonly open: OpenFleet }, tagged: Tagged): ReadonlySet<string> {
  const pinned = new Set<string>();
  for (const { read } of side.clusters.values())
    for (const [stream, version] of read?.cluster?.pins ?? []) pinned.add(`${stream}/${version.text}`);
  return publishedAmong({ streams: side.open.fleet.streams, pinned }, tagged);
}

/** What is asked of a fleet: its streams, and what its clusters have, as `linux/2026_8_minor`. */
export interface Pinned {
  readonly streams: Fleet['streams'];
  readonly pinned: ReadonlySet<string>;
}

/**
 * The names of the tags, as `linux/2026_8_minor`, that count. A tag that is another object than the one that was published
 * never does. Where a stream lists signers, a tag alone is not enough: `release publish` has to have written it down, which
 * it does only for a signature that is good; or a cluster has the version already.
 */
export function publishedAmong({ streams, pinned }: Pinned, { tags, records }: Tagged): ReadonlySet<string> {
  return new Set(
    [...tags].filter((tag) => {
      const record = records?.get(tag);
      if (record !== undefined) return record === 'same';
      const isSigned = streams.get(tag.split('/')[0] ?? '')?.signers !== undefined;
      return !isSigned || records === undefined || pinned.has(tag);
    }),
  );
}
