/** `tidemark impact`: which clusters and hosts depend on files. */

import { posix, relative, resolve, sep } from 'node:path';
import { impactJson, impactText } from '../render/impact.ts';
import { impactOf } from '../run/impact.ts';
import { fleetFolder } from '../run/open-tree.ts';
import { WrongUsage, type Call, type ExitCode, type GlobalOptions } from './command.ts';
import { failedWorld } from './failed-world.ts';
import { tellDiagnostics } from './report.ts';
import { treeOf } from './trees.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, terminal } = call;
  const folder = fleetFolder(global.fleet);
  const spellings = call.arguments.map((file) => spellingsOf(file, { ...global, folder }));
  const tree = treeOf(call);
  if (!tree.ok) return failedWorld(tree, terminal);
  const impact = impactOf(tree.value, spellings);
  if (impact.errors.length > 0)
    tellDiagnostics(call, { tree: tree.value, diagnostics: impact.errors, failed: impact.unread });
  if (impact.files.length > 0)
    terminal.print(global.format === 'json' ? impactJson(impact) : impactText(impact, terminal.paint));
  return impact.errors.length > 0 ? 1 : 0;
}

type Where = Pick<GlobalOptions, 'cwd' | 'fleet'> & {
  /** The fleet's place in its repository, '' or ending in `/`. */
  readonly folder: string;
};

/** What a path may mean in the fleet: as seen from here, from the top of the fleet, and from the top of its repository. */
function spellingsOf(given: string, { cwd, fleet, folder }: Where): readonly string[] {
  const here = relative(fleet, resolve(cwd, given)).split(sep).join('/');
  const top = posix.normalize(given.split(sep).join('/'));
  const inRepository = folder !== '' && top.startsWith(folder) ? [top.slice(folder.length)] : [];
  const inside = [here, top, ...inRepository].filter(
    (path) => path !== '' && path !== '.' && !/^(?:\.\.(?:\/|$)|\/)/.test(path),
  );
  if (inside.length === 0) throw new WrongUsage(`${given} is not a file of this fleet`);
  return [...new Set(inside)];
}
