/** `tidemark forge diff`: what a request changes, as unified text. */

import { askAll } from '../run/local-forge.ts';
import type { Call, ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { numberGiven, openForge, refused } from './forge-call.ts';
import { filesText, jsonText, type ShownFile } from './forge-shown.ts';

export async function run(call: Call): Promise<ExitCode> {
  const number = numberGiven(call);
  const { global, terminal } = call;
  const forge = openForge(call);
  if (!forge.ok) return failedWorld(forge, terminal);
  const listed = await askAll(forge.value, `/pulls/${number}/files`);
  if (!listed.ok) return refused(call, listed);
  const files = listed.value as readonly ShownFile[]; // as the API writes them
  terminal.print(global.format === 'json' ? jsonText(files) : filesText(files, terminal.paint));
  return 0;
}
