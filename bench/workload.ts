/** A fleet to measure with, made from a seed: the same seed gives the same bytes. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { clusterFile, hostsPerCluster, ownersFile } from './workload/clusters.ts';
import { catalogueOf } from './workload/packages.ts';
import { profileSchema } from './workload/schema.ts';
import { templateFiles } from './workload/templates.ts';

export interface WorkloadOrder {
  readonly seed: string;
  /** In whole clusters of ten. */
  readonly hosts: number;
  readonly layout: Layout;
}

/** What the fleet emits: one file a cluster with differences, or whole profiles. */
export type Layout = 'cluster' | 'host';

/** A file of the fleet: its path in it, with `/`, and its text. */
export interface File {
  readonly path: string;
  readonly text: string;
}

const outputs = { cluster: '{{cluster.name}}.json', host: '{{cluster.name}}/{{host.name}}.json' } satisfies Record<
  Layout,
  string
>;

/** The files of a fleet, one after the other, so that the largest fleet needs no more memory than the smallest. */
export function* workload(order: WorkloadOrder): Iterable<File> {
  const { seed, hosts } = order;
  const catalogue = catalogueOf(seed);
  yield { path: 'fleet.yaml', text: fleetText(order.layout) };
  yield { path: '.gitignore', text: '.tidemark/\nprofiles/\n' };
  yield ownersFile();
  yield { path: 'schemas/profile.schema.json', text: `${JSON.stringify(profileSchema, null, 2)}\n` };
  yield* templateFiles(seed, catalogue);
  for (let number = 0; number < hosts / hostsPerCluster; number += 1) yield clusterFile(seed, number, catalogue.steady);
}

/** Writes a fleet into a folder that is there and empty. */
export function writeWorkload(folder: string, order: WorkloadOrder): void {
  const made = new Set<string>();
  for (const { path, text } of workload(order)) {
    const file = join(folder, path);
    const parent = dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(file, text);
  }
}

function fleetText(layout: Layout): string {
  return `fleet: bench
requires: ^1.0.0
entry: site/entry
profileSchema: schemas/profile.schema.json
streams:
  linux: { title: Operating system, owners: [release-team] }
  elfms: { title: Fabric management tools, owners: [release-team] }
variables: { domain: example.org }
upgrade: { mode: offer, automerge: minor, maxOpen: 200 }
stale: { due: 14d, overdue: 45d, unmaintained: 180d }
packages: { at: /software/packages, order: rpm }
emit:
  - { layout: ${layout}, path: "${outputs[layout]}" }
`;
}
