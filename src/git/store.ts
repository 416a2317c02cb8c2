/** A repository as those parts see it that write to it, and a borrowed one that nobody has configured. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, type Outcome } from '../core/outcome.ts';
import type { Workplace } from './surroundings.ts';

/** An opened repository's places, and what names its objects. */
export interface Store extends Workplace {
  /** The folder of its objects; of a linked work tree, that of the main one. */
  readonly objects: string;
  readonly hash: 'sha1' | 'sha256';
}

/** A repository of our own that borrows another's objects, so that the other's configuration is never read. */
export interface Borrowed extends Workplace {
  /** For commands whose new objects stay in the repository that they are borrowed from. */
  readonly keeping: Readonly<Record<string, string>>;
  /** For commands whose new objects go when they are done. */
  readonly discarding: Readonly<Record<string, string>>;
}

/** Does something in a borrowed repository, which is gone afterwards. */
export function borrowing<T>(store: Store, use: (borrowed: Borrowed) => Outcome<T>): Outcome<T> {
  const borrowed = borrow(store);
  if (!borrowed.ok) return borrowed;
  try {
    return use(borrowed.value);
  } finally {
    giveBack(borrowed.value);
  }
}

export function borrow(store: Store): Outcome<Borrowed> {
  try {
    const directory = mkdtempSync(join(tmpdir(), 'tidemark-git-'));
    for (const name of ['objects', 'refs']) mkdirSync(join(directory, name));
    writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
    writeFileSync(join(directory, 'config'), configurationOf(store));
    const shallow = { GIT_SHALLOW_FILE: join(store.objects, '..', 'shallow') };
    return {
      ok: true,
      value: {
        gitDirectory: directory,
        directory,
        keeping: { GIT_OBJECT_DIRECTORY: store.objects, ...shallow },
        discarding: { GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(store.objects), ...shallow },
      },
    };
  } catch (error) {
    return failed('unreachable', `no temporary folder could be made (${String(error)})`);
  }
}

export function giveBack(borrowed: Borrowed): void {
  rmSync(borrowed.gitDirectory, { recursive: true, force: true, maxRetries: 3 });
}

function configurationOf({ hash }: Store): string {
  if (hash === 'sha1') return '[core]\n\trepositoryFormatVersion = 0\n\tbare = true\n';
  return '[core]\n\trepositoryFormatVersion = 1\n\tbare = true\n[extensions]\n\tobjectFormat = sha256\n';
}

/** The variable is a list with `:`; a quoted item may hold anything. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
