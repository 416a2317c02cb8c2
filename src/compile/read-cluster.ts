/** A cluster's file, as written, to the cluster as we know it; every pin, owner and host is checked. */

import type { Cluster, Hold, HostEntry, UpgradeWish, WrittenInclude } from '../core/cluster.ts';
import type { Diagnostics } from '../core/diagnostic.ts';
import type { Fleet, Owners } from '../core/fleet.ts';
import { expandHosts, hostLimit } from '../core/hosts.ts';
import { nearest } from '../core/nearest.ts';
import type { Route } from '../core/site.ts';
import { emptyMapping, mappingFrom, type Mapping, type Plain } from '../core/value.ts';
import { readVersion, type Version } from '../core/version.ts';
import { refuseExpressions } from './data.ts';
import { checkOwners } from './read-fleet.ts';
import { readStaleness, type WrittenStaleness } from './read-staleness.ts';
import { checkClusterStaleness } from './stale-order.ts';

type Members = { readonly [name: string]: Plain };

/** A cluster's file after its schema has accepted it. */
export interface WrittenCluster {
  readonly description?: string;
  readonly service?: string;
  readonly owners?: readonly string[];
  readonly labels?: Members;
  readonly versions?: { readonly [stream: string]: string };
  readonly upgrade?: { readonly [stream: string]: UpgradeWish };
  readonly stale?: WrittenStaleness;
  readonly variables?: Members;
  readonly include?: readonly WrittenInclude[];
  readonly profile?: Members;
  readonly hosts?: {
    readonly [pattern: string]: { readonly labels?: Members; readonly variables?: Members; readonly profile?: Members };
  };
}

/** What a cluster's file is checked against. */
export interface Surroundings {
  readonly fleet: Fleet;
  /** Undefined where they are not known; then no owner is checked. */
  readonly owners: Owners | undefined;
  /** The versions of a stream that are there, as texts. */
  versionsOf(stream: string): ReadonlySet<string>;
}

export interface ClusterFile {
  readonly name: string;
  readonly file: string;
  readonly blob: string;
  readonly written: WrittenCluster;
}

export function readCluster(source: ClusterFile, around: Surroundings, out: Diagnostics): Cluster {
  const { name, file, blob, written } = source;
  const owners = written.owners ?? [];
  const known = around.owners;
  const stale = readStaleness(written.stale);
  if (known !== undefined) checkOwners(owners, known, { file, route: ['owners'] }, out);
  checkClusterStaleness({ file, stale }, around.fleet, out);
  return {
    name,
    file,
    blob,
    owners,
    description: written.description ?? '',
    service: written.service,
    labels: readData(written.labels, ['labels'], { file, out }),
    pins: readPins(source, around, out),
    holds: readHolds(source, around.fleet, out),
    upgrades: new Map(Object.entries(written.upgrade ?? {}).filter(([stream]) => around.fleet.streams.has(stream))),
    stale,
    variables: readData(written.variables, ['variables'], { file, out }),
    include: written.include,
    profile: mappingFrom(written.profile ?? {}),
    hosts: readHosts(source, out),
  };
}

interface Place {
  readonly file: string;
  readonly out: Diagnostics;
}

/** Data that is never evaluated: labels and variables. */
function readData(written: Members | undefined, route: Route, place: Place): Mapping {
  if (written === undefined) return emptyMapping;
  const data = mappingFrom(written);
  refuseExpressions(data, route, place);
  return data;
}

function readPins(source: ClusterFile, around: Surroundings, out: Diagnostics): ReadonlyMap<string, Version> {
  const { file, written } = source;
  const pins = new Map<string, Version>();
  for (const [stream, text] of Object.entries(written.versions ?? {})) {
    const site = { file, route: ['versions', stream] };
    if (!around.fleet.streams.has(stream)) {
      out.add(
        'stream-unknown',
        { ...site, part: 'key' },
        { stream, nearest: nearest(stream, around.fleet.streams.keys()) },
      );
      continue;
    }
    const version = readVersion(text, site, out);
    if (version === undefined) continue;
    const there = around.versionsOf(stream);
    if (!there.has(version.text)) {
      out.add('version-unpublished', site, { stream, version: version.text, nearest: nearest(version.text, there) });
    }
    pins.set(stream, version);
  }
  const versions =
    written.versions === undefined ? { file, route: [] } : ({ file, route: ['versions'], part: 'key' } as const);
  for (const stream of around.fleet.streams.keys()) {
    if (written.versions === undefined || !Object.hasOwn(written.versions, stream))
      out.add('cluster-unpinned', versions, { stream });
  }
  return pins;
}

function readHolds(source: ClusterFile, fleet: Fleet, out: Diagnostics): readonly Hold[] {
  const holds: Hold[] = [];
  for (const [stream, upgrade] of Object.entries(source.written.upgrade ?? {})) {
    if (!fleet.streams.has(stream)) {
      const site = { file: source.file, route: ['upgrade', stream], part: 'key' } as const;
      out.add('stream-unknown', site, { stream, nearest: nearest(stream, fleet.streams.keys()) });
    }
    if (upgrade.mode === 'hold' && upgrade.until !== undefined) holds.push({ stream, until: upgrade.until });
  }
  return holds;
}

/** How many hosts all entries together may name, each host once for each entry. */
const namedLimit = 4 * hostLimit;

function readHosts(source: ClusterFile, out: Diagnostics): ReadonlyMap<string, readonly HostEntry[]> {
  const { file, name: cluster, written } = source;
  const hosts = new Map<string, HostEntry[]>();
  let named = 0;
  for (const [pattern, entry] of Object.entries(written.hosts ?? {})) {
    const route = ['hosts', pattern];
    const site = { file, route, part: 'key' } as const;
    const expansion = expandHosts(pattern);
    if (!expansion.ok) {
      if (expansion.why === 'malformed') out.add('hosts-malformed', site, { text: pattern, reason: expansion.reason });
      else out.add('hosts-too-many', site, { text: pattern, count: expansion.count, limit: hostLimit });
      continue;
    }
    const read: HostEntry = {
      pattern,
      labels: readData(entry.labels, [...route, 'labels'], { file, out }),
      variables: readData(entry.variables, [...route, 'variables'], { file, out }),
      profile: mappingFrom(entry.profile ?? {}),
    };
    named += expansion.names.length;
    if (named > namedLimit) {
      out.add(
        'hosts-too-many',
        { file, route: ['hosts'], part: 'key' },
        { text: 'hosts', count: named, limit: hostLimit },
      );
      break;
    }
    for (const name of expansion.names) {
      const entries = hosts.get(name);
      if (entries === undefined) hosts.set(name, [read]);
      else entries.push(read);
    }
  }
  if (named <= namedLimit && hosts.size > hostLimit) {
    out.add(
      'hosts-too-many',
      { file, route: ['hosts'], part: 'key' },
      { text: 'hosts', count: hosts.size, limit: hostLimit },
    );
  }
  if (written.hosts === undefined) out.add('cluster-empty', { file, route: [] }, { cluster });
  else if (Object.keys(written.hosts).length === 0)
    out.add('cluster-empty', { file, route: ['hosts'], part: 'key' }, { cluster });
  return hosts;
}
