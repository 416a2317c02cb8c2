/** Runs a program to its end, with nothing of this machine's environment, and keeps what it says in order. */

import { spawn } from 'node:child_process';
import type { Texts } from './expression.ts';

export interface Ran {
  readonly exit: number;
  readonly log: string;
}

export interface Place {
  readonly cwd: string;
  readonly env: Texts;
}

/** Milliseconds; no step of a test works so long. */
const patience = 120_000;

export async function runProgram(program: string, args: readonly string[], { cwd, env }: Place): Promise<Ran> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
      killSignal: 'SIGKILL',
    });
    const said: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => said.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
    child.on('error', reject);
    child.on('close', (code) => resolve({ exit: code ?? 137, log: Buffer.concat(said).toString('utf8') }));
  });
}

/** As {@link runProgram}, where a failure is nothing that the workflow could be blamed for. */
export async function mustRun(program: string, args: readonly string[], place: Place): Promise<string> {
  const { exit, log } = await runProgram(program, args, place);
  if (exit !== 0) throw new Error(`${program} ${args.join(' ')}: ${log}`);
  return log;
}
