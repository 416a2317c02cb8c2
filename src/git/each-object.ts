/** Objects one after the other, as they come: however many there are, few are held at once. */

import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import { isObjectId } from './names.ts';
import { streamGit } from './stream.ts';
import type { Workplace } from './surroundings.ts';

export interface PassingObject {
  readonly id: string;
  readonly type: string;
  /** Of the whole object; the content is cut off at the limit that was given. Kept longer, the content is to be copied. */
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

const header = /^([0-9a-f]{40,64}) (commit|tree|blob|tag) ([0-9]+)$/;

/** For each id one line `ID SP TYPE SP SIZE`, its content and a line feed; or a line that ends in `missing`. */
class ObjectCutter {
  readonly #passage: Passage;
  #parts: Buffer[] = [];
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
    this.#parts.push(part);
    this.#held += part.length;
    if (this.#held < this.#needed) return;
    const [only] = this.#parts;
    const bytes = this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts);
    const rest = bytes.subarray(this.#cut(bytes));
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#held = rest.length;
  }

  /** Hands on what is whole; gives how many bytes that were. */
  #cut(bytes: Buffer): number {
    let at = 0;
    for (;;) {
      const skipped = Math.min(this.#toSkip, bytes.length - at);
      this.#toSkip -= skipped;
      at += skipped;
      this.#needed = bytes.length - at + 1;
      const lineEnd = bytes.indexOf(0x0a, at);
      if (lineEnd === -1) return at;
      const [, id, type, digits] = header.exec(bytes.toString('latin1', at, lineEnd)) ?? [];
      if (id === undefined || type === undefined) {
        this.#give(undefined);
        at = lineEnd + 1;
        continue;
      }
      const size = Number(digits);
      const read = Math.min(size, this.#passage.limit);
      const end = lineEnd + 1 + read;
      if (end > bytes.length) {
        this.#needed = end - at;
        return at;
      }
      this.#give({ id, type, size, content: bytes.subarray(lineEnd + 1, end) });
      this.#toSkip = size - read + 1;
      at = end;
    }
  }

  #give(object: PassingObject | undefined): void {
    this.#passage.use(object, this.#count);
    this.#count += 1;
  }
}
