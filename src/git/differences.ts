/**
 * What each of very many steps changed below a few folders. Trees are compared by ourselves: along a branch each is the
 * neighbour of the one before, so that it is read once, where git would read it for each side.
 */

import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { ChangedPath } from '../core/refs.ts';
import { eachObject, type PassingObject } from './each-object.ts';
import { type EntryChange, folderMode, HeldTree } from './held-tree.ts';
import type { Store } from './store.ts';

/** A folder that a step changed: its trees after the step and before; undefined where there is no such folder. */
export interface ChangedFolder {
  readonly step: number;
  readonly folder: Folder;
  readonly after: string | undefined;
  readonly before: string | undefined;
}

/** Where a folder is, and its tree as it was last read. */
interface Folder {
  readonly path: string;
  readonly asked: Asked;
  /** Of an id in raw bytes. */
  readonly idLength: number;
  readonly tree: HeldTree;
  /** The id of that tree, as far as trees were asked for. */
  held: string | undefined;
  /** By the bytes of their names, each as one character. */
  readonly paths: Map<string, string>;
  readonly folders: Map<string, Folder>;
}

/** Which of a folder's entries are asked for: all, or those of these names. */
type Asked = 'all' | ReadonlyMap<string, Asked>;

/** What each step of a branch, newest first, did to the top folder. The last of the trees belongs to what was before the last step. */
export function changedTops(
  trees: readonly (string | undefined)[],
  paths: readonly string[],
): readonly ChangedFolder[] {
  const folder = folderAt('', askedBy(paths), (trees.find((tree) => tree !== undefined)?.length ?? 0) >> 1);
  return trees.slice(0, -1).flatMap((after, step) => {
    const before = trees[step + 1];
    return after === before ? [] : [{ step, folder, after, before }];
  });
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
  const readings = changed.flatMap(readingsOf);
  const ids = readings.flatMap(({ id }) => (id === undefined ? [] : [id]));
  let wrong: string | undefined;
  let next = 0;
  const read = ({ id, folder, step }: Reading, tree: Buffer): void => {
    const changes = folder.tree.become(tree);
    if (changes === undefined) wrong ??= `the tree ${String(id)} cannot be read`;
    else if (step !== undefined) for (const change of changes) tell(change, { step, folder, within, use });
  };
  const readEmpty = (): void => {
    for (let one = readings[next]; one !== undefined && one.id === undefined; one = readings[(next += 1)])
      read(one, empty);
  };
  const take = (object: PassingObject | undefined): void => {
    readEmpty();
    const reading = readings[next];
    next += 1;
    if (object?.type !== 'tree') wrong ??= `the tree ${String(reading?.id)} is not here`;
    else if (reading !== undefined && wrong === undefined) read(reading, object.content);
  };
  const ran = await eachObject(store, { ids, limit: Infinity, use: take });
  if (!ran.ok) return ran;
  readEmpty();
  return wrong === undefined ? succeeded(within) : failed('gone', wrong);
}

const empty = Buffer.alloc(0);

/** A tree that a folder's becomes: of what was before a step, or, without one, to begin with. */
interface Reading {
  readonly folder: Folder;
  readonly id: string | undefined;
  readonly step: number | undefined;
}

/** Mostly the folder holds already what was after the step: it is what was before the last one. */
function readingsOf({ step, folder, after, before }: ChangedFolder): readonly Reading[] {
  const { held } = folder;
  folder.held = before;
  const reading = { folder, id: before, step };
  return held === after ? [reading] : [{ folder, id: after, step: undefined }, reading];
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
  if (next?.mode === folderMode || held?.mode === folderMode)
    within.push({ step, folder: folderIn(folder, name, asked), after: held?.id, before: next?.id });
  else if (asked === 'all') use(step, { path: pathIn(folder, name), from: next, to: held });
}

function folderIn(folder: Folder, name: string, asked: Asked): Folder {
  let found = folder.folders.get(name);
  if (found === undefined) folder.folders.set(name, (found = folderAt(pathIn(folder, name), asked, folder.idLength)));
  return found;
}

function folderAt(path: string, asked: Asked, idLength: number): Folder {
  return { path, asked, idLength, tree: new HeldTree(idLength), held: undefined, paths: new Map(), folders: new Map() };
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
