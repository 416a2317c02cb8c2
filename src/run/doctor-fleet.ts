/** What would go wrong with the fleet's own files: clusters, releases, people, and how many of them there are. */

import { byteOrder } from '../core/order.ts';
import type { OwnerFinding } from '../upgrade/codeowners.ts';
import type { DoctorFacts, FleetFacts, RemoteFacts } from './doctor-facts.ts';
import { bad, counted, ok, some, warn, type DoctorFinding } from './doctor-finding.ts';

export function fleetFindings({ fleet }: DoctorFacts): readonly DoctorFinding[] {
  if (fleet === undefined)
    return [
      bad('fleet', 'fleet.yaml or owners.yaml cannot be read', 'Run `tidemark check`, which says where and why.'),
    ];
  const { clusters, unreadable } = fleet;
  const found = [ok('fleet', `${fleet.fleet.name}, ${counted(clusters, 'cluster')}`)];
  if (unreadable.length === 0) return found;
  const says = `${counted(unreadable.length, 'cluster file')} cannot be read: ${some(unreadable)}`;
  return [...found, warn('fleet', says, 'Run `tidemark check`; these clusters are offered nothing.')];
}

export function releaseFindings({ fleet, remote }: DoctorFacts): readonly DoctorFinding[] {
  if (fleet === undefined || remote?.ok !== true) return [];
  const { tags } = remote.value;
  return [...fleet.fleet.streams.keys()].map((stream) => releaseFinding(stream, fleet, tags));
}

function releaseFinding(stream: string, { newest }: FleetFacts, tags: RemoteFacts['tags']): DoctorFinding {
  const published = tags.filter((tag) => tag.startsWith(`${stream}/`)).length;
  const latest = newest.get(stream);
  if (published > 0) {
    const waits = latest !== undefined && !tags.includes(`${stream}/${latest}`);
    return ok(
      'releases',
      `${stream}: ${counted(published, 'version')} published${waits ? `; ${latest} is not yet` : ''}`,
    );
  }
  if (latest === undefined) return warn('releases', `${stream} has no version`, 'Make one: `tidemark template new`.');
  const tag = `${stream}/${latest}`;
  return warn(
    'releases',
    `no version of ${stream} is published, so nothing is offered`,
    `Publish the newest: \`git tag -s ${tag} -m ${tag} && git push origin ${tag}\`.`,
  );
}

export function ownerFindings({ fleet }: DoctorFacts): readonly DoctorFinding[] {
  if (fleet === undefined) return [];
  const named = (found: OwnerFinding['found']): readonly string[] =>
    fleet.findings.flatMap((finding) =>
      finding.found === found ? [finding.found === 'unowned' ? finding.cluster : finding.name] : [],
    );
  const found = [
    aboutPeople(named('unknown'), 'nobody in owners.yaml', 'Name a person or team of owners.yaml.'),
    aboutPeople(named('left'), 'has left', 'Name somebody who can answer.'),
    aboutPeople(named('empty-team'), 'a team without members', 'Give it members.'),
    aboutPeople(named('no-login'), 'has no login that a forge takes', 'Give `login` in owners.yaml.'),
    aboutPeople(
      named('unowned'),
      'a cluster that nobody answers for',
      'Name an owner; until then the stream’s owners are told.',
    ),
    aboutPeople(fleet.mailless, 'cannot be written to', 'Give a plain address in owners.yaml.'),
  ].flat();
  return [
    ...(found.length === 0 ? [ok('owners', 'every cluster has somebody who answers')] : found),
    ...codeownersFindings(fleet),
  ];
}

function aboutPeople(names: readonly string[], what: string, advice: string): readonly DoctorFinding[] {
  return names.length === 0 ? [] : [warn('owners', `${what}: ${some(names.toSorted(byteOrder))}`, advice)];
}

function codeownersFindings({ codeowners, fleet }: FleetFacts): readonly DoctorFinding[] {
  const isUsed = fleet.upgrade.reviewers === 'codeowners';
  const advice = 'Run `tidemark owners --write` and commit it.';
  if (codeowners === 'current') return [ok('codeowners', 'CODEOWNERS is up to date')];
  if (codeowners === 'unreadable')
    return [warn('codeowners', 'CODEOWNERS cannot be read', 'Run `tidemark owners`, which says why.')];
  if (codeowners === 'old') return [warn('codeowners', 'CODEOWNERS does not say what the fleet says', advice)];
  return isUsed ? [warn('codeowners', 'there is no CODEOWNERS, so nobody is asked for reviews', advice)] : [];
}

/** What GitHub documents. */
const entriesAdvised = 3000;
const requestsAllowed = 1000;

export function limitFindings({ fleet }: DoctorFacts): readonly DoctorFinding[] {
  if (fleet === undefined) return [];
  const found: DoctorFinding[] = [];
  for (const [folder, entries] of fleet.folders)
    if (entries > entriesAdvised)
      found.push(
        warn(
          'limits',
          `${folder} has ${entries} entries, and a forge shows ${entriesAdvised}`,
          'Sort its clusters into folders, as by site.',
        ),
      );
  const { work } = fleet;
  const { maxOpen } = fleet.fleet.upgrade;
  if (work === undefined) return found;
  if (maxOpen > requestsAllowed)
    found.push(
      warn(
        'limits',
        `maxOpen is ${maxOpen}, and GitHub takes ${requestsAllowed}`,
        `Set upgrade.maxOpen to ${requestsAllowed} at most.`,
      ),
    );
  if (work.requests > maxOpen)
    found.push(
      warn(
        'limits',
        `${work.requests} requests are wanted and ${maxOpen} may be open; the others follow as these are merged`,
        'Raise upgrade.maxOpen, or set `group: owner` for fewer.',
      ),
    );
  const time = work.minutes < 90 ? counted(work.minutes, 'minute') : `${(work.minutes / 60).toFixed(1)} hours`;
  found.push(
    ok('limits', `from nothing: ${counted(work.requests, 'request')}, ${counted(work.writes, 'write')}, ${time}`),
  );
  return found;
}
