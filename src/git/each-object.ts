/** Objects one after the other, as they come: however many there are, few are held at once. */

import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import { isObjectId } from './names.ts';
import { streamGit } from './stream.ts';
import type { Workplace } from './surroundings.ts';

export interface PassingObject {
  readonly type: 'commit' | 'tree' | 'blob' | 'tag';
  /** Of the whole object; the content is cut off at the limit that was given. It holds only during the call. */
  readonly size: number;
  readonly content: Buffer;
}

export interface Passage {
  readonly ids: readonly string[];
  /** The most bytes of each object that are read. */
  readonly limit: number;
  /** Gets the objects in the order of their ids; undefined for one that is not here. */
  readonly use: (object: PassingObject | undefined, at: number) => void;
}

/** Reads objects by their ids. */
export async function eachObject(workplace: Workplace, passage: Passage): Promise<Outcome<undefined>> {
  if (passage.ids.length === 0) return succeeded(undefined);
  if (!passage.ids.every(isObjectId)) return failed('gone', 'no such object');
  const cutter = new ObjectCutter(passage);
  const ran = await streamGit(workplace, {
    arguments: ['cat-file', '--batch', '--buffer'],
    input: `${passage.ids.join('\n')}\n`,
    use: (part) => cutter.take(part),
  });
  if (!ran.ok) return ran;
  return cutter.isDone ? ran : failed('unreachable', 'git broke off in the middle of an answer');
}

/** For each id one line `ID SP TYPE SP SIZE`, its content and a line feed; or a line that ends in `missing`. */
class ObjectCutter {
  readonly #passage: Passage;
  /** What is not whole yet is gathered in one place, which is not given away: gigabytes pass through it. */
  #place: Buffer = Buffer.alloc(0);
  #held = 0;
  /** How many bytes are needed before it is worth looking again. */
  #needed = 1;
  #toSkip = 0;
  #count = 0;

  constructor(passage: Passage) {
    this.#passage = passage;
  }

  get isDone(): boolean {
    return this.#held === 0 && this.#toSkip === 0 && this.#count === this.#passage.ids.length;
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
      const named = at + (this.#passage.ids[this.#count]?.length ?? 0) + 1;
      const type = typeAt(bytes, named);
      if (type === undefined) {
        this.#give(undefined);
        at = lineEnd + 1;
        continue;
      }
      const size = numberIn(bytes, named + type.length + 1, lineEnd);
      const read = Math.min(size, this.#passage.limit);
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
    this.#passage.use(object, this.#count);
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
