/** Runs the built command, as a person would. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expectDescribed } from './output-schemas.ts';

/** The command's file. */
export const main: string = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Circumstances {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly uid?: number;
}

/** Runs `tidemark` to its end. The environment is empty but for what is given, so that nothing of the machine shows. */
export function tidemark(args: readonly string[], { env = {}, ...rest }: Circumstances = {}): Ran {
  const ran = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 120_000,
    // A signal that can be caught is heeded only where the command breathes.
    killSignal: 'SIGKILL',
    ...rest,
    env: { PATH: process.env['PATH'], SOURCE_DATE_EPOCH: '1795219200', NO_COLOR: '1', ...env },
  });
  expectDescribed(args, ran.stdout);
  return { exit: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}
