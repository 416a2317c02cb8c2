/**
 * Most changes of a cluster's file move one pin. Of such a file the facts are those of its neighbour in time, but for
 * that pin: comparing bytes costs a hundredth of reading it as YAML, and says the same.
 */

import { fileOfBlob } from '../tree/content.ts';
import { parseVersion } from '../core/version.ts';
import type { ClusterFacts } from '../report/facts.ts';
import { type PinRange, readFacts, type ReadFacts } from './past-facts.ts';

/** A file that was read, for its neighbours to be compared with. Its bytes are overwritten by the next of them. */
export interface KnownFile {
  readonly bytes: Buffer;
  readonly facts: ClusterFacts;
  readonly ranges: readonly PinRange[];
}

/** Reads a blob's facts from the whole of it; undefined where it is no text, or none that is read. */
export function readBlobFacts(id: string, bytes: Uint8Array): ReadFacts | undefined {
  const file = fileOfBlob(id, bytes);
  return 'unreadable' in file ? undefined : readFacts(file.text);
}

/** The file as one that differs from a known one in one pin; undefined where it differs in anything else. */
export function movedPin(known: KnownFile, bytes: Uint8Array): KnownFile | undefined {
  const { bytes: near, ranges } = known;
  const grown = bytes.length - near.length;
  const range = ranges.find((one) => isMoved(near, bytes, one));
  if (range === undefined) return undefined;
  // A version is one scalar of text wherever a version may stand, and holds nothing that ends one.
  const version = String.fromCharCode(...bytes.subarray(range.start, range.end + grown));
  if (parseVersion(version) === undefined) return undefined;
  return {
    // A pin mostly keeps its length, and nobody looks at the neighbour again.
    bytes: grown === 0 ? copied(bytes, near) : Buffer.from(bytes),
    facts: withPin(known.facts, range.stream, version),
    ranges:
      grown === 0
        ? ranges
        : ranges.map((one) => ({
            stream: one.stream,
            start: one.start > range.start ? one.start + grown : one.start,
            end: one.start >= range.start ? one.end + grown : one.end,
          })),
  };
}

/** Written out, because there are very many. */
function withPin(facts: ClusterFacts, stream: string, version: string): ClusterFacts {
  const { holds, hosts, owners, service, site, accepts, stale } = facts;
  return { pins: { ...facts.pins, [stream]: version }, holds, hosts, owners, service, site, accepts, stale };
}

/** Longer than any version. */
const versionLimit = 32;

/** Whether everything before and behind a pin is the same. */
function isMoved(near: Buffer, bytes: Uint8Array, { start, end }: PinRange): boolean {
  const moved = end + bytes.length - near.length;
  if (moved < start || moved > start + versionLimit) return false;
  return near.compare(bytes, 0, start, 0, start) === 0 && near.compare(bytes, moved, bytes.length, end) === 0;
}

function copied(bytes: Uint8Array, onto: Buffer): Buffer {
  onto.set(bytes);
  return onto;
}
