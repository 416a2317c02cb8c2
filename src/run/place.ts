/** Finds the lines behind diagnostics, by reading again only the files that are shown. */

import type { Diagnostic } from '../core/diagnostic.ts';
import { foldHosts } from '../core/hosts.ts';
import type { Site } from '../core/site.ts';
import type { Tree } from '../core/tree.ts';
import { placeDiagnostics, type Locate, type PlacedDiagnostic } from '../render/placed.ts';
import { locator } from '../yaml/locate.ts';

/** Diagnostics with line, column and the text around them, read from the tree they are about. */
export function placed(diagnostics: readonly Diagnostic[], tree: Tree): readonly PlacedDiagnostic[] {
  return placeDiagnostics(diagnostics, { locate: locateIn(tree), fold: foldHosts });
}

/** Finds places in a tree's files; each file is read and parsed once. */
export function locateIn(tree: Tree): Locate {
  const files = new Map<string, Locate | undefined>();
  return (site: Site) => {
    if (!files.has(site.file)) files.set(site.file, locateInFile(tree, site.file));
    return files.get(site.file)?.(site);
  };
}

function locateInFile(tree: Tree, file: string): Locate | undefined {
  const found = file === '' ? undefined : tree.read(file);
  if (found === undefined || 'unreadable' in found) return undefined;
  const find = locator(found.text);
  const lines = new Map(found.text.split(/\r?\n/).map((line, index) => [index + 1, line]));
  return (site) => ({ ...find(site), lines });
}
