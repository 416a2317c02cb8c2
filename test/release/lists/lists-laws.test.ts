/** Laws of the readers: what is written is read again, and nothing from outside makes them throw. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareRpm } from '../../../src/change/rpm-order.ts';
import { joinedSources, newestOf } from '../../../src/release/lists/newest.ts';
import type { ListedPackage } from '../../../src/release/lists/package.ts';
import { readPlainList } from '../../../src/release/lists/plain.ts';
import { readPrimary } from '../../../src/release/lists/primary.ts';
import { readList } from '../../../src/release/lists/read-list.ts';
import { recognised } from '../../../src/release/lists/recognise.ts';
import { readRepomd } from '../../../src/release/lists/repomd.ts';
import { readUpdateinfo } from '../../../src/release/lists/updateinfo.ts';
import { plainListText } from '../../../src/release/lists/write-list.ts';
import { packagesMapping, templateFiles } from '../../../src/release/template.ts';
import { Diagnostics } from '../../../src/core/diagnostic.ts';
import { plainOf } from '../../../src/core/value.ts';
import { parseYaml } from '../../../src/yaml/parse.ts';
import { entry, primary } from './repository.ts';

const settings = { seed: 20261121, numRuns: 200 };

const listed: fc.Arbitrary<ListedPackage> = fc.record({
  name: fc.constantFrom(
    'bash',
    'g++',
    '0ad',
    '7zip',
    'no',
    'y',
    '1e5',
    '0x10',
    'null',
    'kernel-core',
    'libstdc++',
    'a.b_c',
    '3.14',
  ),
  version: fc.constantFrom(
    '1-1',
    '1-2',
    '1:1-1',
    '1.10-1',
    '1.9-1',
    '2~rc1-1',
    '2-1',
    '5.14.0-687.9.1.el9_8',
    '1^git-1',
  ),
  arch: fc.constantFrom('x86_64', 'i686', 'noarch', 'amd64', 'all'),
});
const anyPackages = fc
  .array(listed, { minLength: 1, maxLength: 20 })
  .map((packages) => joinedSources([packages], compareRpm));

test('a list that was written is read as the same packages', () => {
  fc.assert(
    fc.property(anyPackages, (packages) => {
      const text = plainListText(packages, [{ file: 'some\nfile', sha256: 'a' }]);
      expect(readPlainList(text)).toMatchObject({ packages, faults: [] });
      expect(recognised(text)).not.toBeUndefined();
    }),
    settings,
  );
});

test('a template that was written holds the same packages', () => {
  fc.assert(
    fc.property(anyPackages, (packages) => {
      const parts = {
        stream: 'linux',
        title: 'T: "x" # y',
        version: '2026_1_minor',
        route: ['a', 'no', '1'],
        sources: ['a\nb'],
      };
      const text = templateFiles({ ...parts, packages, withSchema: false }).get('default.yaml') ?? '';
      const out = new Diagnostics();
      const plain = parseYaml('x.yaml', text, out);
      expect(out.sorted()).toEqual([]);
      expect(plain).toEqual({
        description: 'T: "x" # y packages of 2026_1_minor.',
        profile: { a: { no: { 1: plainOf(packagesMapping(packages)) } } },
      });
    }),
    settings,
  );
});

test('the order of what is read makes no difference', () => {
  fc.assert(
    fc.property(fc.array(listed, { maxLength: 12 }), fc.integer({ min: 0, max: 11 }), (packages, at) => {
      const other = [...packages.slice(at), ...packages.slice(0, at)];
      expect(newestOf(other, compareRpm)).toEqual(newestOf(packages, compareRpm));
      expect(joinedSources([other], compareRpm)).toEqual(joinedSources([packages], compareRpm));
      expect(joinedSources([other.slice(0, at), other.slice(at)], compareRpm)).toEqual(
        joinedSources([other.slice(at), other.slice(0, at)], compareRpm),
      );
    }),
    settings,
  );
});

test('of two sources, the one with the newest version of a package counts, with all that it has side by side', () => {
  const kernel = (version: string): ListedPackage => ({ name: 'kernel', version, arch: 'x86_64' });
  expect(joinedSources([[kernel('1-1'), kernel('3-1')], [kernel('2-1')]], compareRpm)).toEqual([
    kernel('1-1'),
    kernel('3-1'),
  ]);
  expect(joinedSources([[kernel('1-1')], [kernel('2-1')]], compareRpm)).toEqual([kernel('2-1')]);
});

test('a primary.xml gives what its entries say', () => {
  fc.assert(
    fc.property(anyPackages, (packages) => {
      const text = primary(packages.map(({ name, version, arch }) => entry(name, version, arch)));
      expect(readPrimary(text, 'newest').packages).toEqual(newestOf(packages, compareRpm));
    }),
    settings,
  );
});

const words = fc.constantFrom(
  'bash', ' ', '\n', '\t', ':', '-', '.', 'x86_64', 'amd64', '1', '(none)', '#', 'Package: ', 'Version: 1', '<a>', '</a>', '<package>', '"',
  '&', ';', 'ii ', '\u{0}', '\u{202e}', '😀', '\ud800', '__proto__', '../', '|', '<!DOCTYPE', '<![CDATA[', '<?', 'rc', 'ok installed',
); // prettier-ignore

test('no text makes a reader throw, and every package that it gives is well-formed', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      recognised(text);
      readRepomd(text);
      readUpdateinfo(text);
      const reads = [
        ...(['list', 'rpm-qa', 'dpkg', 'deb-index'] as const).map((kind) => readList(text, kind, undefined)),
        readPrimary(text, 'all'),
      ];
      for (const { packages, faults } of reads) {
        expect(packages.length + faults.length).toBeGreaterThan(0);
        for (const { name, version, arch } of packages)
          expect(`${name} ${version} ${arch}`).toMatch(/^[\w.+-]+ [\w.+~^:-]+ [\w-]+$/);
      }
    }),
    { ...settings, numRuns: 2000 },
  );
});

test('a line of ten million characters is one fault, told briefly', () => {
  const line = 'a'.repeat(10_000_000);
  for (const kind of ['list', 'rpm-qa', 'dpkg', 'deb-index'] as const) {
    const { packages, faults } = readList(`${line}\n`, kind, undefined);
    expect(packages).toEqual([]);
    expect(faults[0]?.line).toBe(1);
    expect(faults[0]?.reason.length).toBeLessThan(200);
  }
});

test('a text that is wrong throughout is given up after twenty faults', () => {
  expect(readPlainList('x\n'.repeat(100_000)).faults).toHaveLength(20);
  expect(readList('x\n'.repeat(100_000), 'deb-index', undefined).faults).toHaveLength(20);
});
