/** The clusters of today as reports see them: what each file says, with the policies that hold and whom to call. */

import { staleness } from '../compile/read-staleness.ts';
import type { Fleet, OwnStaleness, Staleness } from '../core/fleet.ts';
import { byteOrder } from '../core/order.ts';
import type { ClusterFacts, ClusterToday } from '../report/facts.ts';
import type { People } from './report-people.ts';

/** A cluster's file as it was read. */
export interface FoundCluster {
  readonly name: string;
  readonly file: string;
  /** Undefined where it cannot be read. */
  readonly facts: ClusterFacts | undefined;
  /** By stream the line of its pin; by the empty name that of `versions`. */
  readonly lines: Readonly<Record<string, number>>;
}

export interface ReportClusters {
  /** By name. */
  readonly clusters: readonly ClusterToday[];
  readonly unreadable: readonly { readonly name: string; readonly file: string }[];
}

export function clustersToday(found: readonly FoundCluster[], fleet: Fleet, people: People): ReportClusters {
  const policies = policiesOf(fleet);
  const accepted = acceptedBy(fleet);
  const sorted = found.toSorted((a, b) => byteOrder(a.name, b.name));
  return {
    clusters: sorted.flatMap(({ name, file, facts, lines }) => {
      if (facts === undefined) return [];
      const streams = Object.keys(facts.pins).filter((stream) => fleet.streams.has(stream));
      return [
        {
          pins: facts.pins,
          holds: facts.holds,
          hosts: facts.hosts,
          owners: facts.owners,
          service: facts.service,
          site: facts.site,
          stale: facts.stale,
          name,
          file,
          lines,
          policies: policies(facts.stale),
          accepts: accepted(facts.accepts),
          call: people.call({ owners: facts.owners, streams }),
        },
      ];
    }),
    unreadable: sorted.flatMap(({ name, file, facts }) => (facts === undefined ? [{ name, file }] : [])),
  };
}

/** Clusters that say the same share one policy. */
function policiesOf(fleet: Fleet): (own: OwnStaleness | undefined) => ReadonlyMap<string, Staleness> {
  const known = new Map<string, ReadonlyMap<string, Staleness>>();
  return (own) => {
    const key = JSON.stringify(own ?? null, (_, value: unknown) => (value === undefined ? 'never' : value));
    const policies =
      known.get(key) ??
      new Map([...fleet.streams.values()].map(({ name, stale }) => [name, staleness(fleet.stale, stale, own)]));
    known.set(key, policies);
    return policies;
  };
}

function acceptedBy(fleet: Fleet): (own: ClusterFacts['accepts']) => ClusterFacts['accepts'] {
  const usual = Object.fromEntries([...fleet.streams.keys()].map((stream) => [stream, fleet.upgrade.accept]));
  return (own) => (Object.keys(own).length === 0 ? usual : { ...usual, ...own });
}
