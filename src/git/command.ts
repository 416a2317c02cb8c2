/**
 * The only child process of the product: git, told nothing by its surroundings. What a repository's own configuration
 * could run (hooks, a file system monitor, a transport) is switched off, because a repository may be anybody's.
 */

import { spawnSync } from 'node:child_process';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';

/** Where git works: the repository's own folder (or `.git` file), and the folder that it starts in. */
export interface Workplace {
  readonly gitDirectory: string;
  readonly directory: string;
}

export interface Command {
  /** Each an argument of its own; a name from outside stands behind `--end-of-options`. */
  readonly arguments: readonly string[];
  readonly input?: string;
  /** The most bytes that it may say. */
  readonly outputLimit?: number;
}

/**
 * Runs git and waits. `gone` where git refuses (no such object, bad arguments), `limited` where it says too much or
 * takes too long, `unreachable` where it does not start or dies.
 */
export function runGit(workplace: Workplace, command: Command): Outcome<Buffer> {
  if (command.arguments.some((argument) => argument.includes('\0'))) return failed('gone', 'a name holds a NUL');
  const ran = spawnSync('git', [...settings, ...command.arguments], {
    cwd: workplace.directory,
    env: environment(workplace),
    input: command.input ?? '',
    maxBuffer: command.outputLimit ?? defaultOutputLimit,
    timeout: patience,
    killSignal: 'SIGKILL',
    shell: false,
    windowsHide: true,
  });
  if (ran.error !== undefined) return failed(...whyNot(ran.error));
  if (ran.signal !== null) return failed('unreachable', `git was ended by ${ran.signal}`);
  if (ran.status !== 0) return failed('gone', firstLine(ran.stderr.toString('utf8')));
  return succeeded(ran.stdout);
}

const defaultOutputLimit = 256 * 1024 * 1024;

/** Milliseconds. */
const patience = 120_000;

/** Stronger than any file of configuration. */
const settings: readonly string[] = [
  '--no-pager',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.attributesFile=/dev/null',
    'core.excludesFile=/dev/null',
    'core.quotePath=false',
    'core.useReplaceRefs=false',
    'protocol.allow=never',
    'protocol.ext.allow=never',
    'gc.auto=0',
    'maintenance.auto=false',
    'log.showSignature=false',
  ].flatMap((setting) => ['-c', setting]),
];

/**
 * Nothing is inherited but where programs, the home folder and temporary files are. The repository is named outright,
 * so git does not search for one: a bare repository that somebody committed as plain files is never taken for it, and
 * `safe.directory`, which guards that search, is not needed for checkouts of another user.
 */
function environment({ gitDirectory, directory }: Workplace): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'SYSTEMROOT'].map((name) => [name, process.env[name]] as const);
  return {
    ...Object.fromEntries(kept.filter((entry) => entry[1] !== undefined)),
    GIT_DIR: gitDirectory,
    GIT_WORK_TREE: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    // A partial clone would fetch what it lacks, through whatever its configuration names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
  };
}

function whyNot(error: Error): ['limited' | 'unreachable', string] {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ENOBUFS') return ['limited', 'git said more than is read'];
  if (code === 'ETIMEDOUT') return ['limited', 'git took too long'];
  return ['unreachable', code === 'ENOENT' ? 'git is not installed' : `git did not start (${code})`];
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
