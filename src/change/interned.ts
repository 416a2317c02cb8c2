/** Equal lists kept once. */

/**
 * Keeps one of each equal list, found by the numbers of its rows, and one number for each row's text; the very same list
 * and the very same row are recognised without writing them out.
 */
export class Interned<Row extends object> {
  readonly #textOf: (row: Row) => string;
  readonly #seen = new WeakMap<readonly Row[], Kept<Row>>();
  readonly #byRows = new Map<string, Kept<Row>>();
  readonly #numbers = new WeakMap<Row, number>();
  readonly #byText = new Map<string, number>();

  constructor(textOf: (row: Row) => string) {
    this.#textOf = textOf;
  }

  take(list: readonly Row[]): Kept<Row> {
    const seen = this.#seen.get(list);
    if (seen !== undefined) return seen;
    const key = list.map((row) => this.#numberOf(row)).join(',');
    let kept = this.#byRows.get(key);
    if (kept === undefined) this.#byRows.set(key, (kept = { id: this.#byRows.size, kept: list }));
    this.#seen.set(list, kept);
    return kept;
  }

  #numberOf(row: Row): number {
    let number = this.#numbers.get(row);
    if (number !== undefined) return number;
    const text = this.#textOf(row);
    number = this.#byText.get(text);
    if (number === undefined) this.#byText.set(text, (number = this.#byText.size));
    this.#numbers.set(row, number);
    return number;
  }
}

/** The copy that is kept, and its number. */
export interface Kept<Row> {
  readonly id: number;
  readonly kept: readonly Row[];
}
