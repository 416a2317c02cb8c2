/** Whose turn it is: keeps requests within the documented limits, and waits where the forge has asked for it. */

import type { Limits, Window } from './limits.ts';

/** What a request costs at the forge. */
export type Cost = 'read' | 'change' | 'creation';

const prices = {
  read: { points: 1, creations: 0 },
  change: { points: 5, creations: 0 },
  creation: { points: 5, creations: 1 },
} as const satisfies Record<Cost, { readonly points: number; readonly creations: number }>;

/** The requests of the last hour, as far as a limit counts them. */
export class Turns {
  readonly #meters: readonly Meter[];
  #pausedUntil = 0;

  constructor(limits: Limits) {
    this.#meters = [
      ...limits.creations.map((window) => new Meter(window, 'creations')),
      ...limits.points.map((window) => new Meter(window, 'points')),
    ];
  }

  /** Takes a turn and answers 0; or answers how many milliseconds to wait before asking again. */
  take(cost: Cost, now: number): number {
    const waits = this.#meters.map((meter) => meter.wait(cost, now));
    const wait = Math.max(0, this.#pausedUntil - now, ...waits);
    if (wait === 0) for (const meter of this.#meters) meter.count(cost, now);
    return wait;
  }

  /** Nobody has a turn before this instant. */
  pause(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }
}

/** One window that slides over the last requests. */
class Meter {
  readonly #window: Window;
  readonly #of: 'points' | 'creations';
  #spent: { readonly at: number; readonly price: number }[] = [];

  constructor(window: Window, of: 'points' | 'creations') {
    this.#window = window;
    this.#of = of;
  }

  wait(cost: Cost, now: number): number {
    const { milliseconds, most } = this.#window;
    const price = prices[cost][this.#of];
    if (price === 0) return 0;
    // A clock that was set back would keep what it counted for ever.
    this.#spent = this.#spent.filter(({ at }) => at <= now && at > now - milliseconds);
    let over = price - most;
    for (const spent of this.#spent) over += spent.price;
    for (const spent of this.#spent) {
      if (over <= 0) return 0;
      over -= spent.price;
      if (over <= 0) return spent.at + milliseconds - now;
    }
    return 0;
  }

  count(cost: Cost, now: number): void {
    const price = prices[cost][this.#of];
    if (price > 0) this.#spent.push({ at: now, price });
  }
}
