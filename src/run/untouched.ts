/** Which clusters are made of the same in two trees: whatever they compile to is the same, so nobody needs to compile them. */

import { isDeepStrictEqual } from 'node:util';
import { reachOf } from '../compile/reach.ts';
import type { Library } from '../compile/resolve.ts';
import type { Cluster } from '../core/cluster.ts';
import { sameValue, textOf } from '../core/value.ts';
import { blobIn } from './fleet-files.ts';
import type { OpenFleet, Workshop } from './open-fleet.ts';
import type { KnownCluster, Side } from './side.ts';
import { templateFile } from './template-files.ts';

/** Tells of a cluster, as each side has it, whether it is made of the same in both. */
export function untouchedBetween(base: Side, head: Side): (before: KnownCluster, after: KnownCluster) => boolean {
  const { open, workshop } = head;
  const other = base.workshop;
  if (open === undefined || workshop === undefined || other === undefined || !isSameGround(base.open, open))
    return () => false;
  const hasSameTemplates = sameTemplates({ ...base, workshop: other }, { ...head, workshop, open });
  return (before, after) => {
    if (before.read === undefined || before.read !== after.read) return false;
    if (before.doubles.length > 0 !== after.doubles.length > 0) return false;
    const { cluster } = before.read;
    return cluster === undefined || after.doubles.length > 0 || hasSameTemplates(cluster);
  };
}

/** Whether nothing differs in what every cluster is made of, beside its own file and its templates. */
function isSameGround(a: OpenFleet | undefined, b: OpenFleet): boolean {
  if (a === undefined || a.schema !== b.schema) return false;
  if (a.fleet === b.fleet) return true;
  const { name, entry, packages, streams, variables } = a.fleet;
  return (
    name === b.fleet.name &&
    entry === b.fleet.entry &&
    isDeepStrictEqual(packages, b.fleet.packages) &&
    isDeepStrictEqual([...streams.keys()], [...b.fleet.streams.keys()]) &&
    sameValue(variables, b.fleet.variables)
  );
}

type Equipped = Side & { readonly workshop: Workshop };

/** The includes of a cluster are resolved only where it takes that to know. */
function sameTemplates(base: Equipped, head: Equipped & { readonly open: OpenFleet }): (cluster: Cluster) => boolean {
  const { open, workshop } = head;
  const { fleet } = open;
  const sameDefinable = base.workshop.definable === workshop.definable;
  const changed = changedTemplates(base, head);
  const forEverybody = [...alwaysReached(fleet.entry, workshop.library)].some((name) => changed.has(name));
  const isSame = (name: string): boolean =>
    !changed.has(name) &&
    (sameDefinable || base.workshop.templates.template(name) === workshop.templates.template(name));
  return (cluster) => {
    if (changed.size === 0 && sameDefinable) return true;
    if (forEverybody && cluster.include === undefined) return false;
    if (!sameDefinable && readsContext(cluster)) return false;
    const reaches = reachOf(cluster, {
      fleet,
      library: workshop.library,
      context: workshop.compiler.contextOf(cluster),
    });
    return reaches.every(({ lookedFor }) => [...lookedFor].every(isSame));
  };
}

/** Templates that are in one tree only, or hold something else. */
function changedTemplates(base: Equipped, head: Equipped): ReadonlySet<string> {
  const names = new Set([...base.workshop.templates.names(), ...head.workshop.templates.names()]);
  return new Set([...names].filter((name) => !isSameFile(templateFile(name), base, head)));
}

function isSameFile(file: string, base: Side, head: Side): boolean {
  const blob = blobIn(head.tree, file);
  return blob !== undefined && blob === blobIn(base.tree, file);
}

/** The templates that whoever starts at the entry includes, whatever its context. */
function alwaysReached(entry: string, library: Library): ReadonlySet<string> {
  const reached = new Set([entry]);
  for (const name of reached) {
    for (const include of library.template(name)?.includes ?? []) {
      if (include.when === undefined && include.name.is === 'fixed') reached.add(include.name.text);
    }
  }
  return reached;
}

/** Whether a cluster's own lines read something, and so can be wrong or right by what other clusters define. */
function readsContext({ include, profile, hosts }: Cluster): boolean {
  const entries = new Set([...hosts.values()].flat());
  return (
    include !== undefined ||
    [profile, ...[...entries].map((entry) => entry.profile)].some((own) => textOf(own).includes('{{'))
  );
}
