/**
 * The two things that every request of the embedded forge does, without a process of git: listing refs, and storing the
 * few small objects of a log. It reads and writes the files that git documents (loose refs, packed-refs, loose objects);
 * where a repository keeps them in another way, git is asked. Refs are moved by git alone, under its locks.
 */

import { hash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { CommitId } from '../../core/objects.ts';
import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { Ref } from '../../core/refs.ts';

/** Where a bare repository has its files. */
export interface GitFolder {
  readonly gitDirectory: string;
  readonly objects: string;
  readonly hash: 'sha1' | 'sha256';
}

const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** A file or folder as it was: git replaces files by renaming, which changes both the file and its folder. */
interface Stamp {
  readonly inode: bigint;
  readonly changed: bigint;
}

interface SeenFolder {
  readonly stamp: Stamp;
  readonly folders: readonly string[];
  /** What each ref of the folder holds; undefined where it points at another ref. */
  readonly held: ReadonlyMap<string, { readonly stamp: Stamp; readonly id: string | undefined }>;
}

/** The refs of a repository, as its files tell. Folders and files that have not changed are not read again. */
export class RefFiles {
  readonly #gitDirectory: string;
  readonly #folders = new Map<string, SeenFolder>();
  #packed: { readonly stamp: Stamp; readonly refs: ReadonlyMap<string, string> | undefined } | undefined;

  constructor({ gitDirectory }: GitFolder) {
    this.#gitDirectory = gitDirectory;
  }

  /** Every ref with what it holds; the commit of a tag is not looked up. Undefined where git must be asked. */
  list(): ReadonlyMap<string, Ref> | undefined {
    if (['reftable', 'commondir'].some((name) => existsSync(join(this.#gitDirectory, name)))) return undefined;
    // Loose ones first: what is packed between the two readings is then seen in the pack.
    const loose = new Map<string, string>();
    if (!this.#readFolder('refs', loose)) return undefined;
    const packed = this.#readPacked();
    if (packed === undefined) return undefined;
    const refs = new Map<string, Ref>();
    for (const [ref, id] of [...packed, ...loose])
      refs.set(ref, { ref, id, commit: holdsCommit(ref) ? (id as CommitId) : undefined }); // git lets nothing else in
    return refs;
  }

  /** Whether all could be read; a ref that points at another is left to git. */
  #readFolder(folder: string, into: Map<string, string>): boolean {
    const place = join(this.#gitDirectory, folder);
    const stamp = stampOf(place);
    // Git removes folders that have become empty.
    if (stamp === undefined) return true;
    const known = this.#folders.get(folder);
    const seen = known !== undefined && isSettled(known.stamp, stamp) ? known : seeFolder(place, stamp, known);
    if (seen !== known) this.#folders.set(folder, seen);
    for (const [name, { id }] of seen.held) {
      if (id === undefined) return false;
      into.set(`${folder}/${name}`, id);
    }
    return seen.folders.every((name) => this.#readFolder(`${folder}/${name}`, into));
  }

  #readPacked(): ReadonlyMap<string, string> | undefined {
    const file = join(this.#gitDirectory, 'packed-refs');
    const stamp = stampOf(file);
    if (stamp === undefined) return new Map();
    if (this.#packed === undefined || !isSettled(this.#packed.stamp, stamp)) {
      const refs = new Map<string, string>();
      this.#packed = { stamp, refs: readPacked(this.#gitDirectory, refs) ? refs : undefined };
    }
    return this.#packed.refs;
  }
}

/** Branches hold commits always; so do the refs that this forge makes, but for the files of its logs. */
function holdsCommit(ref: string): boolean {
  if (ref.startsWith('refs/tidemark/forge/')) return !ref.startsWith('refs/tidemark/forge/files/');
  return ref.startsWith('refs/heads/') || ref.startsWith('refs/pull/');
}

function stampOf(place: string): Stamp | undefined {
  const found = lstatSync(place, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : { inode: found.ino, changed: found.ctimeNs };
}

/**
 * Whether nothing can have changed. The times of files are coarse: of what changed a moment ago, a second change may
 * not show.
 */
function isSettled(known: Stamp, now: Stamp): boolean {
  const age = BigInt(Date.now()) * 1_000_000n - now.changed;
  return known.inode === now.inode && known.changed === now.changed && age > coarseness;
}

/** Nanoseconds; far more than a tick of any kernel. */
const coarseness = 100_000_000n;

function seeFolder(place: string, stamp: Stamp, known: SeenFolder | undefined): SeenFolder {
  const folders: string[] = [];
  const held = new Map<string, { stamp: Stamp; id: string | undefined }>();
  for (const entry of entriesOf(place)) {
    const { name } = entry;
    if (entry.isDirectory()) {
      folders.push(name);
      continue;
    }
    const file = name.endsWith('.lock') ? undefined : stampOf(join(place, name));
    if (file === undefined) continue;
    const before = known?.held.get(name);
    if (before !== undefined && isSettled(before.stamp, file)) {
      held.set(name, before);
      continue;
    }
    const text = textAt(join(place, name))?.trimEnd();
    if (text !== undefined && text !== '') held.set(name, { stamp: file, id: objectId.test(text) ? text : undefined });
  }
  return { stamp, folders, held };
}

function entriesOf(folder: string): readonly { readonly name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function textAt(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}

/** Whether all lines could be read. */
function readPacked(gitDirectory: string, into: Map<string, string>): boolean {
  const text = textAt(join(gitDirectory, 'packed-refs')) ?? '';
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#') || line.startsWith('^')) continue;
    const [id = '', ref = ''] = line.split(' ');
    if (!objectId.test(id) || ref === '') return false;
    into.set(Buffer.from(ref, 'latin1').toString('utf8'), id);
  }
  return true;
}

/** A commit of one file, to be stored. */
export interface LogCommit {
  readonly parent: string | undefined;
  readonly text: string;
  /** As git writes people: `NAME <MAIL> SECONDS +0000`. */
  readonly who: string;
  readonly message: string;
}

export interface StoredLog {
  readonly commit: CommitId;
  readonly blob: string;
}

/** Stores a log's file, the tree of it, and the commit. */
export function storeLog(folder: GitFolder, { parent, text, who, message }: LogCommit): Outcome<StoredLog> {
  try {
    const blob = storeObject(folder, 'blob', Buffer.from(text));
    const entry = Buffer.concat([Buffer.from('100644 log.jsonl\0'), Buffer.from(blob, 'hex')]);
    const tree = storeObject(folder, 'tree', entry);
    const lines = [
      `tree ${tree}`,
      ...(parent === undefined ? [] : [`parent ${parent}`]),
      `author ${who}`,
      `committer ${who}`,
    ];
    const commit = storeObject(folder, 'commit', Buffer.from(`${lines.join('\n')}\n\n${message}`));
    return succeeded({ commit: commit as CommitId, blob }); // it has just been stored
  } catch (error) {
    return failed(
      'unreachable',
      `the log cannot be stored (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

let stored = 0;

/** Written beside and renamed, so that nobody ever finds half an object. */
function storeObject({ objects, hash: algorithm }: GitFolder, type: string, content: Buffer): string {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const id = hash(algorithm, whole);
  const folder = join(objects, id.slice(0, 2));
  const file = join(folder, id.slice(2));
  if (existsSync(file)) return id;
  mkdirSync(folder, { recursive: true });
  // Git clears away what is called like this and was left behind.
  const beside = join(folder, `tmp_obj_${process.pid}_${(stored += 1)}`);
  try {
    writeFileSync(beside, deflateSync(whole, { level: 1 }), { mode: 0o444 });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  return id;
}
