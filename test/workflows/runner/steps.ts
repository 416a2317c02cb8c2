/** The steps of a job, one after the other, as GitHub's runner takes them. */

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandsIn, linesIn, valuesIn, type WorkflowCommand } from './commands.ts';
import {
  holds,
  resolved,
  resolvedTexts,
  tableOf,
  textOf,
  textsOf,
  type Contexts,
  type Status,
  type Table,
  type Texts,
} from './expression.ts';
import { machineEnv, type Event, type Host } from './host.ts';
import { runProgram } from './process.ts';
import { standIns } from './stand-ins.ts';
import { partOf, readAction, said, type Part, type Step } from './workflow.ts';

/** What a job is while its steps run. */
export interface Work {
  readonly host: Host;
  readonly event: Event;
  readonly workspace: string;
  readonly temp: string;
  /** Without `steps`, `env` and what changes with each step. */
  readonly contexts: Contexts;
  readonly defaults: { readonly shell: string | undefined; readonly directory: string };
  readonly log: string[];
  readonly commands: WorkflowCommand[];
  readonly summary: string[];
  readonly path: string[];
  readonly env: Record<string, string>;
  readonly masks: Set<string>;
}

export interface StepRun {
  readonly outcome: 'success' | 'failure' | 'skipped';
  readonly conclusion: 'success' | 'failure' | 'skipped';
  readonly outputs: Texts;
}

export interface StepsRun {
  readonly status: Status;
  readonly steps: Readonly<Record<string, StepRun>>;
}

/** GitHub shows no summary of a step that is larger. */
const summaryLimit = 1024 * 1024;

export async function runSteps(steps: readonly Step[], work: Work, env: Texts): Promise<StepsRun> {
  const ran: Record<string, StepRun> = {};
  let status: Status = 'success';
  for (const step of steps) {
    const contexts = withSteps(work, ran, { ...env, ...work.env });
    const run = await runStep(step, { work, contexts, env, status });
    ran[step.id] = run;
    if (run.conclusion === 'failure') status = 'failure';
  }
  return { status, steps: ran };
}

function withSteps(work: Work, ran: Readonly<Record<string, StepRun>>, env: Texts): Contexts {
  return { ...work.contexts, env, steps: ran as unknown as Table };
}

interface Turn {
  readonly work: Work;
  readonly contexts: Contexts;
  readonly env: Texts;
  readonly status: Status;
}

async function runStep(step: Step, turn: Turn): Promise<StepRun> {
  if (!holds(step.condition, turn.contexts, turn.status))
    return { outcome: 'skipped', conclusion: 'skipped', outputs: {} };
  const { part } = step;
  const env = { ...turn.env, ...turn.work.env, ...resolvedTexts(part.get('env'), turn.contexts) };
  const contexts = { ...turn.contexts, env };
  const own = { ...turn, contexts, env };
  const done = part.get('uses') === undefined ? await runScript(part, own) : await runAction(part, own);
  const forgiven = resolved(part.get('continue-on-error'), contexts) === true;
  const outcome = done.ok ? 'success' : 'failure';
  return { outcome, conclusion: forgiven ? 'success' : outcome, outputs: done.outputs };
}

interface Done {
  readonly ok: boolean;
  readonly outputs: Texts;
}

async function runAction(part: Part, turn: Turn): Promise<Done> {
  const { work, contexts } = turn;
  const uses = textOf(said(part, 'uses'));
  const given = resolvedTexts(part.get('with'), contexts);
  if (uses.startsWith('./')) return await runComposite(resolve(work.workspace, uses), { ...turn, given });
  const standIn = standIns[uses.split('@')[0] ?? ''];
  try {
    if (standIn === undefined) throw new Error(`this host has no ${uses}`);
    const { host, event, workspace } = work;
    return { ok: true, outputs: await standIn({ host, event, workspace, with: given }) };
  } catch (error) {
    work.log.push(`##[error]${error instanceof Error ? error.message : String(error)}\n`);
    return { ok: false, outputs: {} };
  }
}

async function runComposite(
  folder: string,
  { work, contexts, env, given }: Turn & { readonly given: Texts },
): Promise<Done> {
  const action = readAction(readFileSync(join(folder, 'action.yml'), 'utf8'));
  const defaults = Object.entries(action.inputs).map(([name, about]) => [
    name,
    textOf(tableOf(about)['default'] ?? null),
  ]);
  const inputs = { ...(Object.fromEntries(defaults) as Texts), ...given };
  const github = { ...contexts.github, action_path: folder };
  const inner: Work = {
    ...work,
    contexts: { ...contexts, inputs, github },
    defaults: { shell: undefined, directory: '.' },
  };
  const { status, steps } = await runSteps(action.steps, inner, { ...env, GITHUB_ACTION_PATH: folder });
  return {
    ok: status === 'success',
    outputs: compositeOutputs(action.outputs, { ...inner.contexts, steps: steps as unknown as Table }),
  };
}

function compositeOutputs(outputs: Part, contexts: Contexts): Texts {
  return Object.fromEntries(
    outputs.names.map((name) => [name, textOf(resolved(partOf(outputs.get(name)).get('value'), contexts))]),
  );
}

async function runScript(part: Part, { work, contexts, env }: Turn): Promise<Done> {
  const files = commandFiles(work);
  const script = join(work.temp, `step-${work.log.length}.sh`);
  writeFileSync(script, textOf(resolved(part.get('run'), contexts)));
  const shell = textOf(resolved(part.get('shell'), contexts)) || work.defaults.shell;
  const directory = textOf(resolved(part.get('working-directory'), contexts)) || work.defaults.directory;
  const machine = machineEnv(work.host);
  const { exit, log } = await runProgram('bash', [...bashOptions(shell), script], {
    cwd: resolve(work.workspace, directory),
    env: {
      ...machine,
      ...env,
      ...githubEnv(work),
      ...files,
      PATH: [...work.path.toReversed(), machine['PATH']].join(':'),
    },
  });
  const outputs = takeCommands(log, files, work);
  work.log.push(masked(log, work));
  return { ok: exit === 0, outputs };
}

/** Where no shell is named, GitHub starts bash without `pipefail`. */
function bashOptions(shell: string | undefined): readonly string[] {
  if (shell === undefined) return ['-e'];
  if (shell === 'bash') return ['--noprofile', '--norc', '-eo', 'pipefail'];
  throw new Error(`this host has no shell ${shell}`);
}

type Files = Readonly<Record<'GITHUB_OUTPUT' | 'GITHUB_ENV' | 'GITHUB_PATH' | 'GITHUB_STEP_SUMMARY', string>>;

function commandFiles({ temp, log }: Work): Files {
  const fileOf = (name: string): string => {
    const file = join(temp, `${name}-${log.length}`);
    writeFileSync(file, '');
    return file;
  };
  return {
    GITHUB_OUTPUT: fileOf('output'),
    GITHUB_ENV: fileOf('env'),
    GITHUB_PATH: fileOf('path'),
    GITHUB_STEP_SUMMARY: fileOf('summary'),
  };
}

/** Obeys what a step asked for; `::set-output` still counts at GitHub, so it does here. */
function takeCommands(log: string, files: Files, work: Work): Texts {
  const commands = commandsIn(log);
  work.commands.push(...commands);
  for (const { name, message } of commands) if (name === 'add-mask' && message !== '') work.masks.add(message);
  const set = commands.flatMap(({ name, properties, message }) =>
    name === 'set-output' ? [[properties['name'] ?? '', message]] : [],
  );
  Object.assign(work.env, valuesIn(files.GITHUB_ENV));
  work.path.push(...linesIn(files.GITHUB_PATH).filter(Boolean));
  const summary = readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8');
  if (statSync(files.GITHUB_STEP_SUMMARY).size <= summaryLimit) work.summary.push(summary);
  return { ...valuesIn(files.GITHUB_OUTPUT), ...(Object.fromEntries(set) as Texts) };
}

function masked(log: string, { masks }: Work): string {
  return [...masks].reduce((text, mask) => text.replaceAll(mask, '***'), log);
}

/** The variables that GitHub gives to every step. */
function githubEnv({ host, event, workspace, temp, contexts }: Work): Texts {
  const github = textsOf(contexts.github ?? {});
  const eventFile = join(temp, 'event.json');
  writeFileSync(eventFile, JSON.stringify(event.payload));
  const names = [
    'actor',
    'base_ref',
    'event_name',
    'head_ref',
    'ref',
    'ref_name',
    'ref_type',
    'repository',
    'run_id',
    'sha',
  ];
  return {
    ...Object.fromEntries(names.map((name) => [`GITHUB_${name.toUpperCase()}`, github[name] ?? ''])),
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: host.apiUrl ?? 'http://127.0.0.1:9',
    GITHUB_SERVER_URL: host.server,
    GITHUB_EVENT_PATH: eventFile,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
    RUNNER_OS: 'Linux',
  };
}
