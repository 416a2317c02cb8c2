/** `tidemark template`: versions from lists, repositories and indexes, in real folders. */

import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../src/cli/run-command.ts';
import { sha256Of } from '../../src/tree/write.ts';
import { entry, primary, repomd } from '../release/lists/repository.ts';
import { expectDescribed } from '../support/output-schemas.ts';
import { diffFleet } from '../support/diff-fleet.ts';
import {
  compileFolder,
  fleetFolder,
  filesIn,
  temporaryFolder,
  type FleetFolder,
  type Files,
} from '../support/fleet.ts';
import { repositoryOf } from '../support/repository.ts';

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, on 2026-11-21. */
async function run(cwd: string, ...args: readonly string[]): Promise<Ran> {
  const said = { out: '', err: '' };
  const exit = await runCommand(args, {
    env: { SOURCE_DATE_EPOCH: '1795219200' },
    cwd,
    stdout: { write: (text) => (said.out += text) },
    stderr: { write: (text) => (said.err += text) },
    clock: () => new Date(0),
    interruption: () => new AbortController().signal,
  });
  expectDescribed(args, said.out);
  return { exit, ...said };
}

const list = 'bash 5.1.8-9.el9 x86_64\ncurl 7.76.1-41.el9_8 x86_64\nzsh 5.8-9.el9 x86_64\n';

function fleet(more: Files = {}): FleetFolder {
  return fleetFolder({ ...diffFleet(['web']), 'package-lists/linux/2026_9.list': list, ...more });
}

const from = ['--from', 'package-lists/linux/2026_9.list'];
const folder = 'templates/linux/2026_9_minor';

describe('template new', () => {
  test('writes a folder that check takes, and says what changes', async () => {
    const { root } = fleet();
    expect(await run(root, 'template', 'new', 'linux', '2026_9_minor', ...from)).toEqual({
      exit: 0,
      err: '',
      out: [
        'Wrote linux/2026_9_minor: 3 packages from package-lists/linux/2026_9.list.',
        '  templates/linux/2026_9_minor/default.yaml',
        '  templates/linux/2026_9_minor/release.yaml',
        '',
        'Compared with 2026_8_minor: 1 upgraded.',
        '  upgraded  curl.x86_64  7.76.1-40.el9_8 → 7.76.1-41.el9_8',
        'Proposed: minor, because no package changes so much.',
        '',
        'Next: write notes, bugs and documentation into release.yaml, then tidemark release check linux/2026_9_minor',
        '',
      ].join('\n'),
    });
    expect(Object.fromEntries(filesIn(join(root, folder)))).toEqual({
      'default.yaml': [
        '# made from package-lists/linux/2026_9.list',
        'description: Linux packages of 2026_9_minor.',
        'profile:',
        '  packages:',
        '    bash: { version: "5.1.8-9.el9", arch: x86_64 }',
        '    curl: { version: "7.76.1-41.el9_8", arch: x86_64 }',
        '    zsh: { version: "5.8-9.el9", arch: x86_64 }',
        '',
      ].join('\n'),
      'release.yaml': [
        'stream: linux',
        'version: 2026_9_minor',
        'date: 2026-11-21',
        'notes: |',
        '  Changes 1 of 3 packages.',
        'bugs: []',
        'documentation: []',
        'sources:',
        `  - { file: package-lists/linux/2026_9.list, sha256: ${sha256Of(list)} }`,
        'advisories: []',
        '',
      ].join('\n'),
    });
    expect((await run(root, 'check')).exit).toBe(0);
  });

  test('leaves a folder alone that is there, and writes the same bytes where it is told to', async () => {
    const { root, write } = fleet();
    await run(root, 'template', 'new', 'linux', '2026_9_minor', ...from);
    const first = filesIn(join(root, folder));
    const again = await run(root, 'template', 'new', 'linux', '2026_9_minor', ...from);
    expect(again).toMatchObject({ exit: 2, out: '' });
    expect(again.err).toContain('templates/linux/2026_9_minor is there already: --force writes it anew');
    write({ [`${folder}/packages-1.yaml`]: 'profile: {}\n', [`${folder}/default.yaml`]: 'profile: {}\n' });
    expect((await run(root, 'template', 'new', 'linux', '2026_9_minor', ...from, '--force')).exit).toBe(0);
    expect(filesIn(join(root, folder))).toEqual(first);
  });

  test('never touches what is published', async () => {
    const repository = repositoryOf({ ...diffFleet(['web']), 'package-lists/linux/2026_9.list': list });
    repository.git('tag', 'linux/2026_8_minor');
    const { exit, err } = await run(repository.root, 'template', 'new', 'linux', '2026_8_minor', ...from, '--force');
    expect(exit).toBe(2);
    expect(err).toContain('linux/2026_8_minor is published, so it stays as it is: take the next number');
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  test.each([
    [['linux', '2026_9'], '2026_9 is no version'],
    [['linux', '2026_8_major'], '2026_8_minor is there already, and one year and number has one kind'],
    [['linus', '2026_9_minor'], 'fleet.yaml has no stream linus; it has linux'],
  ])('%j is refused', async (args, reason) => {
    const { root } = fleet();
    const { exit, err } = await run(root, 'template', 'new', ...args, ...from);
    expect(exit).toBe(2);
    expect(err).toContain(reason);
  });

  test('needs sources that are there', async () => {
    const { root } = fleet();
    expect((await run(root, 'template', 'new', 'linux', '2026_9_minor')).err).toContain(
      '--from names what the version is made from',
    );
    const missing = await run(root, 'template', 'new', 'linux', '2026_9_minor', '--from', 'nothing.list');
    expect(missing.exit).toBe(2);
    expect(missing.err).toContain('there is no file');
  });

  test('names file and line of what is wrong, shows nothing as it is, and writes nothing', async () => {
    const { root } = fleet({ 'bad.list': 'bash 1-1 x86_64\n\u001b[31mevil\u202e 1-1\n', 'empty.list': '' });
    const { exit, err, out } = await run(
      root,
      'template',
      'new',
      'linux',
      '2026_9_minor',
      '--from',
      'bad.list',
      'empty.list',
    );
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toBe(
      [
        String.raw`error: bad.list:2: "\u{1b}[31mevil\u{202e} 1-1" is not three words, name version arch`,
        'error: empty.list: there is no package in it',
        'Nothing was written. Mend the sources, or name their kind with --as.',
        '',
      ].join('\n'),
    );
    expect(existsSync(join(root, folder))).toBe(false);
  });

  test('warns where the packages say another kind than the version', async () => {
    const { root } = fleet({ 'less.list': 'bash 5.1.8-9.el9 x86_64\ncurl 7.76.1-39.el9_8 x86_64\n' });
    const { exit, err, out } = await run(root, 'template', 'new', 'linux', '2026_9_minor', '--from', 'less.list');
    expect(exit).toBe(0);
    expect(err).toBe(
      'warning: The version says minor, and the packages say major: curl goes back from 7.76.1-40.el9_8 to 7.76.1-39.el9_8, zsh.x86_64 is gone. You decide.\n',
    );
    expect(out).toContain('Compared with 2026_8_minor: 1 downgraded, 1 removed.');
  });

  test('warns of packages that the schema of profiles refuses', async () => {
    const schema = {
      type: 'object',
      properties: { packages: { additionalProperties: { properties: { arch: { enum: ['x86_64'] } } } } },
    };
    const { root } = fleet({ 'schema.json': JSON.stringify(schema), 'deb.txt': 'bash\t1\nlibc6:amd64\t2\n' });
    const { err } = await run(root, 'template', 'new', 'linux', '2026_9_major', '--from', 'deb.txt');
    expect(err).toContain(
      'warning: schema.json refuses 2 packages, as bash, libc6: a cluster that includes it does not compile.',
    );
    expect(err).toContain('warning: deb.txt is of the kind dpkg, and fleet.yaml orders versions as rpm does');
  });

  test('names the advisories of a file that this version is the first to close', async () => {
    const known = [
      {
        id: 'A-1',
        severity: 'Critical',
        published: '2026-11-01',
        title: 'curl: "x"',
        cves: ['CVE-2026-1111'],
        packages: { curl: '7.76.1-41.el9_8' },
      },
      {
        id: 'A-2',
        severity: 'Low',
        published: '2026-10-01',
        title: '',
        cves: [],
        packages: { curl: '7.76.1-40.el9_8' },
      },
      { id: 'A-3', severity: 'Low', published: '2026-10-01', title: '', cves: [], fixes: { curl: '7.76.1-42.el9_8' } },
    ];
    const { root } = fleet({ 'known.json': JSON.stringify(known), 'broken.json': '[' });
    const { exit } = await run(root, 'template', 'new', 'linux', '2026_9_minor', ...from, '--advisories', 'known.json');
    expect(exit).toBe(0);
    const release = filesIn(join(root, folder)).get('release.yaml') ?? '';
    expect(release.slice(release.indexOf('advisories:'))).toBe(
      [
        'advisories:',
        '  - id: "A-1"',
        '    severity: Critical',
        '    published: 2026-11-01',
        String.raw`    title: "curl: \"x\""`,
        '    cves:',
        '      - CVE-2026-1111',
        '    packages:',
        '      curl: "7.76.1-41.el9_8"',
        '',
      ].join('\n'),
    );
    const broken = await run(root, 'template', 'new', 'linux', '2026_10_minor', ...from, '--advisories', 'broken.json');
    expect(broken.exit).toBe(1);
    expect(broken.err).toContain('error: broken.json: it is no JSON');
  });

  test('writes all of it or nothing', async () => {
    const { root } = fleet();
    mkdirSync(join(root, folder, 'release.yaml', 'in-the-way'), { recursive: true });
    const { exit, err } = await run(root, 'template', 'new', 'linux', '2026_9_minor', ...from, '--force');
    expect(exit).toBe(3);
    expect(err).toContain('release.yaml');
    expect(existsSync(join(root, folder, 'default.yaml'))).toBe(false);
  });

  test('writes nothing behind a link', async () => {
    const { root } = fleet();
    const elsewhere = temporaryFolder();
    symlinkSync(elsewhere, join(root, folder));
    const { exit, err } = await run(root, 'template', 'new', 'linux', '2026_9_minor', ...from, '--force');
    expect(exit).toBe(2);
    expect(err).toContain('is a link, or lies behind one');
    expect(filesIn(elsewhere).size).toBe(0);
  });
});

describe('template next', () => {
  test('names the version itself: the next number of the year, and the kind that the packages propose', async () => {
    const { root } = fleet();
    const planned = await run(root, 'template', 'next', 'linux', ...from, '--dry-run', '--format', 'json');
    expect(JSON.parse(planned.out)).toMatchObject({
      stream: 'linux',
      version: '2026_9_minor',
      written: false,
      packages: 3,
      before: '2026_8_minor',
      counts: { upgraded: 1 },
      proposed: { kind: 'minor', reasons: [] },
    });
    expect(existsSync(join(root, folder))).toBe(false);
    expect((await run(root, 'template', 'next', 'linux', ...from, '--major')).out).toContain(
      'Wrote linux/2026_9_major',
    );
    expect((await run(root, 'template', 'next', 'linux', ...from, '--now', '2027-01-04')).out).toContain(
      'Wrote linux/2027_1_minor',
    );
    const back = await run(root, 'template', 'next', 'linux', ...from);
    expect(back.exit).toBe(2);
    expect(back.err).toContain('2027_1_minor is newer than the year 2026');
    expect((await run(root, 'template', 'next', 'linux', ...from, '--minor', '--major')).exit).toBe(2);
  });

  test('passes over a number that is published elsewhere', async () => {
    const repository = repositoryOf({ ...diffFleet(['web']), 'package-lists/linux/2026_9.list': list });
    repository.git('tag', 'linux/2026_9_minor');
    repository.git('update-ref', 'refs/tidemark/origin/tags/linux/2026_10_major', 'HEAD');
    const { out } = await run(repository.root, 'template', 'next', 'linux', ...from);
    expect(out).toContain('Wrote linux/2026_11_minor');
  });
});

describe('a repository', () => {
  const text = primary([
    entry('bash', '5.1.8-9.el9', 'x86_64'),
    entry('curl', '7.76.1-40.el9_8', 'x86_64'),
    entry('curl', '7.76.1-41.el9_8', 'x86_64'),
    entry('zsh', '5.8-9.el9', 'x86_64'),
    entry('zsh', '5.8-9.el9', 'src'),
  ]);
  const updates =
    '<updates><update type="security"><id>A-1</id><severity>Critical</severity><issued date="2026-11-01"/><pkglist><collection><package name="curl" epoch="0" version="7.76.1" release="41.el9_8" arch="x86_64"/></collection></pkglist></update></updates>';

  function repository(packed: Uint8Array = gzipSync(text)): FleetFolder {
    const info = gzipSync(updates);
    const table = repomd([
      { type: 'primary', href: 'repodata/primary.xml.gz', digest: sha256Of(Buffer.from(packed)) },
      { type: 'updateinfo', href: 'repodata/updateinfo.xml.gz', digest: sha256Of(info) },
    ]);
    return fleetFolder({
      'mirror/repodata/repomd.xml': table,
      'mirror/repodata/primary.xml.gz': packed,
      'mirror/repodata/updateinfo.xml.gz': info,
    });
  }

  test('outside the fleet becomes a version that compiles, with its advisories, and no path of the machine', async () => {
    const { root, write } = fleet();
    const mirror = join(repository().root, 'mirror');
    const made = await run(root, 'template', 'new', 'linux', '2026_9_minor', '--from', mirror);
    expect(made.exit).toBe(0);
    expect(made.out).toContain('It is the first to close 1 advisory.');
    const files = filesIn(join(root, folder));
    expect(files.get('release.yaml')).toContain('  - { file: mirror/repodata/repomd.xml, sha256: ');
    expect(files.get('release.yaml')).toContain('  - id: "A-1"\n    severity: Critical\n');
    expect([...files.values()].join('')).not.toContain(mirror);
    write({ 'clusters/web.yaml': 'owners: [maria]\nversions:\n  linux: 2026_9_minor\nhosts:\n  web[1-3]: {}\n' });
    const { diagnostics, failed } = await compileFolder(root);
    expect({ diagnostics, failed }).toEqual({ diagnostics: [], failed: [] });
    expect([...filesIn(join(root, 'profiles')).values()].join('')).toContain(
      '"curl":{"arch":"x86_64","version":"7.76.1-41.el9_8"}',
    );
  });

  test('is the same by its folder and by its repomd.xml', async () => {
    const { root } = repository();
    const [folderSaid, fileSaid] = [
      await run(root, 'template', 'import', 'mirror'),
      await run(root, 'template', 'import', 'mirror/repodata/repomd.xml'),
    ];
    expect(folderSaid.exit).toBe(0);
    expect(fileSaid).toEqual(folderSaid);
  });

  test('whose files are not those of its table is refused', async () => {
    const { root, write, remove } = repository();
    write({ 'mirror/repodata/primary.xml.gz': gzipSync(primary([])) });
    const changed = await run(root, 'template', 'import', 'mirror');
    expect(changed.exit).toBe(1);
    expect(changed.err).toContain('mirror/repodata/primary.xml.gz: its sha256 digest is not that of repomd.xml');
    remove('mirror/repodata/primary.xml.gz');
    expect((await run(root, 'template', 'import', 'mirror')).err).toContain('repomd.xml names it, and it is not there');
    symlinkSync('/etc/hostname', join(root, 'mirror/repodata/primary.xml.gz'));
    expect((await run(root, 'template', 'import', 'mirror')).err).toContain('is a symbolic link');
  });

  test('with a document type is refused, by file and line', async () => {
    const { root } = repository(gzipSync('<?xml version="1.0"?>\n<!DOCTYPE metadata [<!ENTITY a "b">]>\n<metadata/>'));
    expect((await run(root, 'template', 'import', 'mirror')).err).toContain(
      'error: mirror/repodata/primary.xml.gz:2: it has a document type (DOCTYPE), which no repository needs',
    );
  });

  test('is a folder that holds repodata', async () => {
    const { root } = fleetFolder({ 'empty/file': '', 'primary.xml': text });
    expect((await run(root, 'template', 'import', 'empty')).err).toContain(
      'it is a folder without repodata/repomd.xml',
    );
    expect((await run(root, 'template', 'import', 'primary.xml')).err).toContain(
      'name the folder that holds repodata/',
    );
  });
});

describe('a Debian index', () => {
  test('becomes a version that compiles', async () => {
    const stanza = (name: string, version: string): string =>
      `Package: ${name}\nVersion: ${version}\nArchitecture: amd64\nDescription: x\n y\n\n`;
    const index = gzipSync(
      stanza('g++', '4:12.2.0-3') + stanza('libc6', '2.36-9+deb12u9') + stanza('libc6', '2.36-9+deb12u14'),
    );
    const files = diffFleet(['web']);
    const { root, write } = fleetFolder({ ...files, 'fleet.yaml': String(files['fleet.yaml']).replace('rpm', 'deb') });
    const outside = fleetFolder({ 'main_Packages.gz': index });
    const { exit, out, err } = await run(
      root,
      'template',
      'next',
      'linux',
      '--from',
      join(outside.root, 'main_Packages.gz'),
    );
    expect({ exit, err }).toEqual({ exit: 0, err: 'warning: main_Packages.gz: Left out: older versions (1).\n' });
    expect(out).toContain('Wrote linux/2026_9_major: 2 packages from main_Packages.gz.');
    write({ 'clusters/web.yaml': 'owners: [maria]\nversions:\n  linux: 2026_9_major\nhosts:\n  web[1-3]: {}\n' });
    const { diagnostics, failed } = await compileFolder(root);
    expect({ diagnostics, failed }).toEqual({ diagnostics: [], failed: [] });
    const profiles = [...filesIn(join(root, 'profiles')).values()].join('');
    expect(profiles).toContain('"g++":{"arch":"amd64","version":"4:12.2.0-3"}');
    expect(profiles).toContain('"libc6":{"arch":"amd64","version":"2.36-9+deb12u14"}');
  });
});

describe('template import', () => {
  test('writes a list from which the same version is made', async () => {
    const { root } = fleet({
      'host.txt': 'zsh-5.8-9.el9.x86_64\ncurl-7.76.1-41.el9_8.x86_64\nbash-5.1.8-9.el9.x86_64\n',
    });
    const args = ['template', 'import', 'host.txt', '--out', 'package-lists/linux/new.list'];
    expect(await run(root, ...args, '--dry-run')).toMatchObject({
      exit: 0,
      out: 'Would write package-lists/linux/new.list: 3 packages from host.txt.\n',
    });
    expect(existsSync(join(root, 'package-lists/linux/new.list'))).toBe(false);
    expect(await run(root, ...args)).toMatchObject({
      exit: 0,
      out: 'Wrote package-lists/linux/new.list: 3 packages from host.txt.\n',
    });
    const written = filesIn(join(root, 'package-lists')).get('linux/new.list') ?? '';
    expect(written.replace(/[0-9a-f]{64}/, 'DIGEST')).toBe(
      `# One package a line: name version arch.\n# from host.txt, sha256 DIGEST\n${list}`,
    );
    const again = await run(root, ...args);
    expect(again.exit).toBe(2);
    expect(again.err).toContain('is there already: --force writes it anew');
    expect((await run(root, ...args, '--force')).exit).toBe(0);
    await run(root, 'template', 'new', 'linux', '2026_9_minor', '--from', 'package-lists/linux/new.list');
    expect(filesIn(join(root, folder)).get('default.yaml')).toContain('bash: { version: "5.1.8-9.el9", arch: x86_64 }');
  });

  test('prints the list where no file is named, and takes one architecture where it is told to', async () => {
    const { root } = fleetFolder({
      'a.list': 'glibc 1-1 i686\nglibc 1-1 x86_64\ntzdata 1-1 noarch\n',
      'b.list': 'glibc 1-2 x86_64\n',
    });
    const { exit, out, err } = await run(root, 'template', 'import', 'a.list', 'b.list', '--arch', 'x86_64');
    expect(exit).toBe(0);
    expect(out.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      'glibc 1-2 x86_64',
      'tzdata 1-1 noarch',
      '',
    ]);
    expect(err).toBe('warning: a.list: Left out: packages of other architectures (1).\n');
  });

  test('reads a source as what it is said to be', async () => {
    const { root } = fleetFolder({ 'a.txt': 'bash\t5.2\n' });
    expect((await run(root, 'template', 'import', 'a.txt', '--as', 'dpkg', '--arch', 'arm64')).out).toContain(
      '\nbash 5.2 arm64\n',
    );
    expect((await run(root, 'template', 'import', 'a.txt', '--as', 'list')).exit).toBe(1);
    expect((await run(root, 'template', 'import', 'a.txt', '--as', 'rpm-md')).err).toContain(
      'an rpm-md repository is a folder',
    );
  });
});
