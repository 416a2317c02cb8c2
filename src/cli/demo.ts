/** `tidemark demo`: the whole pipeline in a temporary folder, by the commands that a person would type. */

import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../core/outcome.ts';
import { makeDemoFleet } from '../run/demo-fleet.ts';
import { openSinks } from '../run/demo-sinks.ts';
import type { Call, ExitCode } from './command.ts';
import { DemoStopped, Stage } from './demo-stage.ts';
import { story } from './demo-story.ts';
import { failedWorld } from './failed-world.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { terminal, arguments: given, global } = call;
  const root = given[0] ?? mkdtempSync(join(realpathSync(tmpdir()), 'tidemark-demo-'));
  terminal.progress('copying the example fleet');
  const fleet = await makeDemoFleet(root, { name: 'Ingrid Solberg', mail: 'ingrid@example.org' });
  if (!fleet.ok) return failedWorld(fleet, terminal);
  const sinks = await openSinks(root);
  try {
    const stage = new Stage({ root, fleet: fleet.value, sinks, terminal, interruption: call.interruption });
    await story(stage, global.quiet ? 'short' : 'whole');
    return 0;
  } catch (error) {
    if (!(error instanceof DemoStopped)) throw error;
    return failedWorld(stopped(error), terminal);
  } finally {
    await sinks.close();
  }
}

function stopped(error: DemoStopped): Outcome<never> & { readonly ok: false } {
  return { ok: false, why: 'unreachable', detail: error.message };
}
