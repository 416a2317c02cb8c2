/** `tidemark forge close`: closes a request without merging it, or an issue. */

import { askForge } from '../run/local-forge.ts';
import type { Call, ExitCode } from './command.ts';
import { actor, asking, numberGiven, refused } from './forge-call.ts';
import { jsonText } from './forge-shown.ts';

export async function run(call: Call): Promise<ExitCode> {
  const number = numberGiven(call);
  const as = actor(call);
  const { global, options, terminal } = call;
  const text = options.text('comment');
  return asking(call, { method: 'GET', path: `/issues/${number}`, as }, async (_, forge) => {
    if (text !== undefined) {
      const said = await askForge(forge, {
        method: 'POST',
        path: `/issues/${number}/comments`,
        body: { body: text },
        as,
      });
      if (!said.ok) return refused(call, said);
    }
    const closed = await askForge(forge, { method: 'PATCH', path: `/issues/${number}`, body: { state: 'closed' }, as });
    if (!closed.ok) return refused(call, closed);
    terminal.print(global.format === 'json' ? jsonText(closed.value) : `#${number} is closed`);
    return 0;
  });
}
