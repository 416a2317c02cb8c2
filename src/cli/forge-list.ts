/** `tidemark forge list`: the requests and issues of the embedded forge. */

import { askAll } from '../run/local-forge.ts';
import type { Call, ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { openForge, refused } from './forge-call.ts';
import { jsonText, listText, type ShownIssue } from './forge-shown.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  const forge = openForge(call);
  if (!forge.ok) return failedWorld(forge, terminal);
  const listed = await askAll(forge.value, `/issues?state=${options.text('state') ?? 'open'}`);
  if (!listed.ok) return refused(call, listed);
  const issues = listed.value as readonly ShownIssue[]; // as the API writes them
  terminal.print(global.format === 'json' ? jsonText(issues) : listText(issues, terminal.paint));
  return 0;
}
