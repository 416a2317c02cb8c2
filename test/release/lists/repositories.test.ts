/** The XML of rpm-md repositories. */

import { describe, expect, test } from 'vitest';
import { readPrimary } from '../../../src/release/lists/primary.ts';
import { readRepomd } from '../../../src/release/lists/repomd.ts';
import { readUpdateinfo } from '../../../src/release/lists/updateinfo.ts';
import { entry, primary, repomd } from './repository.ts';

const digest = 'a'.repeat(64);

describe('primary.xml', () => {
  test('gives the newest version of each name and architecture, without sources and debug packages', () => {
    const { packages, faults, notes } = readPrimary(
      primary([
        entry('glibc', '2.34-199.el9', 'x86_64'),
        entry('glibc', '2.34-200.el9', 'x86_64'),
        entry('glibc', '2.34-200.el9', 'i686'),
        entry('openssl', '1:3.5.5-6.el9_8', 'noarch'),
        entry('openssl', '1:3.5.5-6.el9_8', 'src'),
        entry('glibc-debuginfo', '2.34-200.el9', 'x86_64'),
        entry('glibc-debuginfo-common', '2.34-200.el9', 'x86_64'),
        entry('glibc-debugsource', '2.34-200.el9', 'x86_64'),
      ]),
      'newest',
    );
    expect(faults).toEqual([]);
    expect(packages).toEqual([
      { name: 'glibc', version: '2.34-200.el9', arch: 'i686' },
      { name: 'glibc', version: '2.34-200.el9', arch: 'x86_64' },
      { name: 'openssl', version: '1:3.5.5-6.el9_8', arch: 'noarch' },
    ]);
    expect(notes).toEqual([
      'Left out: source packages (1).',
      'Left out: debug packages (3).',
      'Left out: older versions (1).',
    ]);
  });

  test('gives every version of a kernel where that is asked for, the oldest first', () => {
    const text = primary([
      entry('kernel-core', '5.14.0-687.10.1.el9_8', 'x86_64'),
      entry('kernel-core', '5.14.0-687.9.1.el9_8', 'x86_64'),
      entry('bash', '1-1', 'x86_64'),
      entry('bash', '1-2', 'x86_64'),
    ]);
    expect(readPrimary(text, 'all').packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'bash 1-2',
      'kernel-core 5.14.0-687.9.1.el9_8',
      'kernel-core 5.14.0-687.10.1.el9_8',
    ]);
    expect(readPrimary(text, 'newest').packages).toHaveLength(2);
  });

  test('names below the package alone count', () => {
    const inside =
      '<format><rpm:provides><rpm:entry name="x"/></rpm:provides><name>evil</name><arch>evil</arch></format>';
    expect(readPrimary(primary([entry('bash', '1-1', 'x86_64', inside)]), 'newest').packages).toEqual([
      { name: 'bash', version: '1-1', arch: 'x86_64' },
    ]);
  });

  test.each([
    ['a document type', '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "b">]><metadata/>', /^it has a document type/],
    ['an entity of its own', primary(['<package>&evil;</package>']), /^it is no whole XML document: undefined entity/],
    ['an end too soon', primary([entry('bash', '1-1', 'x86_64')]).slice(0, -10), /^it is no whole XML document/],
    ['another end', primary([]).replace('</metadata>', '</other>'), /^it is no whole XML document/],
    ['two roots', `${primary([entry('bash', '1-1', 'x86_64')])}<x/>`, /^it is no whole XML document/],
    ['200,000 elements in each other', `<metadata>${'<a>'.repeat(200_000)}`, /^it is nested deeper than 32 elements$/],
    ['another root', '<html><package/></html>', /^it is not the primary.xml of a repository$/],
    [
      'a name with a path in it',
      primary([entry('../../etc/passwd', '1-1', 'x86_64')]),
      /^"..\/..\/etc\/passwd" is not the name/,
    ],
    ['a name of two lines', primary([entry('a&#10;b', '1-1', 'x86_64')]), /^"a\nb" is not the name/],
    [
      'a name that JavaScript keeps',
      primary([entry('__proto__', '1-1', 'x86_64')]),
      /^a package named __proto__ cannot/,
    ],
    ['a version with an expression', primary([entry('a', '{{x}}-1', 'x86_64')]), /^"{{x}}-1" is not the version/],
    ['nothing', '', /^it is no whole XML document/],
  ])('with %s is refused', (_, text, reason) => {
    const { faults } = readPrimary(text, 'newest');
    expect(faults[0]?.reason).toMatch(reason);
    expect(faults[0]?.line).toBeGreaterThanOrEqual(0);
  });

  test('with a name of ten million letters is refused', () => {
    const { faults } = readPrimary(primary([entry('a'.repeat(10_000_000), '1-1', 'x86_64')]), 'newest');
    expect(faults[0]?.reason.length).toBeLessThan(200);
  });
});

describe('repomd.xml', () => {
  test('names the files with their digests', () => {
    const text = repomd([
      { type: 'primary', href: 'repodata/p.xml.gz', digest },
      { type: 'filelists', href: 'repodata/f.xml.gz', digest },
      { type: 'updateinfo', href: 'repodata/u.xml.zst', digest },
    ]);
    expect(readRepomd(text)).toEqual({
      files: [
        { type: 'primary', name: 'p.xml.gz', digest: { algorithm: 'sha256', hex: digest } },
        { type: 'updateinfo', name: 'u.xml.zst', digest: { algorithm: 'sha256', hex: digest } },
      ],
      faults: [],
    });
  });

  test.each([
    ['../../etc/passwd'],
    ['repodata/../../etc/passwd'],
    ['/etc/passwd'],
    ['https://example.org/repodata/p.xml'],
    ['repodata/.hidden'],
    ['repodata/a/b.xml'],
    [''],
  ])('does not lead to %j', (href) => {
    const { files, faults } = readRepomd(repomd([{ type: 'primary', href, digest }]));
    expect(files).toEqual([]);
    expect(faults[0]?.reason).toContain('which is not inside repodata/');
  });

  test.each([['md5'], ['__proto__'], ['sha1']])(
    'with a digest of the kind %s and another length is refused',
    (algorithm) => {
      const { faults } = readRepomd(repomd([{ type: 'primary', href: 'repodata/p', digest, algorithm }]));
      expect(faults[0]?.reason).toBe('the checksum of the primary file is not one of sha1, sha256, sha384, sha512');
    },
  );

  test('without a list of packages is refused', () => {
    expect(readRepomd(repomd([])).faults[0]?.reason).toBe('it names no primary file, so there is no list of packages');
    expect(readRepomd('<metadata/>').faults[0]?.reason).toBe('it is not the repomd.xml of a repository');
  });
});

describe('updateinfo.xml', () => {
  const update = (type: string, more: string): string =>
    `<updates><update type="${type}" from="x">${more}</update></updates>`;
  const fix =
    '<pkglist><collection><package name="bash" epoch="0" version="1" release="2" arch="x86_64"/><package name="bash" version="1" release="1" arch="x86_64"/><package name="bash" version="9" release="9" arch="src"/></collection></pkglist>';

  test('gives security advisories, each CVE once, and the newest version that is fixed', () => {
    const text = update(
      'security',
      `<id>ALSA-2026:1</id><title>bash &amp; more\n</title><severity>important</severity><issued date="2026-11-01 00:00:00"/><references><reference id="CVE-2026-11111" type="cve"/><reference id="CVE-2026-2222" type="cve"/><reference id="CVE-2026-2222" type="cve"/><reference id="x" type="cve"/></references>${fix}`,
    );
    expect(readUpdateinfo(text)).toEqual({
      advisories: [
        {
          id: 'ALSA-2026:1',
          severity: 'Important',
          published: '2026-11-01',
          title: 'bash & more',
          cves: ['CVE-2026-2222', 'CVE-2026-11111'],
          packages: { bash: '1-2' },
        },
      ],
      faults: [],
    });
  });

  test('leaves out what fixes bugs alone, what has no id, and what names no package', () => {
    expect(readUpdateinfo(update('bugfix', `<id>A</id>${fix}`)).advisories).toEqual([]);
    expect(readUpdateinfo(update('security', fix)).advisories).toEqual([]);
    expect(readUpdateinfo(update('security', '<id>A</id>')).advisories).toEqual([]);
  });

  test('takes an unknown severity for the least, and no day for none', () => {
    const { advisories } = readUpdateinfo(
      update('security', `<id>A</id><severity>__proto__</severity><issued date="2026-13-99"/>${fix}`),
    );
    expect(advisories).toMatchObject([{ severity: 'Low', published: '' }]);
  });

  test('with a document type is refused', () => {
    expect(readUpdateinfo('<!DOCTYPE x><updates/>').faults).toHaveLength(1);
  });
});
