/** Who acts on the embedded forge, and what they may do. There are no passwords: it serves one machine. */

import { refused, type Answer } from './answers.ts';
import type { Desk } from './desk.ts';
import type { Look } from './store.ts';

const bot = 'tidemark[bot]';

/** The login that a token names, as `as:maria`; any other token, or none, acts as the bot. */
export function actorOf(authorization: string | null): string {
  const [, login] = /^(?:token|bearer) as:([A-Za-z0-9][\w.@[\]-]{0,99})$/i.exec(authorization ?? '') ?? [];
  return login ?? bot;
}

export type Permission = 'admin' | 'write' | 'none';

/** Where nobody has listed collaborators, everybody is one. */
export function permissionOf(look: Look, login: string): Permission {
  const { collaborators } = look.house();
  if (login === bot || collaborators === undefined) return 'admin';
  return collaborators.get(login.toLowerCase()) ?? 'none';
}

export function mayPush(look: Look, login: string): boolean {
  return permissionOf(look, login) !== 'none';
}

/** Why somebody may not change anything here, or undefined. */
export function barred(look: Look, login: string): Answer | undefined {
  if (look.house().isArchived) return refused(403, 'Repository was archived so is read-only.');
  return mayPush(look, login) ? undefined : refused(403, 'Resource not accessible by personal access token');
}

/** The branch that everything starts from. */
export function defaultBranchOf({ store }: Desk, look: Look): string {
  const named = look.house().defaultBranch;
  if (named !== undefined) return named;
  const branches = look.refs('refs/heads/').map(({ ref }) => ref.slice('refs/heads/'.length));
  const head = store.repository.resolve('HEAD');
  return (
    ['main', 'master'].find((name) => branches.includes(name)) ??
    branches.find((name) => look.id(`refs/heads/${name}`) === head) ??
    branches[0] ??
    'main'
  );
}
