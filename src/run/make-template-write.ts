/** Writes the folder of a version: all of it, or nothing. */

import { join } from 'node:path';
import { byteOrder } from '../core/order.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { folderOf } from '../release/release.ts';
import { FolderWriter, textOfFile } from '../tree/write.ts';
import type { TemplatePlan } from './make-template.ts';

/** Writes what a plan says; packages that an earlier run wrote into more files are taken away. */
export function writeTemplate(root: string, tree: Tree, plan: TemplatePlan): Outcome<undefined> {
  const stale = tree
    .list(folderOf(plan.stream, plan.version.text))
    .filter((file) => /\/packages-\d+\.yaml$/.test(file) && !plan.files.has(file));
  const wanted = new Map<string, string | undefined>([
    ...plan.files,
    ...stale.map((file) => [file, undefined] as const),
  ]);
  return writeAll(root, wanted);
}

/** Writes texts by path, and removes what has none; after a failure everything is as it was. */
export function writeAll(root: string, wanted: ReadonlyMap<string, string | undefined>): Outcome<undefined> {
  const writer = new FolderWriter(root);
  const undo = new Map<string, string | undefined>();
  for (const [file, text] of wanted) {
    undo.set(file, textOfFile(join(root, file)));
    const done = text === undefined ? writer.remove(file) : writer.write(file, text);
    if (done.ok) continue;
    for (const [path, before] of [...undo].toSorted((a, b) => byteOrder(a[0], b[0]))) {
      if (before === undefined) writer.remove(path);
      else writer.write(path, before);
    }
    return done;
  }
  return succeeded(undefined);
}
