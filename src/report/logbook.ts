/** The logbook: who moved which cluster where, when, and through which request or commit (U13). */

/** One line of the logbook. */
export interface LogEntry {
  /** Unique, and the same in every run: the step's commit, and what it is about. */
  readonly id: string;
  /** ISO 8601, UTC: the committer's date of the step that brought it to the branch. */
  readonly at: string;
  readonly commit: string;
  /** Relative to the fleet; undefined where it lies in a ref. */
  readonly file: string | undefined;
  readonly event: LogEvent;
  /** As the commit says: claims, unless `request.mergedBy` or a signature says more. */
  readonly author: LogPerson;
  readonly committer: LogPerson;
  /** Authors of the commits that a merge brought, where they are others. */
  readonly authors: readonly LogPerson[];
  readonly request: LogRequest | undefined;
  /** The commit that it takes back. */
  readonly reverts: string | undefined;
  readonly doubts: readonly Doubt[];
}

export interface LogPerson {
  readonly name: string;
  readonly mail: string;
}

export interface LogRequest {
  readonly number: number;
  readonly url: string | undefined;
  /** `forge`: it says that this commit merged it. `ref`: its head came in by this merge. `message`: the commit says so. */
  readonly known: 'forge' | 'ref' | 'message';
  readonly mergedBy: string | undefined;
}

export type LogEvent =
  | { readonly is: 'pinned'; readonly cluster: string; readonly stream: string; readonly to: string }
  | {
      readonly is: 'moved';
      readonly cluster: string;
      readonly stream: string;
      readonly from: string;
      readonly to: string;
      readonly direction: 'forward' | 'back';
    }
  | { readonly is: 'unpinned'; readonly cluster: string; readonly stream: string; readonly from: string }
  | {
      readonly is: 'hold-set' | 'hold-changed' | 'hold-lifted';
      readonly cluster: string;
      readonly stream: string;
      readonly until: string | undefined;
      readonly reason: string | undefined;
    }
  | { readonly is: 'cluster-added' | 'cluster-removed'; readonly cluster: string }
  | { readonly is: 'cluster-renamed'; readonly cluster: string; readonly from: string }
  /** Its file could not be read from here on: nothing is known of it until the next entry. */
  | { readonly is: 'cluster-unreadable'; readonly cluster: string }
  | {
      readonly is: 'release-written' | 'release-published' | 'release-restored';
      readonly stream: string;
      readonly version: string;
    }
  | { readonly is: 'release-withdrawn'; readonly stream: string; readonly version: string; readonly reason: string }
  | {
      readonly is: 'rollout';
      readonly stream: string;
      readonly version: string;
      /** Such as `opened`, `accepted`; as its file names the event. */
      readonly what: string;
      readonly by: string | undefined;
    };

/** What cannot be known of an entry, or is to be looked at. */
export type Doubt =
  /** Its date is earlier than that of the step before it: the true one lies between its neighbours'. */
  | 'date-before-parent'
  /** Its date lies after the day of the report. */
  | 'date-in-future'
  /** The author is another than the committer: who of them moved it cannot be known. */
  | 'author-differs'
  /** The request is the commit's own word. */
  | 'request-unproven'
  /** Whether the cluster is the renamed one or a new one of like content cannot be known. */
  | 'rename-guessed'
  /** A tag that names another date than its commit, or is not signed by anybody listed. */
  | 'tag-unsigned';
