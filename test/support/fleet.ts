/** Fleets for tests: small ones from a table of files, in a folder that is removed when the test ends. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compileFleet, type CompileOrder, type CompileReport } from '../../src/run/compile-fleet.ts';
import { workingTree } from '../../src/tree/working.ts';

/** Texts or bytes by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface FleetFolder {
  readonly root: string;
  readonly write: (files: Files) => void;
  readonly remove: (...paths: readonly string[]) => void;
}

/** The least that is a fleet: an owner, an entry template, one cluster of one host. */
export const leastFleet: Files = {
  'fleet.yaml': 'fleet: demo\nentry: entry\nstreams: {}\n',
  'owners.yaml': 'people:\n  maria: { name: Maria, mail: maria@example.org }\n',
  'templates/entry.yaml': 'profile:\n  site: here\n',
  'clusters/web.yaml': 'owners: [maria]\nhosts:\n  web1: {}\n',
};

/** A fleet of these files alone. */
export function fleetFolder(files: Files): FleetFolder {
  const root = temporaryFolder();
  const folder: FleetFolder = {
    root,
    write: (more) => {
      for (const [path, text] of Object.entries(more)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    remove: (...paths) => {
      for (const path of paths) rmSync(join(root, path), { recursive: true });
    },
  };
  folder.write(files);
  return folder;
}

export function temporaryFolder(): string {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'tidemark-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** Compiles a folder in this process, as the command does; a failure of the world is thrown. */
export async function compileFolder(root: string, order: Partial<CompileOrder> = {}): Promise<CompileReport> {
  const compiled = await compileFleet({
    tree: workingTree(root),
    out: join(root, 'profiles'),
    cache: { folder: join(root, '.tidemark'), name: 'compile.cache' },
    only: undefined,
    shard: undefined,
    today: '2026-11-21',
    progress: () => undefined,
    ...order,
  });
  if (!compiled.ok) throw new Error(compiled.detail);
  return compiled.value;
}

/** Every file below a folder, by its path, in order of path; empty where there is no folder. */
export function filesIn(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.toSorted().map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}
