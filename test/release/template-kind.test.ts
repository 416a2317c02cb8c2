/** Whether a version is minor or major, and why. */

import { describe, expect, test } from 'vitest';
import { importantPackages, proposeKind, type ProposedKind } from '../../src/release/kind.ts';
import { readPlainList } from '../../src/release/lists/plain.ts';
import { packagesMapping } from '../../src/release/template.ts';
import { nextNumber, twinOf, versionBefore, versionOf } from '../../src/release/template-version.ts';
import { parseVersion } from '../../src/core/version.ts';

function proposed(before: string, after: string, order: 'rpm' | 'deb' = 'rpm'): ProposedKind {
  const [was, is] = [before, after].map((list) => packagesMapping(readPlainList(list).packages));
  if (is === undefined) throw new Error('two lists');
  return proposeKind({ before: was, after: is, order, important: importantPackages });
}

describe('a version is minor', () => {
  test.each([
    ['nothing changes', 'a 1-1 noarch\n', 'a 1-1 noarch\n'],
    ['a package is newer', 'a 1-1 noarch\n', 'a 9-1 noarch\n'],
    ['a package is added', 'a 1-1 noarch\n', 'a 1-1 noarch\nb 1-1 noarch\n'],
    ['an important one keeps its first two numbers', 'openssl 1:3.5.1-1 x86_64\n', 'openssl 1:3.5.9-9 x86_64\n'],
    ['a kernel stands beside its successor', 'kernel 1-1 x86_64\n', 'kernel 1-1 x86_64\nkernel 2-1 x86_64\n'],
    [
      'the point release is lower in one package',
      'a 1-1.el9_8 noarch\nb 1-1.el9_6 noarch\n',
      'a 1-1.el9_8 noarch\nb 1-2.el9_7 noarch\n',
    ],
  ])('where %s', (_, before, after) => {
    expect(proposed(before, after)).toEqual({ kind: 'minor', reasons: [] });
  });
});

describe('a version is major', () => {
  test.each([
    [
      'the point release is higher',
      'a 1-1.el9_7 noarch\n',
      'a 1-2.el9_10 noarch\n',
      'the distribution goes from el9.7 to el9.10',
    ],
    [
      'the distribution is another',
      'a 1-1.fc41 noarch\n',
      'a 1-2.fc42 noarch\n',
      'the distribution goes from fc41 to fc42',
    ],
    ['a package is gone', 'a 1-1 noarch\nb 1-1 noarch\n', 'a 1-1 noarch\n', 'b.noarch is gone'],
    ['a package goes back', 'a 2-1 noarch\n', 'a 1-1 noarch\n', 'a goes back from 2-1 to 1-1'],
    ['a package changes its architecture', 'a 1-1 noarch\n', 'a 1-1 x86_64\n', 'a changes its architecture'],
    [
      'an important one changes its numbers',
      'openssl 1:3.2.2-1 x86_64\n',
      'openssl 1:3.5.1-1 x86_64\n',
      'openssl 3.2.2 becomes 3.5.1',
    ],
    [
      'an important one changes its epoch',
      'podman 5:5.4.0-1 x86_64\n',
      'podman 6:5.4.0-1 x86_64\n',
      'podman 5.4.0 becomes 5.4.0',
    ],
  ])('where %s', (_, before, after, reason) => {
    expect(proposed(before, after)).toEqual({ kind: 'major', reasons: [reason] });
  });

  test("where Debian's release is another", () => {
    expect(proposed('a 1-1+deb12u5 all\n', 'a 1-1+deb13u1 all\n', 'deb').reasons).toEqual([
      'the distribution goes from deb12 to deb13',
    ]);
  });

  test('where it is the first', () => {
    const after = packagesMapping(readPlainList('a 1-1 noarch\n').packages);
    expect(proposeKind({ before: undefined, after, order: 'rpm', important: [] })).toEqual({
      kind: 'major',
      reasons: ['there is no release before it'],
    });
  });

  test('and names three packages of a reason, with the number of the others', () => {
    const list = (names: string): string => [...names].map((name) => `${name} 1-1 noarch\n`).join('');
    expect(proposed(list('abcdefg'), list('g')).reasons).toEqual([
      'a.noarch is gone', 'b.noarch is gone', 'c.noarch is gone', '3 more are gone',
    ]); // prettier-ignore
  });
});

describe('the versions of a stream', () => {
  const known = ['2025_12_minor', '2026_2_major', '2026_10_minor', 'nonsense'];
  const version = (text: string): NonNullable<ReturnType<typeof parseVersion>> => {
    const found = parseVersion(text);
    if (found === undefined) throw new Error(text);
    return found;
  };

  test('are ordered by year, then number', () => {
    expect(versionBefore(known, version('2026_10_minor'))?.text).toBe('2026_2_major');
    expect(versionBefore(known, version('2025_12_minor'))).toBeUndefined();
    expect(versionBefore(known, version('2026_1_minor'))?.text).toBe('2025_12_minor');
  });

  test('have one kind each', () => {
    expect(twinOf(known, version('2026_2_minor'))?.text).toBe('2026_2_major');
    expect(twinOf(known, version('2026_2_major'))).toBeUndefined();
  });

  test('go on with the next number of the year', () => {
    expect(nextNumber(known, 2026)).toBe(11);
    expect(nextNumber(known, 2027)).toBe(1);
    expect(versionOf(2026, 10_000, 'minor')).toBeUndefined();
  });
});
