/** `tidemark profile`: the finished profile of a host, or the common one of a cluster, or a part of it. */

import { textOf, valueAlong } from '../core/value.ts';
import { prettyJson } from '../render/change-pretty.ts';
import type { Call, ExitCode } from './command.ts';
import { keysOf, profileOf, tellErrors, tellNowhere } from './one-profile.ts';
import { failedWorld } from './failed-world.ts';
import { treeOf } from './trees.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, terminal } = call;
  const keys = keysOf(call);
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, terminal);
  const found = profileOf(call, tree.value);
  if (found === undefined) return 1;
  tellErrors(call, tree.value, found);
  if (found.errors.length > 0) return 1;
  const value = valueAlong(found.profile, keys);
  if (value === undefined) return tellNowhere(call, found, keys);
  terminal.print(global.format === 'json' ? textOf(value) : prettyJson(value));
  return 0;
}
