/** `tidemark template new`: a version of a stream, from package lists. */

import type { Call, ExitCode } from './command.ts';
import { runTemplate } from './template-order.ts';

export async function run(call: Call): Promise<ExitCode> {
  const [stream = '', version = ''] = call.arguments;
  const existing = call.options.flag('force') ? 'replaced' : 'refused';
  return runTemplate(call, stream, { is: 'named', text: version, existing });
}
