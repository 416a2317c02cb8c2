/** From facts to findings: what would go wrong, and what to do about it. Pure. */

import { byteOrder } from '../core/order.ts';
import type { ForgeFacts } from '../forge/forge.ts';
import type { OwnerFinding } from '../upgrade/codeowners.ts';
import type { DoctorFacts, FleetFacts, RemoteFacts, Token } from './doctor-facts.ts';

/** `bad` keeps a run from doing its work; `warn` leaves a part of it undone. */
export interface DoctorFinding {
  readonly check: string;
  readonly is: 'ok' | 'warn' | 'bad';
  readonly says: string;
  /** What to do; empty where all is well. */
  readonly advice: string;
}

/** In the order in which they are mended: each group needs those before it. */
export function doctorFindings(facts: DoctorFacts): readonly DoctorFinding[] {
  return [
    ...clockFindings(facts),
    ...fleetFindings(facts),
    ...remoteFindings(facts),
    ...releaseFindings(facts),
    ...forgeFindings(facts),
    ...tokenFindings(facts),
    ...ownerFindings(facts),
    ...channelFindings(facts),
    ...limitFindings(facts),
  ];
}

function ok(check: string, says: string): DoctorFinding {
  return { check, is: 'ok', says, advice: '' };
}

function warn(check: string, says: string, advice: string): DoctorFinding {
  return { check, is: 'warn', says, advice };
}

function bad(check: string, says: string, advice: string): DoctorFinding {
  return { check, is: 'bad', says, advice };
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** No commit of this product is older, so no clock that is right shows less. */
const earliest = Date.UTC(2026, 0, 1);

function clockFindings({ now, newestCommit = 0 }: DoctorFacts): readonly DoctorFinding[] {
  const mend = 'Set the clock: holds, due dates and mails are reckoned by it.';
  if (now < earliest || newestCommit - now > day)
    return [bad('clock', `the clock says ${instant(now)}, which has been already`, mend)];
  if (newestCommit - now > 5 * minute)
    return [
      warn('clock', `the newest commit is ${Math.round((newestCommit - now) / minute)} minutes ahead of it`, mend),
    ];
  return [ok('clock', instant(now))];
}

function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function fleetFindings({ fleet }: DoctorFacts): readonly DoctorFinding[] {
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

function remoteFindings({ isRepository, remote }: DoctorFacts): readonly DoctorFinding[] {
  if (!isRepository)
    return [bad('repository', 'the fleet is in no git repository', 'Run `git init`, commit the fleet, and push it.')];
  if (remote === undefined) return [ok('repository', 'a git repository')];
  if (!remote.ok) {
    const advice = remote.why === 'gone' ? 'Run `git remote add origin ADDRESS`.' : 'See that git can fetch from it.';
    return [bad('remote', `the remote cannot be reached: ${remote.detail}`, advice)];
  }
  const { name, head } = remote.value;
  if (head === undefined)
    return [
      bad('remote', `${name} has no branch to start from`, 'Push the default branch: `git push -u origin main`.'),
    ];
  return [ok('remote', `${name}, from ${head.replace('refs/heads/', '')}`)];
}

function releaseFindings({ fleet, remote }: DoctorFacts): readonly DoctorFinding[] {
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

function forgeFindings({ forge, fleet, remote }: DoctorFacts): readonly DoctorFinding[] {
  if (forge === undefined) return [];
  if (!forge.ok)
    return [
      bad(
        'forge',
        `there is no forge: ${forge.detail}`,
        'See docs/github.md for GitHub, docs/forge.md for the embedded one.',
      ),
    ];
  const { name, facts } = forge.value;
  if (!facts.ok)
    return [bad('forge', `${name} does not answer as it should: ${facts.detail}`, forgeAdvice[facts.why] ?? tryAgain)];
  return [
    ok('forge', name),
    ...factFindings(facts.value),
    ...wishFindings(facts.value, fleet),
    ...branchFindings(facts.value, remote),
  ];
}

const tryAgain = 'Try again; `GITHUB_API_URL` and `GITHUB_REPOSITORY` say where it is.';

const forgeAdvice: Readonly<Record<string, string>> = {
  denied: 'Give GITHUB_TOKEN a token that may read this repository.',
  gone: 'See that GITHUB_REPOSITORY is OWNER/NAME, and that the token may see it.',
};

function factFindings(facts: ForgeFacts): readonly DoctorFinding[] {
  const found: DoctorFinding[] = [];
  if (facts.isArchived)
    found.push(bad('rights', 'the repository is archived: nobody can write', 'Take it out of the archive.'));
  if (facts.mayPush === false)
    found.push(
      bad('rights', 'the token may not push', 'Grant `contents: write`, `pull-requests: write`, `issues: write`.'),
    );
  if (facts.mayPush === undefined)
    found.push(
      warn('rights', 'the forge does not say whether the token may push', 'Look at the permissions of its job.'),
    );
  if (facts.mayPush === true) found.push(ok('rights', 'the token may push'));
  if (facts.deletesMergedBranches === false)
    found.push(
      warn(
        'branches',
        'merged branches stay',
        'Switch on "Automatically delete head branches"; until then each run tidies up.',
      ),
    );
  return found;
}

function wishFindings(facts: ForgeFacts, fleet: FleetFacts | undefined): readonly DoctorFinding[] {
  if (fleet === undefined) return [];
  const found: DoctorFinding[] = [];
  if (!facts.hasIssues) {
    const isWanted = fleet.fleet.notify.some(({ channel }) => channel === 'issue');
    const advice = 'Switch issues on in the settings of the repository, or take `channel: issue` out of fleet.yaml.';
    if (isWanted) found.push(bad('issues', 'failures are to be told by issues, and issues are off', advice));
    else found.push(ok('issues', 'issues are off, and none are wanted'));
  }
  if (fleet.wantAuto > 0 && facts.allowsAutoMerge === false)
    found.push(
      warn(
        'auto-merge',
        `requests of ${counted(fleet.wantAuto, 'cluster')} are to merge themselves, and the repository does not allow it`,
        'Switch on "Allow auto-merge", and require a check on the default branch.',
      ),
    );
  return found;
}

function branchFindings({ defaultBranch }: ForgeFacts, remote: DoctorFacts['remote']): readonly DoctorFinding[] {
  const head = remote?.ok === true ? remote.value.head?.replace('refs/heads/', '') : undefined;
  if (head === undefined || head === defaultBranch) return [];
  const says = `the forge’s default branch is ${defaultBranch}, and the remote starts from ${head}`;
  return [bad('remote', says, 'See that `origin` and GITHUB_REPOSITORY are the same repository.')];
}

const tokenWords: Readonly<Record<Token, DoctorFinding>> = {
  none: warn('token', 'there is no token', 'Set GITHUB_TOKEN; without one nothing can be written.'),
  workflow: warn(
    'token',
    'the token is the workflow’s own: requests that it opens start no checks until somebody approves them',
    'Use a GitHub App: docs/github.md, "The App".',
  ),
  installation: ok('token', 'a token of an App or a workflow'),
  app: ok('token', 'a token of an App'),
  person: warn(
    'token',
    'the token is a person’s, and ends with their account',
    'Use a GitHub App: docs/github.md, "The App".',
  ),
};

/** An embedded forge needs none. */
function tokenFindings({ forge, token }: DoctorFacts): readonly DoctorFinding[] {
  const isAsked = forge?.ok === true && (token !== 'none' || forge.value.name.includes('github'));
  return isAsked ? [tokenWords[token]] : [];
}

function ownerFindings({ fleet }: DoctorFacts): readonly DoctorFinding[] {
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

function channelFindings({ mail, webhooks }: DoctorFacts): readonly DoctorFinding[] {
  const found: DoctorFinding[] = [];
  if (mail?.is === 'unset')
    found.push(warn('mail', 'mail is wanted and no server is set', 'Set TIDEMARK_SMTP_URL and TIDEMARK_MAIL_FROM.'));
  if (mail?.is === 'wrong') found.push(bad('mail', mail.detail, 'Mend it; docs/github.md, "Telling people".'));
  if (mail?.is === 'unreachable')
    found.push(bad('mail', `the mail server cannot be reached: ${mail.detail}`, 'See that this machine may reach it.'));
  if (mail?.is === 'configured' || mail?.is === 'reached')
    found.push(ok('mail', `${mail.host}${mail.is === 'reached' ? ' answers' : ''}`));
  for (const { variable, is } of webhooks) {
    if (is === 'set') found.push(ok('webhook', `${variable} is set`));
    if (is === 'missing')
      found.push(warn('webhook', `${variable} is not set`, `Set it, or take \`env:${variable}\` out of fleet.yaml.`));
    if (is === 'unsafe')
      found.push(bad('webhook', `${variable} is no address over https`, 'Set it to an https address.'));
  }
  return found;
}

/** What GitHub documents. */
const entriesAdvised = 3000;
const requestsAllowed = 1000;

function limitFindings({ fleet }: DoctorFacts): readonly DoctorFinding[] {
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

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
