/** `tidemark report stale`: every cluster in every stream, the worst first. */

import type { Call, ExitCode } from './command.ts';
import { runReport } from './reports.ts';

export async function run(call: Call): Promise<ExitCode> {
  return runReport(call, { show: 'stale', parts: ['stale'] });
}
