/** Who stands behind a step, as its commits say, and when that cannot be known. */

import type { Signature } from '../core/refs.ts';
import type { FleetPast, PastStep } from './past.ts';
import type { LogPerson, LogRequest } from './logbook.ts';

export function personOf({ name, mail }: Pick<Signature, 'name' | 'mail'>): LogPerson {
  return { name, mail };
}

/** The authors of what a merge brought, the oldest first, without the author of the merge itself; each once. */
export function authorsOf(step: PastStep, past: Pick<FleetPast, 'brought'>): readonly LogPerson[] {
  const others = (past.brought.get(step.id) ?? []).filter(({ author }) => !isSame(author, step.author));
  if (others.length < 2) return others.map(({ author }) => personOf(author));
  const authors = new Map<string, LogPerson>();
  for (const { author } of others.reverse()) authors.set(keyOf(author), personOf(author));
  return [...authors.values()];
}

/**
 * Whether author and committer are two, so that who of them moved something cannot be known. A forge that merges or
 * squashes a request commits under its own name, and names as the author who pressed the button, or who wrote the request:
 * that is no doubt. But its name is a claim too, so it counts for a request's commit alone; where that request is also no
 * more than a claim, the entry bears `request-unproven`. Whatever else bears the forge's name, such as an edit in the
 * browser, stays in doubt. The embedded forge writes both names alike.
 */
export function authorDiffers(step: PastStep, request: LogRequest | undefined): boolean {
  if (isSame(step.author, step.committer)) return false;
  return request === undefined || !isForge(step.committer);
}

/** What GitHub commits as, and the addresses that the embedded forge gives its people. */
function isForge({ mail }: Signature): boolean {
  const address = mail.toLowerCase();
  return address === 'noreply@github.com' || address.endsWith('@forge.invalid');
}

/** Another name at the same address is another claim. */
function isSame(a: Signature, b: Signature): boolean {
  return a.name === b.name && (a.mail === b.mail || a.mail.toLowerCase() === b.mail.toLowerCase());
}

function keyOf({ name, mail }: Signature): string {
  return `${mail.toLowerCase()}\n${name}`;
}
