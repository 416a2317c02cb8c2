/** Equal lists kept once. */

/** Keeps one of each equal list, found by its text; the very same list is recognised without writing it out. */
export class Interned<T extends readonly object[]> {
  readonly #textOf: (list: T) => string;
  readonly #seen = new WeakMap<T, Kept<T>>();
  readonly #byText = new Map<string, Kept<T>>();

  constructor(textOf: (list: T) => string) {
    this.#textOf = textOf;
  }

  take(list: T): Kept<T> {
    const seen = this.#seen.get(list);
    if (seen !== undefined) return seen;
    const text = this.#textOf(list);
    let kept = this.#byText.get(text);
    if (kept === undefined) this.#byText.set(text, (kept = { id: this.#byText.size, text, kept: list }));
    this.#seen.set(list, kept);
    return kept;
  }
}

/** The copy that is kept, and its number. */
export interface Kept<T> {
  readonly id: number;
  readonly text: string;
  readonly kept: T;
}
