/** What a workflow must never do (trust row 15), as rules over its text: each gives its complaints. */

import { load } from 'js-yaml';
import { actionErrors, syntaxErrors } from './runner/workflow.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string | boolean;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string | boolean;
  readonly uses?: string;
  readonly secrets?: unknown;
  readonly permissions?: unknown;
  readonly steps?: readonly Step[];
  readonly 'timeout-minutes'?: number;
  readonly 'runs-on'?: unknown;
}

interface Workflow {
  readonly on: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Everything that is wrong with a workflow, each complaint beginning with its rule. */
export function workflowComplaints(source: string): readonly string[] {
  const syntax = syntaxErrors(source).map((message) => `syntax: ${message}`);
  if (syntax.length > 0) return syntax;
  const workflow = load(source) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps ?? []);
  const strict = workflow.defaults?.run?.shell === 'bash';
  return [
    ...pinComplaints(source),
    ...eventComplaints(workflow),
    ...rightsComplaints(workflow),
    ...secretComplaints(source, workflow),
    ...jobs.flatMap(([name, job]) => jobComplaints(name, job)),
    ...steps.flatMap((step) => stepComplaints(step, strict)),
    ...conditionComplaints([...jobs.map(([, job]) => job), ...steps]),
  ];
}

/** As {@link workflowComplaints}, of a composite action, whose steps have no defaults. */
export function actionComplaints(source: string): readonly string[] {
  const syntax = actionErrors(source).map((message) => `syntax: ${message}`);
  if (syntax.length > 0) return syntax;
  const { runs } = load(source) as { readonly runs: { readonly steps: readonly Step[] } };
  return [
    ...pinComplaints(source),
    ...runs.steps.flatMap((step) => stepComplaints(step, false)),
    ...conditionComplaints(runs.steps),
  ];
}

const pinned = /uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
/** Of this repository at the commit that runs, or of a checkout that names its commit itself. */
const local = /uses: \.\/(?:tool|\.github\/workflows\/[\w-]+\.yml)$/;

function pinComplaints(source: string): readonly string[] {
  const uses = source.split('\n').filter((line) => /^\s*(?:- )?["']?uses["']?\s*:/.test(line));
  return uses.filter((line) => !pinned.test(line) && !local.test(line)).map((line) => `pin: ${line.trim()}`);
}

function eventComplaints({ on }: Workflow): readonly string[] {
  const events = typeof on === 'string' ? [on] : Array.isArray(on) ? (on as readonly string[]) : Object.keys(on);
  const refused = ['pull_request_target', 'workflow_run', 'issue_comment'];
  return events.filter((event) => refused.includes(event)).map((event) => `event: ${event} runs with our rights`);
}

function rightsComplaints({ permissions, jobs }: Workflow): readonly string[] {
  const top = JSON.stringify(permissions);
  const found = top === '{"contents":"read"}' || top === '{}' ? [] : [`rights: the workflow has ${top ?? 'none'}`];
  const wide = Object.entries(jobs).filter(([, job]) => typeof job.permissions === 'string');
  return [...found, ...wide.map(([name, job]) => `rights: ${name} has ${String(job.permissions)}`)];
}

function secretComplaints(source: string, { env = {}, jobs }: Workflow): readonly string[] {
  const found = Object.values(env).filter((value) => /secrets\.|github\.token/.test(String(value)));
  const handed = Object.entries(jobs).filter(([, job]) => job.secrets === 'inherit');
  return [
    ...found.map((value) => `secrets: every step sees ${String(value)}`),
    ...handed.map(([name]) => `secrets: ${name} hands on all of them`),
    ...(/toJSON\(\s*secrets/i.test(source) ? ['secrets: all of them at once'] : []),
  ];
}

function jobComplaints(name: string, job: Job): readonly string[] {
  const minutes = job['timeout-minutes'];
  const isCalled = job.uses !== undefined;
  const machine = JSON.stringify(job['runs-on'] ?? '');
  return [
    ...(isCalled || (minutes !== undefined && minutes <= 60) ? [] : [`timeout: ${name} may run for hours`]),
    ...(isCalled || /^"ubuntu-\d\d\.\d\d"$/.test(machine) ? [] : [`machine: ${name} runs on ${machine}`]),
  ];
}

function stepComplaints({ uses = '', run, shell, with: given = {} }: Step, strict: boolean): readonly string[] {
  const complaints: string[] = [];
  if (run?.includes('${{') === true) complaints.push(`paste: ${run.trim()}`);
  if (run !== undefined && shell !== 'bash' && !(strict && shell === undefined))
    complaints.push(`shell: no pipefail in ${run.trim()}`);
  if (uses.startsWith('actions/checkout@') && given['persist-credentials'] !== false)
    complaints.push('checkout: the token stays in .git/config');
  if (uses.startsWith('actions/cache')) complaints.push('cache: a stranger may have written it');
  if (uses.startsWith('actions/setup-node@') && (given['package-manager-cache'] !== false || 'cache' in given))
    complaints.push('cache: a stranger may have written it');
  return complaints;
}

/** Text around an expression makes a string of it, and every string but the empty one is true. */
function conditionComplaints(parts: readonly { readonly if?: string | boolean }[]): readonly string[] {
  const texts = parts.flatMap((part) => (part.if === undefined ? [] : [String(part.if)]));
  return texts.filter((text) => !/^\$\{\{ [^{}\n]+ \}\}$/.test(text)).map((text) => `condition: ${text}`);
}
