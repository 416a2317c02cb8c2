/** The package as it would be published: what it holds, and that it works away from the repository. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtCommand, output, root, text } from './repository.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

const belongs = [
  /^(?:LICENSE|README\.md|CONTRIBUTING\.md|SECURITY\.md|package\.json)$/,
  /^dist\/(?:[\w-]+\/)*[\w.-]+\.js$/,
  /^docs\/(?:[\w-]+\/)*[\w.-]+\.md$/,
  /^schemas\/[\w-]+\.schema\.json$/,
];
const needed = [
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'dist/main.js',
  'docs/cli.md',
  'docs/language.md',
  'package.json',
  'schemas/cluster.schema.json',
  'schemas/fleet.schema.json',
];
const manifest = JSON.parse(text('package.json')) as Readonly<Record<string, unknown>>;

let away: string;
let packed: Packed;

beforeAll(async () => {
  away = await mkdtemp(join(tmpdir(), 'tidemark-package-'));
  builtCommand();
  // The build has run already, and `prepare` would run it again below the other tests.
  const answer = await output('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', away]);
  const [first] = JSON.parse(answer) as Packed[];
  if (first === undefined) throw new Error(`npm pack answered: ${answer}`);
  packed = first;
});

afterAll(() => rm(away, { recursive: true }));

describe('what the package holds', () => {
  const paths = (): string[] => packed.files.map((file) => file.path);

  test('it holds what a user needs', () => expect(paths()).toEqual(expect.arrayContaining(needed)));

  test('it holds nothing else', () =>
    expect(paths().filter((path) => !belongs.some((shape) => shape.test(path)))).toEqual([]));

  test('it is small', () => expect(packed.size).toBeLessThan(2_000_000));

  test('its command can be executed', () => {
    const main = packed.files.find((file) => file.path === 'dist/main.js');
    expect((main?.mode ?? 0) & 0o111).toBe(0o111);
    expect(text('dist/main.js').split('\n', 1)).toEqual(['#!/usr/bin/env node']);
  });

  test('it declares what npm asks a published package for', () => {
    expect(manifest).toMatchObject({ name: 'tidemark', license: 'Apache-2.0', bin: { tidemark: 'dist/main.js' } });
    expect(manifest).not.toHaveProperty('private');
    for (const script of ['preinstall', 'install', 'postinstall']) {
      expect(manifest['scripts'], 'nothing runs on a user’s machine when it is installed').not.toHaveProperty(script);
    }
  });
});

describe('the packed file, unpacked elsewhere', () => {
  const at = (...parts: string[]): string => join(away, 'package', ...parts);
  const tidemark = (...args: string[]): Promise<string> => output('node', [at('dist/main.js'), ...args], away);

  beforeAll(async () => {
    await output('tar', ['-xzf', join(away, packed.filename), '-C', away]);
    for (const path of runtimePackages()) {
      await mkdir(dirname(at(path)), { recursive: true });
      await symlink(join(root, path), at(path));
    }
  });

  test('it says its version, with the packages of `dependencies` alone', async () => {
    expect((await tidemark('--version')).trim()).toBe(manifest['version']);
  });

  test('a fleet made by `init` passes `check` and compiles', async () => {
    const fleet = join(away, 'fleet');
    await tidemark('init', fleet);
    await tidemark('check', '--fleet', fleet);
    await tidemark('compile', '--fleet', fleet);
    expect(existsSync(join(fleet, 'profiles', 'index.json'))).toBe(true);
  });
});

/** The folders under `node_modules/` that an installation without development packages would have. */
function runtimePackages(): readonly string[] {
  const lock = JSON.parse(text('package-lock.json')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path) && dev !== true)
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)));
}
