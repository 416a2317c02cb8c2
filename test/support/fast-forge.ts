/**
 * What the embedded forge keeps in refs, kept in memory: the port's twin for tests that need thousands of runs. Branches,
 * tags and merges stay in the real bare repository, to which git pushes.
 */

import { hash } from 'node:crypto';
import type { CommitId } from '../../src/core/objects.ts';
import { failed, succeeded, type Outcome } from '../../src/core/outcome.ts';
import type { CommitDraft, Ref, RefMove } from '../../src/core/refs.ts';
import { RefFiles } from '../../src/forge/local/quick.ts';
import type { ForgeRepository } from '../../src/forge/local/store.ts';
import type { Repository } from '../../src/git/git.ts';

/** The logs of a forge at one moment. */
export interface Logs {
  readonly refs: ReadonlyMap<string, string>;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

export const noLogs: Logs = { refs: new Map(), blobs: new Map() };

export interface FastForgeOptions {
  /** The bare repository. */
  readonly repository: Repository;
  readonly logs: Logs;
  /** `told`: heads are read again only when somebody says that they moved; `asked`: before each request. */
  readonly heads: 'told' | 'asked';
}

/** The port over a bare repository, its logs in memory. */
export class FastForge {
  readonly port: ForgeRepository;
  readonly #repository: Repository;
  readonly #files: RefFiles;
  readonly #keeps: boolean;
  readonly #refs: Map<string, string>;
  readonly #blobs: Map<string, Uint8Array>;
  #heads: readonly Ref[] | undefined;
  #head: CommitId | undefined;

  constructor({ repository, logs, heads }: FastForgeOptions) {
    this.#repository = repository;
    this.#files = new RefFiles(repository.store);
    this.#keeps = heads === 'told';
    this.#refs = new Map(logs.refs);
    this.#blobs = new Map(logs.blobs);
    // What goes past this port would not be seen by it.
    const { store: _files, refWriter: _writer, ...real } = repository;
    this.port = {
      ...real,
      resolve: (revision) =>
        revision === 'HEAD' ? (this.#head ??= repository.resolve(revision)) : repository.resolve(revision),
      listRefs: (prefix) => succeeded(this.#list().filter(({ ref }) => ref === prefix || ref.startsWith(prefix))),
      moveRefs: (moves) => this.#move(moves),
      makeCommits: (drafts) => {
        const made = drafts.map((draft) => this.#commit(draft));
        return made.every((id) => id !== undefined) ? succeeded(made) : repository.makeCommits(drafts);
      },
      readBlobs: (ids) => this.#read(ids),
    };
  }

  /** Says that somebody moved branches. */
  pushed(): void {
    this.#heads = undefined;
    this.#head = undefined;
  }

  /** What it holds now, for another forge to begin with. */
  logs(): Logs {
    return { refs: new Map(this.#refs), blobs: new Map(this.#blobs) };
  }

  #list(): readonly Ref[] {
    const logs = [...this.#refs].map(([ref, id]) => ({ ref, id, commit: id as CommitId })); // as it was moved here
    return [...this.#realRefs(), ...logs];
  }

  #realRefs(): readonly Ref[] {
    if (this.#heads !== undefined && this.#keeps) return this.#heads;
    const files = this.#files.list();
    if (files === undefined) throw new Error('the refs of the bare repository cannot be read');
    this.#heads = [...files.values()].filter(({ ref }) => !isKept(ref));
    return this.#heads;
  }

  #move(moves: readonly RefMove[]): Outcome<undefined> {
    const here = moves.filter(({ ref }) => isKept(ref));
    const there = moves.filter(({ ref }) => !isKept(ref));
    const stale = here.find(({ ref, from }) => this.#refs.get(ref) !== from);
    if (stale !== undefined) return failed('conflict', `${stale.ref} is not what it was`);
    if (there.length > 0) {
      const moved = this.#repository.moveRefs(there);
      this.pushed();
      if (!moved.ok) return moved;
    }
    for (const { ref, to } of here) {
      if (to === undefined) this.#refs.delete(ref);
      else this.#refs.set(ref, to);
    }
    return succeeded(undefined);
  }

  /** The commit of a log, or undefined where the draft is something else. */
  #commit({ parents, edits, message }: CommitDraft): CommitId | undefined {
    const text = edits.get('log.jsonl');
    if (edits.size !== 1 || typeof text !== 'string') return undefined;
    const bytes = Buffer.from(text);
    this.#blobs.set(idOf('blob', bytes), bytes);
    return idOf('log', Buffer.from([...parents, message, text].join('\n'))) as CommitId; // known to this forge alone
  }

  #read(ids: readonly string[]): ReturnType<ForgeRepository['readBlobs']> {
    const known = ids.flatMap((id) => {
      const bytes = this.#blobs.get(id);
      return bytes === undefined ? [] : [[id, bytes] as const];
    });
    if (known.length === ids.length) return succeeded(new Map(known));
    const others = this.#repository.readBlobs(ids.filter((id) => !this.#blobs.has(id)));
    return others.ok ? succeeded(new Map([...known, ...others.value])) : others;
  }
}

function isKept(ref: string): boolean {
  return ref.startsWith('refs/tidemark/forge/') || ref.startsWith('refs/pull/');
}

function idOf(type: string, content: Buffer): string {
  return hash('sha1', Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]));
}
