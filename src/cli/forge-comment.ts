/** `tidemark forge comment`: says something on a request or an issue. */

import type { Call, ExitCode } from './command.ts';
import { actor, asking, numberGiven } from './forge-call.ts';
import { jsonText } from './forge-shown.ts';

export async function run(call: Call): Promise<ExitCode> {
  const number = numberGiven(call);
  const { global, terminal } = call;
  const body = { body: call.arguments[1] ?? '' };
  return asking(call, { method: 'POST', path: `/issues/${number}/comments`, body, as: actor(call) }, (said) => {
    terminal.print(global.format === 'json' ? jsonText(said) : `said on #${number}`);
    return 0;
  });
}
