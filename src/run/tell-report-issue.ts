/** The one issue of a fleet about what its report says: opened, kept up to date, closed, and opened again. */

import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Forge, Issue } from '../forge/forge.ts';
import { markerLine, markerStart, readMarker } from '../forge/marker.ts';
import { reconcile, type Difference } from '../forge/reconcile.ts';
import {
  reportBody,
  reportDoubleWords,
  reportMendedWords,
  reportTitle,
  type ShownReport,
} from '../render/report-issue.ts';
import { sha256Of } from '../tree/write.ts';
import type { IssueTold } from './tell-issues.ts';

export interface ReportIssueOrder {
  readonly forge: Forge;
  readonly shown: ShownReport;
  /** Whether anything is written, or only said. */
  readonly act: 'do' | 'show';
}

export interface ReportIssueTold {
  readonly issues: readonly IssueTold[];
  /** The page of the issue, where one is open. */
  readonly page: string | undefined;
}

/** Makes the forge's issue say what the report says. A second time there is nothing to write. */
export async function tellReportIssue(order: ReportIssueOrder): Promise<Outcome<ReportIssueTold>> {
  const identity = `report ${order.shown.fleet}`;
  const listed = await order.forge.issues(label, { state: 'all' });
  if (!listed.ok) return listed;
  const ours = listed.value
    .filter(({ labels }) => labels.includes('tidemark'))
    .flatMap((issue) => thereOf(issue, identity));
  const open = ours.filter(({ issue }) => issue.state === 'open').toSorted((a, b) => a.issue.number - b.issue.number);
  const closed = ours
    .filter(({ issue }) => issue.state === 'closed')
    .toSorted((a, b) => b.issue.number - a.issue.number);
  const last = open.length === 0 ? closed[0] : undefined;
  const wanted = wantedOf(order.shown, identity);
  const steps = reconcile(
    isDeclined(last, order.shown) ? [] : wanted,
    last === undefined ? open : [{ ...last, digest: undefined }],
  );
  const issues: IssueTold[] = [];
  let page = wanted.length === 0 ? undefined : open[0]?.issue.url;
  for (const step of steps) {
    if (step.do === 'leave' || (step.do === 'retire' && step.there.issue.state === 'closed')) continue;
    const done = await carriedOut(step, wanted, order);
    if (!done.ok) return done;
    issues.push(done.value);
    if (step.do !== 'retire') page = done.value.url;
  }
  return succeeded({ issues, page });
}

const label = 'security-report';
const longestBody = 65_536;

interface WantedReport {
  readonly identity: string;
  readonly digest: string;
  readonly title: string;
  readonly body: string;
}

interface ThereReport {
  readonly identity: string;
  readonly digest: string | undefined;
  readonly issue: Issue;
  readonly facts: Readonly<Record<string, string>>;
}

/** What has changed since the last time is shown, and is no reason to write it anew. */
function wantedOf(shown: ShownReport, identity: string): readonly WantedReport[] {
  if (shown.late.length + shown.ended.length === 0) return [];
  const room = longestBody - lineOf(identity, short(''), { mended: 'yes' }).length - 10;
  const title = reportTitle(shown);
  const state = reportBody({ ...shown, changes: { fresh: [], mended: [] } }, room);
  const digest = short(JSON.stringify([title, state]));
  const body = `${reportBody(shown, room).trimEnd()}\n\n${lineOf(identity, digest, {})}\n`;
  return [{ identity, digest, title, body }];
}

function lineOf(identity: string, digest: string, facts: Readonly<Record<string, string>>): string {
  return markerLine({ identity, facts, digest });
}

/** One to whose end somebody wrote is found, and written anew. */
function thereOf(issue: Issue, identity: string): readonly ThereReport[] {
  const marker = readMarker(issue.body);
  if (marker !== undefined) return marker.identity === identity ? [{ ...marker, issue }] : [];
  return issue.body.includes(markerStart(identity)) ? [{ identity, digest: undefined, issue, facts: {} }] : [];
}

/** Whether a person closed it, and nothing new is late since. */
function isDeclined(last: ThereReport | undefined, { changes }: ShownReport): boolean {
  return last !== undefined && last.facts['mended'] === undefined && changes.fresh.length === 0;
}

type Step = Exclude<Difference<WantedReport, ThereReport>, { do: 'leave' }>;

async function carriedOut(
  step: Step,
  wanted: readonly WantedReport[],
  { forge, act }: ReportIssueOrder,
): Promise<Outcome<IssueTold>> {
  const url = step.do === 'create' ? undefined : step.there.issue.url;
  const title = step.do === 'retire' ? step.there.issue.title : step.wanted.title;
  const told = { did: didOf(step), title, url, reason: '' };
  if (act === 'show') return succeeded(told);
  if (step.do === 'retire') {
    const words = wanted.length === 0 ? reportMendedWords() : reportDoubleWords();
    const closed = await close(step.there, words, forge);
    return closed.ok ? succeeded(told) : closed;
  }
  const { body, identity } = step.wanted;
  const written =
    step.do === 'create'
      ? await forge.openIssue({
          title,
          body,
          marker: markerStart(identity),
          labels: ['tidemark', label],
          assignees: [],
        })
      : await forge.edit(step.there.issue.number, { title, body, state: 'open' });
  return written.ok ? succeeded({ ...told, url: written.value.url }) : failed(written.why, written.detail);
}

function didOf(step: Step): IssueTold['did'] {
  if (step.do === 'create') return 'opened';
  if (step.do === 'retire') return 'closed';
  return step.there.issue.state === 'closed' ? 'reopened' : 'updated';
}

/** First the comment, which is found again by its marker; then the end, which says that it is mended and not declined. */
async function close({ issue, identity, digest }: ThereReport, words: string, forge: Forge): Promise<Outcome<unknown>> {
  const marker = `<!-- tidemark: mended ${identity} | digest=${digest ?? '0'} -->`;
  const said = await forge.comment(issue.number, `${words}\n\n${marker}\n`, marker);
  if (!said.ok) return said;
  const text = issue.body.replace(/<!-- tidemark: [^\n]*-->\s*$/, '').trimEnd();
  const body = `${text}\n\n${lineOf(identity, digest ?? '0', { mended: 'yes' })}\n`;
  return forge.edit(issue.number, { state: 'closed', body });
}

function short(text: string): string {
  return sha256Of(text).slice(0, 16);
}
