/** A fleet of a few files given as text: what is wrong with it, and the bytes it compiles to. */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Tree } from '../../src/core/tree.ts';
import type { PlacedDiagnostic } from '../../src/render/placed.ts';
import { checkFleet } from '../../src/run/check-fleet.ts';
import { compileFleet } from '../../src/run/compile-fleet.ts';
import { placed } from '../../src/run/place.ts';
import { overlayTree } from '../../src/tree/overlay.ts';

export type Files = ReadonlyMap<string, string>;

/** The day on which the examples are checked. */
const today = '2026-11-21';

const nothing: Tree = {
  name: 'nothing',
  list: () => [],
  has: () => false,
  read: () => undefined,
  expect: () => undefined,
};

export function treeOf(files: Files): Tree {
  return overlayTree(nothing, files);
}

/** Everything that `tidemark check` says of a fleet, with lines and columns. */
export async function checked(tree: Tree): Promise<readonly PlacedDiagnostic[]> {
  const report = await checkFleet(tree, today, () => {});
  return placed(report.diagnostics, tree);
}

/** What a fleet compiles to: texts by path in the output folder. */
export async function compiled(
  tree: Tree,
): Promise<{ readonly outputs: Files; readonly diagnostics: readonly Diagnostic[] }> {
  const out = mkdtempSync(join(tmpdir(), 'tidemark-small-'));
  try {
    const order = { tree, out, cache: undefined, only: undefined, shard: undefined, today, progress: () => {} };
    const report = await compileFleet(order);
    if (!report.ok) throw new Error(report.detail);
    const paths = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1));
    const outputs = new Map(paths.toSorted().map((path) => [path, readFileSync(join(out, path), 'utf8')]));
    return { outputs, diagnostics: report.value.diagnostics };
  } finally {
    rmSync(out, { recursive: true });
  }
}
