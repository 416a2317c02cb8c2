/** What every route of the embedded forge is: a method, a path, and a decision. */

import type { Asked } from './answers.ts';
import type { Decision, Desk } from './desk.ts';
import type { Look } from './store.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As hono writes it, below `/repos/OWNER/NAME` unless `isGlobal`. */
  readonly path: string;
  readonly isGlobal?: boolean;
  readonly decide: (asked: Asked, desk: Desk, look: Look) => Decision;
}

/** A number in a path; 0 for what is none, which nothing has. */
export function numberOf(asked: Asked): number {
  const text = asked.param('number');
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
}
