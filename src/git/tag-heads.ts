/** Every tag below a prefix, with what its own object says of itself. */

import type { TagHead } from '../core/history.ts';
import { type Outcome, succeeded } from '../core/outcome.ts';
import { readObjects } from './batch.ts';
import { splitObject } from './commits.ts';
import { readIdentity } from './identity.ts';
import { listRefs } from './refs.ts';
import type { Store } from './store.ts';

/** In byte order; those of lost objects are left out. */
export function tagHeads(store: Store, prefix: string): Outcome<readonly TagHead[]> {
  const refs = listRefs(store, prefix);
  if (!refs.ok) return refs;
  const objects = readObjects(
    store,
    refs.value.map(({ id }) => id),
  );
  if (!objects.ok) return objects;
  return succeeded(
    refs.value.flatMap(({ ref, id, commit }, at) => {
      const object = objects.value[at];
      if (commit === undefined) return [];
      return [{ ref, id, commit, said: object?.type === 'tag' ? saidByTag(object.content) : undefined }];
    }),
  );
}

function saidByTag(content: Buffer): TagHead['said'] {
  const { headers } = splitObject(content);
  const headed = (name: string): string =>
    headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  return { name: headed('tag'), tagger: readIdentity(headed('tagger')) };
}
