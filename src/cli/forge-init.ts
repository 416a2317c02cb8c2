/** `tidemark forge init`: a bare repository that an embedded forge lives in. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { untrustedTerminal } from '../render/untrusted.ts';
import { initForge } from '../run/local-forge-init.ts';
import type { Call, ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, terminal } = call;
  const folder = resolve(global.cwd, call.arguments[0] ?? '');
  const fleet = existsSync(join(global.fleet, 'fleet.yaml')) ? global.fleet : undefined;
  const made = await initForge({ folder, fleet, now: () => global.now.getTime() });
  if (!made.ok) return failedWorld(made, terminal);
  const { branch, isFilled } = made.value;
  const place = untrustedTerminal(folder);
  terminal.print(
    isFilled
      ? `An embedded forge in ${place}, with the branch ${untrustedTerminal(branch)}`
      : `An empty embedded forge in ${place}`,
  );
  terminal.say(`make it the fleet's origin: git remote add origin ${place}`);
  return 0;
}
