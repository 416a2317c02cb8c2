/** Runs the built command beside the test, which goes on answering it meanwhile. */

import { spawn, type ChildProcess } from 'node:child_process';
import { main, type Circumstances, type Ran } from '../../support/command.ts';

/** `started` is given the process, which may be killed at will; then the exit code is null. */
export async function tidemarkBeside(
  args: readonly string[],
  { env = {}, cwd }: Pick<Circumstances, 'env' | 'cwd'>,
  started: (child: ChildProcess) => void = () => undefined,
): Promise<Ran> {
  const child = spawn(process.execPath, [main, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const exit = await new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { exit, ...said };
}
