/** Runs a workflow on this machine: its jobs in the order of their needs, called workflows, matrices, and the rights of each. */

import { join } from 'node:path';
import type { WorkflowCommand } from './commands.ts';
import {
  holds,
  resolved,
  resolvedTexts,
  tableOf,
  textOf,
  type Contexts,
  type Plain,
  type Status,
  type Table,
  type Texts,
} from './expression.ts';
import { triggers } from './events.ts';
import { calledWorkflow, folderIn, makeHost, type Event, type Host, type HostOptions } from './host.ts';
import { checkRights, rightsOf, type Rights } from './rights.ts';
import { runSteps, type StepRun, type Work } from './steps.ts';
import { partOf, readWorkflow, said, type Job, type Workflow } from './workflow.ts';

export interface JobRun {
  readonly result: Status | 'skipped';
  readonly outputs: Texts;
  readonly steps: Readonly<Record<string, StepRun>>;
  readonly log: string;
  readonly summary: string;
  readonly commands: readonly WorkflowCommand[];
  readonly rights: Rights;
}

export interface Finished {
  readonly conclusion: Status | 'skipped';
  /** By `job`, and `job / called job` for those of a called workflow. */
  readonly jobs: Readonly<Record<string, JobRun>>;
  readonly artifacts: ReadonlyMap<string, string>;
  readonly folder: string;
  readonly log: string;
}

/** Runs a workflow for an event, if it listens to it. */
export async function runWorkflow(content: string, event: Event, options: HostOptions): Promise<Finished> {
  const host = makeHost(options);
  const workflow = await readWorkflow(content);
  const jobs: Record<string, JobRun> = {};
  const run: Run = {
    host,
    event,
    workflow,
    jobs,
    prefix: '',
    granted: undefined,
    contexts: startContexts(host, event),
  };
  const conclusion = triggers(workflow.events, event) ? (await runJobs(run)).result : 'skipped';
  const log = Object.values(jobs)
    .map((job) => job.log)
    .join('');
  return { conclusion, jobs, artifacts: host.artifacts, folder: host.folder, log };
}

interface Run {
  readonly host: Host;
  readonly event: Event;
  readonly workflow: Workflow;
  readonly jobs: Record<string, JobRun>;
  readonly prefix: string;
  /** What the calling job may do; undefined where nobody calls. */
  readonly granted: Rights | undefined;
  readonly contexts: Contexts;
}

type Result = Pick<JobRun, 'result' | 'outputs'>;

async function runJobs(
  run: Run,
): Promise<{ readonly result: Status; readonly results: Readonly<Record<string, Result>> }> {
  const results: Record<string, Result> = {};
  for (const job of inOrder(run.workflow.jobs)) {
    const needs = Object.fromEntries(job.needs.map((id) => [id, results[id] ?? nothing]));
    results[job.id] = await runJob(job, { ...run, contexts: { ...run.contexts, needs } });
  }
  const failed = Object.values(results).some(({ result }) => result === 'failure');
  return { result: failed ? 'failure' : 'success', results };
}

const nothing: Result = { result: 'skipped', outputs: {} };

function inOrder(jobs: readonly Job[]): readonly Job[] {
  const ordered: Job[] = [];
  while (ordered.length < jobs.length) {
    const ready = jobs.filter(
      (job) => !ordered.includes(job) && job.needs.every((id) => ordered.some((done) => done.id === id)),
    );
    if (ready.length === 0) throw new Error('jobs need each other');
    ordered.push(...ready);
  }
  return ordered;
}

async function runJob(job: Job, run: Run): Promise<Result> {
  const { contexts } = run;
  const needs = Object.values(contexts.needs ?? {}).map((need) => tableOf(need)['result']);
  // A need that was skipped is none that went well.
  const status = needs.includes('failure')
    ? 'failure'
    : needs.every((result) => result === 'success')
      ? 'success'
      : 'cancelled';
  const isCancelled = status === 'cancelled';
  if (isCancelled ? !holdsThoughSkipped(job.condition, contexts) : !holds(job.condition, contexts, status))
    return nothing;
  const rights = rightsOf(job.part, run.workflow.part, run.granted);
  checkRights(`${run.prefix}${job.id}`, rights, run.granted);
  const uses = said(job.part, 'uses');
  if (uses !== null) return await runCalled(job, { ...run, granted: rights }, textOf(uses));
  const results: Result[] = [];
  for (const matrix of matrixOf(job, contexts))
    results.push(await runOne(job, { ...run, contexts: { ...contexts, matrix } }, rights));
  const failed = results.find(({ result }) => result !== 'success');
  return failed ?? results.at(-1) ?? nothing;
}

/** After a skipped need neither `success()` nor `failure()` nor `cancelled()` is true. */
function holdsThoughSkipped(condition: string, contexts: Contexts): boolean {
  return holds(condition.replaceAll('cancelled()', 'false').replaceAll('success()', 'false'), contexts, 'cancelled');
}

/** Every combination of the lists of a matrix. */
function matrixOf(job: Job, contexts: Contexts): readonly Table[] {
  const matrix = tableOf(tableOf(resolved(job.part.get('strategy'), contexts))['matrix']);
  return Object.entries(matrix).reduce<readonly Table[]>(
    (all, [name, values]) =>
      all.flatMap((one) => (values as readonly Plain[]).map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

async function runCalled(job: Job, run: Run, uses: string): Promise<Result> {
  const { host, contexts } = run;
  const workflow = await readWorkflow(calledWorkflow(host, uses));
  const call = tableOf(workflow.events['workflow_call']);
  const inner = await runJobs({
    ...run,
    workflow,
    prefix: `${run.prefix}${job.id} / `,
    contexts: {
      github: contexts.github ?? {},
      job: calledJob(host),
      inputs: inputsOf(call, tableOf(resolved(job.part.get('with'), contexts))),
      secrets: { ...secretsOf(job, contexts), GITHUB_TOKEN: host.token },
    },
  });
  const outputs = partOf(partOf(partOf(workflow.part.get('on')).get('workflow_call')).get('outputs'));
  const jobs = inner.results as unknown as Table;
  const given = outputs.names.map((name) => [name, textOf(resolved(partOf(outputs.get(name)).get('value'), { jobs }))]);
  return { result: inner.result, outputs: Object.fromEntries(given) as Texts };
}

/** As GitHub does: an input that nobody knows, that is missing or of another type, is refused before anything runs. */
function inputsOf(call: Table, given: Table): Table {
  const known = tableOf(call['inputs']);
  for (const name of Object.keys(given)) if (!(name in known)) throw new Error(`the workflow has no input ${name}`);
  const values = Object.entries(known).map(([name, about]) => {
    const { default: otherwise = null, required, type } = tableOf(about);
    if (required === true && !(name in given)) throw new Error(`the input ${name} is missing`);
    const value = given[name] ?? null;
    const isOfType = typeof value === type || (type === 'string' && value === null);
    if (name in given && !isOfType) throw new Error(`the input ${name} is no ${textOf(type ?? null)}`);
    return [name, name in given ? (value ?? '') : otherwise];
  });
  return Object.fromEntries(values) as Table;
}

function secretsOf(job: Job, contexts: Contexts): Table {
  const token = job.part.get('secrets');
  return said(job.part, 'secrets') === 'inherit' ? (contexts.secrets ?? {}) : resolvedTexts(token, contexts);
}

function calledJob({ toolRepository }: Host): Table {
  return { workflow_repository: toolRepository, workflow_sha: 'f'.repeat(40) };
}

async function runOne(job: Job, run: Run, rights: Rights): Promise<Result> {
  const { host, event, workflow } = run;
  const number = Object.keys(run.jobs).length;
  const temp = folderIn(host, `${number}`, 'temp');
  const workspace = folderIn(host, `${number}`, 'work');
  const github = { ...run.contexts.github, workspace };
  const contexts: Contexts = { ...run.contexts, github, runner: { temp, os: 'Linux', arch: 'X64' } };
  const env = { ...resolvedTexts(workflow.part.get('env'), contexts), ...resolvedTexts(job.part.get('env'), contexts) };
  const work: Work = {
    host,
    event,
    workspace,
    temp,
    contexts,
    defaults: defaultsOf(job, workflow, contexts),
    log: [],
    commands: [],
    summary: [],
    path: [],
    env: {},
    masks: new Set([host.token, host.appToken, ...Object.values(host.secrets ?? {})].filter(Boolean)),
  };
  const { status, steps } = await runSteps(job.steps, work, env);
  const outputs = resolvedTexts(job.part.get('outputs'), { ...contexts, steps: steps as unknown as Table });
  const { commands } = work;
  const done = {
    result: status,
    outputs,
    steps,
    log: work.log.join(''),
    summary: work.summary.join('\n'),
    commands,
    rights,
  };
  run.jobs[`${run.prefix}${job.id}${matrixName(contexts.matrix)}`] = done;
  return done;
}

function matrixName(matrix: Table = {}): string {
  const values = Object.values(matrix);
  return values.length === 0 ? '' : ` (${values.map(textOf).join(', ')})`;
}

function defaultsOf(job: Job, workflow: Workflow, contexts: Contexts): Work['defaults'] {
  const runs = [workflow.part, job.part].map((part) =>
    tableOf(tableOf(resolved(part.get('defaults'), contexts))['run']),
  );
  const { shell, 'working-directory': directory } = { ...runs[0], ...runs[1] };
  return {
    shell: shell === undefined ? undefined : textOf(shell),
    directory: directory === undefined ? '.' : textOf(directory),
  };
}

function startContexts(host: Host, { name, ref, sha, payload }: Event): Contexts {
  const short = ref.replace(/^refs\/(?:heads|tags|pull)\//, '');
  const request = tableOf(payload['pull_request']);
  const github: Table = {
    actor: 'maria',
    api_url: host.apiUrl ?? '',
    base_ref: tableOf(request['base'])['ref'] ?? '',
    head_ref: tableOf(request['head'])['ref'] ?? '',
    event: payload,
    event_name: name,
    ref,
    ref_name: short,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: host.repository,
    run_id: '1',
    server_url: host.server,
    sha,
    token: host.token,
    workspace: join(host.folder, 'none'),
  };
  const inputs = name === 'workflow_dispatch' ? tableOf(payload['inputs']) : {};
  return { github, inputs, secrets: { ...host.secrets, GITHUB_TOKEN: host.token }, job: calledJob(host) };
}
