/** `tidemark compile --tell`: the owners of what failed are told, and again when it is mended. */

import { randomUUID } from 'node:crypto';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Tree } from '../core/tree.ts';
import { tellCompile } from '../run/tell-compile.ts';
import type { Call, ExitCode } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { sayTold } from './told.ts';
import { forgeOf } from './upgrades.ts';

export interface CompiledFleet {
  readonly tree: Tree;
  readonly diagnostics: readonly Diagnostic[];
  readonly clusters: 'all' | 'some';
}

/** 0 where everybody was told. */
export async function tellOwners(call: Call, compiled: CompiledFleet): Promise<ExitCode> {
  const { global, terminal } = call;
  const opened = forgeOf(call);
  if (!opened.ok) return failedWorld(opened, terminal);
  const told = await tellCompile({
    ...compiled,
    folder: global.fleet,
    env: terminal.env,
    opened: opened.value,
    clock: () => global.now,
    run: randomUUID(),
  });
  if (!told.ok) return failedWorld(told, terminal);
  if (told.value !== undefined) sayTold(told.value, call);
  return 0;
}
