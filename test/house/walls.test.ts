/** The walls of the house, each shown to bite: small offending files, the real linter, the real rules. */

import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const compiler = ['core', 'compile', 'change'];

/** What each folder of `src/` may import from, beside itself. */
const house: Readonly<Record<string, readonly string[]>> = {
  core: [],
  compile: ['core'],
  change: ['core', 'compile'],
  upgrade: compiler,
  release: compiler,
  rollout: compiler,
  report: compiler,
  audit: compiler,
  notice: ['core'],
  render: ['core'],
  tree: ['core'],
  yaml: ['core'],
  schema: ['core'],
  git: ['core'],
  forge: ['core'],
  notify: ['core'],
  run: [...compiler, 'upgrade', 'release', 'rollout', 'report', 'audit', 'notice', 'render'].concat([
    'tree',
    'yaml',
    'schema',
    'git',
    'forge',
    'notify',
  ]),
  cli: [...compiler, 'upgrade', 'release', 'rollout', 'report', 'audit', 'notice', 'render', 'run'],
};
const folders = Object.keys(house);
const pure = [...compiler, 'upgrade', 'release', 'rollout', 'report', 'audit', 'notice', 'render'];
const impure = folders.filter((folder) => !pure.includes(folder));

/** The packages and modules that one folder alone imports. */
const keepers = {
  'js-yaml': 'yaml',
  ajv: 'schema',
  'ajv/dist/2020.js': 'schema',
  handlebars: 'compile',
  commander: 'cli',
  '@bomb.sh/tab': 'cli',
  'node:child_process': 'git',
} as const;

const clockAndWorld = {
  process: 'process.env',
  console: 'console',
  Date: 'Date.now()',
  performance: 'performance.now()',
  fetch: 'fetch',
  setTimeout: 'setTimeout',
  setInterval: 'setInterval',
  Buffer: 'Buffer',
  crypto: 'crypto',
  Intl: 'Intl.Collator',
  globalThis: 'globalThis',
} as const;

const rules = {
  imports: 'eslint(no-restricted-imports)',
  node: 'import(no-nodejs-modules)',
  globals: 'eslint(no-restricted-globals)',
  properties: 'eslint(no-restricted-properties)',
  console: 'eslint(no-console)',
  promises: 'typescript(no-floating-promises)',
  defaults: 'import(no-default-export)',
  any: 'typescript(no-explicit-any)',
} as const;

/** Every offence, by the path of the file that holds nothing else. */
const fixtures = new Map<string, string>();
const put = (path: string, text: string): string => {
  fixtures.set(path, text);
  return path;
};
const importing = (specifier: string): string =>
  `import { it } from '${specifier}';\nexport const seen: unknown = it;\n`;
const using = (expression: string): string => `export const seen: unknown = ${expression};\n`;
const importFixture = (from: string, to: string): string =>
  put(`src/${from}/imports-${to}.ts`, importing(`../${to}/it.ts`));

let found: ReadonlyMap<string, readonly string[]>;
let folder: string;

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
}

describe('imports point one way', () => {
  test.each(folders)('src/%s imports what the house allows it, and nothing else', (from) => {
    const others = folders.filter((to) => to !== from);
    const refused = others.filter((to) => found.get(`src/${from}/imports-${to}.ts`)?.includes(rules.imports));
    expect(refused).toEqual(others.filter((to) => !house[from]?.includes(to)));
  });
  for (const from of folders) for (const to of folders) if (from !== to) importFixture(from, to);

  const deep = put('src/cli/deep/down.ts', importing('../../yaml/it.ts'));
  test('a folder inside a folder has the same walls', () => bites(deep, rules.imports));

  const crooked = put('src/compile/crooked.ts', importing('../core/../yaml/it.ts'));
  test('a crooked path does not pass a wall', () => bites(crooked, rules.imports));

  const later = put('src/report/later.ts', `export const seen = (): Promise<unknown> => import('../yaml/it.ts');\n`);
  test('an import that comes later does not pass a wall', () => bites(later, rules.imports));

  const passing = put('src/report/passing.ts', `export { it } from '../yaml/it.ts';\n`);
  test('an export from elsewhere does not pass a wall', () => bites(passing, rules.imports));

  const type = put('src/report/type.ts', `export type { It } from '../yaml/it.ts';\n`);
  test('a type does not pass a wall', () => bites(type, rules.imports));

  const shown = put('src/render/shown.ts', `export type { It } from '../report/it.ts';\n`);
  test('the types of what it shows are open to src/render', () => expect(found.get(shown)).toBeUndefined());

  const main = put('src/run/main.ts', importing('../main.ts'));
  test('nothing imports main.ts', () => bites(main, rules.imports));
});

describe('a pure folder has no world', () => {
  for (const name of pure) {
    const builtin = put(`src/${name}/builtin.ts`, importing('node:fs'));
    const bare = put(`src/${name}/bare.ts`, importing('fs'));
    test(`src/${name} has no modules of Node`, () => [builtin, bare].forEach((path) => bites(path, rules.node)));

    const random = put(`src/${name}/random.ts`, using('Math.random()'));
    test(`src/${name} has no chance`, () => bites(random, rules.properties));

    const uses = Object.entries(clockAndWorld).map(([word, text]) => put(`src/${name}/${word}.ts`, using(text)));
    test(`src/${name} has no clock, network or console`, () => uses.forEach((path) => bites(path, rules.globals)));
  }

  const bundled = put('src/core/bundled.ts', importing('picocolors'));
  test('src/core imports no package', () => bites(bundled, rules.imports));
});

describe('one folder keeps each dangerous thing', () => {
  test.each(Object.entries(keepers))('%s is imported by src/%s alone', (specifier, keeper) => {
    const refused = folders.filter((name) => found.get(keeperFixture(name, specifier))?.includes(rules.imports));
    expect(refused).toEqual(folders.filter((name) => name !== keeper));
  });
  for (const specifier of Object.keys(keepers)) {
    for (const name of folders) put(keeperFixture(name, specifier), importing(specifier));
  }

  const exits = folders.map((name) => put(`src/${name}/exit.ts`, 'process.exit(1);\nexport const it: number = 1;\n'));
  test('src/main.ts alone ends the process', () => exits.forEach((path) => bites(path, rules.properties)));
  const main = put('src/main.ts', 'process.exit(1);\nexport const it: number = 1;\n');
  test('src/main.ts may end it', () => expect(found.get(main)).toBeUndefined());

  const consoles = impure.map((name) =>
    put(`src/${name}/console.ts`, `console.error('x');\nexport const it: number = 1;\n`),
  );
  test('nobody writes to the console', () => consoles.forEach((path) => bites(path, rules.console)));

  const orders = folders.map((name) =>
    put(`src/${name}/locale.ts`, `export const n: number = 'a'.localeCompare('b');\n`),
  );
  test('nobody orders by locale', () => orders.forEach((path) => bites(path, rules.properties)));
});

describe('the rules of the whole house', () => {
  const floating = put(
    'src/run/floating.ts',
    'const work = async (): Promise<void> => {};\nwork();\nexport const it: number = 1;\n',
  );
  test('a promise is waited for: the linter knows types', () => bites(floating, rules.promises));

  const nameless = put('src/run/nameless.ts', 'export default 1;\n');
  test('nothing is exported without a name', () => bites(nameless, rules.defaults));

  const loose = put('src/run/loose.ts', 'export const seen = (it: any): unknown => it;\n');
  test('there is no any', () => bites(loose, rules.any));

  const clean = folders.map((name) =>
    put(`src/${name}/it.ts`, 'export const it: number = 1;\nexport type It = number;\n'),
  );
  test('what keeps the rules passes', () => clean.forEach((path) => expect(found.get(path)).toBeUndefined()));

  test('every folder of src/ has its walls', async () => {
    const entries = await readdir(join(root, 'src'), { withFileTypes: true });
    expect(folders).toEqual(expect.arrayContaining(entries.filter((e) => e.isDirectory()).map((e) => e.name)));
  });
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-walls-'));
  for (const name of ['.oxlintrc.json', 'tsconfig.json']) await copyFile(join(root, name), join(folder, name));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of fixtures) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  found = byFile(await lint(folder));
});

afterAll(() => rm(folder, { recursive: true }));

function bites(path: string, rule: string): void {
  expect(found.get(path), path).toContain(rule);
}

function keeperFixture(name: string, specifier: string): string {
  return `src/${name}/keeper-${specifier.replaceAll(/[^a-z]/g, '-')}.ts`;
}

function byFile(report: Report): Map<string, string[]> {
  const all = new Map<string, string[]>();
  for (const { filename, code } of report.diagnostics) all.set(filename, [...(all.get(filename) ?? []), code]);
  return all;
}

function lint(cwd: string): Promise<Report> {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  return new Promise((resolve, reject) => {
    execFile(
      join(bin, 'oxlint'),
      ['--type-aware', '-f', 'json', 'src'],
      { cwd, env, maxBuffer: 1 << 26 },
      (_, out, err) => {
        try {
          resolve(JSON.parse(out) as Report);
        } catch {
          reject(new Error(`oxlint answered: ${out}${err}`));
        }
      },
    );
  });
}
