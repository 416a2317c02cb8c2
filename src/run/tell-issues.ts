/** One issue for each cause: opened, kept up to date, and closed when the cause is gone; found again by its marker. */

import { byteOrder } from '../core/order.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Forge, Issue } from '../forge/forge.ts';
import { markerLine, markerStart, readMarker, type Marker } from '../forge/marker.ts';
import { reconcile, type Difference } from '../forge/reconcile.ts';
import type { Subject } from '../notice/gather.ts';
import type { Looked } from '../notice/plan-letters.ts';
import { doubleWords, issueBody, issueTitle, mendedWords } from '../render/notice-issue.ts';
import type { Links } from '../render/notice-words.ts';
import { sha256Of } from '../tree/write.ts';
import { namesFact } from './issue-names.ts';

export interface IssuesOrder {
  readonly forge: Forge;
  readonly subjects: readonly Subject[];
  readonly looked: Looked;
  readonly links: Links;
  /** Issues that were closed before this instant are not opened again; a new one is. */
  readonly since: string;
  /** Whether anything is written, or only said. */
  readonly act: 'do' | 'show';
}

export interface IssueTold {
  readonly did: 'opened' | 'updated' | 'reopened' | 'closed' | 'failed' | 'postponed';
  readonly title: string;
  /** Undefined where none was opened. */
  readonly url: string | undefined;
  /** Why it failed; people whom the forge does not know. */
  readonly reason: string;
}

export interface IssuesTold {
  readonly issues: readonly IssueTold[];
  /** The page of each cause's issue, by the id of the cause. */
  readonly pages: ReadonlyMap<string, string>;
}

/** Makes the forge's issues say what fails. A second time there is nothing to write. */
export async function tellIssues(order: IssuesOrder): Promise<Outcome<IssuesTold>> {
  const wanted = order.subjects.map((subject) => wantedOf(subject, order.links));
  const open = await order.forge.issues(ours, { state: 'open' });
  if (!open.ok) return open;
  const there = open.value.flatMap(thereOf);
  const isOpen = new Set(there.map(({ identity }) => identity));
  const unknown = wanted.filter(({ identity }) => !isOpen.has(identity));
  const closed = unknown.length === 0 ? succeeded([]) : await closedOnes(order);
  if (!closed.ok) return closed;
  const declined = new Set(unknown.filter((issue) => isDeclined(issue, closed.value)).map(({ identity }) => identity));
  const steps = reconcile(
    wanted.filter(({ identity }) => !declined.has(identity)),
    [...there, ...closed.value.filter(({ identity }) => !isOpen.has(identity))],
  );
  const told = await carryOut(steps, order);
  const left = wanted.flatMap((issue) => pageOf(issue, [...there, ...closed.value]));
  return succeeded({ issues: told.issues, pages: new Map([...left, ...told.pages]) });
}

/** What every object of ours bears; only people with rights can set it. */
const ours = 'tidemark';
const labels: readonly string[] = [ours, 'failure'];
const longestBody = 65_536;
/** How many are opened in one run; the others are, at the next ones. */
const mostOpened = 200;
const mostAssignees = 10;

interface WantedIssue {
  readonly identity: string;
  readonly digest: string;
  readonly cause: string;
  readonly title: string;
  readonly body: string;
  readonly assignees: readonly string[];
  readonly facts: Facts;
}

interface Facts {
  readonly stage: string;
  /** How many clusters, and a digest of which. */
  readonly clusters: string;
  readonly hits: string;
  /** As many of them as there is room for, for reports. */
  readonly names: string;
}

interface ThereIssue {
  readonly identity: string;
  readonly digest: string | undefined;
  readonly issue: Issue;
  readonly facts: Readonly<Record<string, string>>;
}

function wantedOf(subject: Subject, links: Links): WantedIssue {
  const { trouble, addressees } = subject;
  const names = [...new Set(trouble.clusters.map(({ name }) => name))].toSorted(byteOrder);
  const facts = {
    stage: trouble.stage,
    clusters: String(names.length),
    hits: short(names.join('\n')),
    names: namesFact(trouble.clusters),
  };
  const identity = identityOf(trouble.id);
  const room =
    longestBody - markerLine({ identity, facts: { ...facts, mended: 'yes' }, digest: short('') }).length - 10;
  const title = issueTitle(subject);
  const body = issueBody(subject, links, room);
  const logins = [...new Set(addressees.flatMap((addressee) => addressee.logins))];
  const assignees = logins.toSorted(byteOrder).slice(0, mostAssignees);
  const digest = short(JSON.stringify([title, body, assignees, facts]));
  return {
    identity,
    digest,
    cause: trouble.id,
    title,
    body: bodyOf(body, { identity, facts, digest }),
    assignees,
    facts,
  };
}

function bodyOf(text: string, marker: Marker): string {
  return `${text.trimEnd()}\n\n${markerLine(marker)}\n`;
}

/** What an issue is, if it is about a failure. One to whose end somebody wrote is found, and written anew. */
function thereOf(issue: Issue): readonly ThereIssue[] {
  const marker = readMarker(issue.body);
  if (marker !== undefined) return marker.identity.startsWith('failure ') ? [{ ...marker, issue }] : [];
  const lines = issue.body.matchAll(/<!-- tidemark: (failure [0-9a-f]{16}) \| stage=([a-z]+) \|/g);
  const [, identity, stage = ''] = [...lines].at(-1) ?? [];
  return identity === undefined ? [] : [{ identity, digest: undefined, issue, facts: { stage } }];
}

/** Closed ones, the newest first. */
async function closedOnes({ forge, since }: IssuesOrder): Promise<Outcome<readonly ThereIssue[]>> {
  const all = await forge.issues(ours, { state: 'all', since });
  if (!all.ok) return all;
  const closed = all.value.filter(({ state }) => state === 'closed').toSorted((a, b) => b.number - a.number);
  // Whatever they say, an open issue has to say it again.
  return succeeded(closed.flatMap(thereOf).map((there) => ({ ...there, digest: undefined })));
}

/** Whether a person closed it while the cause was there, and no cluster is sure to have been added since. */
function isDeclined({ identity, facts }: WantedIssue, closed: readonly ThereIssue[]): boolean {
  const last = closed.find((there) => there.identity === identity);
  if (last === undefined || last.facts['mended'] !== undefined) return false;
  const hasMore = facts.hits !== last.facts['hits'] && Number(facts.clusters) >= Number(last.facts['clusters'] ?? 0);
  return !hasMore;
}

function pageOf(
  { identity, cause }: WantedIssue,
  there: readonly ThereIssue[],
): readonly (readonly [string, string])[] {
  const found = there.find((one) => one.identity === identity);
  return found === undefined ? [] : [[cause, found.issue.url]];
}

type Step = Difference<WantedIssue, ThereIssue>;

async function carryOut(steps: readonly Step[], order: IssuesOrder): Promise<IssuesTold> {
  const issues: IssueTold[] = [];
  const pages = new Map<string, string>();
  let opened = 0;
  let stopped: string | undefined;
  for (const step of steps.filter((one) => isOurs(one, order))) {
    if (step.do === 'leave') continue;
    const title = step.do === 'retire' ? step.there.issue.title : step.wanted.title;
    const isLate = step.do === 'create' && opened === mostOpened;
    if (isLate || stopped !== undefined) {
      issues.push({
        did: 'postponed',
        title,
        url: undefined,
        reason: stopped ?? `${mostOpened} were opened in this run`,
      });
      continue;
    }
    const done = order.act === 'show' ? shown(step, title) : await carriedOut(step, order);
    if (step.do === 'create') opened += 1;
    if (!done.ok && done.why !== 'gone') stopped = done.detail;
    issues.push(done.ok ? done.value : { did: 'failed', title, url: undefined, reason: done.detail });
    if (done.ok && done.value.url !== undefined && step.do !== 'retire') pages.set(step.wanted.cause, done.value.url);
  }
  return { issues, pages };
}

/** An issue is closed only by a run that looked where its cause was. */
function isOurs(step: Step, order: IssuesOrder): boolean {
  const { looked } = order;
  if (step.do === 'create' || step.do === 'leave') return true;
  if (step.do === 'update') return looked.clusters === 'all' || step.there.issue.state === 'closed';
  if (step.there.issue.state === 'closed') return false;
  const stage = step.there.facts['stage'];
  return isWanted(step.there, order) || (looked.clusters === 'all' && looked.stages.some((one) => one === stage));
}

function isWanted({ identity }: ThereIssue, { subjects }: IssuesOrder): boolean {
  return subjects.some(({ trouble }) => identity === identityOf(trouble.id));
}

function identityOf(cause: string): string {
  return `failure ${short(cause)}`;
}

function shown(step: Exclude<Step, { do: 'leave' }>, title: string): Outcome<IssueTold> {
  const url = step.do === 'create' ? undefined : step.there.issue.url;
  return succeeded({ did: didOf(step), title, url, reason: '' });
}

function didOf(step: Exclude<Step, { do: 'leave' }>): 'opened' | 'updated' | 'reopened' | 'closed' {
  if (step.do === 'create') return 'opened';
  if (step.do === 'retire') return 'closed';
  return step.there.issue.state === 'closed' ? 'reopened' : 'updated';
}

async function carriedOut(step: Exclude<Step, { do: 'leave' }>, order: IssuesOrder): Promise<Outcome<IssueTold>> {
  const { forge } = order;
  if (step.do === 'retire') return closeIssue(step.there, order);
  const { title, body, assignees, identity } = step.wanted;
  const written =
    step.do === 'create'
      ? await forge.openIssue({ title, body, marker: markerStart(identity), labels, assignees })
      : await forge.edit(step.there.issue.number, {
          title,
          body,
          state: 'open',
          assignees: [...new Set([...step.there.issue.assignees, ...assignees])].slice(0, mostAssignees),
        });
  if (!written.ok) return written;
  const { url, leftOut } = written.value;
  const reason = leftOut.length === 0 ? '' : `the forge does not know ${leftOut.join(', ')}`;
  return succeeded({ did: didOf(step), title, url, reason });
}

/** First the comment, which is found again by its marker; then the end, which says that it is mended and not declined. */
async function closeIssue(there: ThereIssue, order: IssuesOrder): Promise<Outcome<IssueTold>> {
  const { issue, identity, facts, digest } = there;
  const { forge } = order;
  const words = isWanted(there, order) ? doubleWords() : mendedWords();
  const marker = `<!-- tidemark: mended ${identity} | digest=${digest ?? '0'} -->`;
  const said = await forge.comment(issue.number, `${words}\n\n${marker}\n`, marker);
  if (!said.ok) return said;
  const text = issue.body.replace(/<!-- tidemark: [^\n]*-->\s*$/, '');
  const mended = { identity, facts: { ...facts, mended: 'yes' }, digest: digest ?? '0' };
  const closed = await forge.edit(issue.number, { state: 'closed', body: bodyOf(text, mended) });
  if (!closed.ok) return failed(closed.why, closed.detail);
  return succeeded({ did: 'closed', title: issue.title, url: issue.url, reason: '' });
}

function short(text: string): string {
  return sha256Of(text).slice(0, 16);
}
