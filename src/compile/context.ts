/** What expressions and conditions can read, and what reading gives. */

import { Mapping, valueAlong, valueAt, type Value } from '../core/value.ts';

/** A dotted path into the context, as keys: `['variables', 'os']`. */
export type Path = readonly string[];

/** The names that can begin a path. */
const roots = ['cluster', 'fleet', 'host', 'params', 'variables', 'versions'] as const;

export interface Context {
  readonly fleet: Mapping;
  readonly cluster: Mapping;
  readonly versions: Mapping;
  readonly variables: Mapping;
  readonly params: Mapping;
  /** Undefined while a cluster's common profile is made, which knows no host. */
  readonly host: Mapping | undefined;
  /** Variables that hosts set: unknown in a common profile unless the cluster has its own. */
  readonly hostVariables: ReadonlySet<string>;
}

/** `host` means that the value depends on a host, and no host is known here. */
export type Reading =
  | { readonly is: 'value'; readonly value: Value }
  | { readonly is: 'absent' }
  | { readonly is: 'host' };

const absent: Reading = { is: 'absent' };
const dependsOnHost: Reading = { is: 'host' };

export function readPath(context: Context, path: Path): Reading {
  const [root, ...rest] = path;
  const top = rootOf(context, root);
  if (top === 'host') return dependsOnHost;
  if (top === undefined) return absent;
  const value = valueAlong(top, rest);
  if (value !== undefined && value !== null) return { is: 'value', value };
  const name = rest[0];
  if (root === 'variables' && context.host === undefined && name !== undefined && context.hostVariables.has(name)) {
    return dependsOnHost;
  }
  return absent;
}

/** Whether a path may read something else for one host than for another, or than for none. */
export function isOpen(context: Context, [root, name]: Path): boolean {
  if (context.host !== undefined) return false;
  return (
    root === 'host' ||
    (root === 'variables' && (name === undefined ? context.hostVariables.size > 0 : context.hostVariables.has(name)))
  );
}

function rootOf(context: Context, root: string | undefined): Mapping | 'host' | undefined {
  switch (root) {
    case 'fleet':
      return context.fleet;
    case 'cluster':
      return context.cluster;
    case 'versions':
      return context.versions;
    case 'variables':
      return context.variables;
    case 'params':
      return context.params;
    case 'host':
      return context.host ?? 'host';
    default:
      return undefined;
  }
}

/** Every path that can have a value somewhere in this fleet, as a tree; a path outside it is a mistake, not an absence. */
export interface Definable {
  readonly streams: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  readonly clusterLabels: ReadonlySet<string>;
  readonly hostLabels: ReadonlySet<string>;
  /** Whether a cluster's file cannot be read: it may define more, and what it alone defines must break nobody else. */
  readonly unknown: boolean;
}

const clusterKeys = ['description', 'labels', 'name', 'owners', 'service'];
const hostKeys = ['labels', 'name'];

/** Undefined when something can define the path; else the paths that are like it. */
export function undefinable(
  path: Path,
  definable: Definable,
  parameters: Mapping | undefined,
): readonly string[] | undefined {
  const [root, key, ...rest] = path;
  const allowed = namesUnder(root, path, definable, parameters);
  if (allowed === undefined)
    return roots.map((name) => [name, key, ...rest].filter((part) => part !== undefined).join('.'));
  if (key === undefined) return undefined;
  if (definable.unknown && isWritten(root, key)) return undefined;
  if (root === 'cluster' && key === 'labels') return among(definable.clusterLabels, path, 2);
  if (root === 'host' && key === 'labels') return among(definable.hostLabels, path, 2);
  return among(allowed, path, 1);
}

/** Whether files of clusters decide what stands there. */
function isWritten(root: string | undefined, key: string): boolean {
  return root === 'variables' || ((root === 'cluster' || root === 'host') && key === 'labels');
}

function namesUnder(
  root: string | undefined,
  path: Path,
  definable: Definable,
  parameters: Mapping | undefined,
): ReadonlySet<string> | undefined {
  switch (root) {
    case 'fleet':
      return new Set(['name']);
    case 'cluster':
      return new Set(clusterKeys);
    case 'host':
      return new Set(hostKeys);
    case 'versions':
      return definable.streams;
    case 'variables':
      return definable.variables;
    case 'params':
      return parameterNames(parameters, path);
    default:
      return undefined;
  }
}

/** A template that declares no properties but takes parameters may read any. */
function parameterNames(parameters: Mapping | undefined, path: Path): ReadonlySet<string> {
  if (parameters === undefined) return new Set();
  const properties = valueAt(parameters, 'properties');
  if (properties instanceof Mapping) return new Set(properties.keys);
  return new Set(path.slice(1, 2));
}

function among(names: ReadonlySet<string>, path: Path, at: number): readonly string[] | undefined {
  const name = path[at];
  if (name === undefined || names.has(name)) return undefined;
  return [...names].map((other) => [...path.slice(0, at), other, ...path.slice(at + 1)].join('.'));
}
