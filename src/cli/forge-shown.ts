/** Requests and issues of the embedded forge, for a person at a terminal. */

import { columns } from '../render/columns.ts';
import type { Paint } from '../render/paint.ts';
import { untrustedTerminal as safe } from '../render/untrusted.ts';

/** What is read of a request or an issue, as the API writes it. */
export interface ShownIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly user: { readonly login: string };
  readonly labels: readonly { readonly name: string }[];
  readonly assignees: readonly { readonly login: string }[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly comments: number;
  readonly pull_request?: { readonly merged_at: string | null };
}

export interface ShownPull extends ShownIssue {
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
  readonly requested_reviewers: readonly { readonly login: string }[];
  readonly requested_teams: readonly { readonly slug: string }[];
  readonly merged_at: string | null;
  readonly merged_by: { readonly login: string } | null;
  readonly mergeable: boolean | null;
  readonly auto_merge: object | null;
}

export interface ShownComment {
  readonly user: { readonly login: string };
  readonly body: string;
  readonly created_at: string;
}

export interface ShownStatus {
  readonly state: string;
  readonly total_count: number;
  readonly statuses: readonly { readonly context: string; readonly state: string }[];
}

export interface ShownFile {
  readonly filename: string;
  readonly status: string;
  readonly patch?: string;
}

/** One line each: number, state, title, labels, assignees. */
export function listText(issues: readonly ShownIssue[], paint: Paint): string {
  if (issues.length === 0) return 'nothing here\n';
  const rows = issues.map((issue) => [
    `#${issue.number}`,
    stateWord(issue),
    clipped(safe(issue.title)),
    safe(issue.labels.map(({ name }) => name).join(', ')),
    safe(issue.assignees.map(({ login }) => login).join(', ')),
  ]);
  const widest = 60;
  return `${columns(rows, widest)
    .map((row, index) => painted(row, issues[index], paint))
    .join('\n')}\n`;
}

function painted(row: string, issue: ShownIssue | undefined, paint: Paint): string {
  return issue?.state === 'open' ? row : paint.faint(row);
}

function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function stateWord({ state, pull_request: pull }: ShownIssue): string {
  const kind = pull === undefined ? 'issue' : 'request';
  return `${kind} ${pull?.merged_at === null || pull === undefined ? safe(state) : 'merged'}`;
}

export interface Whole {
  readonly issue: ShownIssue;
  /** Undefined for an issue. */
  readonly pull: ShownPull | undefined;
  readonly status: ShownStatus | undefined;
  readonly comments: readonly ShownComment[];
}

/** All of a request or an issue but its change. */
export function wholeText({ issue, pull, status, comments }: Whole, paint: Paint): string {
  const names = (people: readonly { readonly login: string }[]): string => people.map(({ login }) => login).join(', ');
  const facts: readonly (readonly [string, string])[] = [
    ['opened', `${day(issue.created_at)} by ${issue.user.login}`],
    ...(pull === undefined ? [] : pullFacts(pull, status)),
    ['labels', issue.labels.map(({ name }) => name).join(', ')],
    ['assignees', names(issue.assignees)],
  ];
  const rows = facts.filter(([, value]) => value !== '').map(([name, value]) => [`  ${name}`, safe(value)]);
  const said = comments.map(
    ({ user, body, created_at: at }) => `${paint.strong(safe(`${user.login}, ${day(at)}`))}\n${indented(body)}`,
  );
  const head = `${paint.strong(`#${issue.number} ${safe(issue.title)}`)}  ${paint.note(stateWord(issue))}`;
  const blocks = [[head, ...columns(rows, 40)].join('\n'), indented(issue.body ?? ''), ...said];
  return `${blocks.filter((block) => block.trim() !== '').join('\n\n')}\n`;
}

function pullFacts(pull: ShownPull, status: ShownStatus | undefined): readonly (readonly [string, string])[] {
  const { head, base, merged_at: at, merged_by: by } = pull;
  const reviewers = [
    ...pull.requested_reviewers.map(({ login }) => login),
    ...pull.requested_teams.map(({ slug }) => `team ${slug}`),
  ];
  const checks = status?.statuses.map(({ context, state }) => `${context} ${state}`).join(', ') ?? '';
  return [
    ['branch', `${head.ref} into ${base.ref}, at ${head.sha.slice(0, 10)}`],
    ['checks', checks === '' ? 'none posted' : checks],
    ['merge', at === null ? mergeWords(pull) : `merged ${day(at)}${by === null ? '' : ` by ${by.login}`}`],
    ['reviewers', reviewers.join(', ')],
  ];
}

function mergeWords({ state, mergeable, auto_merge: auto }: ShownPull): string {
  if (state !== 'open') return '';
  if (mergeable === false) return 'conflicts with its base';
  return auto === null ? 'possible' : 'by itself, once every check is a success';
}

function day(instant: string): string {
  return instant.slice(0, 10);
}

function indented(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => `  ${safe(line)}`.trimEnd())
    .join('\n')
    .trimEnd();
}

/** The files of a request, each with its change as unified text. */
export function filesText(files: readonly ShownFile[], paint: Paint): string {
  if (files.length === 0) return 'no file changes\n';
  const blocks = files.map(({ filename, status, patch }) => {
    const name = safe(filename);
    const from = status === 'added' ? '/dev/null' : `a/${name}`;
    const to = status === 'removed' ? '/dev/null' : `b/${name}`;
    const lines =
      patch === undefined
        ? [paint.faint('(too large to be shown, or no text)')]
        : patch.split('\n').map((line) => change(line, paint));
    return [paint.strong(`--- ${from}`), paint.strong(`+++ ${to}`), ...lines].join('\n');
  });
  return `${blocks.join('\n')}\n`;
}

function change(line: string, paint: Paint): string {
  const shown = safe(line);
  if (line.startsWith('+')) return paint.good(shown);
  if (line.startsWith('-')) return paint.error(shown);
  return line.startsWith('@') ? paint.frame(shown) : shown;
}

/** What a program reads. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
