/** The advisories of the releases that pins move between, from their release.yaml. */

import { advisoriesIn, type AdvisedRelease } from '../change/advisories.ts';
import type { FleetChange, PinMove } from '../change/change.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import { mappingFrom, type Plain } from '../core/value.ts';
import { compareVersions, parseVersion, type Version } from '../core/version.ts';
import { readYaml } from './fleet-files.ts';
import { releaseFile, type OpenFleet } from './open-fleet.ts';

/** By stream, the releases after the lower of two versions that some pin moves between, up to the higher. Others are not read. */
export function releasesBetween(
  open: OpenFleet,
  change: FleetChange,
  out: Diagnostics,
): ReadonlyMap<string, readonly AdvisedRelease[]> {
  const moves = change.groups.flatMap(({ kind, pins }) => (kind === 'changed' ? pins : []));
  const releases = new Map<string, readonly AdvisedRelease[]>();
  for (const stream of new Set(moves.map((move) => move.stream))) {
    const spans = moves.filter((move) => move.stream === stream).map(spanOf);
    const wanted = [...(open.versions.get(stream) ?? [])].filter((text) => spans.some((span) => lies(text, span)));
    releases.set(
      stream,
      wanted.map((version) => readRelease(open, { file: releaseFile(stream, version), version }, out)),
    );
  }
  return releases;
}

/** After `low`, or from the first on; up to `high`. */
interface Span {
  readonly low: Version | undefined;
  readonly high: Version | undefined;
}

function spanOf({ from, to }: PinMove): Span {
  const [low, high] = [from, to].map((text) => (text === undefined ? undefined : parseVersion(text)));
  return low !== undefined && high !== undefined && compareVersions(low, high) > 0
    ? { low: high, high: low }
    : { low, high };
}

function lies(text: string, { low, high }: Span): boolean {
  const version = parseVersion(text);
  if (version === undefined || high === undefined) return false;
  return compareVersions(version, high) <= 0 && (low === undefined || compareVersions(version, low) > 0);
}

function readRelease(
  { tree }: OpenFleet,
  { file, version }: { readonly file: string; readonly version: string },
  out: Diagnostics,
): AdvisedRelease {
  const plain = readYaml(tree, file, 'release', out)?.plain;
  if (plain === undefined) return { version };
  return { version, advisories: advisoriesIn(mappingFrom(plain as { readonly [key: string]: Plain })) }; // its schema has accepted it
}
