/** `tidemark report spread`: how far the fleet is spread over versions, and the tail that a number hides. */

import type { Call, ExitCode } from './command.ts';
import { runReport } from './reports.ts';

export async function run(call: Call): Promise<ExitCode> {
  return runReport(call, { show: 'spread', parts: ['spread'] });
}
