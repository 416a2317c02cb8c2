/** Turns any source into a plain list, to be reviewed in git. */

import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { versionOrders } from '../change/instances.ts';
import type { PackageOrder } from '../core/fleet.ts';
import { failed, succeeded, type Outcome } from '../core/outcome.ts';
import { joinedSources } from '../release/lists/newest.ts';
import { plainListText } from '../release/lists/write-list.ts';
import { readSources, type SourceFault, type SourceOrder } from './make-template-sources.ts';
import { writeAll } from './make-template-write.ts';

export interface ImportedList {
  readonly text: string;
  readonly packages: number;
  readonly sources: readonly string[];
  readonly warnings: readonly string[];
  readonly faults: readonly SourceFault[];
}

/** The list, or the faults of the sources. `order` decides between versions where the sources do not say it. */
export async function importList(
  sources: SourceOrder,
  order: PackageOrder | undefined,
): Promise<Outcome<ImportedList>> {
  const read = await readSources(sources);
  if (!read.ok) return read;
  const found = read.value.sources;
  const isDebian = found.some(({ kind }) => kind === 'dpkg' || kind === 'deb-index');
  const packages = joinedSources(
    found.map((source) => source.packages),
    versionOrders[order ?? (isDebian ? 'deb' : 'rpm')],
  );
  return succeeded({
    text: plainListText(packages, found),
    packages: packages.length,
    sources: found.map(({ file }) => file),
    warnings: found.flatMap(({ file, notes }) => notes.map((note) => `${file}: ${note}`)),
    faults: read.value.faults,
  });
}

/** `conflict` where the file is there and is not to be replaced. */
export function writeList(path: string, text: string, existing: 'refused' | 'replaced'): Outcome<undefined> {
  if (existing === 'refused' && existsSync(path))
    return failed('conflict', `${path} is there already: --force writes it anew`);
  return writeAll(dirname(path), new Map([[basename(path), text]]));
}
