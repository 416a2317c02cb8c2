/**
 * The one place where a request is sent: in turn, again where that is safe, and never twice where it may have been applied.
 */

import { Octokit } from '@octokit/rest';
import { type Queue, queueOf } from '../../core/queue.ts';
import { failed, succeeded, type Outcome, type Why } from '../../core/outcome.ts';
import type { Fetch, Pace, Spent } from '../forge.ts';
import type { Limits } from './limits.ts';
import { nextPage, type Query } from './next-page.ts';
import { redactor } from './secrets.ts';
import type { Reader } from './shape.ts';
import { lostBecause, textFetch } from './transport.ts';
import { Turns, type Cost } from './turns.ts';
import { judge, pauseAfter, type Answer, type Verdict } from './verdict.ts';

export interface Call<T> {
  /** What it is for, after "could not": `open the request of tidemark/lxbatch/linux`. */
  readonly to: string;
  readonly cost: Cost;
  readonly ask: (octokit: Octokit) => Promise<Answer>;
  readonly read: Reader<T>;
  /**
   * What the call would have made, where it is there. Asked before a write is repeated that may have been applied; a call
   * without it can be repeated without harm.
   */
  readonly lookUp?: () => Promise<Outcome<T | undefined>>;
}

/** An outcome, the status of a refusal, and of a listing where it goes on. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T; readonly next: Query | undefined }
  | { readonly ok: false; readonly why: Why; readonly detail: string; readonly status: number | undefined };

export interface Connection {
  readonly fetch: Fetch;
  readonly apiUrl: string;
  readonly token: string;
  readonly pace: Pace;
  readonly limits: Limits;
  readonly say: (line: string) => void;
}

/** Sends calls one after the other, counts them, and remembers when the token was refused. */
export class Sender {
  readonly #octokit: Octokit;
  readonly #turns: Turns;
  readonly #connection: Connection;
  readonly #redact: (text: string) => string;
  #spent: Spent = { reads: 0, writes: 0 };
  #refused: string | undefined;
  /** One request at a time, as GitHub asks for. */
  readonly #inTurn: Queue = queueOf();

  constructor(connection: Connection) {
    const { apiUrl, token, fetch, limits } = connection;
    this.#connection = connection;
    this.#turns = new Turns(limits);
    this.#redact = redactor(token);
    this.#octokit = new Octokit({
      baseUrl: apiUrl,
      userAgent: 'tidemark',
      log: silent,
      request: { fetch: textFetch({ fetch, timeout: limits.timeout, redact: this.#redact }), log: silent },
      ...(token === '' ? {} : { auth: token }),
    });
  }

  get spent(): Spent {
    return this.#spent;
  }

  /** Waits as the clock of this connection does. */
  async wait(milliseconds: number): Promise<void> {
    await this.#connection.pace.wait(milliseconds);
  }

  async send<T>(call: Call<T>): Promise<Reply<T>> {
    const until = this.#connection.pace.now() + this.#connection.limits.patience;
    let lost = 0;
    let putOff = 0;
    for (;;) {
      const turn = await this.#turn(call, until);
      if (!turn.ok) return this.#failure(call, turn.why, turn.detail);
      const { verdict, answer } = await this.#inTurn(() => this.#attempt(call));
      switch (verdict.is) {
        case 'answered': {
          const reading = call.read(verdict.json);
          if (!('wrong' in reading)) return { ok: true, value: reading.value, next: nextPage(answer) };
          return await this.#unreadable(call, reading.wrong);
        }
        case 'refused':
          if (verdict.status === 401) this.#refused = verdict.because;
          return this.#failure(call, verdict.why, verdict.because, verdict.status);
        case 'put-off': {
          putOff += 1;
          if (putOff > mostPutOffs)
            return this.#failure(call, 'limited', 'its limits were not lifted; try again later');
          this.#pause(verdict.wait ?? minute * 2 ** (putOff - 1));
          break;
        }
        case 'lost': {
          lost += 1;
          if (lost < tries) this.#pause(verdict.wait ?? second * 2 ** (lost - 1));
          const found = call.lookUp === undefined ? undefined : await this.#found(call, call.lookUp);
          if (found !== undefined) return found;
          if (lost >= tries) return this.#failure(call, 'unreachable', `${verdict.because} (tried ${tries} times)`);
          break;
        }
      }
    }
  }

  /** Waits for a turn, within the patience. */
  async #turn({ cost }: Call<unknown>, until: number): Promise<Outcome<undefined>> {
    const { pace, say } = this.#connection;
    for (let waits = 0; waits < mostWaits; waits += 1) {
      if (this.#refused !== undefined) return failed('denied', this.#refused);
      const now = pace.now();
      const wait = this.#turns.take(cost, now);
      if (wait === 0) return succeeded(undefined);
      if (now + wait > until) return failed('limited', `its limits ask to wait another ${duration(wait)}`);
      if (wait >= 5 * second) say(`the forge takes no more requests for ${duration(wait)}; waiting`);
      await pace.wait(wait);
    }
    return failed('limited', 'its limits were not lifted; try again later');
  }

  async #attempt<T>({ ask, cost }: Call<T>): Promise<Heard> {
    const { reads, writes } = this.#spent;
    this.#spent = cost === 'read' ? { reads: reads + 1, writes } : { reads, writes: writes + 1 };
    try {
      return this.#heard(await ask(this.#octokit));
    } catch (error) {
      const answer = answerIn(error);
      if (answer !== undefined) return this.#heard(answer);
      return { verdict: { is: 'lost', because: lostBecause(error), wait: undefined }, answer: nothing };
    }
  }

  #heard(answer: Answer): Heard {
    const now = this.#connection.pace.now();
    const pause = pauseAfter(answer, now);
    if (pause !== undefined && this.#connection.limits.announced === 'kept') this.#pause(pause);
    return { verdict: judge(answer, now), answer };
  }

  /** It was applied, but what it says is not what we know. */
  async #unreadable<T>(call: Call<T>, wrong: string): Promise<Reply<T>> {
    const found = call.lookUp === undefined ? undefined : await this.#found(call, call.lookUp);
    return found ?? this.#failure(call, 'unreachable', `its answer is not what it should be: the answer${wrong}`);
  }

  async #found<T>(call: Call<T>, lookUp: () => Promise<Outcome<T | undefined>>): Promise<Reply<T> | undefined> {
    const there = await lookUp();
    if (there.ok) return there.value === undefined ? undefined : { ok: true, value: there.value, next: undefined };
    return this.#failure(
      call,
      there.why,
      `its answer was lost, and whether it is done could not be seen: ${there.detail}`,
    );
  }

  #pause(milliseconds: number): void {
    this.#turns.pause(this.#connection.pace.now() + milliseconds);
  }

  #failure(call: Call<unknown>, why: Why, because: string, status?: number): Reply<never> {
    return { ok: false, why, detail: this.#redact(`could not ${call.to}: ${because}`), status };
  }
}

interface Heard {
  readonly verdict: Verdict;
  readonly answer: Answer;
}

const nothing: Answer = { status: 0, headers: {}, data: undefined };
const second = 1000;
const minute = 60 * second;

/** How often a request is sent whose answers are lost. */
const tries = 4;
const mostPutOffs = 6;
const mostWaits = 100;

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  // Octokit logs addresses and headers; what has to be said is said in outcomes.
}

/** The answer that Octokit made an error of. */
function answerIn(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined;
  const answer = error.response;
  if (typeof answer !== 'object' || answer === null || !('status' in answer) || !('headers' in answer))
    return undefined;
  const { status, headers } = answer;
  if (typeof status !== 'number' || typeof headers !== 'object' || headers === null) return undefined;
  return { status, headers: headers as Answer['headers'], data: 'data' in answer ? answer.data : undefined };
}

function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / second);
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
