/** Random fleets: what the compiler makes with all its sharing is what the reference makes of each host alone. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outputsOf } from '../../src/compile/emit.ts';
import { parseText, type Text } from '../../src/compile/expression.ts';
import { severityOf } from '../../src/core/catalogue.ts';
import { Diagnostics } from '../../src/core/diagnostic.ts';
import { plainOf, type Plain } from '../../src/core/value.ts';
import { definesOfAll, openFleet, readAllClusters, workshopOf } from '../../src/run/open-fleet.ts';
import { overlayTree } from '../../src/tree/overlay.ts';
import { workingTree } from '../../src/tree/working.ts';
import { mergePatch, type PlainMapping } from '../support/values.ts';
import { anyFleet, filesOf } from './any-fleet.ts';
import { hostName, nodeSets, profileOf, type Fleet } from './reference.ts';

interface Compiled {
  /** Errors, as codes. */
  readonly errors: readonly string[];
  readonly profiles: ReadonlyMap<string, Plain>;
  /** The profiles as the layout "cluster" has them: a common one and a patch for each host. */
  readonly expanded: ReadonlyMap<string, Plain>;
}

test('each host has the profile that it would have alone', () => {
  let sound = 0;
  let broken = 0;
  fc.assert(
    fc.property(anyFleet, (fleet) => {
      const compiled = compile(fleet);
      for (const [name, cluster] of compiled) {
        const expected = expectedProfiles(fleet, name);
        const isBroken = [...expected.values()].includes(undefined);
        if (isBroken) broken += 1;
        else sound += 1;
        expect(cluster.errors.length > 0, `${name}: ${cluster.errors.join()}`).toBe(isBroken);
        if (isBroken) continue;
        expect(cluster.profiles).toEqual(expected);
        expect(cluster.expanded).toEqual(expected);
      }
    }),
    { seed: Number(process.env['SEED'] ?? 21), numRuns: Number(process.env['RUNS'] ?? 400) },
  );
  // Random fleets must neither all fail nor all compile, or the law says little.
  expect(sound).toBeGreaterThan(broken / 4);
  expect(broken).toBeGreaterThan(sound / 20);
});

function compile(fleet: Fleet): ReadonlyMap<string, Compiled> {
  const out = new Diagnostics();
  const open = openFleet(overlayTree(workingTree('/nowhere'), filesOf(fleet)), out);
  if (open === undefined || out.errors > 0) throw new Error(JSON.stringify(out.sorted()));
  const clusters = readAllClusters(open);
  const { compiler } = workshopOf(open, definesOfAll(clusters.values()));
  const path = parseText('{{cluster.name}}.json');
  const plan = {
    index: 0,
    layout: 'cluster',
    path: (path as { readonly text: Text }).text,
    render: undefined,
  } as const; // it parses
  const compiled = new Map<string, Compiled>();
  for (const name of Object.keys(fleet.clusters)) {
    const read = clusters.get(name);
    if (read?.cluster === undefined) throw new Error(JSON.stringify(read?.diagnostics));
    const profiles = compiler.profilesOf(read.cluster);
    const errors = profiles.diagnostics.map(({ code }) => code).filter((code) => severityOf(code) === 'error');
    expect(profiles.sound).toBe(errors.length === 0);
    const found = new Map<string, Plain>();
    const expanded = new Map<string, Plain>();
    if (profiles.sound) {
      for (const [host, stack] of profiles.hosts) found.set(host, plainOf(stack.profile));
      const [output] = [...outputsOf(profiles, compiler.contextOf(read.cluster), [plan])];
      const { common, hosts } = JSON.parse(output?.is === 'output' ? output.text : '') as {
        readonly common: Plain;
        readonly hosts: PlainMapping;
      };
      for (const [host, patch] of Object.entries(hosts)) expanded.set(host, mergePatch(common, patch));
    }
    compiled.set(name, { errors, profiles: found, expanded });
  }
  return compiled;
}

function expectedProfiles(fleet: Fleet, name: string): ReadonlyMap<string, PlainMapping | undefined> {
  const hosts = new Set(Object.keys(fleet.clusters[name]?.hosts ?? {}).flatMap((pattern) => nodeSets[pattern] ?? []));
  return new Map([...hosts].map((host) => [hostName(name, host), profileOf(fleet, name, host)]));
}
