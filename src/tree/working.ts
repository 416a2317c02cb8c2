/** The files of a working directory. Nothing outside it is read, no link is followed, nothing can make it wait. */

import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  Stats,
} from 'node:fs';
import { join } from 'node:path';
import type { Tree, TreeFile, Unreadable } from '../core/tree.ts';
import { fileIn, fileSizeLimit, headerRoom, linkTo, special, tooLarge, unreadable } from './content.ts';
import { filesLimit, foldersAbove, isTreePath, isVisible } from './path.ts';

export interface WorkingTree extends Tree {
  /**
   * A text that stays the same only while the file does, cheaper than reading it; undefined where there is no regular
   * file. Take it before reading: clocks of file systems tick in milliseconds, so a change within the same tick shows
   * only in a stamp taken later.
   */
  stampOf(path: string): string | undefined;
}

/** The tree of a folder. Listings and folders are looked at once, texts are never kept. */
export function workingTree(root: string): WorkingTree {
  const disk: Disk = {
    root: realOf(root),
    listings: new Map(),
    folders: new Map(),
    closed: new Map(),
    buffer: Buffer.allocUnsafe(headerRoom + fileSizeLimit + 1),
  };
  return {
    name: 'working tree',
    list: (under) => listed(disk, under),
    has: (path) => isTreePath(path) && (barrier(disk, path) !== undefined || fileStats(disk, path) !== undefined),
    read: (path) => (isTreePath(path) ? (barrier(disk, path) ?? fileAt(disk, path)) : undefined),
    expect: () => undefined,
    stampOf: (path) => (isTreePath(path) && linkAbove(disk, path) === undefined ? stampAt(disk, path) : undefined),
  };
}

/** A folder, and what was seen of it. The buffer is used by one read at a time. */
interface Disk {
  readonly root: string;
  readonly listings: Map<string, readonly string[]>;
  /** Folders that could not be listed, and why. They are listed as if they were files, so that nobody misses them. */
  readonly closed: Map<string, Unreadable>;
  /** Folders by path: undefined where one is a real folder, or the reason not to go on where it is a link. */
  readonly folders: Map<string, Unreadable | undefined>;
  readonly buffer: Buffer;
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** A root that is itself a link is the user's own choice; where it does not exist, the tree is empty. */
function realOf(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}

function listed(disk: Disk, under: string): readonly string[] {
  let paths = disk.listings.get(under);
  if (paths === undefined) disk.listings.set(under, (paths = freshList(disk, under)));
  return paths;
}

function freshList(disk: Disk, under: string): readonly string[] {
  if (under !== '' && (!isTreePath(under) || linkAbove(disk, under) !== undefined)) return [];
  const stats = under === '' ? undefined : statsAt(disk, under);
  const isFolder = under === '' || (stats instanceof Stats && stats.isDirectory());
  if (!isFolder) return stats === undefined ? [] : [under];
  const paths: string[] = [];
  const folders = [under];
  for (let folder = folders.pop(); folder !== undefined && paths.length <= filesLimit; folder = folders.pop()) {
    const entries = entriesOf(disk, folder);
    if (entries === undefined) paths.push(folder);
    for (const entry of entries ?? []) {
      if (!isVisible(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      (entry.isDirectory() ? folders : paths).push(path);
    }
  }
  return paths.toSorted().slice(0, filesLimit + 1);
}

function entriesOf(disk: Disk, folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(join(disk.root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') return [];
    disk.closed.set(folder, unreadable(reasonOf(error)));
    return undefined;
  }
}

/** The reason not to go to a path at all. */
function barrier(disk: Disk, path: string): Unreadable | undefined {
  return linkAbove(disk, path) ?? disk.closed.get(path);
}

/** The reason not to read below a path: a link stands where a folder should. */
function linkAbove(disk: Disk, path: string): Unreadable | undefined {
  for (const folder of foldersAbove(path)) {
    if (!disk.folders.has(folder)) {
      const stats = statsAt(disk, folder);
      const isLink = stats instanceof Stats && stats.isSymbolicLink();
      disk.folders.set(folder, isLink ? linkTo(targetOf(disk, folder)) : undefined);
    }
    const link = disk.folders.get(folder);
    if (link !== undefined) return link;
  }
  return undefined;
}

/** What stands at a path, unless it cannot be known. */
function statsAt(disk: Disk, path: string): Stats | Unreadable | undefined {
  try {
    return lstatSync(join(disk.root, path), { throwIfNoEntry: false });
  } catch (error) {
    return isAbsence(error) ? undefined : unreadable(reasonOf(error));
  }
}

/** What stands at a path, if it is no folder. */
function fileStats(disk: Disk, path: string): Stats | Unreadable | undefined {
  const stats = statsAt(disk, path);
  return stats instanceof Stats && stats.isDirectory() ? undefined : stats;
}

/**
 * Opens first and asks afterwards what was opened, so that nothing can change in between: a link is not followed,
 * and a FIFO or device neither blocks nor is read.
 */
function fileAt(disk: Disk, path: string): TreeFile | Unreadable | undefined {
  let file: number;
  try {
    file = openSync(join(disk.root, path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    return unopened(disk, path, error);
  }
  try {
    const stats = fstatSync(file);
    if (stats.isDirectory()) return undefined;
    if (!stats.isFile()) return special(kindOf(stats));
    return stats.size > fileSizeLimit ? tooLarge(stats.size) : contentOf(disk.buffer, file);
  } catch (error) {
    return unreadable(reasonOf(error));
  } finally {
    closeSync(file);
  }
}

/** Reads to the end, whatever size was promised; one byte over the limit shows a file that grows. */
function contentOf(buffer: Buffer, file: number): TreeFile | Unreadable {
  let size = 0;
  while (size <= fileSizeLimit) {
    const count = readSync(file, buffer, headerRoom + size, buffer.length - headerRoom - size, null);
    if (count === 0) return fileIn(buffer, size);
    size += count;
  }
  return tooLarge(size);
}

function unopened(disk: Disk, path: string, error: unknown): Unreadable | undefined {
  const stats = fileStats(disk, path);
  if (!(stats instanceof Stats)) return stats;
  if (stats.isSymbolicLink()) return linkTo(targetOf(disk, path));
  return stats.isFile() ? unreadable(reasonOf(error)) : special(kindOf(stats));
}

function targetOf(disk: Disk, path: string): string {
  try {
    return readlinkSync(join(disk.root, path));
  } catch {
    return '';
  }
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a FIFO';
  return stats.isSocket() ? 'a socket' : 'a device';
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EIO: 'the disk gave an error',
};

/** Words of our own: the system's hold the path on this machine. */
function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return reasons[code] ?? `the system says ${code}`;
}

/** Something else on the way, or a name that no file can have, is as good as nothing there. */
function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function stampAt(disk: Disk, path: string): string | undefined {
  try {
    const stats = lstatSync(join(disk.root, path), { bigint: true });
    return stats.isFile() ? `${stats.size} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino}` : undefined;
  } catch {
    return undefined;
  }
}
