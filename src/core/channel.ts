/** Things that one side adds by and by, and another takes in lots as it gets to them. */
export class Channel<T> {
  #waiting: T[] = [];
  #isEnded = false;
  #wake: () => void = () => undefined;

  add(thing: T): void {
    this.#waiting.push(thing);
    this.#wake();
  }

  /** Nothing more will be added. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** All that was added since it was last asked, and at least one; none once there will be no more. */
  async take(): Promise<readonly T[]> {
    while (this.#waiting.length === 0 && !this.#isEnded) await new Promise<void>((wake) => (this.#wake = wake));
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }
}
