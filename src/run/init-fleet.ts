/** Writes a small working fleet into an empty folder. */

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { fileKinds } from '../schema/kinds.ts';
import { FolderWriter } from '../tree/write.ts';
import { newFiles } from './init-files.ts';
import { toolVersion } from './tool.ts';

export interface InitReport {
  readonly name: string;
  /** The files that were written, in order. */
  readonly files: readonly string[];
}

/** `conflict` where the folder holds anything but an empty git repository; then nothing is written. */
export function initFleet(folder: string): Outcome<InitReport> {
  const there = entriesOf(folder);
  if (!there.ok) return there;
  const inTheWay = there.value.filter((entry) => entry !== '.git');
  if (inTheWay.length > 0) {
    return failed('conflict', `${folder} is not empty (${some(inTheWay)}): name a new folder, or an empty one`);
  }
  const name = fleetName(basename(folder));
  const files = [...schemas(), ...newFiles({ name, tool: toolVersion })];
  const written = writeAll(folder, files);
  return written.ok ? succeeded({ name, files: files.map(([path]) => path) }) : written;
}

function entriesOf(folder: string): Outcome<readonly string[]> {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return succeeded([]);
  try {
    return succeeded(readdirSync(folder).toSorted());
  } catch {
    return failed('conflict', `${folder} is not a folder that can be read`);
  }
}

/** A fleet's name from that of its folder. */
function fleetName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
  return name === '' ? 'my-fleet' : name;
}

/** The schemas of a fleet's files, as they come with the tool. */
function schemas(): readonly (readonly [string, string])[] {
  return fileKinds
    .filter((kind) => kind !== 'index')
    .map((kind) => `schemas/${kind}.schema.json`)
    .map((path) => [path, readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')]);
}

/** All or nothing: what was written before a failure is taken away again. */
function writeAll(folder: string, files: readonly (readonly [string, string])[]): Outcome<undefined> {
  const writer = new FolderWriter(folder);
  for (const [index, [path, text]] of files.entries()) {
    const written = writer.write(path, text);
    if (written.ok) continue;
    for (const [before] of files.slice(0, index)) writer.remove(before);
    return written;
  }
  return succeeded(undefined);
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
