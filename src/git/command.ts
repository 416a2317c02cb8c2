/** The only child process that is waited for: git, told nothing by its surroundings. */

import { spawnSync } from 'node:child_process';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import { environment, settings, type Workplace } from './surroundings.ts';

export type { Workplace } from './surroundings.ts';

export interface Command {
  /** Each an argument of its own; a name from outside stands behind `--end-of-options`. */
  readonly arguments: readonly string[];
  readonly input?: string | Uint8Array;
  /** The most bytes that it may say. */
  readonly outputLimit?: number;
  /** Variables beside those that git always gets. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What git said, and how it ended. */
export interface Answer {
  readonly status: number;
  readonly said: Buffer;
  readonly complaint: string;
}

/**
 * Runs git and waits. `gone` where git refuses (no such object, bad arguments), `limited` where it says too much or
 * takes too long, `unreachable` where it does not start or dies.
 */
export function runGit(workplace: Workplace, command: Command): Outcome<Buffer> {
  const answer = askGit(workplace, command);
  if (!answer.ok) return answer;
  const { status, said, complaint } = answer.value;
  return status === 0 ? succeeded(said) : failed('gone', firstLine(complaint));
}

/** Runs git and waits, for those who make sense of how it ended; fails where it did not end by itself. */
export function askGit(workplace: Workplace, command: Command): Outcome<Answer> {
  if (command.arguments.some((argument) => argument.includes('\0'))) return failed('gone', 'a name holds a NUL');
  const ran = spawnSync('git', [...settings, ...command.arguments], {
    cwd: workplace.directory,
    env: { ...environment(workplace), ...command.environment },
    input: command.input ?? '',
    maxBuffer: command.outputLimit ?? defaultOutputLimit,
    timeout: patience,
    killSignal: 'SIGKILL',
    shell: false,
    windowsHide: true,
  });
  // Git may refuse before it has read everything that it is given: what it says then counts, not the broken pipe.
  if (ran.error !== undefined && !(codeOf(ran.error) === 'EPIPE' && ran.status !== null))
    return failed(...whyNot(ran.error));
  if (ran.status === null) return failed('unreachable', `git was ended by ${String(ran.signal)}`);
  return succeeded({ status: ran.status, said: ran.stdout, complaint: ran.stderr.toString('utf8') });
}

const defaultOutputLimit = 256 * 1024 * 1024;

/** Milliseconds. */
const patience = 120_000;

/** Why a process gave no answer. */
export function whyNot(error: Error): ['limited' | 'unreachable', string] {
  const code = codeOf(error);
  if (code === 'ENOBUFS') return ['limited', 'git said more than is read'];
  if (code === 'ETIMEDOUT') return ['limited', 'git took too long'];
  if (code === 'E2BIG') return ['limited', 'git was given more than a command line holds'];
  return ['unreachable', code === 'ENOENT' ? 'git is not installed' : `git did not start (${code})`];
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
