/** `tidemark forge merge`: merges a request as it is now. */

import { untrustedTerminal } from '../render/untrusted.ts';
import { askForge } from '../run/local-forge.ts';
import type { Call, ExitCode } from './command.ts';
import { actor, asking, numberGiven, refused } from './forge-call.ts';
import { jsonText, type ShownPull } from './forge-shown.ts';

export async function run(call: Call): Promise<ExitCode> {
  const number = numberGiven(call);
  const as = actor(call);
  const { global, options, terminal } = call;
  return asking(call, { method: 'GET', path: `/pulls/${number}`, as }, async (answer, forge) => {
    const { head, base } = answer as ShownPull; // as the API writes it
    const body = { sha: head.sha, merge_method: options.flag('squash') ? 'squash' : 'merge' };
    const merged = await askForge(forge, { method: 'PUT', path: `/pulls/${number}/merge`, body, as });
    if (!merged.ok) return refused(call, merged);
    const { sha } = merged.value as { readonly sha: string }; // as the API writes it
    const words = `#${number} is merged into ${untrustedTerminal(base.ref)} as ${sha.slice(0, 10)}`;
    terminal.print(global.format === 'json' ? jsonText(merged.value) : words);
    return 0;
  });
}
