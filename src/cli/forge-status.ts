/** `tidemark forge status`: posts the result of a check to a request's head, as CI would. */

import { askForge } from '../run/local-forge.ts';
import { WrongUsage, type Call, type ExitCode } from './command.ts';
import { actor, asking, numberGiven, refused } from './forge-call.ts';
import { jsonText, type ShownPull } from './forge-shown.ts';

const states = ['success', 'failure', 'pending', 'error'];

export async function run(call: Call): Promise<ExitCode> {
  const number = numberGiven(call);
  const state = call.arguments[1] ?? '';
  if (!states.includes(state)) throw new WrongUsage(`the result of a check is one of ${states.join(', ')}`);
  const as = actor(call);
  const { global, options, terminal } = call;
  return asking(call, { method: 'GET', path: `/pulls/${number}`, as }, async (answer, forge) => {
    const { head } = answer as ShownPull; // as the API writes it
    const body = { state, context: options.text('context') ?? 'check' };
    const posted = await askForge(forge, { method: 'POST', path: `/statuses/${head.sha}`, body, as });
    if (!posted.ok) return refused(call, posted);
    const after = await askForge(forge, { method: 'GET', path: `/pulls/${number}` });
    const isMerged = after.ok && (after.value as ShownPull).merged_at !== null; // as the API writes it
    const words = `${body.context} is ${state} at ${head.sha.slice(0, 10)}${isMerged ? `, and #${number} merged itself` : ''}`;
    terminal.print(global.format === 'json' ? jsonText(posted.value) : words);
    return 0;
  });
}
