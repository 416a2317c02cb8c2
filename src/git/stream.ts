/** Git whose answer is read while it is given, for what would be too much to hold at once. */

import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import { firstLine, whyNot } from './command.ts';
import { environment, settings, type Workplace } from './surroundings.ts';

export interface Flow {
  /** Each an argument of its own; a name from outside stands behind `--end-of-options`. */
  readonly arguments: readonly string[];
  /** Gets the answer in pieces, each of which is its own. Where it throws, git is ended, and the promise fails so. */
  readonly use: (part: Buffer) => void;
}

/** Runs git to its end. `gone` where git refuses, `limited` where it takes too long, `unreachable` where it dies. */
export function streamGit(workplace: Workplace, flow: Flow & { readonly input: string }): Promise<Outcome<undefined>> {
  const { input, ended } = openGit(workplace, flow);
  input.end(flow.input);
  return ended;
}

/** Git at work: what it is to do comes by and by, and how it went once `input` was ended. As {@link streamGit}. */
export interface WorkingGit {
  readonly input: Writable;
  readonly ended: Promise<Outcome<undefined>>;
}

export function openGit(workplace: Workplace, flow: Flow): WorkingGit {
  const child = spawn('git', [...settings, ...flow.arguments], {
    cwd: workplace.directory,
    env: environment(workplace),
    stdio: ['pipe', 'pipe', 'pipe'],
    shell: false,
    windowsHide: true,
  });
  const ended = new Promise<Outcome<undefined>>((done, fail) => {
    let complaint = '';
    let isLate = false;
    const patience = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, patienceLimit);
    child.stdout.on('data', (part: Buffer) => {
      try {
        flow.use(part);
      } catch (error) {
        child.stdout.removeAllListeners('data');
        child.kill('SIGKILL');
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
    child.stderr.on('data', (part: Buffer) => {
      if (complaint.length < complaintLimit) complaint += part.toString('utf8');
    });
    child.on('error', (error) => {
      clearTimeout(patience);
      done(failed(...whyNot(error)));
    });
    child.on('close', (status, signal) => {
      clearTimeout(patience);
      if (isLate) done(failed('limited', 'git took too long'));
      else if (status === null) done(failed('unreachable', `git was ended by ${String(signal)}`));
      else done(status === 0 ? succeeded(undefined) : failed('gone', firstLine(complaint)));
    });
    // Git may refuse before it has read everything; how it ended says so.
    child.stdin.on('error', () => undefined);
  });
  return { input: child.stdin, ended };
}

/** Milliseconds: years of a large fleet take seconds. */
const patienceLimit = 600_000;
const complaintLimit = 65_536;

/** Bytes of a field: those from `start` to `end`; they hold only during the call. */
export type UseField = (bytes: Buffer, start: number, end: number) => void;

/** Cuts pieces into fields, each of which ends in one byte that no field holds. Of a long one only the beginning is given. */
export class Fields {
  readonly #end: number;
  readonly #use: UseField;
  #rest: Buffer[] = [];
  #held = 0;

  constructor(end: number, use: UseField) {
    this.#end = end;
    this.#use = use;
  }

  take(part: Buffer): void {
    let at = 0;
    for (let end = part.indexOf(this.#end); end !== -1; end = part.indexOf(this.#end, at)) {
      if (this.#rest.length > 0) {
        if (this.#held <= fieldLimit) this.#rest.push(part.subarray(at, end));
        const whole = Buffer.concat(this.#rest);
        this.#rest = [];
        this.#held = 0;
        this.#use(whole, 0, whole.length);
      } else this.#use(part, at, end);
      at = end + 1;
    }
    if (at === part.length || this.#held > fieldLimit) return;
    this.#rest.push(part.subarray(at));
    this.#held += part.length - at;
  }
}

/** Bytes; more are given only as far as the piece goes in which they end. */
const fieldLimit = 256 * 1024;
