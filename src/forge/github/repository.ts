/** What every part of the adapter shares: the way to send, the place, the people, and listings of many pages. */

import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { Octokit } from '@octokit/rest';
import { readFacts, type MergeMethod, type Place, type SeenFacts } from './answers.ts';
import type { Query } from './next-page.ts';
import type { People } from './people.ts';
import type { Sender } from './send.ts';
import { list, type Reader } from './shape.ts';
import type { Answer } from './verdict.ts';

export interface Repository {
  readonly sender: Sender;
  readonly place: Place;
  readonly people: People;
  readonly requests: KnownRequests;
  readonly graphqlUrl: string;
  /** How requests are merged here; asked for once. */
  readonly mergeMethod: () => Promise<Outcome<MergeMethod>>;
}

/** What this run has seen of requests. */
export interface KnownRequests {
  readonly seen: Set<number>;
  /** Whether the forge calls a request an issue too, as GitHub does; undefined until somebody asked. */
  areIssues: boolean | undefined;
}

export interface Listing<T> {
  readonly to: string;
  readonly ask: (octokit: Octokit, page: Query) => Promise<Answer>;
  /** Undefined for an entry that is none of ours. */
  readonly entry: Reader<T | undefined>;
  /** Whether the pages after this one hold nothing more of interest. */
  readonly isEnough?: (page: readonly T[]) => boolean;
}

/** Reads a listing to its end, or to its bound. */
export async function readPages<T>({ sender }: Repository, listing: Listing<T>): Promise<Outcome<readonly T[]>> {
  const all: T[] = [];
  let page: Query = {};
  for (let pages = 0; pages < mostPages; pages += 1) {
    const reply = await sender.send({
      to: listing.to,
      cost: 'read',
      ask: (octokit) => listing.ask(octokit, page),
      read: list(listing.entry),
    });
    if (!reply.ok) return reply;
    const ours = reply.value.filter((entry) => entry !== undefined);
    all.push(...ours);
    if (reply.next === undefined || listing.isEnough?.(ours) === true) return succeeded(all);
    page = reply.next;
  }
  return failed('limited', `could not ${listing.to}: there are more than ${mostPages * perPage}`);
}

export const perPage = 100;
const mostPages = 100;

/** Entries that moved from one page to the next while they were read are there twice. */
export function eachOnce<T>(entries: readonly T[], key: (entry: T) => number): readonly T[] {
  return [...new Map(entries.map((entry) => [key(entry), entry])).values()];
}

export async function readRepository({
  sender,
  place,
}: Pick<Repository, 'sender' | 'place'>): Promise<Outcome<SeenFacts>> {
  return await sender.send({
    to: `read the facts of ${place.owner}/${place.repo}`,
    cost: 'read',
    ask: (octokit) => octokit.request('GET /repos/{owner}/{repo}', { ...place }),
    read: readFacts,
  });
}
