/** What is kept of a branch's past from one run to the next. */

import type { CommitId } from '../core/objects.ts';
import type { BlobId } from '../core/tree.ts';
import type { FleetPast } from '../report/past.ts';
import type { ReadFacts } from './past-facts.ts';

export interface KeptPast extends Pick<FleetPast, 'steps' | 'brought'> {
  /** Up to which it goes. */
  readonly commit: CommitId;
  /** Of the clusters' files at that commit, by their blobs. */
  readonly tip: ReadonlyMap<BlobId, Pick<ReadFacts, 'facts' | 'lines'> | 'unreadable'>;
}
