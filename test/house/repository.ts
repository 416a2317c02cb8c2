/** The repository as its own tests see it: its root, its files, its commands. */

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root: string = fileURLToPath(new URL('../../', import.meta.url));

const run = promisify(execFile);
const notOurs = new Set(['.git', '.tidemark', 'coverage', 'dist', 'node_modules', 'profiles']);

/** The text of a file of the repository. */
export function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every file that belongs to the repository, as a path from its root with forward slashes. */
export function files(folder = ''): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : files(path);
    return entry.isFile() ? [path] : [];
  });
}

/** The command as it is built; a test that needs it says so when it is not there. */
export function builtCommand(): string {
  const path = join(root, 'dist/main.js');
  if (!existsSync(path)) throw new Error('dist/ is not built: run "npm run build" first');
  return path;
}

/** What a command prints on standard output; rejects when it fails. */
export async function output(command: string, args: readonly string[], cwd: string = root): Promise<string> {
  const { stdout } = await run(command, args, { cwd, maxBuffer: 1 << 26 });
  return stdout;
}
