/** Reads what a release is made from: files of lists and folders of repositories, which lie anywhere. */

import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Advisory } from '../change/change.ts';
import { succeeded, type Outcome } from '../core/outcome.ts';
import type { ListedPackage } from '../release/lists/package.ts';
import { readPrimary, type Kernels } from '../release/lists/primary.ts';
import { readList } from '../release/lists/read-list.ts';
import { recognised, type SourceKind } from '../release/lists/recognise.ts';
import { readRepomd, type RepomdFile } from '../release/lists/repomd.ts';
import { readUpdateinfo } from '../release/lists/updateinfo.ts';
import { readWhole, unpackLimits, unpackText } from '../tree/unpack.ts';
import { sha256Of } from '../tree/write.ts';

export interface SourceOrder {
  /** The fleet's folder; a source inside is named by its path from there, any other by its last name. */
  readonly root: string;
  /** Files and folders, absolute. */
  readonly from: readonly string[];
  /** The kind of all of them, where they are not told by what stands in them. */
  readonly as: SourceKind | undefined;
  /** The one architecture that is taken, beside packages that fit any; all of them where it is undefined. */
  readonly arch: string | undefined;
  readonly kernels: Kernels;
}

export interface Source {
  /** As release.yaml names it. */
  readonly file: string;
  readonly sha256: string;
  readonly kind: SourceKind;
  readonly packages: readonly ListedPackage[];
  readonly advisories: readonly Advisory[];
  readonly notes: readonly string[];
}

/** What is wrong with a source; line 0 is the whole file. */
export interface SourceFault {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

export interface ReadSources {
  readonly sources: readonly Source[];
  readonly faults: readonly SourceFault[];
}

/** All sources, in the order in which they were named; `gone` where one is not there. */
export async function readSources(order: SourceOrder): Promise<Outcome<ReadSources>> {
  const sources: Source[] = [];
  const faults: SourceFault[] = [];
  for (const path of new Set(order.from)) {
    const place = placeOf(path, order.root);
    const read = place.repository ? await readRepository(place, order) : await readFile(place, order);
    if (!read.ok) return read;
    faults.push(...read.value.faults);
    sources.push(...read.value.sources.map((source) => ofArch(source, order.arch)));
  }
  return succeeded({ sources, faults });
}

/** Where a source lies, and what it is called in a file that others read. */
interface Place {
  readonly path: string;
  readonly name: string;
  readonly repository: boolean;
}

/** The file repomd.xml stands for its repository. */
function placeOf(named: string, root: string): Place {
  const isTable = basename(named) === 'repomd.xml' && basename(dirname(named)) === 'repodata';
  const path = isTable ? dirname(dirname(named)) : named;
  const within = relative(realOf(root), realOf(path)).split(sep).join('/');
  const isInside = within !== '' && within !== '..' && !within.startsWith('../') && !isAbsolute(within);
  const name = isInside ? within : basename(resolve(path));
  return { path, name, repository: statSync(path, { throwIfNoEntry: false })?.isDirectory() === true };
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

async function readFile({ path, name }: Place, order: SourceOrder): Promise<Outcome<ReadSources>> {
  const bytes = readWhole(path, unpackLimits.packed, 'followed');
  if (!bytes.ok) return isWorlds(bytes.why) ? bytes : faulty(name, bytes.detail);
  const text = await unpackText(bytes.value, unpackLimits.unpacked);
  if (!text.ok) return faulty(name, text.detail);
  const kind = order.as ?? recognised(text.value);
  if (kind === undefined) return faulty(name, 'there is no package in it');
  if (kind === 'rpm-md')
    return faulty(name, 'it is a file, and an rpm-md repository is a folder: name the folder that holds repodata/');
  if (/^\s*</.test(text.value))
    return faulty(name, 'it is XML: of an rpm-md repository, name the folder that holds repodata/');
  const { packages, faults, notes } = readList(text.value, kind, order.arch);
  const source = { file: name, sha256: sha256Of(bytes.value), kind, packages, advisories: [], notes };
  return succeeded({ sources: [source], faults: faults.map((fault) => ({ file: name, ...fault })) });
}

/** The most bytes of a repository's table of contents. */
const tableLimit = 8 * 1024 * 1024;

async function readRepository({ path, name }: Place, order: SourceOrder): Promise<Outcome<ReadSources>> {
  const table = `${name}/repodata/repomd.xml`;
  if (order.as !== undefined && order.as !== 'rpm-md')
    return faulty(name, `it is a folder, and no source of the kind ${order.as}`);
  const bytes = readWhole(join(path, 'repodata', 'repomd.xml'), tableLimit, 'followed');
  if (!bytes.ok && bytes.why === 'gone')
    return faulty(name, 'it is a folder without repodata/repomd.xml, so no rpm-md repository');
  if (!bytes.ok) return isWorlds(bytes.why) ? bytes : faulty(table, bytes.detail);
  const text = await unpackText(bytes.value, tableLimit);
  if (!text.ok) return faulty(table, text.detail);
  const { files, faults } = readRepomd(text.value);
  if (faults.length > 0) return succeeded({ sources: [], faults: faults.map((fault) => ({ file: table, ...fault })) });
  const folder = join(path, 'repodata');
  const primary = await readData({ folder, name, order, file: files.find(({ type }) => type === 'primary') });
  const updates = await readData({ folder, name, order, file: files.find(({ type }) => type === 'updateinfo') });
  const found = [...primary.faults, ...updates.faults];
  const { packages, notes } = primary;
  const source = { file: table, sha256: sha256Of(bytes.value), kind: 'rpm-md', packages, notes } as const;
  return succeeded({ sources: [{ ...source, advisories: updates.advisories }], faults: found });
}

interface Data {
  readonly packages: readonly ListedPackage[];
  readonly advisories: readonly Advisory[];
  readonly notes: readonly string[];
  readonly faults: readonly SourceFault[];
}

const noData: Data = { packages: [], advisories: [], notes: [], faults: [] };

interface DataOrder {
  readonly folder: string;
  readonly name: string;
  readonly order: SourceOrder;
  readonly file: RepomdFile | undefined;
}

/** One file of a repository, whose digest is that of the table of contents. */
async function readData({ folder, name, order, file }: DataOrder): Promise<Data> {
  if (file === undefined) return noData;
  const shown = `${name}/repodata/${file.name}`;
  const broken = (reason: string, line = 0): Data => ({ ...noData, faults: [{ file: shown, line, reason }] });
  const bytes = readWhole(join(folder, file.name), unpackLimits.packed, 'refused');
  if (!bytes.ok && bytes.why === 'gone')
    return broken('repomd.xml names it, and it is not there: was the repository copied while it changed?');
  if (!bytes.ok) return broken(bytes.detail);
  const { algorithm, hex } = file.digest;
  if (createHash(algorithm).update(bytes.value).digest('hex') !== hex)
    return broken(`its ${algorithm} digest is not that of repomd.xml: was the repository copied while it changed?`);
  const text = await unpackText(bytes.value, unpackLimits.unpacked);
  if (!text.ok) return broken(text.detail);
  const read =
    file.type === 'primary'
      ? { ...noData, ...readPrimary(text.value, order.kernels) }
      : { ...noData, ...readUpdateinfo(text.value) };
  return { ...read, faults: read.faults.map((fault) => ({ ...fault, file: shown })) };
}

/** Those of one architecture, and those of none. */
function ofArch(source: Source, arch: string | undefined): Source {
  if (arch === undefined) return source;
  const packages = source.packages.filter(
    (entry) => entry.arch === arch || entry.arch === 'noarch' || entry.arch === 'all',
  );
  const left = source.packages.length - packages.length;
  return left === 0
    ? source
    : { ...source, packages, notes: [...source.notes, `Left out: packages of other architectures (${left}).`] };
}

/** What is no fault of the file itself. */
function isWorlds(why: string): boolean {
  return why === 'gone' || why === 'unreachable' || why === 'conflict';
}

function faulty(file: string, reason: string): Outcome<ReadSources> {
  return succeeded({ sources: [], faults: [{ file, line: 0, reason }] });
}
