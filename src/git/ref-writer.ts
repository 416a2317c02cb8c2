/** Moves of refs by one process of git that stays while there is work: to start one costs ten times what a move costs. */

import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { queueOf } from '../core/queue.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { RefMove, RefWriter } from '../core/refs.ts';
import { findObjects } from './batch.ts';
import { firstLine, whyNot } from './command.ts';
import { mover, ordersFor, whyNotMoved } from './refs.ts';
import type { Store } from './store.ts';
import { environment, settings } from './surroundings.ts';

/** One transaction after another, in the order in which they were asked for. */
export function refWriterOf(store: Store): RefWriter {
  let session: Session | undefined;
  const inTurn = queueOf();
  const move = async (moves: readonly RefMove[]): Promise<Outcome<undefined>> => {
    if (moves.length === 0) return succeeded(undefined);
    const orders = ordersFor(store, moves);
    if (!orders.ok) return orders;
    if (session?.isOpen !== true) session = new Session(store);
    const end = await session.carryOut(orders.value);
    return end === undefined ? succeeded(undefined) : afterEnd(store, moves, end);
  };
  return (moves) => inTurn(() => move(moves));
}

/** How the process ended, in the midst of a transaction. */
interface End {
  readonly complaint: string;
  /** That git itself gave up, and so has moved nothing. */
  readonly isRefusal: boolean;
}

/** An answer that got lost is no failure: the refs say whether the transaction was carried out. */
function afterEnd(store: Store, moves: readonly RefMove[], { complaint, isRefusal }: End): Outcome<undefined> {
  if (isRefusal) return whyNotMoved(store, moves, complaint);
  const names = moves.map(({ ref }) => ref);
  const now = findObjects(store, names);
  if (!now.ok) return now;
  const isDone = moves.every(({ to }, at) => now.value[at]?.id === to);
  return isDone ? succeeded(undefined) : failed('unreachable', complaint);
}

/** A process that takes transactions from its standard input. It ends with ours, or when nothing came for a while. */
class Session {
  readonly #child: ChildProcess;
  #said = '';
  #complaint = '';
  #end: End | undefined;
  #settle: ((end: End | undefined) => void) | undefined;
  #patience: NodeJS.Timeout | undefined;

  constructor(store: Store) {
    this.#child = spawn('git', [...settings, ...mover], {
      cwd: store.directory,
      env: environment(store),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const { stdin, stdout, stderr } = this.#child;
    stdout?.on('data', (part: Buffer) => this.#take(part.toString('latin1')));
    stderr?.on('data', (part: Buffer) => (this.#complaint += part.toString('utf8')));
    // How it ended says what was wrong.
    stdin?.on('error', () => undefined);
    this.#child.on('error', (error) => this.#close({ complaint: whyNot(error)[1], isRefusal: false }));
    this.#child.on('close', (status, signal) =>
      this.#close(
        status === null || status === 0
          ? { complaint: `git was ended by ${String(signal)}`, isRefusal: false }
          : { complaint: firstLine(this.#complaint), isRefusal: true },
      ),
    );
    this.#hold('unref');
  }

  get isOpen(): boolean {
    return this.#end === undefined && this.#child.stdin?.writable === true;
  }

  /** How git ended, where it did not do it. Only one transaction at a time. */
  carryOut(orders: string): Promise<End | undefined> {
    clearTimeout(this.#patience);
    this.#hold('ref');
    this.#said = '';
    if (this.#end !== undefined) return Promise.resolve(this.#end);
    return new Promise((done) => {
      this.#settle = done;
      this.#patience = setTimeout(() => this.#child.kill('SIGKILL'), patience);
      this.#child.stdin?.write(orders);
    });
  }

  #take(part: string): void {
    this.#said += part;
    if (!this.#said.endsWith('commit: ok\n')) return;
    this.#tell(undefined);
    this.#hold('unref');
    this.#patience = setTimeout(() => this.#child.stdin?.end(), idle).unref();
  }

  #close(end: End): void {
    this.#end ??= end;
    this.#tell(this.#end);
  }

  #tell(end: End | undefined): void {
    clearTimeout(this.#patience);
    this.#settle?.(end);
    this.#settle = undefined;
  }

  /** Whether our process waits for it: only while it owes an answer. */
  #hold(how: 'ref' | 'unref'): void {
    this.#child[how]();
    for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr])
      if (pipe instanceof Socket) pipe[how]();
  }
}

/** Milliseconds for one transaction, and without one. */
const patience = 120_000;
const idle = 500;
