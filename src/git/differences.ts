/**
 * What each of very many steps changed below a few folders. Trees are compared by ourselves: along a branch each is the
 * neighbour of the one before, so that it is read once, where git would read it for each side.
 */

import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { ChangedPath } from '../core/refs.ts';
import { eachObject } from './each-object.ts';
import { HeldTree } from './held-tree.ts';
import type { Store } from './store.ts';
import { type EntryChange, folderMode } from './tree-entries.ts';

/** The trees after a step and before it. What is not there has an empty tree. */
export interface ChangedTree {
  readonly step: number;
  readonly after: string;
  readonly before: string;
}

/** A folder that a step changed. */
export interface ChangedFolder extends ChangedTree {
  readonly folder: Folder;
}

/** Where a folder is, and its tree as it was last read. */
interface Folder {
  readonly path: string;
  readonly asked: Asked;
  readonly empty: string;
  readonly tree: HeldTree;
  /** The id of that tree, as far as trees were asked for. */
  held: string;
  /** By the bytes of their names, each as one character. */
  readonly paths: Map<string, string>;
  readonly folders: Map<string, Folder>;
}

/** Which of a folder's entries are asked for: all, or those of these names. */
type Asked = 'all' | ReadonlyMap<string, Asked>;

/** The tree of nothing, which git has without its being stored. */
export const emptyTrees = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

/** What steps did to the top folder, as folders to be compared: no two lots that are compared at a time may share theirs. */
export function changedTops(
  { hash }: Store,
  steps: readonly ChangedTree[],
  paths: readonly string[],
): readonly ChangedFolder[] {
  const folder = folderAt('', askedBy(paths), emptyTrees[hash]);
  return steps.map(({ step, after, before }) => ({ step, folder, after, before }));
}

/**
 * Compares folders of one depth, which stand in the order of their steps: `use` gets the files that differ, in git's
 * order. Gives the folders within that differ, which are to be compared next. `gone` where a tree is not here.
 */
export async function compareFolders(
  store: Store,
  changed: readonly ChangedFolder[],
  use: (step: number, path: ChangedPath) => void,
): Promise<Outcome<readonly ChangedFolder[]>> {
  const within: ChangedFolder[] = [];
  const readings = readingsOf(changed);
  let lacking: string | undefined;
  const ran = await eachObject(store, {
    ids: readings.map(({ id }) => id),
    limit: Infinity,
    use: (object, at) => {
      const reading = readings[at];
      if (reading === undefined || lacking !== undefined) return;
      const { folder, step } = reading;
      const changes = object?.type === 'tree' ? folder.tree.become(object.content) : undefined;
      if (changes === undefined) lacking = reading.id;
      else if (step !== undefined) for (const change of changes) tell(change, { step, folder, within, use });
    },
  });
  if (!ran.ok) return ran;
  if (lacking === undefined) return succeeded(within);
  return failed('gone', `a folder of its history (${lacking}) cannot be read: fetch it without --filter`);
}

/** A tree that a folder's becomes: what was before a step, or, without one, what to begin with. */
interface Reading {
  readonly folder: Folder;
  readonly id: string;
  readonly step: number | undefined;
}

/** Mostly a folder holds already what was after the step: it is what was before the last one. */
function readingsOf(changed: readonly ChangedFolder[]): readonly Reading[] {
  const readings: Reading[] = [];
  for (const { step, folder, after, before } of changed) {
    if (folder.held !== after) readings.push({ folder, id: after, step: undefined });
    readings.push({ folder, id: before, step });
    folder.held = before;
  }
  return readings;
}

interface Told {
  readonly step: number;
  readonly folder: Folder;
  readonly within: ChangedFolder[];
  readonly use: (step: number, path: ChangedPath) => void;
}

/** Backwards in time, what is held came after the step. */
function tell({ name, next, held }: EntryChange, { step, folder, within, use }: Told): void {
  const asked = folder.asked === 'all' ? 'all' : folder.asked.get(name);
  if (asked === undefined) return;
  if (next?.mode === folderMode || held?.mode === folderMode) {
    const [after, before] = [held?.id ?? folder.empty, next?.id ?? folder.empty];
    within.push({ step, folder: folderIn(folder, name, asked), after, before });
  } else if (asked === 'all') use(step, { path: pathIn(folder, name), from: next, to: held });
}

function folderIn(folder: Folder, name: string, asked: Asked): Folder {
  let found = folder.folders.get(name);
  if (found === undefined) folder.folders.set(name, (found = folderAt(pathIn(folder, name), asked, folder.empty)));
  return found;
}

function folderAt(path: string, asked: Asked, empty: string): Folder {
  const tree = new HeldTree(empty.length >> 1);
  return { path, asked, empty, tree, held: empty, paths: new Map(), folders: new Map() };
}

/** One text for all changes of a file. */
function pathIn({ path, paths }: Folder, name: string): string {
  let found = paths.get(name);
  if (found === undefined) {
    const text = Buffer.from(name, 'latin1').toString('utf8');
    paths.set(name, (found = path === '' ? text : `${path}/${text}`));
  }
  return found;
}

function askedBy(paths: readonly string[]): Asked {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const slash = path.indexOf('/');
    const name = Buffer.from(slash === -1 ? path : path.slice(0, slash), 'utf8').toString('latin1');
    const rests = byName.get(name) ?? [];
    byName.set(name, rests);
    rests.push(slash === -1 ? '' : path.slice(slash + 1));
  }
  return new Map([...byName].map(([name, rests]) => [name, rests.includes('') ? 'all' : askedBy(rests)]));
}
