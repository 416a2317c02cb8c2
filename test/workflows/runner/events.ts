/** Which events a workflow listens to. */

import { tableOf, textOf, type Plain, type Table } from './expression.ts';
import type { Event } from './host.ts';

/** Whether a workflow with this `on` runs for an event. */
export function triggers(on: Table, event: Event): boolean {
  if (!(event.name in on)) return false;
  const filter = tableOf(on[event.name]);
  switch (event.name) {
    case 'push':
      return pushed(filter, event.ref);
    case 'pull_request':
      return passes(
        filter['types'] ?? ['opened', 'synchronize', 'reopened'],
        textOf(event.payload['action'] ?? 'opened'),
      );
    case 'schedule':
    case 'workflow_dispatch':
      return true;
  }
}

function pushed({ branches, tags }: Table, ref: string): boolean {
  const [, kind, name = ''] = /^refs\/(heads|tags)\/(.+)$/s.exec(ref) ?? [];
  const own = kind === 'tags' ? tags : branches;
  if (own === undefined) return branches === undefined && tags === undefined;
  return passes(own, name);
}

function passes(patterns: Plain, name: string): boolean {
  return (patterns as readonly Plain[]).some((pattern) => glob(textOf(pattern)).test(name));
}

/** GitHub's patterns, as far as our workflows use them. */
function glob(pattern: string): RegExp {
  if (/[?+![\]]/.test(pattern)) throw new Error(`this host does not know the pattern ${pattern}`);
  const source = pattern
    .replace(/[.\\(){}^$|]/g, String.raw`\$&`)
    .replace(/\*\*|\*/g, (stars) => (stars === '*' ? '[^/]*' : '.*'));
  return new RegExp(`^${source}$`, 's');
}
