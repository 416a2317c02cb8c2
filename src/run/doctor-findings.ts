/** From facts to findings: what would go wrong, and what to do about it. Pure. */

import type { DoctorFacts } from './doctor-facts.ts';
import { bad, ok, warn, type DoctorFinding } from './doctor-finding.ts';
import { fleetFindings, limitFindings, ownerFindings, releaseFindings } from './doctor-fleet.ts';
import { forgeFindings, tokenFindings } from './doctor-forge.ts';

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
