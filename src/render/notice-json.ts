/** Notices for programs: who would be told of what. */

import type { Gathered } from '../notice/gather.ts';
import type { Trouble } from '../notice/trouble.ts';

/** Everything, in a stable order. */
export function noticesJson({ subjects, notices, forsaken }: Gathered): string {
  const data = {
    causes: subjects.map(({ trouble, addressees }) => ({
      ...causeOf(trouble),
      told: addressees.map(({ name }) => name),
    })),
    notices: notices.map(({ addressee, troubles }) => ({
      owner: addressee.name,
      kind: addressee.kind,
      mail: addressee.mailboxes.map(({ mail }) => mail),
      causes: troubles.map(({ id, clusters }) => ({ id, clusters: clusters.map(({ name }) => name) })),
    })),
    forsaken: forsaken.map(({ name }) => name),
  };
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function causeOf({ id, stage, code, file, line, message, advice, clusters }: Trouble): object {
  return { id, stage, code, file, line, message, advice, clusters: clusters.map(({ name }) => name) };
}
