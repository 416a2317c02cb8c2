/** Reads the releases of a fleet, and what their staged rollouts say, from a tree. */

import { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet } from '../core/fleet.ts';
import type { Tree } from '../core/tree.ts';
import { gateOf, type Gate, type WrittenRollout } from '../release/gate.ts';
import { inOrder, releaseFrom, type Release, type WrittenRelease } from '../release/release.ts';
import { readYaml } from './fleet-files.ts';
import { releaseFile, type OpenFleet } from './open-fleet.ts';

/** A release by its stream and version; undefined where it is not there, or is wrong, which is then told to `out`. */
export function readRelease(
  tree: Tree,
  { stream, version, fleet }: { readonly stream: string; readonly version: string; readonly fleet: Fleet | undefined },
  out: Diagnostics,
): Release | undefined {
  const file = releaseFile(stream, version);
  const plain = readYaml(tree, file, 'release', out)?.plain;
  if (plain === undefined) return undefined;
  return releaseFrom(file, plain as unknown as WrittenRelease, fleet?.streams.get(stream)?.owners ?? []); // its schema has accepted it
}

/** Every release of each stream of the fleet, the oldest first; folders without a release.yaml that can be read are left out. */
export function readReleases(open: OpenFleet, out: Diagnostics): ReadonlyMap<string, readonly Release[]> {
  const files = [...open.versions].flatMap(([stream, versions]) =>
    [...versions].map((version) => releaseFile(stream, version)),
  );
  open.tree.expect(files);
  return new Map([...open.versions.keys()].map((stream) => [stream, releasesOf(open, stream, out)]));
}

/** The releases of one stream, the oldest first. */
export function releasesOf(open: OpenFleet, stream: string, out: Diagnostics): readonly Release[] {
  const versions = [...(open.versions.get(stream) ?? [])];
  return inOrder(
    versions.flatMap((version) => readRelease(open.tree, { stream, version, fleet: open.fleet }, out) ?? []),
  );
}

/** The file of a release's staged rollout. */
function rolloutFile(stream: string, version: string): string {
  return `rollouts/${stream}/${version}/rollout.yaml`;
}

/** The gate of a release. A rollout that cannot be read, or speaks of another release, lets nobody through. */
export function readGate(tree: Tree, stream: string, version: string): Gate {
  const file = rolloutFile(stream, version);
  if (!tree.has(file)) return gateOf({ is: 'absent' });
  const plain = readYaml(tree, file, 'rollout', new Diagnostics())?.plain;
  const rollout = plain as unknown as WrittenRollout | undefined; // its schema has accepted it
  if (rollout === undefined || rollout.stream !== stream || rollout.version !== version) {
    return gateOf({ is: 'unreadable' });
  }
  return gateOf({ is: 'read', rollout });
}
