/** Objects one after the other, as they come: however many there are, few are held at once. */

import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import type { ObjectType } from './loose.ts';
import { isObjectId } from './names.ts';
import type { Store } from './store.ts';
import { openGit, type WorkingGit } from './stream.ts';

export interface PassingObject {
  readonly type: ObjectType;
  /** Of the whole object; the content is cut off at the limit that was given. It holds only during the call. */
  readonly size: number;
  readonly content: Buffer;
}

export interface Passing {
  /** The most bytes of each object that are read. */
  readonly limit: number;
  /** Gets the objects in the order of their ids; undefined for one that is not here. Counted from 0. */
  readonly use: (object: PassingObject | undefined, at: number) => void;
}

/** Reads objects by their ids. */
export async function eachObject(
  store: Store,
  { ids, ...passing }: Passing & { readonly ids: readonly string[] },
): Promise<Outcome<undefined>> {
  const feed = new ObjectFeed(store, passing);
  feed.read(ids);
  return feed.end();
}

/** Objects that are asked for by and by, while earlier ones pass. One process of git reads them all. */
export class ObjectFeed {
  readonly #store: Store;
  readonly #idWidth: number;
  readonly #cutter: ObjectCutter;
  #git: WorkingGit | undefined;
  #isWrong = false;

  constructor(store: Store, passing: Passing) {
    this.#store = store;
    this.#idWidth = store.hash === 'sha256' ? 64 : 40;
    this.#cutter = new ObjectCutter(passing, this.#idWidth);
  }

  /** Where something else than ids of this repository is asked for, nothing more is read. */
  read(ids: readonly string[]): void {
    this.#isWrong ||= !ids.every((id) => id.length === this.#idWidth && isObjectId(id));
    if (ids.length === 0 || this.#isWrong) return;
    this.#git ??= this.#open();
    this.#cutter.asked += ids.length;
    this.#git.input.write(`${ids.join('\n')}\n`);
  }

  #open(): WorkingGit {
    const git = openGit(this.#store, {
      arguments: ['cat-file', '--batch', '--buffer'],
      use: (part) => this.#cutter.take(part),
    });
    // How it went is asked at the end.
    git.ended.catch(() => undefined);
    return git;
  }

  /** Once all have passed, how it went; `gone` where something else than an id was asked for. */
  async end(): Promise<Outcome<undefined>> {
    this.#git?.input.end();
    const ran = await this.#git?.ended;
    if (this.#isWrong) return failed('gone', 'no such object');
    if (ran === undefined) return succeeded(undefined);
    return !ran.ok || this.#cutter.isDone ? ran : failed('unreachable', 'git broke off in the middle of an answer');
  }
}

/** For each id one line `ID SP TYPE SP SIZE`, its content and a line feed; or a line that ends in `missing`. */
class ObjectCutter {
  /** How many objects are to come. */
  asked = 0;
  readonly #passing: Passing;
  readonly #idWidth: number;
  /** What is not whole yet is gathered in one place, which is not given away: gigabytes pass through it. */
  #place: Buffer = Buffer.alloc(0);
  #held = 0;
  /** How many bytes are needed before it is worth looking again. */
  #needed = 1;
  #toSkip = 0;
  #count = 0;

  constructor(passing: Passing, idWidth: number) {
    this.#passing = passing;
    this.#idWidth = idWidth;
  }

  get isDone(): boolean {
    return this.#held === 0 && this.#toSkip === 0 && this.#count === this.asked;
  }

  take(part: Buffer): void {
    if (this.#held === 0) return this.#keep(part, this.#cut(part));
    this.#keep(part, 0);
    if (this.#held < this.#needed) return;
    const used = this.#cut(this.#place.subarray(0, this.#held));
    this.#place.copyWithin(0, used, this.#held);
    this.#held -= used;
  }

  #keep(part: Buffer, from: number): void {
    const held = this.#held + part.length - from;
    if (held > this.#place.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * held, this.#needed));
      this.#place.copy(larger, 0, 0, this.#held);
      this.#place = larger;
    }
    part.copy(this.#place, this.#held, from);
    this.#held = held;
  }

  /** Hands on what is whole; gives how many bytes that were. */
  #cut(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      const skipped = Math.min(this.#toSkip, bytes.length - at);
      this.#toSkip -= skipped;
      at += skipped;
      this.#needed = bytes.length - at + 1;
      const lineEnd = bytes.indexOf(lineFeed, at);
      if (lineEnd === -1) return at;
      const named = at + this.#idWidth + 1;
      const type = typeAt(bytes, named);
      if (type === undefined) {
        this.#give(undefined);
        at = lineEnd + 1;
        continue;
      }
      const size = numberIn(bytes, named + type.length + 1, lineEnd);
      const read = Math.min(size, this.#passing.limit);
      const end = lineEnd + 1 + read;
      if (end > bytes.length) {
        this.#needed = end - at;
        return at;
      }
      this.#give({ type, size, content: bytes.subarray(lineEnd + 1, end) });
      this.#toSkip = size - read + 1;
      at = end;
    }
  }

  #give(object: PassingObject | undefined): void {
    this.#passing.use(object, this.#count);
    this.#count += 1;
  }
}

const lineFeed = 0x0a;

/** By its first letters; undefined for `missing`. */
function typeAt(bytes: Buffer, at: number): PassingObject['type'] | undefined {
  switch (bytes[at]) {
    case 0x62:
      return 'blob';
    case 0x63:
      return 'commit';
    case 0x74:
      return bytes[at + 1] === 0x72 ? 'tree' : 'tag';
    default:
      return undefined;
  }
}

function numberIn(bytes: Buffer, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at += 1) number = 10 * number + (bytes[at] ?? 0) - 0x30;
  return number;
}
