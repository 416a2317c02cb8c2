/** What an edge of the product answers: a value, or one of a few reasons why there is none. */

/** `detail` is for people, and may hold text from outside. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: Why; readonly detail: string };

/**
 * Why there is no value: `conflict`, somebody else was first; `denied`, we may not; `limited`, too much or too long;
 * `gone`, it is not there; `unreachable`, the other side failed or gave no sensible answer.
 */
export type Why = 'conflict' | 'denied' | 'limited' | 'gone' | 'unreachable';

export function succeeded<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(why: Why, detail: string): Outcome<never> {
  return { ok: false, why, detail };
}
