/** Every example of `docs/language.md`, read from the page itself: compiled in both layouts, and compared byte for byte. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { severityOf } from '../../src/core/catalogue.ts';
import { examplesOf, type Example, type Mark } from './page.ts';
import { checked, compiled, treeOf, type Files } from './small-fleet.ts';

const page = readFileSync(new URL('../../docs/language.md', import.meta.url), 'utf8');
const [base, ...examples] = examplesOf(page) as [Example, ...Example[]];
const emitted =
  'emit:\n  - { layout: cluster, path: "{{cluster.name}}.json" }\n  - { layout: host, path: "{{cluster.name}}/{{host.name}}.json" }\n';

test('the page begins with the fleet on which every example stands', () => {
  expect([...base.files.keys()].toSorted()).toEqual([
    'clusters/web.yaml',
    'fleet.yaml',
    'owners.yaml',
    'templates/site/entry.yaml',
  ]);
  expect(examples.length).toBeGreaterThan(30);
});

test('every code that the page marks is one', () => {
  for (const { marks } of examples)
    for (const { code } of marks) expect(severityOf(code as never)).toBeTypeOf('string');
});

describe.each(examples.map((example) => [example.title, example] as const))('%s', (_, example) => {
  const files = wholeFleet(example);

  test('has the faults that are marked, and no others', async () => {
    const found = (await checked(treeOf(files)))
      .filter(({ code }) => code !== 'cluster-unpinned')
      .map(({ code, place }): Mark => ({ file: place.file, line: place.spot?.line ?? 0, code }));
    expect(sorted(found)).toEqual(sorted(example.marks));
  });

  test('compiles to the profiles that are shown, in both layouts', async () => {
    const { outputs } = await compiled(treeOf(files));
    for (const [name, profile] of example.profiles) {
      const [first = '', part] = name.split(', ');
      if (part === 'common') {
        expect(clusterFile(outputs, first).common).toEqual(profile);
        continue;
      }
      const cluster = [...outputs.keys()].find((path) => path.endsWith(`/${first}.json`))?.split('/')[0] ?? '';
      expect(outputs.get(`${cluster}/${first}.json`)).toBe(`${canonical(profile)}\n`);
      const { common, hosts } = clusterFile(outputs, cluster);
      expect(patched(common, hosts[first])).toEqual(profile);
    }
  });

  test('compiles to the bytes that are shown', async () => {
    const { outputs } = await compiled(treeOf(files));
    for (const [path, text] of example.outputs) {
      expect(outputs.get(path)?.replace(/"tool": "[^"]*"/, '"tool": "1.0.0"')).toBe(text);
    }
  });
});

/** The example's own files over those of every example; a file that is shown as empty is not there. */
function wholeFleet({ files }: Example): Files {
  const all = new Map([...base.files, ...files]);
  const fleet = all.get('fleet.yaml') ?? '';
  if (!/^emit:/m.test(fleet)) all.set('fleet.yaml', `${fleet}${emitted}`);
  return all;
}

interface ClusterFile {
  readonly cluster: string;
  readonly common: unknown;
  readonly hosts: Readonly<Record<string, unknown>>;
}

function clusterFile(outputs: Files, cluster: string): ClusterFile {
  const text = outputs.get(`${cluster}.json`) ?? '{}';
  const file = JSON.parse(text) as ClusterFile;
  expect(text).toBe(`${canonical(file)}\n`);
  return file;
}

function sorted(marks: readonly Mark[]): readonly string[] {
  return marks.map(({ file, line, code }) => `${file}:${line} ${code}`).toSorted();
}

/** JSON with sorted keys and no spaces, written apart from the product. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

/** RFC 7396, as its own pseudo-code has it. */
function patched(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result: Record<string, unknown> = isObject ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = patched(result[key], value);
  }
  return result;
}
