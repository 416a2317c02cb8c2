/**
 * The logs and branches of the embedded forge, as they lie in refs. Each log is a file of a chain of commits under a ref
 * of its own; a second ref points at the file itself, so that any number of logs is read in one go. Both move together,
 * and only from where they were seen.
 */

import { hash } from 'node:crypto';
import type { CommitId, Objects } from '../../core/objects.ts';
import { failed, succeeded, type Outcome } from '../../core/outcome.ts';
import type { Ref, RefMove, RefWriter, Refs } from '../../core/refs.ts';
import type { BlobId } from '../../core/tree.ts';
import type { ConversationEvent, ForgeEvent, ReleaseEvent, SettingsEvent, StatusEvent } from './events.ts';
import {
  foldConversation,
  foldRelease,
  foldSettings,
  foldStatuses,
  type Conversation,
  type House,
  type Release,
  type Statuses,
} from './fold.ts';
import { logLine, readLog } from './log.ts';
import { RefFiles, storeLog, type GitFolder, type StoredLog } from './quick.ts';

/** A bare repository, as far as the embedded forge needs it. */
export type ForgeRepository = Objects &
  Refs & {
    mergeBase(a: CommitId, b: CommitId): CommitId | undefined;
    /** Where its files are; without it everything goes through git, which is slower. */
    readonly store?: GitFolder;
    /** For many moves of refs; without it each is one of `moveRefs`. */
    readonly refWriter?: () => RefWriter;
  };

/** A log's name: `issues/12`, `releases/3`, `statuses/SHA`, `settings`. */
export type LogName = string;

/** What is to be written, all of it or none: a line for each of these logs, and moves of branches. */
export interface Write {
  readonly lines: readonly { readonly log: LogName; readonly event: ForgeEvent }[];
  readonly moves: readonly RefMove[];
}

const logRefs = 'refs/tidemark/forge/';

export interface StoreOptions {
  readonly repository: ForgeRepository;
  /** Called after each change of the repository. */
  readonly afterEffect: (effect: 'commits' | 'refs') => void;
}

/** The repository at one moment: its refs were listed once, and logs are read when they are asked for. */
export interface Look {
  /** What a ref holds. */
  id(ref: string): string | undefined;
  commit(ref: string): CommitId | undefined;
  refs(prefix: string): readonly Ref[];
  conversation(number: number): Conversation | undefined;
  /** Every issue and request, by number. */
  conversations(): readonly Conversation[];
  releases(): readonly Release[];
  statuses(sha: string): Statuses;
  house(): House;
  /** A number that no log of this kind has. */
  next(kind: 'issues' | 'releases'): number;
}

interface NewLine {
  readonly parent: CommitId | undefined;
  /** The whole log, with the line. */
  readonly text: string;
  readonly event: ForgeEvent;
}

/** Reads and appends. What it remembers between requests is only what has a name by its content. */
export class Store {
  readonly repository: ForgeRepository;
  readonly #files: RefFiles | undefined;
  readonly #moveRefs: RefWriter;
  readonly #afterEffect: StoreOptions['afterEffect'];
  /** The text of each log as it was last seen. */
  readonly #texts = new Map<LogName, { readonly blob: BlobId; readonly text: string }>();
  readonly #folds = new Map<LogName, { readonly text: string; readonly state: unknown }>();

  constructor({ repository, afterEffect }: StoreOptions) {
    this.repository = repository;
    this.#files = repository.store === undefined ? undefined : new RefFiles(repository.store);
    this.#moveRefs = repository.refWriter?.() ?? ((moves) => Promise.resolve(repository.moveRefs(moves)));
    this.#afterEffect = afterEffect;
  }

  look(): Outcome<Look> {
    const quick = this.#files?.list();
    if (quick !== undefined) return this.#lookAt(quick);
    const listed = this.repository.listRefs('refs/');
    return listed.ok ? this.#lookAt(new Map(listed.value.map((ref) => [ref.ref, ref]))) : listed;
  }

  /** Writes what was decided upon a look; the repository as it is then. `conflict` where somebody was faster. */
  async write(look: Look, { lines, moves }: Write): Promise<Outcome<Look>> {
    const all: RefMove[] = [...moves];
    const texts = new Map<LogName, { readonly blob: BlobId; readonly text: string }>();
    for (const { log, event } of lines) {
      const chain = `${logRefs}${log}`;
      const parent = look.commit(chain);
      const text = `${parent === undefined ? '' : (this.#texts.get(log)?.text ?? '')}${logLine(event)}`;
      const made = this.#store({ parent, text, event });
      if (!made.ok) return made;
      texts.set(log, { blob: made.value.blob, text });
      const file = fileRef(log);
      all.push({ ref: chain, from: look.id(chain), to: made.value.commit });
      all.push({ ref: file, from: look.id(file), to: made.value.blob });
    }
    if (lines.length > 0) this.#afterEffect('commits');
    const moved = await this.#moveRefs(all);
    if (!moved.ok) return moved;
    this.#afterEffect('refs');
    for (const [log, text] of texts) this.#texts.set(log, text);
    return this.#lookAt(moveIn(look, all));
  }

  #store({ parent, text, event }: NewLine): Outcome<StoredLog> {
    const { repository } = this;
    const author = signatureOf(event);
    const message = `${event.is}\n`;
    if (repository.store !== undefined)
      return storeLog(repository.store, {
        parent,
        text,
        who: `${author.name} <${author.mail}> ${author.seconds} +0000`,
        message,
      });
    const parents = parent === undefined ? [] : [parent];
    const made = repository.makeCommits([{ parents, edits: new Map([['log.jsonl', text]]), message, author }]);
    if (!made.ok) return made;
    const [commit] = made.value;
    if (commit === undefined) return failed('unreachable', 'no commit was made');
    return succeeded({ commit, blob: blobId(text, commit.length) });
  }

  #lookAt(refs: ReadonlyMap<string, Ref>): Outcome<Look> {
    const read = this.#read(refs);
    if (!read.ok) return read;
    const fold = <S>(log: LogName, folded: (events: readonly ForgeEvent[]) => S): S => {
      const text = refs.has(`${logRefs}${log}`) ? (this.#texts.get(log)?.text ?? '') : '';
      const known = this.#folds.get(log);
      if (known !== undefined && known.text === text) return known.state as S; // of the same log
      const state = folded(readLog(text));
      this.#folds.set(log, { text, state });
      return state;
    };
    // A log holds the events of its own kind alone.
    const conversation = (number: number): Conversation | undefined =>
      fold(`issues/${number}`, (events) => foldConversation(number, events as readonly ConversationEvent[]));
    const release = (id: number): Release | undefined =>
      fold(`releases/${id}`, (events) => foldRelease(id, events as readonly ReleaseEvent[]));
    const numbers = (kind: 'issues' | 'releases'): readonly number[] => numbersIn(refs, kind);
    return succeeded({
      id: (ref) => refs.get(ref)?.id,
      commit: (ref) => refs.get(ref)?.commit ?? this.#tagged(refs.get(ref)),
      refs: (prefix) => [...refs.values()].filter(({ ref }) => ref.startsWith(prefix)),
      conversation,
      conversations: () => numbers('issues').flatMap((number) => conversation(number) ?? []),
      releases: () => numbers('releases').flatMap((id) => release(id) ?? []),
      statuses: (sha) => fold(`statuses/${sha}`, (events) => foldStatuses(events as readonly StatusEvent[])),
      house: () => fold('settings', (events) => foldSettings(events as readonly SettingsEvent[])),
      next: (kind) => (numbers(kind).at(-1) ?? 0) + 1,
    });
  }

  /** The commit of a tag, which a quick listing leaves out. */
  #tagged(ref: Ref | undefined): CommitId | undefined {
    return ref?.ref.startsWith('refs/tags/') === true ? this.repository.resolve(ref.id) : undefined;
  }

  /** Brings the texts of all logs up to date, in one go. */
  #read(refs: ReadonlyMap<string, Ref>): Outcome<undefined> {
    const stale: { readonly log: LogName; readonly blob: BlobId }[] = [];
    for (const { ref } of refs.values()) {
      if (!ref.startsWith(logRefs) || ref.startsWith(fileRefs)) continue;
      const log = ref.slice(logRefs.length);
      const blob = refs.get(fileRef(log))?.id ?? this.#blobIn(refs.get(ref)?.commit);
      if (blob === undefined) return failed('unreachable', `the log ${log} of the forge is damaged`);
      if (this.#texts.get(log)?.blob !== blob) stale.push({ log, blob });
    }
    if (stale.length === 0) return succeeded(undefined);
    const blobs = this.repository.readBlobs(stale.map(({ blob }) => blob));
    if (!blobs.ok) return blobs;
    for (const { log, blob } of stale) {
      const bytes = blobs.value.get(blob);
      if (bytes === undefined) return failed('unreachable', `the log ${log} of the forge is damaged`);
      this.#texts.set(log, { blob, text: new TextDecoder().decode(bytes) });
    }
    return succeeded(undefined);
  }

  /** The file of a log whose second ref was lost, as in a clone that took only some refs. */
  #blobIn(commit: CommitId | undefined): BlobId | undefined {
    const tree = commit === undefined ? undefined : this.repository.listTree(commit, '');
    return tree?.ok === true ? tree.value.find(({ path }) => path === 'log.jsonl')?.id : undefined;
  }
}

const fileRefs = `${logRefs}files/`;

function fileRef(log: LogName): string {
  return `${fileRefs}${log}`;
}

function numbersIn(refs: ReadonlyMap<string, Ref>, kind: string): readonly number[] {
  const prefix = `${logRefs}${kind}/`;
  const numbers: number[] = [];
  for (const ref of refs.keys()) {
    const name = ref.startsWith(prefix) ? ref.slice(prefix.length) : '';
    if (/^[1-9]\d{0,8}$/.test(name)) numbers.push(Number(name));
  }
  return numbers.toSorted((a, b) => a - b);
}

/** The refs as they are after a move, without listing them again. */
function moveIn(look: Look, moves: readonly RefMove[]): ReadonlyMap<string, Ref> {
  const refs = new Map(look.refs('').map((ref) => [ref.ref, ref]));
  for (const { ref, to } of moves) {
    if (to === undefined) refs.delete(ref);
    else
      refs.set(ref, {
        ref,
        id: to,
        commit: ref.startsWith('refs/tags/') || ref.startsWith(fileRefs) ? undefined : (to as CommitId),
      }); // made or seen by git
  }
  return refs;
}

/** The name that git gives to a file, in a repository whose ids are this long. */
function blobId(text: string, length: number): BlobId {
  const bytes = Buffer.from(text);
  const header = Buffer.from(`blob ${bytes.length}\0`);
  return hash(length === 64 ? 'sha256' : 'sha1', Buffer.concat([header, bytes]));
}

function signatureOf({ by, at }: ForgeEvent): { name: string; mail: string; seconds: number } {
  const name = by.replaceAll(/[^\w.@[\] -]/g, '_');
  return {
    name,
    mail: `${name.replaceAll(/[^\w.-]/g, '-')}@forge.invalid`,
    seconds: Math.floor(Date.parse(at) / 1000),
  };
}
