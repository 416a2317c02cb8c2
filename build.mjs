/**
 * Builds `dist/`: the validators from `schemas/`, then plain JavaScript from `src/`.
 * Built beside the old one and then put in its place, so that a command that runs meanwhile finds all of one or the other.
 * `--if-older` does nothing when no input is newer: npm runs `prepare` again when `npx` first links this package.
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const target = join(root, 'dist');
const inputs = ['src', 'schemas', 'tsconfig.json', 'tsconfig.build.json', 'package.json', 'build.mjs'];

if (!process.argv.includes('--if-older') || isOlder()) process.exitCode = build();

function build() {
  const fresh = join(root, `dist.${process.pid}`);
  const old = join(root, `dist.${process.pid}.old`);
  try {
    const failed =
      run('tsx', ['src/schema/generate.ts']) || run('tsc', ['-p', 'tsconfig.build.json', '--outDir', fresh]);
    if (failed !== 0) return failed;
    chmodSync(join(fresh, 'main.js'), 0o755);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
    return 0;
  } finally {
    for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
  }
}

function isOlder() {
  const built = existsSync(join(target, 'main.js')) ? statSync(join(target, 'main.js')).mtimeMs : 0;
  return inputs.some((path) => newest(join(root, path)) > built);
}

function newest(path) {
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  if (path.endsWith('generated')) return 0;
  return Math.max(...readdirSync(path).map((name) => newest(join(path, name))));
}

function run(command, args) {
  const bin = join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${command}.cmd` : command);
  const { status, error } = spawnSync(bin, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error !== undefined) throw error;
  return status ?? 1;
}
