/** How commands tell that something outside the fleet failed. */

import type { Outcome } from '../core/outcome.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import type { ExitCode } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Tells that something outside the fleet failed. */
export function failedWorld(outcome: Outcome<unknown> & { readonly ok: false }, terminal: Terminal): ExitCode {
  terminal.say(`error: ${untrustedTerminal(outcome.detail)}`);
  return 3;
}
