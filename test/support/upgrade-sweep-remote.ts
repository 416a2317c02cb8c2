/**
 * The remote's twin without a process of git: for runs whose bare repository shares its objects with the clone, so that only
 * refs are fetched and pushed. Fetched refs are kept in memory; branches are moved in the real repository.
 */

import type { CommitId } from '../../src/core/objects.ts';
import { succeeded } from '../../src/core/outcome.ts';
import type { PushRefusal, Ref, RefMove, Remote } from '../../src/core/refs.ts';
import type { Repository } from '../../src/git/git.ts';
import type { FastForge } from './fast-forge.ts';

export interface TwinOrder {
  /** The clone. */
  readonly repository: Repository;
  readonly forge: FastForge;
  readonly bare: Repository;
}

export interface Twin {
  readonly remote: Remote;
  /** The clone, with the refs that were fetched. */
  readonly repository: Repository;
}

export function twinRemote({ repository, forge, bare }: TwinOrder): Twin {
  const fetched = new Map<string, Ref>();
  const listed = (prefix: string): readonly Ref[] => {
    const refs = forge.port.listRefs(prefix);
    return refs.ok ? refs.value.toSorted((a, b) => (a.ref < b.ref ? -1 : 1)) : [];
  };
  return {
    repository: {
      ...repository,
      listRefs: (prefix) =>
        prefix.startsWith('refs/tidemark/')
          ? succeeded([...fetched.values()].filter(({ ref }) => ref.startsWith(prefix)))
          : repository.listRefs(prefix),
    },
    remote: {
      name: 'twin',
      listRefs: async (prefixes) =>
        succeeded({ head: 'refs/heads/main', refs: prefixes.flatMap(listed).map(({ ref, id }) => ({ ref, id })) }),
      fetch: async (refspecs) => {
        for (const refspec of refspecs) {
          const [from = '', to = ''] = refspec.replace(/^\+/, '').replaceAll('*', '').split(':');
          for (const ref of listed(from)) {
            const name = `${to}${ref.ref.slice(from.length)}`;
            fetched.set(name, { ref: name, id: ref.id, commit: ref.id as CommitId }); // branches hold commits
          }
        }
        return succeeded(undefined);
      },
      push: async (moves) => {
        const heads = new Map(listed('refs/heads/').map(({ ref, id }) => [ref, id]));
        const refused = moves.filter(({ ref, from, to }) => heads.get(ref) !== from && heads.get(ref) !== to);
        const wanted = moves.filter((move) => !refused.includes(move) && heads.get(move.ref) !== move.to);
        const moved = bare.moveRefs(wanted);
        forge.pushed();
        return moved.ok ? succeeded(new Map(refused.map(refusalOf))) : moved;
      },
    },
  };
}

function refusalOf({ ref }: RefMove): readonly [string, PushRefusal] {
  return [ref, { why: 'moved', detail: '[rejected] (stale info)' }];
}
