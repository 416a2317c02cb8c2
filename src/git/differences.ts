/**
 * What each of very many steps changed below a few folders. Trees are compared by ourselves: along a branch each is the
 * neighbour of the one before, so that it is read once, where git would read it for each side.
 */

import type { Channel } from '../core/channel.ts';
import { byteOrder } from '../core/order.ts';
import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { ChangedPath } from '../core/refs.ts';
import { type EachTree, emptyTrees, type TreeReader, treesOfGit, treesOfPacks } from './each-tree.ts';
import { HeldTree } from './held-tree.ts';
import type { Store } from './store.ts';
import { type EntryChange, folderMode } from './tree-entries.ts';

/** A folder that a step changed: its trees after the step and before it. What is not there has an empty tree. */
interface ChangedFolder {
  readonly step: number;
  readonly folder: Folder;
  readonly after: string;
  readonly before: string;
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

export interface ComparedSteps {
  /** Those after each step, newest first, and at the end the one before the last of them. */
  readonly trees: Channel<string>;
  /** Folders or files, from the top of the repository. */
  readonly paths: readonly string[];
}

/**
 * What steps changed below a few folders, told in lots, in the order of the steps, each step's in the order of paths. A
 * step that changed nothing there is left out. `gone` where a tree is not here.
 */
export async function compareSteps(
  store: Store,
  { trees, paths }: ComparedSteps,
  use: (lot: readonly ChangedStep[]) => void,
): Promise<Outcome<undefined>> {
  const tops = new Tops(folderAt('', askedBy(paths), emptyTrees[store.hash]));
  let reader: TreeReader | undefined;
  for (let more = await trees.take(); more.length > 0; more = await trees.take()) {
    for (const tree of more) tops.add(tree);
    if (reader === undefined && tops.count < worthPacks) continue;
    reader ??= treesOfPacks(store);
    for (let size = reader.lotSize(); tops.count >= size; size = reader.lotSize()) {
      const compared = await compareLot(reader.read, tops.take(size), use);
      if (!compared.ok) return compared;
      // What brings the trees has its turn.
      await new Promise((done) => setImmediate(done));
    }
  }
  return compareLot((reader ?? treesOfGit(store)).read, tops.take(tops.count), use);
}

/** For fewer steps than this git is cheaper than the indexes of packs. */
const worthPacks = 500;

/** The top folder, as steps changed it. */
class Tops {
  readonly #folder: Folder;
  #changed: ChangedFolder[] = [];
  #taken = 0;
  #step = 0;
  #last: string | undefined;

  constructor(folder: Folder) {
    this.#folder = folder;
  }

  /** How many there are to be compared. */
  get count(): number {
    return this.#changed.length - this.#taken;
  }

  /** Adds the tree before a step. */
  add(before: string): void {
    const after = this.#last;
    this.#last = before;
    if (after === undefined) return;
    if (after !== before) this.#changed.push({ step: this.#step, folder: this.#folder, after, before });
    this.#step += 1;
  }

  take(count: number): readonly ChangedFolder[] {
    const taken = this.#changed.slice(this.#taken, this.#taken + count);
    this.#taken += taken.length;
    if (this.count === 0) [this.#changed, this.#taken] = [[], 0];
    return taken;
  }
}

async function compareLot(
  eachTree: EachTree,
  tops: readonly ChangedFolder[],
  use: (lot: readonly ChangedStep[]) => void,
): Promise<Outcome<undefined>> {
  const changes = new Map<number, ChangedPath[]>();
  const note = (step: number, path: ChangedPath): void => {
    const noted = changes.get(step);
    if (noted === undefined) changes.set(step, [path]);
    else noted.push(path);
  };
  let folders = tops;
  while (folders.length > 0) {
    const within = await compareFolders(eachTree, folders, note);
    if (!within.ok) return within;
    folders = within.value;
  }
  use(Array.from(changes, ([step, found]) => ({ step, changes: found.toSorted(byPath) })).toSorted(byStep));
  return succeeded(undefined);
}

/** By the number of its tree. */
export interface ChangedStep {
  readonly step: number;
  readonly changes: readonly ChangedPath[];
}

function byPath(a: ChangedPath, b: ChangedPath): number {
  return byteOrder(a.path, b.path);
}

function byStep(a: ChangedStep, b: ChangedStep): number {
  return a.step - b.step;
}

/**
 * Compares folders of one depth, which stand in the order of their steps: `use` gets the files that differ, in git's
 * order. Gives the folders within that differ, which are to be compared next.
 */
async function compareFolders(
  eachTree: EachTree,
  changed: readonly ChangedFolder[],
  use: (step: number, path: ChangedPath) => void,
): Promise<Outcome<readonly ChangedFolder[]>> {
  const within: ChangedFolder[] = [];
  const readings = readingsOf(changed);
  let lacking: string | undefined;
  const ran = await eachTree(
    readings.map(({ id }) => id),
    (content, at) => {
      const reading = readings[at];
      if (reading === undefined || lacking !== undefined) return;
      const { folder, step } = reading;
      const changes = content && folder.tree.become(content);
      if (changes === undefined) lacking = reading.id;
      else if (step !== undefined) for (const change of changes) tell(change, { step, folder, within, use });
    },
  );
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
