/** Digests by which a compilation knows whether anything that it read has changed. */

import { byteOrder } from '../core/order.ts';
import { sha256Of } from '../tree/write.ts';
import type { ClusterDefines } from './fleet-files.ts';
import type { IndexHead } from './fleet-index.ts';
import type { Inputs } from './inputs.ts';
import type { OpenFleet } from './open-fleet.ts';
import { toolVersion } from './tool.ts';

/** A fleet, and what of its files was read. */
interface Read {
  readonly open: OpenFleet;
  readonly inputs: Inputs;
}

/** Digest of what concerns every cluster: the tool, the shared files, and what conditions may ask for. */
export function sharedKey({ open, inputs }: Read, defines: readonly ClusterDefines[]): string {
  const sorted = (names: readonly (readonly string[])[]): readonly string[] =>
    [...new Set(names.flat())].toSorted(byteOrder);
  return sha256Of(
    JSON.stringify([
      toolVersion,
      open.shared.map((path) => [path, inputs.blobOf(path)]),
      sorted(defines.map(({ variables }) => variables)),
      sorted(defines.map(({ clusterLabels }) => clusterLabels)),
      sorted(defines.map(({ hostLabels }) => hostLabels)),
      defines.some(({ unknown }) => unknown),
    ]),
  );
}

/** What an index says of all clusters. A shard says which files the whole fleet has, so that shards of different fleets are never joined. */
export function headOf({ open, inputs }: Read, part: string | undefined): IndexHead {
  const head = { fleet: open.fleet.name, tool: toolVersion };
  if (part === undefined) return head;
  const files = ['clusters', 'templates', 'calendars'].flatMap((folder) => open.tree.list(folder));
  return {
    ...head,
    shard: part,
    inputs: digestOf(
      [...open.shared, ...files].map((path) => inputs.add(path)),
      inputs,
    ),
  };
}

/** SHA-256 over path and content of inputs, in order of path. */
export function digestOf(indexes: readonly number[], { paths }: Inputs): string {
  const lines = [...new Set(indexes)].map(
    (index) => `${paths[index]?.[0]} ${paths[index]?.[1] === '' ? '-' : paths[index]?.[1]}\n`,
  );
  return sha256Of(lines.toSorted(byteOrder).join(''));
}
