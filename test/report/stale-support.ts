/** A small fleet for the tests of staleness, said in few words. */

import type { Advisory } from '../../src/change/change.ts';
import type { AdvisorySeverity, Staleness } from '../../src/core/fleet.ts';
import { parseVersion } from '../../src/core/version.ts';
import type { ClusterToday, ExceptionFacts, FleetFacts, ReleaseFacts } from '../../src/report/facts.ts';
import type { StaleReport, StaleRow } from '../../src/report/report.ts';

export const today = '2026-11-21';

export const policy: Staleness = {
  due: 14,
  overdue: 45,
  unmaintained: 180,
  advisories: { Critical: 7, Important: 30, Moderate: 90, Low: undefined },
};

/** What a test says of a cluster; `policy` is that of every stream. */
export type Said = Partial<ClusterToday> & { readonly policy?: Staleness };

export function cluster(name: string, pins: Readonly<Record<string, string>>, said: Said = {}): ClusterToday {
  const { policy: own = policy, ...rest } = said;
  return {
    name,
    file: `clusters/${name}.yaml`,
    pins,
    lines: { linux: 4, elfms: 5, '': 3 },
    holds: {},
    hosts: 10,
    owners: ['maria'],
    call: ['maria'],
    service: 'batch',
    site: 'geneva',
    accepts: {},
    stale: undefined,
    policies: new Map(['linux', 'elfms', 'constructor'].map((stream) => [stream, own])),
    ...rest,
  };
}

export function release(version: string, date: string, said: Partial<ReleaseFacts> = {}): ReleaseFacts {
  const parsed = parseVersion(version);
  if (parsed === undefined) throw new Error(`${version} is no version`);
  return {
    stream: 'linux',
    version: parsed,
    date,
    isPublished: true,
    withdrawn: undefined,
    gate: 'accepted',
    advisories: [],
    ...said,
  };
}

export function advisory(id: string, severity: AdvisorySeverity = 'Important', cves: readonly string[] = []): Advisory {
  return { id, severity, published: '2026-01-01', title: `${id} title`, cves, packages: {} };
}

export function exception(said: Partial<ExceptionFacts>): ExceptionFacts {
  return {
    clusters: [],
    streams: undefined,
    advisories: undefined,
    owner: 'maria',
    reason: 'a migration',
    until: '2026-12-31',
    line: 20,
    ...said,
  };
}

/** A fleet of linux, and of elfms where a release is of it, unless it is said otherwise. */
export function fleet(
  clusters: readonly ClusterToday[],
  releases: readonly ReleaseFacts[],
  said: Partial<FleetFacts> = {},
): FleetFacts {
  const names = ['linux', 'elfms'].filter((name) => name === 'linux' || releases.some(({ stream }) => stream === name));
  return {
    fleet: 'demo',
    streams: names.map((name) => ({ name, title: name, owners: ['pes-ps'] })),
    clusters,
    releases: new Map(names.map((name) => [name, releases.filter(({ stream }) => stream === name)])),
    exceptions: [],
    offers: undefined,
    past: new Map(),
    unreadable: [],
    contacts: {},
    ...said,
  };
}

/** The row of a cluster, in linux unless it is said otherwise. */
export function rowOf({ rows }: StaleReport, name: string, stream = 'linux'): StaleRow {
  const row = rows.find((each) => each.cluster === name && each.stream === stream);
  if (row === undefined) throw new Error(`${name} has no row in ${stream}`);
  return row;
}

/** The ids of a list, in its order. */
export function ids(list: readonly { readonly id: string }[] | undefined): string {
  return (list ?? []).map(({ id }) => id).join(' ');
}
