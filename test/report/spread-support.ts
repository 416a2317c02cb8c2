/** Small fleets and histories for the tests of the spread. */

import { dayNumber } from '../../src/core/days.ts';
import type { CommitId } from '../../src/core/objects.ts';
import { parseVersion, type Version } from '../../src/core/version.ts';
import type { ClusterFacts, ClusterToday, FleetFacts, ReleaseFacts } from '../../src/report/facts.ts';
import type { ClusterStep, FleetPast, Past, PastStep } from '../../src/report/past.ts';

export function cluster(name: string, pins: Readonly<Record<string, string>>, hosts = 10): ClusterToday {
  return {
    ...file(pins, hosts),
    name,
    file: `clusters/${name}.yaml`,
    lines: {},
    accepts: {},
    policies: new Map(
      Object.keys(pins).map((stream) => [
        stream,
        {
          due: 14,
          overdue: 45,
          unmaintained: 180,
          advisories: { Critical: 7, Important: 30, Moderate: 90, Low: undefined },
        },
      ]),
    ),
    call: [],
  };
}

/** What a cluster's file said. */
export function file(pins: Readonly<Record<string, string>>, hosts = 10): ClusterFacts {
  return { pins, holds: {}, hosts, owners: [], service: undefined, site: undefined, accepts: {}, stale: undefined };
}

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`${text} is no version`);
  return parsed;
}

export function release(stream: string, text: string, own: Partial<ReleaseFacts> = {}): ReleaseFacts {
  return {
    stream,
    version: version(text),
    date: '2026-01-01',
    isPublished: true,
    withdrawn: undefined,
    gate: 'accepted',
    advisories: [],
    ...own,
  };
}

export function fleet(clusters: readonly ClusterToday[], own: Partial<FleetFacts> = {}): FleetFacts {
  return {
    fleet: 'cc',
    streams: [{ name: 'linux', title: 'Linux', owners: [] }],
    clusters,
    releases: new Map(),
    exceptions: [],
    offers: undefined,
    past: new Map(),
    unreadable: [],
    contacts: {},
    ...own,
  };
}

/** A change of one file in a step: its name or path, before, after. */
export type Written = readonly [name: string, from: Past<ClusterFacts>, to: Past<ClusterFacts>];

/** A step of a day, `2026-01-31` or `2026-01-31 23:59:59`. */
export function step(at: string, ...changes: readonly Written[]): PastStep {
  const [date = '', time = '12:00:00'] = at.split(' ');
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  const committer = {
    name: 'Ann',
    mail: 'ann@example.org',
    seconds: (dayNumber(date) ?? 0) * 86_400 + hours * 3600 + minutes * 60 + seconds,
  };
  return {
    id: at.padEnd(40, '0') as CommitId,
    parents: [],
    author: committer,
    committer,
    message: 'A step\n',
    clusters: changes.map(([path, from, to]): ClusterStep => {
      const name = path.split('/').at(-1) ?? path;
      return { name, file: `clusters/${path}.yaml`, blobs: { from: undefined, to: undefined }, from, to };
    }),
    releases: [],
    rollouts: [],
  };
}

/** A whole history, written oldest first as it happened. */
export function history(...steps: readonly PastStep[]): Pick<FleetPast, 'steps' | 'isShallow'> {
  return { steps: steps.toReversed(), isShallow: false };
}
