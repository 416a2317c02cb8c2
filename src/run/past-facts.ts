/**
 * What a cluster's file says, as far as reports need it, whatever else is in it: a file of years ago need not fit the
 * schema of today. Only what is no YAML that the fleet would read, or too large, says nothing.
 */

import { readStaleness } from '../compile/read-staleness.ts';
import { dayNumber } from '../core/days.ts';
import type { OwnStaleness } from '../core/fleet.ts';
import { expandHosts, hostLimit } from '../core/hosts.ts';
import type { Plain } from '../core/value.ts';
import { parseVersion } from '../core/version.ts';
import type { ClusterFacts } from '../report/facts.ts';
import { parsePlaced, type PlacedData } from '../yaml/scalars.ts';

/** The text of a pin inside a file, in bytes; its stream. */
export interface PinRange {
  readonly stream: string;
  readonly start: number;
  readonly end: number;
}

export interface ReadFacts {
  readonly facts: ClusterFacts;
  /** Those pins that are versions, written as they read. */
  readonly ranges: readonly PinRange[];
  /** By stream the line of its pin, from 1; by the name of no stream the line of `versions`, else 1. */
  readonly lines: Readonly<Record<string, number>>;
}

/** Undefined where the text cannot be read. */
export function readFacts(text: string): ReadFacts | undefined {
  const data = parsePlaced(text);
  const top = data && membersOf(data.plain);
  if (data === undefined || top === undefined) return undefined;
  const facts = factsIn(top);
  const starts = new Map<string, number>();
  const ranges: PinRange[] = [];
  for (const [stream, version] of Object.entries(facts.pins)) {
    const found = data.scalarAt(['versions', stream]);
    if (found === undefined) continue;
    starts.set(stream, found.start);
    if (parseVersion(version) === undefined || text.slice(found.start, found.end) !== version) continue;
    const start = Buffer.byteLength(text.slice(0, found.start));
    ranges.push({ stream, start, end: start + version.length });
  }
  return { facts, ranges, lines: linesIn(text, data, starts) };
}

type Members = Readonly<Record<string, Plain>>;

function membersOf(plain: Plain | undefined): Members | undefined {
  return isMembers(plain) ? plain : undefined;
}

function isMembers(plain: Plain | undefined): plain is Members {
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain);
}

function textOf(plain: Plain | undefined): string | undefined {
  return typeof plain === 'string' ? plain : undefined;
}

function factsIn(top: Members): ClusterFacts {
  const upgrade = Object.entries(membersOf(top['upgrade']) ?? {});
  const wishes = upgrade.flatMap(([stream, wish]) => (isMembers(wish) ? [[stream, wish] as const] : []));
  const owners = top['owners'];
  return {
    pins: Object.fromEntries(
      Object.entries(membersOf(top['versions']) ?? {}).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    holds: Object.fromEntries(
      wishes.filter(([, wish]) => wish['mode'] === 'hold').map(([stream, wish]) => [stream, holdIn(wish)]),
    ),
    hosts: countHosts(Object.keys(membersOf(top['hosts']) ?? {})),
    owners: Array.isArray(owners) ? owners.filter((owner: Plain) => typeof owner === 'string') : [],
    service: textOf(top['service']),
    site: textOf(membersOf(top['variables'])?.['site']),
    accepts: Object.fromEntries(
      wishes.flatMap(([stream, { accept }]) => (accept === 'minor' || accept === 'major' ? [[stream, accept]] : [])),
    ),
    stale: stalenessIn(membersOf(top['stale'])),
  };
}

function holdIn(wish: Members): ClusterFacts['holds'][string] {
  const until = textOf(wish['until']);
  const isDay = until !== undefined && dayNumber(until) !== undefined;
  return { until: isDay ? until : undefined, reason: textOf(wish['reason']) };
}

/** Each host once, whatever number of entries names it; what is no name counts nothing. */
function countHosts(patterns: readonly string[]): number {
  const names = new Set<string>();
  let named = 0;
  for (const pattern of patterns) {
    const expansion = expandHosts(pattern);
    if (!expansion.ok) continue;
    for (const name of expansion.names) names.add(name);
    named += expansion.names.length;
    // As many as a cluster may have at all: a hostile file must not cost more.
    if (named > 4 * hostLimit) break;
  }
  return names.size;
}

function stalenessIn(written: Members | undefined): OwnStaleness | undefined {
  if (written === undefined) return undefined;
  const times = timesIn(written, ['due', 'overdue', 'unmaintained'], isDuration);
  const advisories = membersOf(written['advisories']);
  if (advisories === undefined) return readStaleness(times);
  const limits = timesIn(
    advisories,
    ['Critical', 'Important', 'Moderate', 'Low'],
    (text) => isDuration(text) || text === 'never',
  );
  return readStaleness({ ...times, advisories: limits });
}

function isDuration(text: string): boolean {
  return /^[1-9]\d{0,4}[hdw]$/.test(text);
}

function timesIn<K extends string>(
  members: Members,
  keys: readonly K[],
  isTime: (text: string) => boolean,
): { readonly [key in K]?: string } {
  const found: { [key in K]?: string } = {};
  for (const key of keys) {
    const text = textOf(members[key]);
    if (text !== undefined && isTime(text)) found[key] = text;
  }
  return found;
}

function linesIn(
  text: string,
  data: PlacedData,
  starts: ReadonlyMap<string, number>,
): Readonly<Record<string, number>> {
  const key = data.keyAt('versions') ?? 0;
  const placed = [['', key] as const, ...starts];
  return Object.fromEntries(placed.map(([stream, start]) => [stream, lineAt(text, start)]));
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
