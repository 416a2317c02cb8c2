/** `tidemark report logbook`: who moved which cluster where, when, and through what. */

import type { Call, ExitCode } from './command.ts';
import { runReport } from './reports.ts';

export async function run(call: Call): Promise<ExitCode> {
  return runReport(call, { show: 'logbook', parts: ['logbook'] });
}
