/** Templates and release files: the example fleet's own are made again, byte for byte, from its package lists. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { advisoriesIn } from '../../src/change/advisories.ts';
import type { Advisory } from '../../src/change/change.ts';
import { comparePackages } from '../../src/change/packages.ts';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { emptyMapping, mappingFrom, type Mapping, type Plain } from '../../src/core/value.ts';
import { importantPackages, proposeKind } from '../../src/release/kind.ts';
import { readPlainList } from '../../src/release/lists/plain.ts';
import { newlyClosed } from '../../src/release/template-advisories.ts';
import { noteLines } from '../../src/release/template-notes.ts';
import { fittingAdvisories, releaseText } from '../../src/release/template-release.ts';
import { packagesMapping, templateFiles } from '../../src/release/template.ts';
import { sha256Of } from '../../src/tree/write.ts';
import { parseYaml } from '../../src/yaml/parse.ts';

const root = new URL('../../', import.meta.url);
const textAt = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const months = [
  '2025_9',
  '2025_10',
  '2025_11',
  '2025_12',
  '2026_1',
  '2026_2',
  '2026_3',
  '2026_4',
  '2026_5',
  '2026_6',
  '2026_7',
  '2026_8',
];
const majors: Readonly<Record<string, readonly string[]>> = {
  linux: ['2025_9', '2025_11', '2026_5'],
  elfms: ['2025_9', '2025_11', '2026_2', '2026_5', '2026_6'],
};
const titles: Readonly<Record<string, string>> = { linux: 'Operating system', elfms: 'Fabric management tools' };

const releases = Object.keys(majors).flatMap((stream) =>
  months.map((month, index) => ({
    stream,
    month,
    version: `${month}_${majors[stream]?.includes(month) === true ? 'major' : 'minor'}`,
    before: months[index - 1],
  })),
);

function packagesOf(stream: string, month: string | undefined): Mapping | undefined {
  return month === undefined
    ? undefined
    : packagesMapping(readPlainList(textAt(`package-lists/${stream}/${month}.list`)).packages);
}

/** Every advisory that a release of the example names, with the packages of both streams. */
function allAdvisories(): readonly Advisory[] {
  const found = new Map<string, Advisory>();
  for (const { stream, version } of releases) {
    const plain = parseYaml('release.yaml', textAt(`templates/${stream}/${version}/release.yaml`), new Diagnostics());
    for (const advisory of advisoriesIn(mappingFrom(plain as { readonly [key: string]: Plain }))) {
      const packages = { ...found.get(advisory.id)?.packages, ...advisory.packages };
      found.set(advisory.id, { ...advisory, packages });
    }
  }
  return [...found.values()].toReversed();
}

/** Without what the team wrote by hand: bugs, documentation, the reason of a withdrawal, words in the notes. */
function skeleton(text: string): string {
  return text
    .replaceAll(/^(?:bugs|documentation|withdrawn):.*\n(?: {2}.*\n)*/gm, '')
    .replaceAll(/^ {2}Major, because.*\n| # .*$/gm, '')
    .replace(/: published to keep the streams in step\./, '.');
}

describe('the example', () => {
  const advisories = allAdvisories();

  test.each(releases)('$stream/$version is made again from its list', ({ stream, month, version, before }) => {
    const file = `package-lists/${stream}/${month}.list`;
    const { packages, faults } = readPlainList(textAt(file));
    expect(faults).toEqual([]);
    const files = templateFiles({
      stream,
      title: titles[stream] ?? '',
      version,
      route: ['software', 'packages'],
      packages,
      sources: [file],
      withSchema: true,
    });
    expect([...files.keys()]).toEqual(['default.yaml']);
    expect(files.get('default.yaml')).toBe(textAt(`templates/${stream}/${version}/default.yaml`));

    const both = { before: packagesOf(stream, before), after: packagesMapping(packages) };
    const proposed = proposeKind({ ...both, order: 'rpm', important: importantPackages });
    expect(proposed.kind).toBe(version.split('_')[2]);

    const closed = newlyClosed(advisories, { ...both, before: both.before ?? emptyMapping }, 'rpm');
    const changes = comparePackages(both.before, both.after, 'rpm');
    const committed = textAt(`templates/${stream}/${version}/release.yaml`);
    const text = releaseText({
      stream,
      version,
      date: /^date: (.*)$/m.exec(committed)?.[1] ?? '',
      owners: ['pes-ps'],
      notes: noteLines({ packages: packages.length, before, changes, proposed, advisories: closed }),
      sources: [{ file, sha256: sha256Of(textAt(file)) }],
      advisories: closed,
      withSchema: true,
    });
    expect(skeleton(text)).toBe(skeleton(committed));
  });
});

const parts = {
  stream: 'linux',
  title: 'Linux',
  version: '2026_9_minor',
  route: ['packages'],
  sources: ['a.list'],
  withSchema: false,
};

describe('a template', () => {
  test('lists versions that stand side by side, and quotes names that YAML would not take for text', () => {
    const list = 'kernel 5-1 x86_64\nkernel 6-1 x86_64\nno 1-1 noarch\n7 1.10-1 noarch\n';
    expect(templateFiles({ ...parts, packages: readPlainList(list).packages }).get('default.yaml')).toBe(
      [
        '# made from a.list',
        'description: Linux packages of 2026_9_minor.',
        'profile:',
        '  packages:',
        '    kernel:',
        '      - { version: "5-1", arch: x86_64 }',
        '      - { version: "6-1", arch: x86_64 }',
        '    "no": { version: "1-1", arch: noarch }',
        '    "7": { version: "1.10-1", arch: noarch }',
        '',
      ].join('\n'),
    );
  });

  test('that would be too large for a file is made of several', () => {
    const list = Array.from({ length: 20_000 }, (_, index) => `package-${index} 1.${index}-1 x86_64\n`).join('');
    const files = templateFiles({ ...parts, packages: readPlainList(list).packages });
    expect([...files.keys()]).toEqual(['default.yaml', 'packages-1.yaml', 'packages-2.yaml']);
    expect(files.get('default.yaml')).toContain(
      'include:\n  - linux/2026_9_minor/packages-1\n  - linux/2026_9_minor/packages-2\n',
    );
    for (const text of files.values()) expect(text.length).toBeLessThan(1024 * 1024);
    const names = [...files.values()].join('').match(/^ {4}package-\d+:/gm);
    expect(new Set(names).size).toBe(20_000);
  });
});

describe('advisories', () => {
  const advisory = (id: string, packages: Readonly<Record<string, string>>): Advisory => ({
    id, severity: 'Low', published: '2026-01-01', title: '', cves: [], packages,
  }); // prettier-ignore
  const mapping = (list: string): Mapping => packagesMapping(readPlainList(list).packages);
  const ids = (found: readonly Advisory[]): readonly string[] => found.map(({ id }) => id);

  test('are closed where every package that is there is safe, and count once', () => {
    const known = [advisory('A', { a: '2-1', b: '2-1' }), advisory('B', { c: '2-1' }), advisory('C', { a: '1-1' })];
    const steps = { before: mapping('a 1-1 noarch\nb 1-1 noarch\n'), after: mapping('a 2-1 noarch\nb 1-1 noarch\n') };
    expect(ids(newlyClosed(known, steps, 'rpm'))).toEqual([]);
    const later = { before: steps.after, after: mapping('a 2-1 noarch\nb 2-1 noarch\n') };
    expect(ids(newlyClosed(known, later, 'rpm'))).toEqual(['A']);
    expect(ids(newlyClosed(known, { before: emptyMapping, after: later.after }, 'rpm'))).toEqual(['A', 'C']);
  });

  test('an old kernel beside a safe one does not keep one open', () => {
    const after = mapping('kernel 1-1 x86_64\nkernel 2-1 x86_64\n');
    expect(ids(newlyClosed([advisory('A', { kernel: '2-1' })], { before: emptyMapping, after }, 'rpm'))).toEqual(['A']);
  });

  test("of a module's stream say nothing of a package outside", () => {
    const after = mapping('nodejs 1:20.1-1.el9 x86_64\n');
    const known = [advisory('A', { nodejs: '1:16.1-1.module_el9+1' })];
    expect(newlyClosed(known, { before: emptyMapping, after }, 'rpm')).toEqual([]);
  });

  test('too many for one file are cut to the last ones', () => {
    const many = Array.from({ length: 30_000 }, (_, index) => advisory(`A-${index}`, { a: '1-1' }));
    const kept = fittingAdvisories(many);
    expect(kept.length).toBeLessThan(30_000);
    expect(kept.at(-1)).toBe(many.at(-1));
    expect(fittingAdvisories(many.slice(0, 3))).toHaveLength(3);
  });
});
