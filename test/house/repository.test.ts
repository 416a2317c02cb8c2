/** What must be true of the repository as a whole. */

import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files, root, text } from './repository.ts';

const ids = [...range('U', 18), ...range('S', 15), ...range('P', 5)];
const written = files().filter(
  (path) => /\.(?:ts|mjs|js|json|md|ya?ml)$|^\.ci\//.test(path) && statSync(join(root, path)).size < 500_000,
);

interface Locked {
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly hasInstallScript?: boolean;
}

describe('the lock file', () => {
  const lock = text('package-lock.json');
  const { '': first, ...others } = (JSON.parse(lock) as { packages: Record<string, Locked> }).packages;
  const packages = Object.entries(others);

  test('names no registry: a package is known by its digest', () => {
    expect(lock).not.toContain('"resolved"');
    const unknown = packages.filter(([, { integrity }]) => integrity === undefined);
    // Left out only for the linter's and formatter's binaries of platforms that nobody has locked from yet.
    expect(unknown.filter(([, it]) => it.dev !== true || it.optional !== true || it.os === undefined)).toEqual([]);
  });

  test('has every platform’s optional package: "npm ci" refuses a lock file without them', () => {
    const wanted = packages.flatMap(([, it]) =>
      Object.keys((it as { optionalDependencies?: object }).optionalDependencies ?? {}),
    );
    const missing = wanted.filter((name) => !packages.some(([path]) => path.endsWith(`node_modules/${name}`)));
    expect(missing).toEqual([]);
  });

  test('lets no package run a script when Tidemark is installed', () => {
    expect(packages.filter(([, it]) => it.hasInstallScript === true && it.dev !== true)).toEqual([]);
  });

  test('agrees with package.json', () => {
    const manifest = JSON.parse(text('package.json')) as Record<string, unknown>;
    for (const key of ['version', 'dependencies', 'devDependencies', 'engines'])
      expect(first).toHaveProperty(key, manifest[key]);
  });
});

describe('docs/promises.md', () => {
  const rows = text('docs/promises.md')
    .split('\n')
    .filter((line) => /^\| [USP]\d+ \|/.test(line));

  test('has a row for each promise, once, in order', () => {
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(ids);
  });

  test('says of each where it is built and tested, or that it is not yet', () => {
    for (const row of rows) {
      const [, , promise = '', built = '', tested = ''] = row.split('|').map((cell) => cell.trim());
      expect(promise.length, row).toBeGreaterThan(20);
      if (!built.startsWith('not yet')) expect([...places(built), ...places(tested)].length, row).toBeGreaterThan(1);
    }
  });

  test('names places that exist', () => {
    expect(rows.flatMap(places).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the pages', () => {
  const pages = files().filter((path) => path.endsWith('.md') && !path.startsWith('test/'));

  test('link to pages and files that exist', () => {
    const broken = pages.flatMap((page) =>
      links(text(page))
        .filter((link) => !existsSync(join(root, normalize(join(dirname(page), link)))))
        .map((link) => `${page}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test('every decision has its number once and stands in the list', () => {
    const decisions = files('docs/decisions').filter((path) => !path.endsWith('/README.md'));
    const numbers = decisions.map((path) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1] ?? path);
    expect(numbers.toSorted()).toEqual(decisions.map((_, index) => String(index + 1).padStart(4, '0')));
    const list = links(text('docs/decisions/README.md')).map((link) => `docs/decisions/${link}`);
    expect(list.toSorted()).toEqual(decisions.toSorted());
  });
});

test('no file tells of the machine it was written on', () => {
  const telling = new RegExp(
    ['(?:^|[^\\w.])/wor[k]/', 'BEGIN [A-Z ]*PRIVATE KEY', '\\bgh[pousr]_[A-Za-z0-9]{30}'].join('|'),
  );
  expect(written.filter((path) => telling.test(text(path)))).toEqual([]);
});

test('the walls are part of the rules that are run', () => {
  const scripts = (JSON.parse(text('package.json')) as { scripts: Record<string, string> }).scripts;
  for (const part of ['types', 'lint', 'format:check', 'dead', 'vitest run']) expect(scripts['test']).toContain(part);
  expect(scripts['lint']).toMatch(/--type-aware src test bench/);
});

function range(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
}

/** The folders and files that a table cell names between back-ticks. */
function places(cell: string): string[] {
  return [...cell.matchAll(/`((?:src|test|docs|schemas|templates|clusters|package-lists|\.github)\/[^`]*)`/g)].flatMap(
    (m) => m[1] ?? [],
  );
}

function links(page: string): string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .flatMap((m) => m[1] ?? [])
    .filter((link) => !/^[a-z]+:/.test(link));
}
