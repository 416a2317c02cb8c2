/** What a step did to clusters by name, when a name may stand in several files, or move between folders. */

import { byteOrder } from '../core/order.ts';
import type { ClusterChange, Seen } from './log-renames.ts';
import type { ClusterStep } from './past.ts';

/** A cluster before and after a step, and the files that bear its name after it. */
export interface Change extends ClusterChange {
  readonly files: readonly Seen[];
}

/** The files of each cluster that is there. */
type KnownFiles = ReadonlyMap<string, { readonly files: readonly Seen[] }>;

/** The changes of a step by name. A cluster whose name several files bear is the one that comes first in byte order. */
export function changesIn(known: KnownFiles, clusters: readonly ClusterStep[]): readonly Change[] {
  const [only] = clusters;
  if (clusters.length === 1 && only !== undefined) return [changeOf(known, only.name, clusters)];
  const byName = new Map<string, ClusterStep[]>();
  for (const step of clusters) {
    const others = byName.get(step.name);
    if (others === undefined) byName.set(step.name, [step]);
    else others.push(step);
  }
  return [...byName].map(([name, steps]) => changeOf(known, name, steps));
}

function changeOf(known: KnownFiles, name: string, steps: readonly ClusterStep[]): Change {
  const there = known.get(name)?.files ?? none;
  const [only] = steps;
  if (only !== undefined && steps.length === 1 && isAlone(there, only.file)) {
    const after = seenAs(only.file, only.blobs.to, only.to);
    const files = after === undefined ? none : [after];
    return { name, before: seenAs(only.file, only.blobs.from, only.from), after, files };
  }
  const were = steps.map(({ file, blobs, from }) => seenAs(file, blobs.from, from));
  const are = steps.map(({ file, blobs, to }) => seenAs(file, blobs.to, to));
  const before = withFiles(there, steps, were);
  const files = withFiles(before, steps, are);
  return { name, before: before[0], after: files[0], files };
}

const none: readonly Seen[] = [];

/** Whether no other file bears the name: so it is of nearly every cluster, in nearly every step. */
function isAlone(there: readonly Seen[], file: string): boolean {
  return there.length === 0 || (there.length === 1 && there[0]?.file === file);
}

function seenAs(file: string, blob: string | undefined, facts: ClusterStep['to']): Seen | undefined {
  return facts === undefined ? undefined : { file, blob, facts };
}

/** The files with those of a step put in, or taken out. */
function withFiles(
  files: readonly Seen[],
  steps: readonly ClusterStep[],
  seen: readonly (Seen | undefined)[],
): readonly Seen[] {
  const there = seen.flatMap((one) => one ?? []);
  const touched = steps.length === 1 ? undefined : new Set(steps.map(({ file }) => file));
  const others = files.filter(({ file }) => (touched === undefined ? file !== steps[0]?.file : !touched.has(file)));
  const all = others.length === 0 ? there : [...others, ...there];
  return all.length < 2 ? all : all.toSorted((a, b) => byteOrder(a.file, b.file));
}
