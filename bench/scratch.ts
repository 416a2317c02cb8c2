/** A folder in memory for one run, gone after it. */

import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scratch {
  /** An empty folder of this name; what was there is removed. */
  fresh(name: string): string;
  clear(): void;
  close(): void;
}

/** In /dev/shm where it is there, because a disk makes the same writes cost ten times as much from one run to the next. */
export function openScratch(): Scratch {
  const root = mkdtempSync(join(isWritable('/dev/shm') ? '/dev/shm' : tmpdir(), 'tidemark-bench-'));
  const clear = (): void => {
    for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true, force: true });
  };
  const close = (): void => rmSync(root, { recursive: true, force: true });
  process.once('exit', close);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  return {
    fresh: (name) => {
      const folder = join(root, name);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    clear,
    close,
  };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
