/** The CODEOWNERS file of a fleet's repository: what it should say, what it says, and writing it. */

import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { WrittenCluster } from '../compile/read-cluster.ts';
import { Diagnostics } from '../core/diagnostic.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import type { Tree } from '../core/tree.ts';
import { workingTree } from '../tree/working.ts';
import { FolderWriter } from '../tree/write.ts';
import {
  codeownersBlock,
  codeownersLimit,
  ownershipOf,
  withCodeowners,
  type OwnedCluster,
  type OwnedFleet,
  type Ownership,
} from '../upgrade/codeowners.ts';
import { listClusters, readTop, readYaml } from './fleet-files.ts';
import { fleetFolder } from './open-tree.ts';

/** From the top of the repository. GitHub reads this one first. */
export const codeownersPath = '.github/CODEOWNERS';

export interface OwnersFile extends Ownership {
  /** The whole file as it should be; lines of people are kept. */
  readonly text: string;
  /** As it is; undefined where there is none. */
  readonly existing: string | undefined;
}

/** What the file of a fleet should say. `gone` where the fleet cannot be read, for the reasons in `out`. */
export function ownersFile(fleet: string, tree: Tree, out: Diagnostics): Outcome<OwnersFile> {
  const owned = readOwnedFleet(fleet, tree, out);
  if (owned === undefined || out.errors > 0) return failed('gone', 'the fleet cannot be read');
  const ownership = ownershipOf(owned);
  const existing = readExisting(topOf(fleet));
  if (!existing.ok) return existing;
  const text = withCodeowners(existing.value, codeownersBlock(ownership.rules));
  if (!text.ok) return failed(text.why, `cannot change ${codeownersPath}: ${text.detail}`);
  const bytes = Buffer.byteLength(text.value);
  if (bytes > codeownersLimit)
    return failed(
      'limited',
      `${codeownersPath} would have ${bytes} bytes, and a forge ignores one of more than ${codeownersLimit}: put clusters of the same owners into a folder of their own, which takes one line`,
    );
  return succeeded({ ...ownership, text: text.value, existing: existing.value });
}

/** Writes the file whole. */
export function writeOwnersFile(fleet: string, { text }: OwnersFile): Outcome<undefined> {
  const written = new FolderWriter(topOf(fleet)).write(codeownersPath, text);
  return written.ok ? succeeded(undefined) : written;
}

/**
 * The owners of every cluster as their files name them, whatever else is wrong with those; undefined where fleet.yaml or
 * owners.yaml cannot be read. A file that cannot be read is an error in `out`.
 */
export function readOwnedFleet(fleet: string, tree: Tree, out: Diagnostics): OwnedFleet | undefined {
  const said = new Diagnostics();
  const top = readTop(tree, said);
  if (top?.owners === undefined) {
    out.addAll(said.sorted());
    return undefined;
  }
  const paths = listClusters(tree, new Diagnostics());
  tree.expect(paths.map(({ file }) => file));
  const clusters = paths.flatMap(({ name, file }): readonly OwnedCluster[] => {
    const plain = readYaml(tree, file, 'cluster', out)?.plain;
    if (plain === undefined) return [];
    const written = plain as unknown as WrittenCluster; // its schema has accepted it
    const streams = Object.keys(written.versions ?? {}).filter((stream) => top.fleet.streams.has(stream));
    return [{ name, file, owners: written.owners ?? [], streams }];
  });
  return { fleet: top.fleet, owners: top.owners, clusters, folder: fleetFolder(fleet) };
}

/** The top of the repository that the fleet lies in; the fleet itself where there is none. */
function topOf(fleet: string): string {
  const depth = fleetFolder(fleet).split('/').length - 1;
  return resolve(fleet, '../'.repeat(depth));
}

function readExisting(top: string): Outcome<string | undefined> {
  // A link may come with a pull request, and would be followed out of the repository.
  const folder = join(top, '.github');
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    return failed('denied', `${folder} is a link, and links are not followed`);
  const found = workingTree(folder).read('CODEOWNERS');
  if (found === undefined) return succeeded(undefined);
  if ('text' in found) return succeeded(found.text);
  return failed('denied', `${codeownersPath} cannot be read: it is no regular text file, or too large`);
}
