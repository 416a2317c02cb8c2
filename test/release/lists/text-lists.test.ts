/** Lists that are one text: what each reader makes of what people really have. */

import { describe, expect, test } from 'vitest';
import { readDebianIndex } from '../../../src/release/lists/debian-index.ts';
import { readDpkg } from '../../../src/release/lists/dpkg.ts';
import type { ReadList } from '../../../src/release/lists/package.ts';
import { readPlainList } from '../../../src/release/lists/plain.ts';
import { recognised } from '../../../src/release/lists/recognise.ts';
import { readRpmQa } from '../../../src/release/lists/rpm-qa.ts';

/** As a plain list says it. */
function said({ packages, faults }: ReadList): readonly string[] {
  return [
    ...packages.map(({ name, version, arch }) => `${name} ${version} ${arch}`),
    ...faults.map(({ line, reason }) => `${line}: ${reason}`),
  ];
}

describe('a plain list', () => {
  test('is a package a line, with comments', () => {
    const text = '# made by hand\r\n\nbash 5.1.8-9.el9 x86_64\r\nlibstdc++  11.5.0-11.el9\tx86_64 # the C++ library\n';
    expect(said(readPlainList(text))).toEqual(['bash 5.1.8-9.el9 x86_64', 'libstdc++ 11.5.0-11.el9 x86_64']);
  });

  test('has no epoch where it is 0', () => {
    expect(said(readPlainList('bash 0:5.1.8-9.el9 x86_64\nbind 32:9.16-1 x86_64\n'))).toEqual([
      'bash 5.1.8-9.el9 x86_64',
      'bind 32:9.16-1 x86_64',
    ]);
  });

  test('keeps versions that stand side by side', () => {
    expect(readPlainList('kernel 1-1 x86_64\nkernel 2-1 x86_64\n').packages).toHaveLength(2);
  });

  test('says of each line that is wrong what is wrong with it', () => {
    expect(said(readPlainList('bash 5.1.8-9.el9\nbash {{x}} x86_64\n-x 1-1 x86_64\nbash 1-1 X86\n'))).toEqual([
      '1: "bash 5.1.8-9.el9" is not three words, name version arch',
      '2: "{{x}}" is not the version of a package',
      '3: "-x" is not the name of a package',
      '4: "X86" is not an architecture',
    ]);
  });

  test('with nothing in it is refused', () => {
    expect(said(readPlainList('# nothing\n'))).toEqual(['0: there is no package in it']);
  });
});

describe('rpm -qa', () => {
  test('is read from its own format, and says that epochs are missing', () => {
    const read = readRpmQa(
      'bash-5.1.8-9.el9.x86_64\npython3-perf-5.14.0-687.el9_8.noarch\ngpg-pubkey-8483c65d-5ccc5b19\n',
    );
    expect(said(read)).toEqual(['bash 5.1.8-9.el9 x86_64', 'python3-perf 5.14.0-687.el9_8 noarch']);
    expect(read.notes).toEqual([
      'Left out: signing keys (gpg-pubkey), which are no packages (1).',
      String.raw`2 lines name no epoch, as rpm -qa by itself never does: a package that has one looks older. To know it, ask with rpm -qa --qf '%{NAME} %{EPOCH}:%{VERSION}-%{RELEASE} %{ARCH}\n'.`,
    ]);
  });

  test.each([
    ['bash (none):5.1.8-9.el9 x86_64', 'bash 5.1.8-9.el9 x86_64'],
    ['openssl 1:3.5.5-6.el9_8 x86_64', 'openssl 1:3.5.5-6.el9_8 x86_64'],
    ['openssl 1 3.5.5 6.el9_8 x86_64', 'openssl 1:3.5.5-6.el9_8 x86_64'],
    ['openssl|(none)|3.5.5|6.el9_8|x86_64', 'openssl 3.5.5-6.el9_8 x86_64'],
    ['bash 5.1.8 9.el9 x86_64', 'bash 5.1.8-9.el9 x86_64'],
    ['openssl-1:3.5.5-6.el9_8.x86_64', 'openssl 1:3.5.5-6.el9_8 x86_64'],
    ['1:openssl-3.5.5-6.el9_8.x86_64', 'openssl 1:3.5.5-6.el9_8 x86_64'],
    ['bash-(none):5.1.8-9.el9.x86_64', 'bash 5.1.8-9.el9 x86_64'],
    ['java-17-openjdk-1:17.0.1~rc-1^2.el9.i686', 'java-17-openjdk 1:17.0.1~rc-1^2.el9 i686'],
  ])('reads %s', (line, expected) => {
    expect(said(readRpmQa(`${line}\n`))).toEqual([expected]);
  });

  test.each(['gpg-pubkey (none):8483c65d-5ccc5b19 (none)', 'gpg-pubkey-8483c65d-5ccc5b19.(none)'])(
    'passes over %s',
    (line) => {
      expect(said(readRpmQa(`${line}\nbash 1-1 x86_64\n`))).toEqual(['bash 1-1 x86_64']);
    },
  );

  test('without an architecture says how to ask', () => {
    expect(said(readRpmQa('bash-5.1.8-9.el9\n'))).toEqual([
      String.raw`1: "bash-5.1.8-9.el9" is no package with an architecture; ask with rpm -qa --qf '%{NAME} %{EPOCH}:%{VERSION}-%{RELEASE} %{ARCH}\n'`,
    ]);
  });
});

describe('dpkg-query -W', () => {
  test('takes what names no architecture for the one that the list names', () => {
    const read = readDpkg('adduser\t3.134\nlibc6:amd64\t2.36-9+deb12u14\n');
    expect(said(read)).toEqual(['libc6 2.36-9+deb12u14 amd64', 'adduser 3.134 amd64']);
    expect(read.notes).toEqual([
      "1 lines name no architecture and are taken for amd64; to be exact, ask with dpkg-query -W -f '${Package} ${Version} ${Architecture}\\n'.",
    ]);
  });

  test('asks for the architecture where nothing tells it', () => {
    const asked =
      "1: the list does not say which architecture this is: say --arch, or ask with dpkg-query -W -f '${Package} ${Version} ${Architecture}\\n'";
    expect(said(readDpkg('adduser\t3.134\n'))).toEqual([asked]);
    expect(said(readDpkg('libc6:amd64\t2\nlibc6:i386\t2\nadduser\t3.134\n')).slice(2)).toEqual([
      asked.replace('1:', '3:'),
    ]);
    expect(said(readDpkg('adduser\t3.134\n', 'arm64'))).toEqual(['adduser 3.134 arm64']);
  });

  test.each([
    ['g++ 4:12.2.0-3 amd64', 'g++ 4:12.2.0-3 amd64'],
    ['ii  g++ 4:12.2.0-3 amd64', 'g++ 4:12.2.0-3 amd64'],
    ['ii  libc6:amd64  2.36-9  amd64  GNU C Library: Shared libraries', 'libc6 2.36-9 amd64'],
    ['rc 1.7.4-1 amd64', 'rc 1.7.4-1 amd64'],
    ['ri 1:3.1 all', 'ri 1:3.1 all'],
    ['ii 0ad 0.0.26-3 amd64', '0ad 0.0.26-3 amd64'],
    ['hold 1.0 all hold ok installed', 'hold 1.0 all'],
  ])('reads %s', (line, expected) => {
    expect(said(readDpkg(`${line}\n`))).toEqual([expected]);
  });

  test('leaves out what is not installed, and the head of a table', () => {
    const text = [
      'Desired=Unknown/Install/Remove/Purge/Hold',
      '| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend',
      '|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)',
      '||/ Name   Version  Architecture Description',
      '+++-======-========-============-===========',
      'ii  bash   5.2.15   amd64        GNU Bourne Again SHell',
      'rc  nano   7.2-1    amd64        small editor',
      'vim\t',
      'less 590 amd64 deinstall ok config-files',
    ].join('\n');
    const read = readDpkg(text);
    expect(said(read)).toEqual(['bash 5.2.15 amd64']);
    expect(read.notes).toEqual(['Left out: packages that are not installed (3).']);
  });
});

describe('a Debian index', () => {
  test('gives the newest version of each package and architecture', () => {
    const text = [
      'Package: g++',
      'Version: 4:12.2.0-3',
      'Architecture: amd64',
      'Depends: cpp (= 4:12.2.0-3),',
      ' gcc',
      '',
      'Package: bash',
      'Architecture: amd64',
      'Version: 5.2.15~rc1-1',
      '',
      '',
      'package: bash',
      'architecture: amd64',
      'version: 5.2.15-1',
      '',
      'Package: bash-dbgsym',
      'Architecture: amd64',
      'Version: 5.2.15-1',
    ].join('\r\n');
    const read = readDebianIndex(text);
    expect(said(read)).toEqual(['bash 5.2.15-1 amd64', 'g++ 4:12.2.0-3 amd64']);
    expect(read.notes).toEqual(['Left out: packages of debug symbols (1).', 'Left out: older versions (1).']);
  });

  test('may be the status file of a machine', () => {
    const entry = (name: string, status: string): string =>
      `Package: ${name}\nStatus: ${status}\nVersion: 1\nArchitecture: all\n\n`;
    const text = entry('here', 'install ok installed') + entry('gone', 'deinstall ok config-files');
    expect(said(readDebianIndex(text))).toEqual(['here 1 all']);
  });

  test('that is cut off names the entry', () => {
    expect(said(readDebianIndex('Package: a\nVersion: 1\nArchitecture: all\n\nPackage: b\nVers')).slice(1)).toEqual([
      '6: "Vers" is no field of an index',
      '5: the entry that begins here has no field version, architecture: it may be cut off',
    ]);
  });

  test('that names a field twice is refused', () => {
    expect(said(readDebianIndex('Package: a\nPackage: b\nVersion: 1\nArchitecture: all\n')).at(-1)).toBe(
      '2: the field package stands twice for one package',
    );
  });
});

describe('the kind of a list', () => {
  test.each([
    ['# comment\nbash 5.1.8-9.el9 x86_64\n', 'list'],
    ['bash-5.1.8-9.el9.x86_64\n', 'rpm-qa'],
    ['bash (none):5.1.8-9.el9 x86_64\n', 'rpm-qa'],
    ['bash|0|5.1.8|9.el9|x86_64\n', 'rpm-qa'],
    ['adduser\t3.134\nlibc6:amd64\t2.36\n', 'dpkg'],
    ['adduser 3.134 all\nlibc6 2.36 amd64\n', 'dpkg'],
    ['ii  adduser 3.134 all\n', 'dpkg'],
    ['Desired=Unknown/Install\n', 'dpkg'],
    ['Package: bash\nVersion: 1\n', 'deb-index'],
    ['\n\n', undefined],
  ])('is told by what stands in it: %j', (text, kind) => {
    expect(recognised(text)).toBe(kind);
  });
});
