/** Reach: which templates hosts look for is what compiling them looks for, whoever shares it. */

import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { reachOf } from '../../src/compile/reach.ts';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { definesOfAll, openFleet, readAllClusters, workshopOf } from '../../src/run/open-fleet.ts';
import { workingTree } from '../../src/tree/working.ts';
import { fleetFolder } from '../support/fleet.ts';
import { smallFleet } from '../support/small-fleet.ts';

const example = fileURLToPath(new URL('../../', import.meta.url));

/** Every cluster's reaches, and what its profiles look for when they are compiled. */
function reachesIn(
  root: string,
): ReadonlyMap<
  string,
  { readonly reached: ReadonlySet<string>; readonly lookedFor: ReadonlySet<string>; readonly hosts: readonly string[] }
> {
  const open = openFleet(workingTree(root), new Diagnostics());
  if (open === undefined) throw new Error('no fleet');
  const clusters = readAllClusters(open);
  const { compiler, library } = workshopOf(open, definesOfAll(clusters.values()));
  const found = [...clusters.values()].flatMap(({ cluster }) => {
    if (cluster === undefined) return [];
    const reaches = reachOf(cluster, { fleet: open.fleet, library, context: compiler.contextOf(cluster) });
    const reached = new Set(reaches.flatMap(({ lookedFor }) => [...lookedFor]));
    const hosts = reaches.flatMap((reach) => reach.hosts);
    return [
      [
        cluster.name,
        { reached, lookedFor: compiler.profilesOf(cluster).lookedFor, hosts, all: [...cluster.hosts.keys()] },
      ] as const,
    ];
  });
  for (const [, { hosts, all }] of found) expect(hosts.toSorted()).toEqual(all.toSorted());
  return new Map(found);
}

test.each([
  ['the small fleet', () => fleetFolder(smallFleet).root],
  [
    'a fleet in which each host decides',
    () =>
      fleetFolder({
        ...smallFleet,
        'templates/site/entry.yaml': 'include:\n  - { template: "host/{{host.name}}", optional: true }\n',
      }).root,
  ],
  ['the example fleet', () => example],
])('in %s, hosts look for what compiling looks for', (_, rootOf) => {
  for (const { reached, lookedFor } of reachesIn(rootOf()).values()) {
    expect([...reached].filter((name) => !lookedFor.has(name))).toEqual([]);
    expect([...lookedFor].filter((name) => !reached.has(name))).toEqual([]);
  }
});
