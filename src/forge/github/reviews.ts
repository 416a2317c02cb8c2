/** Reviews are asked of people and teams, of whom the forge may not know some. */

import { succeeded, type Outcome } from '../../core/outcome.ts';
import type { LeftOut } from '../forge.ts';
import { isSame, ourRequest, type SeenRequest } from './answers.ts';
import { seeRequest } from './pull-requests.ts';
import type { Repository } from './repository.ts';
import type { Reply } from './send.ts';

/** Where it is refused, first people who are nobody here and the request's author are left out, then the teams. */
export async function askReviews(
  repository: Repository,
  number: number,
  names: readonly string[],
): Promise<Outcome<LeftOut>> {
  const teams = names.filter((name) => teamName.test(name)).slice(0, mostReviewers);
  const others = names.filter((name) => !teams.includes(name));
  const { able, leftOut } = repository.people.sift(others, mostReviewers);
  if (able.length + teams.length === 0) return succeeded({ leftOut });
  const first = await send(repository, number, { people: able, teams });
  if (first.ok) return succeeded({ leftOut: [...leftOut, ...dropped(first.value, [...able, ...teams])] });
  if (first.status !== 422) return first;
  const known = await reviewersAmong(repository, number, able);
  if (!known.ok) return known;
  const out = [...leftOut, ...able.filter((name) => !known.value.includes(name))];
  for (const kept of [teams, []]) {
    // The same was refused just now.
    if (known.value.length === able.length && kept.length === teams.length) continue;
    const without = [...out, ...teams.filter((team) => !kept.includes(team))];
    if (known.value.length + kept.length === 0) return succeeded({ leftOut: without });
    const again = await send(repository, number, { people: known.value, teams: kept });
    if (again.ok) return succeeded({ leftOut: [...without, ...dropped(again.value, [...known.value, ...kept])] });
    if (again.status !== 422) return again;
  }
  return first;
}

/** As `fleet/batch`, by the organisation and the team. */
const teamName = /^[\w.-]+\/[\w.-]+$/;

/** GitHub takes no more for one request. */
const mostReviewers = 15;

async function reviewersAmong(
  repository: Repository,
  number: number,
  people: readonly string[],
): Promise<Outcome<readonly string[]>> {
  const seen = await seeRequest(repository, number);
  if (!seen.ok) return seen;
  const unknown = await repository.people.unknown(people);
  if (!unknown.ok) return unknown;
  const { author = '' } = seen.value;
  return succeeded(people.filter((name) => !unknown.value.includes(name) && !isSame(name, author)));
}

async function send(
  { sender, place }: Repository,
  number: number,
  asked: { readonly people: readonly string[]; readonly teams: readonly string[] },
): Promise<Reply<SeenRequest>> {
  return await sender.send({
    to: `ask for reviews of request ${number}`,
    cost: 'change',
    ask: (octokit) =>
      octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', {
        ...place,
        pull_number: number,
        reviewers: [...asked.people],
        team_reviewers: asked.teams.map(slugOf),
      }),
    read: ourRequest(place),
  });
}

function dropped({ reviewers }: SeenRequest, asked: readonly string[]): readonly string[] {
  return asked.filter((name) => !reviewers.some((there) => isSame(slugOf(there), slugOf(name))));
}

function slugOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}
