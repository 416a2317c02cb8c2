/** The real command as a process of its own, against a world's forge on loopback; and its death at a chosen moment. */

import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { isWrite } from '../../src/forge/local/faults.ts';
import { main } from './command.ts';
import type { SweepWorld } from './upgrade-sweep.ts';

/** A request of the command: `came` before it is served, `served` before it is answered. */
export interface Moment {
  readonly method: string;
  readonly is: 'came' | 'served';
  /** How many requests that write have been served, this one too. */
  readonly writes: number;
}

export interface CommandOrder {
  readonly world: SweepWorld;
  /** Ends the process there. */
  readonly diesAt?: (moment: Moment) => boolean;
  /** Waits before a request is served. */
  readonly delay?: () => Promise<void>;
  readonly env?: Readonly<Record<string, string>>;
  /** Told of the process while it runs. */
  readonly started?: (child: ChildProcess) => void;
  readonly folder?: string;
}

export interface CommandEnded {
  /** Null where it was killed. */
  readonly exit: number | null;
  readonly said: string;
}

/** Ends this process, and no other. */
export function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
}

/** `tidemark upgrade run` to its end, or to its death. */
export async function runCommand(order: CommandOrder): Promise<CommandEnded> {
  const { world, diesAt = () => false, env = {}, folder = world.clone } = order;
  let child: ChildProcess | undefined;
  let writes = 0;
  const isDead = (moment: Moment): boolean => {
    if (child === undefined || !diesAt(moment)) return false;
    kill(child);
    return true;
  };
  const never = new Promise<Response>(() => undefined);
  const serve = async (request: Request): Promise<Response> => {
    const { method } = request;
    if (child?.killed === true || isDead({ method, is: 'came', writes })) return never;
    await order.delay?.();
    // The command pushes without the forge being told.
    world.forge.pushed();
    const answer = await world.server(request);
    if (isWrite(method)) writes += 1;
    return isDead({ method, is: 'served', writes }) ? never : answer;
  };
  const listen = getRequestListener(serve, { overrideGlobalObjects: false });
  const server = createServer((asked, answer) => void listen(asked, answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  try {
    const preload = fileURLToPath(new URL('upgrade-sweep-killer.mjs', import.meta.url));
    const made = spawn(process.execPath, ['--import', preload, main, 'upgrade', 'run', '--fleet', folder], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        SOURCE_DATE_EPOCH: `${Math.floor(world.now / 1000)}`,
        NO_COLOR: '1',
        GITHUB_API_URL: `http://127.0.0.1:${port}`,
        GITHUB_REPOSITORY: 'local/forge',
        GITHUB_TOKEN: ['ghs_', 'sweepSweepSweepSweepSweep0000000000'].join(''),
        ...world.env,
        ...env,
      },
    });
    child = made;
    order.started?.(made);
    let said = '';
    for (const stream of [made.stdout, made.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()));
    const exit = await new Promise<number | null>((resolve) => made.on('close', resolve));
    world.forge.pushed();
    return { exit, said };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
