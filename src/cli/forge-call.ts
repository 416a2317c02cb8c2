/** What the commands of the embedded forge have in common: finding it, asking it as a person, telling its refusals. */

import { resolve } from 'node:path';
import type { Outcome } from '../core/outcome.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { askForge, findLocalForge, openLocalForge, type OpenedForge, type Question } from '../run/local-forge.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';

export function openForge({ options, global }: Call): Outcome<OpenedForge> {
  const at = options.text('at');
  const found = findLocalForge({ at: at === undefined ? undefined : resolve(global.cwd, at), fleet: global.fleet });
  return found.ok ? openLocalForge({ folder: found.value, now: () => global.now.getTime() }) : found;
}

/** The first argument, as the number of a request or an issue. */
export function numberGiven(call: Call): number {
  const text = (call.arguments[0] ?? '').replace(/^#/, '');
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new WrongUsage(
      `${untrustedTerminal(call.arguments[0] ?? '')} is no number of a request or an issue, such as 12`,
    );
  return Number(text);
}

/** Who acts: the one that was named, or who is logged in on this machine. */
export function actor({ options, terminal }: Call): string {
  const named = options.text('as');
  const login = named ?? terminal.env['USER'] ?? 'somebody';
  if (/^[A-Za-z0-9][\w.@[\]-]{0,99}$/.test(login)) return login;
  if (named === undefined) return 'somebody';
  throw new WrongUsage(`--as takes a login, and ${untrustedTerminal(named)} is none`);
}

/** Asks, and goes on with the answer; a refusal is told, and is exit code 1. */
export async function asking(
  call: Call,
  question: Question,
  then: (answer: unknown, forge: OpenedForge) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const forge = openForge(call);
  if (!forge.ok) return failedWorld(forge, call.terminal);
  const answer = await askForge(forge.value, question);
  return answer.ok ? then(answer.value, forge.value) : refused(call, answer);
}

/** Tells why the forge refused. */
export function refused({ terminal }: Call, answer: Outcome<unknown> & { readonly ok: false }): ExitCode {
  if (answer.why === 'unreachable') return failedWorld(answer, terminal);
  const words =
    answer.why === 'gone' ? 'the forge has no such request or issue' : `the forge refuses: ${answer.detail}`;
  terminal.say(`error: ${untrustedTerminal(words)}`);
  return 1;
}
