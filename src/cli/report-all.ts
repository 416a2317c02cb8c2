/** `tidemark report all`: who is worst, since when, what they are exposed to, whose move it is, whom to call. */

import type { Call, ExitCode } from './command.ts';
import { runReport } from './reports.ts';

export async function run(call: Call): Promise<ExitCode> {
  return runReport(call, { show: 'overview', parts: ['stale', 'spread', 'logbook'] });
}
