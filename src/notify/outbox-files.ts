/**
 * An outbox in a folder: `ID.N.json`, of which the highest N counts. A writing makes the next number, which only one
 * process can; what it replaces is removed once the next one is there, so that a higher number is always to be seen.
 */

import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { diskFault, errorCode } from '../core/disk-fault.ts';
import { byteOrder } from '../core/order.ts';
import { failed, succeeded, type Outcome, type Why } from '../core/outcome.ts';
import { isRecordId, type Kept, type Outbox, type Writing } from './outbox.ts';

export interface FolderOrder {
  readonly folder: string;
  /** Of this process alone: names its half-written files. */
  readonly run: string;
}

/** An outbox in a folder, which is made with the first writing. */
export function folderOutbox({ folder, run }: FolderOrder): Outbox {
  const guarded = <T>(work: () => T): Promise<Outcome<T>> => {
    try {
      return Promise.resolve(succeeded(work()));
    } catch (error) {
      return Promise.resolve(failed(...whyOf(error, folder)));
    }
  };
  return {
    name: folder,
    lanes: 4,
    list: () => guarded(() => keptIn(folder)),
    write: (writings) => guarded(() => written(folder, run, writings)),
  };
}

const shape = /^([0-9a-f]{16,64})\.(\d{1,9})\.json$/;

/** The highest number of each id. */
function numbersIn(folder: string): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const name of namesIn(folder)) {
    const [, id, number] = shape.exec(name) ?? [];
    if (id !== undefined) highest.set(id, Math.max(highest.get(id) ?? 0, Number(number)));
  }
  return highest;
}

function keptIn(folder: string): readonly Kept[] {
  return [...numbersIn(folder)]
    .toSorted((a, b) => byteOrder(a[0], b[0]))
    .map(([id, number]) => readNewest(folder, id, number));
}

/** Another process may put the next one in its place between looking and reading. */
function readNewest(folder: string, id: string, number: number): Kept {
  for (let tries = 0, at = number; ; tries += 1, at = numbersIn(folder).get(id) ?? at) {
    try {
      return { id, text: readFileSync(join(folder, `${id}.${at}.json`), 'utf8'), mark: String(at) };
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || tries === 20) throw error;
    }
  }
}

function written(folder: string, run: string, writings: readonly Writing[]): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  if (writings.length === 0) return marks;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  removeLeftovers(folder);
  const links: Link[] = [];
  try {
    for (const writing of writings) links.push(...link(folder, run, writing));
    syncFolder(folder);
  } catch (error) {
    // Nobody acts on what is not answered for, so none of it stays.
    for (const { id, number } of links) rmSync(join(folder, `${id}.${number}.json`), { force: true });
    throw error;
  }
  const highest = numbersIn(folder);
  for (const { id, number } of links) {
    if (highest.get(id) === number) marks.set(id, String(number));
    // Somebody else was numbers ahead; what was written here never counted.
    else rmSync(join(folder, `${id}.${number}.json`), { force: true });
  }
  for (const [id, mark] of marks) rmSync(join(folder, `${id}.${Number(mark) - 1}.json`), { force: true });
  return marks;
}

interface Link {
  readonly id: string;
  readonly number: number;
}

function link(folder: string, run: string, { id, from, text }: Writing): readonly Link[] {
  if (!isRecordId(id)) throw new Error(`no name of a record: ${id}`);
  const number = Number(from ?? 0) + 1;
  return linked(folder, `${id}.${number}.json`, { text, run }) ? [{ id, number }] : [];
}

/** Writes a file whole beside its place and links it there; false where something has that name already. */
function linked(folder: string, name: string, { text, run }: { text: string; run: string }): boolean {
  const beside = join(folder, `.${name}.${run}.${process.pid}.tmp`);
  try {
    writeFileSync(beside, text, { flag: 'wx', flush: true, mode: 0o600 });
    linkSync(beside, join(folder, name));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Removes what processes left that died while they wrote. */
function removeLeftovers(folder: string): void {
  for (const name of namesIn(folder)) {
    const pid = /^\..*\.(\d{1,10})\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Making records takes hard links, which not every file system has. */
const noLinks: readonly [Why, string] = ['denied', 'permission is denied, or the file system has no hard links'];

function whyOf(error: unknown, folder: string): readonly [Why, string] {
  const [why, reason] = errorCode(error) === 'EPERM' ? noLinks : diskFault(error);
  return [why, `the outbox ${folder} cannot be used: ${reason}`];
}
