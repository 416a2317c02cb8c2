/**
 * Objects that lie in files of their own, read without a process of git: most of what a command asks for one at a time
 * has just been written. What is not there, or not as it should be, is left to git.
 */

import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

export interface StoredObject {
  readonly id: string;
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** An object by its whole id; undefined where git must be asked. `objects` is the repository's folder of them. */
export function readLoose(objects: string, id: string): StoredObject | undefined {
  const whole = inflated(join(objects, id.slice(0, 2), id.slice(2)));
  if (whole === undefined || hash(id.length === 64 ? 'sha256' : 'sha1', whole) !== id) return undefined;
  const end = whole.indexOf(0);
  const [, name = ''] = header.exec(whole.toString('latin1', 0, end)) ?? [];
  const type = objectTypes.get(name);
  return type === undefined ? undefined : { id, type, content: whole.subarray(end + 1) };
}

/** `TYPE SP SIZE NUL`, then the content. */
const header = /^([a-z]+) \d+$/;

/** By the names that git has for them. */
export const objectTypes: ReadonlyMap<string, ObjectType> = new Map(
  (['commit', 'tree', 'blob', 'tag'] as const).map((type) => [type, type]),
);

function inflated(file: string): Buffer | undefined {
  try {
    if (statSync(file).size > packedLimit) return undefined;
    return inflateSync(readFileSync(file), { maxOutputLength: sizeLimit });
  } catch {
    return undefined;
  }
}

/** Bytes. Nothing that is asked for one at a time is larger; git reads the rest. */
const packedLimit = 1024 * 1024;
const sizeLimit = 16 * 1024 * 1024;
