/** Where a request of the API is served: looks at the repository, decides, writes, and begins again if somebody was faster. */

import type { Outcome } from '../../core/outcome.ts';
import { refused, type Answer } from './answers.ts';
import type { Said } from './events.ts';
import type { Look, Store, Write } from './store.ts';

export interface Desk {
  readonly store: Store;
  readonly owner: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Where its addresses begin, without a slash at the end. */
  readonly web: string;
}

/** What to write, and what to answer once it is written; or an answer alone. */
export type Decision = Answer | { readonly write: Write; readonly then: (look: Look) => Answer };

/** Decides upon the repository as it is, and writes; again as long as somebody else is faster. */
export async function serve(
  desk: Desk,
  catchUp: (desk: Desk, look: Look) => Promise<Outcome<Look>>,
  decide: (look: Look) => Decision,
): Promise<Answer> {
  let failure = 'the repository is too busy';
  let patience = 5;
  const again = (why: string): boolean => why === 'conflict' || (why === 'unreachable' && (patience -= 1) > 0);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const seen = desk.store.look();
    const look = seen.ok ? await catchUp(desk, seen.value) : seen;
    if (!look.ok) {
      failure = look.detail;
      if (again(look.why)) continue;
      break;
    }
    const decision = decide(look.value);
    if (!('write' in decision)) return decision;
    const written = await desk.store.write(look.value, decision.write);
    if (written.ok) return decision.then(written.value);
    failure = written.detail;
    if (!again(written.why)) break;
  }
  return refused(500, `Server Error: ${failure}`);
}

/** Each attempt is lost only to a writer who won, so this many are never lost in a row by chance. */
const attempts = 200;

/** Who says something now. */
export function said(desk: Desk, by: string): Said {
  return { at: instant(desk.now()), by };
}

/** An instant as GitHub writes it. */
function instant(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A write of one line. */
export function line(log: string, event: Write['lines'][number]['event'], moves: Write['moves'] = []): Write {
  return { lines: [{ log, event }], moves };
}
