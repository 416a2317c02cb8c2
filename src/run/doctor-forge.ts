/** What would go wrong at the forge: rights, settings, the token. */

import type { ForgeFacts } from '../forge/forge.ts';
import type { DoctorFacts, FleetFacts, Token } from './doctor-facts.ts';
import { bad, counted, ok, warn, type DoctorFinding } from './doctor-finding.ts';

export function forgeFindings({ forge, fleet, remote }: DoctorFacts): readonly DoctorFinding[] {
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
export function tokenFindings({ forge, token }: DoctorFacts): readonly DoctorFinding[] {
  const isAsked = forge?.ok === true && (token !== 'none' || forge.value.name.includes('github'));
  return isAsked ? [tokenWords[token]] : [];
}
