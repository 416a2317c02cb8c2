/** `tidemark explain`: where a value of a profile comes from. */

import { explain } from '../compile/explain.ts';
import { shownExplanation } from '../render/explain-shown.ts';
import { explainText } from '../render/explain-text.ts';
import { jsonDocument } from '../render/json-document.ts';
import { locateIn } from '../run/place.ts';
import type { Call, ExitCode } from './command.ts';
import { keysOf, profileOf, tellErrors, tellNowhere } from './one-profile.ts';
import { failedWorld } from './failed-world.ts';
import { treeOf } from './trees.ts';

/** Explains also what cannot be compiled, as far as it goes: a broken lock, a value that the schema refuses. */
export async function run(call: Call): Promise<ExitCode> {
  const { global, terminal } = call;
  const keys = keysOf(call);
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, terminal);
  const found = profileOf(call, tree.value);
  if (found === undefined) return 1;
  tellErrors(call, tree.value, found);
  const explanation = explain(found.trace(), found.open.schema.strategies, keys);
  if (explanation === undefined) return tellNowhere(call, found, keys);
  const shown = shownExplanation({ cluster: found.cluster, host: found.host, explanation }, locateIn(tree.value));
  terminal.print(global.format === 'json' ? jsonDocument(shown) : explainText(shown, terminal.paint));
  return found.errors.length > 0 ? 1 : 0;
}
