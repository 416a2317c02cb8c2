/** A forge of which nobody serves pages, as the embedded one inside this process: a page is told only where somebody serves it. */

import { succeeded, type Outcome } from '../core/outcome.ts';
import type { Forge } from '../forge/forge.ts';

/** The same forge, whose requests, issues and releases have no addresses. */
export function unservedForge(forge: Forge): Forge {
  return {
    ...forge,
    facts: async () => mapped(await forge.facts(), (facts) => ({ ...facts, webUrl: undefined })),
    openRequests: async (prefix) => mapped(await forge.openRequests(prefix), allBare),
    closedRequests: async (prefix, since) => mapped(await forge.closedRequests(prefix, since), allBare),
    openRequest: async (draft) => mapped(await forge.openRequest(draft), bare),
    request: async (number) => mapped(await forge.request(number), bare),
    issues: async (label, filter) => mapped(await forge.issues(label, filter), allBare),
    openIssue: async (draft) => mapped(await forge.openIssue(draft), bare),
    edit: async (number, edit) => mapped(await forge.edit(number, edit), bare),
    release: async (tag) => mapped(await forge.release(tag), bare),
    writeRelease: async (draft) => mapped(await forge.writeRelease(draft), bare),
  };
}

interface Paged {
  readonly url: string;
}

function bare<T extends Paged>(paged: T): T {
  return { ...paged, url: '' };
}

function allBare<T extends Paged>(paged: readonly T[]): readonly T[] {
  return paged.map(bare);
}

function mapped<T, U>(outcome: Outcome<T>, change: (value: T) => U): Outcome<U> {
  return outcome.ok ? succeeded(change(outcome.value)) : outcome;
}
