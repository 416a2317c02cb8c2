/** The files that a request changes, and how, line by line. */

import { structuredPatch } from 'diff';
import type { ChangedPath } from '../../core/refs.ts';
import { ok, paged, refused, type Answer, type Asked } from './answers.ts';
import { branchRef, headOf, type Request } from './requests.ts';
import type { Frame } from './shapes.ts';

/** The files that a request changes since it left its base, with the change as unified text. */
export function filesOf(asked: Asked, { desk, look }: Frame, request: Request): Answer {
  const { repository } = desk.store;
  const head = repository.resolve(headOf(look, request));
  const base =
    request.state === 'open' ? look.commit(branchRef(request.pull.base)) : repository.resolve(request.pull.baseWas);
  if (head === undefined || base === undefined) return ok([]);
  const changed = repository.changedPaths(repository.mergeBase(base, head) ?? base, head);
  if (!changed.ok) return refused(500, `Server Error: ${changed.detail}`);
  const blobs = repository.readBlobs(changed.value.flatMap(({ from, to }) => [from?.id ?? [], to?.id ?? []].flat()));
  if (!blobs.ok) return refused(500, `Server Error: ${blobs.detail}`);
  return paged(asked, changed.value, (path) => fileShape(path, blobs.value));
}

function fileShape({ path, from, to }: ChangedPath, blobs: ReadonlyMap<string, Uint8Array>): object {
  const before = textIn(from === undefined ? new Uint8Array() : blobs.get(from.id));
  const after = textIn(to === undefined ? new Uint8Array() : blobs.get(to.id));
  const patch = before === undefined || after === undefined ? undefined : patchOf(before, after);
  const count = (sign: string): number => patch?.split('\n').filter((text) => text.startsWith(sign)).length ?? 0;
  const [additions, deletions] = [count('+'), count('-')];
  return {
    sha: to?.id ?? from?.id ?? null,
    filename: path,
    status: from === undefined ? 'added' : to === undefined ? 'removed' : 'modified',
    additions,
    deletions,
    changes: additions + deletions,
    ...(patch === undefined ? {} : { patch }),
  };
}

/** The text of a file; undefined where it is none, or too long to be compared. */
function textIn(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined || bytes.length > 1024 * 1024 || bytes.includes(0)) return undefined;
  return new TextDecoder().decode(bytes);
}

function patchOf(before: string, after: string): string | undefined {
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, maxEditLength: 5000 });
  return patch?.hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) =>
      [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines].join('\n'),
    )
    .join('\n');
}
