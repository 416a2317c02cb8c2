/** What paths give in a context, and the lines that gave it. */

import type { Cluster, HostEntry } from '../core/cluster.ts';
import type { Fleet } from '../core/fleet.ts';
import type { Site } from '../core/site.ts';
import { valueAlong, type Mapping, type Value } from '../core/value.ts';
import { isOpen, readPath, type Context, type Path } from './context.ts';

/** A path that was read, what it gave, and the line that gave it where there is one. */
export interface PathRead {
  readonly path: string;
  /** Undefined where it is absent, or depends on the host. */
  readonly value: Value | undefined;
  /** Whether each host decides. */
  readonly open: boolean;
  readonly site: Site | undefined;
}

/** What can be seen while one profile is traced. */
export interface Sight {
  readonly fleet: Fleet;
  readonly cluster: Cluster;
  /** The entries of the host; none while the common profile is traced. */
  readonly entries: readonly HostEntry[];
  readonly context: Context;
}

/** Each path once, with what it gives. */
export function readsAt(paths: readonly Path[], sight: Sight): readonly PathRead[] {
  const unique = new Map(paths.map((path) => [path.join('.'), path]));
  return [...unique].map(([name, path]) => {
    const open = isOpen(sight.context, path);
    const reading = open ? undefined : readPath(sight.context, path);
    const value = reading?.is === 'value' ? reading.value : undefined;
    return { path: name, value, open, site: open ? undefined : giverOf(path, sight) };
  });
}

/** The line that gives a variable, a pin or a label its value. */
function giverOf([root = '', name = '', ...rest]: Path, { fleet, cluster, entries }: Sight): Site | undefined {
  const { file } = cluster;
  if (root === 'versions') return cluster.pins.has(name) ? { file, route: ['versions', name] } : undefined;
  if (root === 'cluster') return name === 'name' ? undefined : { file, route: [name, ...rest] };
  if (root !== 'variables') return undefined;
  const has = (variables: Mapping): boolean => valueAlong(variables, [name, ...rest]) !== undefined;
  const entry = entries.findLast(({ variables }) => has(variables));
  if (entry !== undefined) return { file, route: ['hosts', entry.pattern, 'variables', name, ...rest] };
  if (has(cluster.variables)) return { file, route: ['variables', name, ...rest] };
  return has(fleet.variables) ? { file: 'fleet.yaml', route: ['variables', name, ...rest] } : undefined;
}
