/** Many objects asked for and read in one go. */

import { failed, type Outcome, succeeded } from '../core/outcome.ts';
import { runGit, type Workplace } from './command.ts';
import { objectTypes, readLoose, type StoredObject } from './loose.ts';
import { isObjectId } from './names.ts';

export type { StoredObject } from './loose.ts';

/** Where git works, and where its objects are, for who may look there. */
type Place = Workplace & { readonly objects?: string };

/** What these names stand for, in their order; undefined for each that is not here. A name holds no line feed. */
export function readObjects(place: Place, names: readonly string[]): Outcome<readonly (StoredObject | undefined)[]> {
  const found = looseAmong(place, names);
  if (found.length === names.length) return succeeded(found);
  const read = readByGit(place, names.slice(found.length));
  return read.ok ? succeeded([...found, ...read.value]) : read;
}

/** The objects of the first of these names, up to one that git must be asked for. */
function looseAmong({ objects }: Place, names: readonly string[]): readonly StoredObject[] {
  const found: StoredObject[] = [];
  if (objects === undefined || names.length > looseLimit) return found;
  for (const name of names) {
    const object = isObjectId(name) ? readLoose(objects, name) : undefined;
    if (object === undefined) break;
    found.push(object);
  }
  return found;
}

/** For more objects than this a process is cheaper than their files. */
const looseLimit = 200;

function readByGit(place: Place, names: readonly string[]): Outcome<readonly (StoredObject | undefined)[]> {
  const said = runGit(place, { arguments: ['cat-file', '--batch', '--buffer'], input: `${names.join('\n')}\n` });
  if (!said.ok) return said;
  const objects = objectsIn(said.value);
  return objects.ok && objects.value.length !== names.length
    ? failed('unreachable', 'git broke off in the middle of an answer')
    : objects;
}

/** The ids and types of what these names stand for, in their order; undefined for each that is not here. */
export function findObjects(
  place: Place,
  names: readonly string[],
): Outcome<readonly ({ readonly id: string; readonly type: string } | undefined)[]> {
  const loose = looseAmong(place, names);
  if (loose.length === names.length) return succeeded(loose);
  const rest = names.slice(loose.length);
  const check = '--batch-check=%(objectname) %(objecttype)';
  const said = runGit(place, { arguments: ['cat-file', check, '--buffer'], input: `${rest.join('\n')}\n` });
  if (!said.ok) return said;
  const lines = said.value.toString('utf8').split('\n').slice(0, -1);
  if (lines.length !== rest.length) return failed('unreachable', 'git broke off in the middle of an answer');
  return succeeded([...loose, ...lines.map(foundIn)]);
}

/** `ID SP TYPE`, or the name and why there is nothing: `missing`, `ambiguous`. */
function foundIn(line: string): { readonly id: string; readonly type: string } | undefined {
  const [, id, type] = /^([0-9a-f]{40,64}) (commit|tree|blob|tag)$/.exec(line) ?? [];
  return id === undefined || type === undefined ? undefined : { id, type };
}

/** For each name one line `ID SP TYPE SP SIZE`, its content and a line feed; or a line that ends in `missing`. */
function objectsIn(said: Buffer): Outcome<readonly (StoredObject | undefined)[]> {
  const objects: (StoredObject | undefined)[] = [];
  let at = 0;
  while (at < said.length) {
    const lineEnd = said.indexOf(0x0a, at);
    if (lineEnd === -1) return failed('unreachable', 'git broke off in the middle of an answer');
    const [, id, name = '', size] = header.exec(said.toString('latin1', at, lineEnd)) ?? [];
    const type = objectTypes.get(name);
    at = lineEnd + 1;
    if (id === undefined || type === undefined) {
      objects.push(undefined);
      continue;
    }
    const end = at + Number(size);
    if (!(end < said.length)) return failed('unreachable', 'git broke off in the middle of a file');
    objects.push({ id, type, content: said.subarray(at, end) });
    at = end + 1;
  }
  return succeeded(objects);
}

const header = /^([0-9a-f]{40,64}) ([a-z]+) ([0-9]+)$/;
