/** What the token of a job may do, and GitHub's rule that a called workflow may not ask for more than its caller has. */

import { tableOf, textOf, type Table } from './expression.ts';
import { said, type Part } from './workflow.ts';

/** `read` or `write` by scope; a scope that is not there is none. */
export type Rights = Readonly<Record<string, string>>;

/** A job's own permissions, or those of its workflow, or what was granted. */
export function rightsOf(job: Part, workflow: Part, granted: Rights | undefined): Rights {
  for (const part of [job, workflow])
    if (part.get('permissions') !== undefined) return rightsIn(tableOf(said(part, 'permissions')));
  return granted ?? {};
}

function rightsIn(table: Table): Rights {
  const entries = Object.entries(table).map(([scope, level]) => [scope, textOf(level)] as const);
  return Object.fromEntries(entries.filter(([, level]) => level !== 'none'));
}

/** Refuses the whole run, as GitHub does before it begins. */
export function checkRights(job: string, asked: Rights, granted: Rights | undefined): void {
  if (granted === undefined) return;
  for (const [scope, level] of Object.entries(asked)) {
    const has = granted[scope];
    if (has !== level && has !== 'write')
      throw new Error(
        `the nested job "${job}" asks for "${scope}: ${level}", but is only allowed "${scope}: ${has ?? 'none'}"`,
      );
  }
}
