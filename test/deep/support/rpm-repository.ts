/** Makes a repository of small packages as a distributor would: with `rpmbuild`, `createrepo_c` and `modifyrepo_c`. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { temporaryFolder } from '../../support/fleet.ts';

/** Whether what makes repositories is installed here. */
export const makesRepositories: boolean = ['rpmbuild', 'createrepo_c', 'modifyrepo_c'].every(isInstalled);

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/** How the tables of a repository are packed. */
export type Packing = 'gz' | 'zstd' | 'xz';

/** Whether a repository can be packed so: an older `createrepo_c` knows no zstd, and is helped by the program `zstd`. */
export function packs(packing: Packing): boolean {
  return makesRepositories && (packing !== 'zstd' || createsZstd() || isInstalled('zstd'));
}

function createsZstd(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-packs-'));
  const isMade = succeeds('createrepo_c', createArgs(folder, 'zstd'));
  const tables = isMade ? readdirSync(join(folder, 'repodata')) : [];
  rmSync(folder, { recursive: true, force: true });
  return tables.some((name) => name.includes('primary') && name.endsWith('.zst'));
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args).status === 0;
}

function createArgs(folder: string, packing: Packing): readonly string[] {
  return ['--quiet', `--general-compress-type=${packing}`, '--no-database', folder];
}

/** By name, `[EPOCH:]VERSION-RELEASE`. */
export type Packages = Readonly<Record<string, string>>;

/** The folder of a repository with these packages, and advisories about them. */
export function rpmRepository(packages: Packages, packing: Packing, updateinfo: string): string {
  const folder = temporaryFolder();
  const helped = packing === 'zstd' && !createsZstd();
  const packed = helped ? 'gz' : packing;
  build(folder, packages);
  run('createrepo_c', createArgs(folder, packed), folder);
  const file = join(temporaryFolder(), 'updateinfo.xml');
  writeFileSync(file, updateinfo);
  run('modifyrepo_c', [`--compress-type=${packed}`, file, join(folder, 'repodata')], folder);
  if (helped) packAnew(join(folder, 'repodata'));
  return folder;
}

/** Packs the tables by the program `zstd`, and makes their list say so. */
function packAnew(folder: string): void {
  const list = join(folder, 'repomd.xml');
  const entries = readFileSync(list, 'utf8').split('<data ');
  const packed = entries.map((entry) => {
    const [, name] = /<location href="repodata\/([^"]+)\.gz"/.exec(entry) ?? [];
    if (name === undefined) return entry;
    const file = join(folder, `${name}.zst`);
    writeFileSync(join(folder, name), gunzipSync(readFileSync(join(folder, `${name}.gz`))));
    run('zstd', ['-q', '--rm', join(folder, name), '-o', file], folder);
    rmSync(join(folder, `${name}.gz`));
    const bytes = readFileSync(file);
    return entry
      .replace(`${name}.gz`, `${name}.zst`)
      .replace(/(<checksum type="sha256">)\w+/, `$1${createHash('sha256').update(bytes).digest('hex')}`)
      .replace(/(<size>)\d+/, `$1${bytes.length}`);
  });
  writeFileSync(list, packed.join('<data '));
}

/** One build for all: each is a part of one source package, with a version of its own. */
function build(folder: string, packages: Packages): void {
  const top = temporaryFolder();
  const spec = join(top, 'all.spec');
  const parts = Object.entries(packages).map(([name, text]) => {
    const [, epoch = '0', version = '', release = ''] = /^(?:(\d+):)?([^-]+)-([^-]+)$/.exec(text) ?? [];
    const about = `Epoch: ${epoch}\nVersion: ${version}\nRelease: ${release}\nSummary: ${name}`;
    return `%package -n ${name}\n${about}\n%description -n ${name}\nA small one.\n%files -n ${name}\n`;
  });
  const head = 'Name: all\nVersion: 1\nRelease: 1\nSummary: All\nLicense: MIT\n';
  writeFileSync(spec, `${head}%description\nAll.\n${parts.join('\n')}`);
  run('rpmbuild', ['-bb', '--quiet', '--target', 'x86_64', '--define', `_topdir ${top}`, spec], top);
  mkdirSync(join(folder, 'Packages'), { recursive: true });
  cpSync(join(top, 'RPMS', 'x86_64'), join(folder, 'Packages'), { recursive: true });
}

function run(program: string, args: readonly string[], cwd: string): void {
  const ran = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${program}: ${ran.stderr}${ran.stdout}`);
}
