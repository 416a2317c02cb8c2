/** What one run of plain node costs: its processor time, its memory, the time on the clock. */

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export interface Cost {
  /** Seconds, user and system, of the process, its threads, and its children that have ended. */
  readonly cpu: number;
  /** Seconds from the start of the process to its end. */
  readonly wall: number;
  /** Its largest resident size, in MiB. */
  readonly peak: number;
}

export class RunFailed extends Error {}

const preload = fileURLToPath(new URL('rusage.cjs', import.meta.url));
/** How much of what a failed run printed is shown. */
const told = 4000;

/** Runs `node ARGUMENTS` and says what it cost. Throws {@link RunFailed}, with what it printed, when it does not exit with 0. */
export async function measure(args: readonly string[]): Promise<Cost> {
  const { wall, used, output, code } = await run(['--require', preload, ...args]);
  if (code !== 0) throw new RunFailed(`node ${args.join(' ')}\nended with ${code ?? 'a signal'} and said:\n${output}`);
  // Written by rusage.cjs, beside this file.
  return { ...(JSON.parse(used) as Omit<Cost, 'wall'>), wall };
}

interface Run {
  readonly wall: number;
  readonly used: string;
  readonly output: string;
  readonly code: number | null;
}

/** The environment is nearly empty, so that neither the runner of this file nor a CI changes what is measured. */
async function run(args: readonly string[]): Promise<Run> {
  const env = { PATH: process.env['PATH'] ?? '', TZ: 'UTC', NO_COLOR: '1', TIDEMARK_BENCH: '1' };
  const start = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  // The last three descriptors are pipes to read from, as `stdio` says.
  const [said, complained, used] = child.stdio.slice(1).map((stream) => endOf(stream as Readable));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const wall = (performance.now() - start) / 1000;
      resolve({ wall, used: used?.() ?? '', output: `${said?.()}\n${complained?.()}`, code });
    });
  });
}

/** Reads a stream to its end and keeps the last of it. */
function endOf(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (more: string) => (text = (text + more).slice(-told)));
  return () => text;
}
