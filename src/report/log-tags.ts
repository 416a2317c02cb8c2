/** The entries of published releases: their tags, put among the steps of the branch. */

import { byteOrder } from '../core/order.ts';
import type { Signature } from '../core/refs.ts';
import { instantOf, isAfter, type LogClock } from './log-clock.ts';
import { personOf } from './log-people.ts';
import type { Doubt, LogEntry } from './logbook.ts';
import type { FleetPast, PastStep, PastTag } from './past.ts';

/** A published release; `after` is the step that it follows on the branch, -1 where it comes before all. */
export interface TagEntry {
  readonly after: number;
  readonly entry: LogEntry;
}

interface Branch {
  /** Oldest first. */
  readonly steps: readonly PastStep[];
  readonly clock: LogClock;
  readonly today: string;
}

/**
 * An entry for each tag, oldest first. A tag has no place on the branch: it follows the steps that were made before it, by
 * its date, and its own commit in any case. Its date is the tagger's; of a tag that is no object of its own, its commit's,
 * and where that commit is not known either, that of the step that wrote the release. Without any of these nothing is said.
 */
export function tagEntries(branch: Branch, past: Pick<FleetPast, 'tags' | 'brought'>): readonly TagEntry[] {
  const commits = past.tags.length === 0 ? new Map<string, Place>() : placesOf(branch.steps, past);
  const written = past.tags.length === 0 ? new Map<string, number>() : releasesWritten(branch.steps);
  return past.tags
    .flatMap((tag) => {
      const step = written.get(`${tag.stream}\n${tag.version}`);
      const place = commits.get(tag.commit) ?? (step === undefined ? undefined : placeAt(branch.steps, step));
      return tagEntry(branch, tag, place) ?? [];
    })
    .toSorted((a, b) => a.after - b.after || byteOrder(a.entry.at, b.entry.at) || byteOrder(a.entry.id, b.entry.id));
}

/** A commit, and the step by which the branch got it. */
interface Place {
  readonly step: number;
  readonly author: Signature;
  readonly committer: Signature;
}

/** Of the commits that tags name, which are few beside those of a long branch. */
function placesOf(
  steps: readonly PastStep[],
  { tags, brought }: Pick<FleetPast, 'tags' | 'brought'>,
): ReadonlyMap<string, Place> {
  const tagged = new Set(tags.map(({ commit }) => commit));
  const places = new Map<string, Place>();
  for (const [step, { id, author, committer }] of steps.entries()) {
    for (const side of brought.get(id) ?? [])
      if (tagged.has(side.id)) places.set(side.id, { step, author: side.author, committer: side.committer });
    if (tagged.has(id)) places.set(id, { step, author, committer });
  }
  return places;
}

function placeAt(steps: readonly PastStep[], step: number): Place | undefined {
  const found = steps[step];
  return found === undefined ? undefined : { step, author: found.author, committer: found.committer };
}

/** The last step that wrote each release. */
function releasesWritten(steps: readonly PastStep[]): ReadonlyMap<string, number> {
  const written = new Map<string, number>();
  for (const [at, { releases }] of steps.entries())
    for (const { stream, version, from, to } of releases)
      if (from === undefined && to !== undefined) written.set(`${stream}\n${version}`, at);
  return written;
}

function tagEntry({ clock, today }: Branch, tag: PastTag, place: Place | undefined): TagEntry | undefined {
  const { stream, version, commit, tagger } = tag;
  const seconds = tagger?.seconds ?? place?.committer.seconds;
  const author = tagger ?? place?.author;
  const committer = tagger ?? place?.committer;
  if (seconds === undefined || author === undefined || committer === undefined) return undefined;
  const after = Math.max(clock.lastBy(seconds), place?.step ?? -1);
  return {
    after,
    entry: {
      id: `${commit}/release-published/${stream}/${version}`,
      at: instantOf(seconds),
      commit,
      file: undefined,
      event: { is: 'release-published', stream, version },
      author: personOf(author),
      committer: personOf(committer),
      authors: [],
      request: undefined,
      reverts: undefined,
      doubts: doubtsOf(tag, { seconds, today, place }),
    },
  };
}

interface TagTime {
  readonly seconds: number;
  readonly today: string;
  readonly place: Place | undefined;
}

/** A tag cannot be older than its commit, as far as that one's date can be true. */
function doubtsOf({ hasSigners, signedBy }: PastTag, { seconds, today, place }: TagTime): readonly Doubt[] {
  const made = place?.committer.seconds;
  return [
    ...(made !== undefined && seconds < made && !isAfter(made, today) ? (['date-before-parent'] as const) : []),
    ...(isAfter(seconds, today) ? (['date-in-future'] as const) : []),
    ...(hasSigners && signedBy === undefined ? (['tag-unsigned'] as const) : []),
  ];
}
