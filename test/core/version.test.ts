import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { compareVersions, parseVersion, readVersion, type Version } from '../../src/core/version.ts';

const parts = fc.record({
  year: fc.integer({ min: 2000, max: 2099 }),
  number: fc.integer({ min: 1, max: 9999 }),
  kind: fc.constantFrom('minor', 'major'),
});
const version = parts.map(({ year, number, kind }) => parseVersion(`${year}_${number}_${kind}`) as Version); // of the right shape

test('a version says its year, number and kind', () => {
  fc.assert(
    fc.property(parts, ({ year, number, kind }) => {
      const text = `${year}_${number}_${kind}`;
      expect(parseVersion(text)).toEqual({ text, year, number, kind });
    }),
    { seed: 13 },
  );
});

test('versions are ordered by year, then number, whatever their kind', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(
        Math.sign(a.year * 10_000 + a.number - (b.year * 10_000 + b.number)),
      );
      expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
    }),
    { seed: 13, numRuns: 1_000 },
  );
});

test.each([
  '',
  '2026_11',
  '2026_11_Minor',
  '2026_011_minor',
  '2026_0_minor',
  '1999_1_minor',
  '2026_10000_minor',
  '2026-11-minor',
  '2026_1_minor\n',
  ' 2026_1_minor',
  '2026_1_minorx',
  '２026_1_minor',
])('is no version, and reported at its place: %j', (text) => {
  const out = new Diagnostics();
  const site = { file: 'clusters/a.yaml', route: ['versions', 'linux'] };
  expect(readVersion(text, site, out)).toBeUndefined();
  expect(out.sorted()).toMatchObject([{ code: 'version-malformed', site, facts: { text } }]);
});
