/** What is wrong with a finished stack: what its layers do to each other, and what the profile schema refuses. */

import type { Cluster } from '../core/cluster.ts';
import type { Diagnostics, Victim } from '../core/diagnostic.ts';
import type { Site } from '../core/site.ts';
import { writerOf } from './attribute.ts';
import { faultsOf, layersOf, siteIn, type Stack } from './layer.ts';
import type { ProfileFault, ProfileSchema } from './parts.ts';
import { tellFaults, type Resolution } from './resolve.ts';

/** Whose stack it is, how it came about, and to whom it is told. */
export interface Telling {
  readonly cluster: Cluster;
  readonly resolution: Resolution;
  /** Everyone whom a fault breaks. */
  readonly victims: readonly Victim[];
  readonly schema: ProfileSchema | undefined;
  readonly out: Diagnostics;
}

/** Tells everything that is wrong with one stack, for everyone it breaks. */
export function tellFaultsOf(stack: Stack, telling: Telling): void {
  const { cluster, resolution, victims, schema, out } = telling;
  if (resolution.faulty) {
    for (const victim of victims) tellFaults(resolution, victim, out);
    if (resolution.broken) return;
  }
  const faults = faultsOf(stack);
  for (const fault of faults) {
    const related = fault.lockedAt === undefined ? [] : [{ site: fault.lockedAt, role: 'locked-here' } as const];
    out.add(fault.code, fault.site, fault.facts, {
      related,
      victims,
      chain: chainTo(fault.site.file, resolution),
    });
  }
  if (faults.some(({ code }) => code === 'profile-too-large')) return;
  if (schema === undefined || schema.prover.proves(stack.profile)) return;
  const refused = schema.judge(stack.profile);
  for (const fault of refused.slice(0, mostFaults)) tellProfileFault(fault, stack, { ...telling, schema });
  if (refused.length <= mostFaults) return;
  out.add(
    'faults-too-many',
    { file: cluster.file, route: [] },
    { count: refused.length, shown: mostFaults },
    { victims },
  );
}

/** How many faults of one profile against its schema are said one by one. */
const mostFaults = 100;

function tellProfileFault(
  fault: ProfileFault,
  stack: Stack,
  { cluster, schema, resolution, victims, out }: Telling & { readonly schema: ProfileSchema },
): void {
  const writer = writerOf(layersOf(stack), stack.profile, fault.route);
  const place = writer === undefined ? { file: cluster.file, route: [] } : siteIn(writer.layer, writer.route);
  const site = fault.code === 'profile-key-unknown' ? { ...place, part: 'key' as const } : place;
  const related = [{ site: { file: schema.file, route: fault.schemaRoute }, role: 'schema-says' } as const];
  out.add(fault.code, site, fault.facts, {
    related,
    victims,
    chain: chainTo(site.file, resolution),
  });
}

function chainTo(file: string, resolution: Resolution): readonly Site[] {
  return resolution.included.find(({ template }) => template.file === file)?.chain ?? [];
}
