/**
 * What a profile means, in the plainest way: each host alone, from the beginning, over plain data. The compiler shares
 * work between hosts and clusters; whatever it shares, it must give what this gives.
 */

import { isDeepStrictEqual } from 'node:util';
import type { Plain } from '../../src/core/value.ts';
import { isPlainMapping, mergePatch, type PlainMapping } from '../support/values.ts';

/** An expression: a path, perhaps with what to take where it has no value. */
export interface Expression {
  readonly is: 'expression';
  readonly path: string;
  readonly otherwise?: string;
}

/** A text of pieces; one expression alone keeps the type of its value. */
export interface Text {
  readonly is: 'text';
  readonly pieces: readonly (string | Expression)[];
}

/** A value in a profile. */
export type Body = Plain | Text | readonly Body[] | { readonly [key: string]: Body };

export interface Include {
  readonly template: Text;
  readonly when?: Condition;
  readonly optional?: boolean;
  readonly with?: { readonly [key: string]: Body };
}

export type Condition = { readonly [path: string]: Plain } & {
  readonly any?: readonly Condition[];
  readonly not?: Condition;
};

export interface Template {
  readonly include: readonly Include[];
  readonly profile: { readonly [key: string]: Body };
  readonly final: readonly string[];
}

export interface HostEntry {
  readonly labels: PlainMapping;
  readonly variables: PlainMapping;
  readonly profile: { readonly [key: string]: Body };
}

export interface Cluster {
  readonly labels: PlainMapping;
  readonly versions: PlainMapping;
  readonly variables: PlainMapping;
  readonly include?: readonly Include[];
  readonly profile: { readonly [key: string]: Body };
  /** Each host alone, with the entries that name it. */
  readonly hosts: { readonly [pattern: string]: HostEntry };
}

export interface Fleet {
  readonly variables: PlainMapping;
  readonly templates: { readonly [name: string]: Template };
  readonly clusters: { readonly [name: string]: Cluster };
}

/** Every template takes these, `q` with a default. */
export const parameters = { properties: { p: {}, q: { default: 'dq' } } };

/** How the lists at these keys of a profile merge. */
export const strategies: Readonly<Record<string, 'append' | 'union' | 'by'>> = { ap: 'append', un: 'union', by: 'by' };

/** The node-sets that entries are named by, and their hosts. */
export const nodeSets: Readonly<Record<string, readonly string[]>> = {
  h1: ['h1'],
  'h[1-2]': ['h1', 'h2'],
  'h[2-3]': ['h2', 'h3'],
  h3: ['h3'],
};

/** How a host of a cluster is called. */
export function hostName(cluster: string, host: string): string {
  return `${cluster}-${host}`;
}

/** The profile of a host, or undefined where something is wrong with it. */
export function profileOf(fleet: Fleet, clusterName: string, host: string): PlainMapping | undefined {
  try {
    return build(fleet, clusterName, host);
  } catch (error) {
    if (error instanceof Wrong) return undefined;
    throw error;
  }
}

class Wrong extends Error {}

interface Context {
  readonly root: PlainMapping;
}

function build(fleet: Fleet, clusterName: string, host: string): PlainMapping {
  const cluster = fleet.clusters[clusterName] as Cluster; // the caller has the name from the fleet
  const entries = Object.entries(cluster.hosts).filter(([pattern]) => nodeSets[pattern]?.includes(host));
  const merged = (parts: readonly PlainMapping[]): Plain =>
    parts.reduce<Plain>((all, part) => mergePatch(all, part), {});
  const root: PlainMapping = {
    fleet: { name: 'demo' },
    cluster: { name: clusterName, labels: cluster.labels, owners: ['maria'], description: '' },
    versions: cluster.versions,
    variables: merged([fleet.variables, cluster.variables, ...entries.map(([, entry]) => entry.variables)]),
    params: {},
    host: { name: hostName(clusterName, host), labels: merged(entries.map(([, entry]) => entry.labels)) },
  };
  const layers = templatesOf(fleet, cluster.include ?? [{ template: { is: 'text', pieces: ['t0'] } }], { root });
  const own: Layer = { profile: evaluated(cluster.profile, { root }) as PlainMapping, final: [] };
  const last = entries.map(([, entry]) => ({ profile: evaluated(entry.profile, { root }) as PlainMapping, final: [] }));
  return mergedLayers([...layers, own, ...last]);
}

interface Layer {
  readonly profile: PlainMapping;
  readonly final: readonly string[];
}

function templatesOf(fleet: Fleet, includes: readonly Include[], context: Context): readonly Layer[] {
  const taken: string[] = [];
  const layers: Layer[] = [];
  const visit = (list: readonly Include[], at: Context): void => {
    for (const include of list) {
      if (include.when !== undefined && !holds(include.when, at)) continue;
      const named = textIn(include.template, at);
      const name = typeof named === 'object' ? '' : String(named);
      const given = evaluated(include.with ?? {}, at) as PlainMapping;
      const template = fleet.templates[name];
      if (template === undefined && include.optional === true) continue;
      if (template === undefined) throw new Wrong();
      const params = { q: 'dq', ...given };
      const taking = JSON.stringify([name, ordered(params)]);
      if (taken.includes(taking)) continue;
      taken.push(taking);
      const inside = { root: { ...at.root, params } };
      visit(template.include, inside);
      layers.push({ profile: evaluated(template.profile, inside) as PlainMapping, final: template.final });
    }
  };
  visit(includes, context);
  return layers;
}

function mergedLayers(layers: readonly Layer[]): PlainMapping {
  let profile: PlainMapping = {};
  const locks: string[] = [];
  for (const layer of layers) {
    const next = merge(profile, layer.profile);
    for (const key of locks) if (!isDeepStrictEqual(profile[key], next[key])) throw new Wrong();
    locks.push(...layer.final);
    profile = next;
  }
  return profile;
}

/** As RFC 7396 but for the lists that merge otherwise. */
function merge(profile: PlainMapping, patch: PlainMapping): PlainMapping {
  const lists = Object.keys(patch).filter((key) => strategies[key] !== undefined && Array.isArray(patch[key]));
  const rest = Object.fromEntries(Object.entries(patch).filter(([key]) => !lists.includes(key)));
  const result = { ...(mergePatch(profile, rest) as PlainMapping) };
  for (const key of lists) result[key] = mergeLists(key, result[key], patch[key] as readonly Plain[]);
  return result;
}

function mergeLists(key: string, before: Plain | undefined, patch: readonly Plain[]): Plain {
  const items: Plain[] = Array.isArray(before) ? [...(before as readonly Plain[])] : [];
  for (const item of patch) {
    if (strategies[key] === 'append') items.push(item);
    if (strategies[key] === 'union' && !items.some((other) => isDeepStrictEqual(ordered(other), ordered(item))))
      items.push(item);
    if (strategies[key] !== 'by') continue;
    const name = isPlainMapping(item) ? item['n'] : undefined;
    if (name === undefined || name === null || typeof name === 'object') throw new Wrong();
    const at = items.findIndex((other) => isPlainMapping(other) && other['n'] === name);
    if (at < 0) items.push(mergePatch({}, item));
    else items[at] = mergePatch(items[at], item);
  }
  return items;
}

function evaluated(body: Body, context: Context): Plain {
  if (isText(body)) return textIn(body, context);
  if (Array.isArray(body)) return (body as readonly Body[]).map((item) => evaluated(item, context));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, evaluated(value, context)]));
}

function textIn({ pieces }: Text, context: Context): Plain {
  const values = pieces.map((piece) => (typeof piece === 'string' ? piece : valueOf(piece, context)));
  const [only] = values;
  if (pieces.length === 1 && only !== undefined) return only;
  if (values.some((value) => typeof value === 'object')) throw new Wrong();
  return values.map(String).join('');
}

function valueOf({ path, otherwise }: Expression, { root }: Context): Plain {
  const value = readIn(root, path) ?? otherwise;
  if (value === undefined) throw new Wrong();
  return value;
}

function readIn(root: Plain, path: string): Plain | undefined {
  const found = path
    .split('.')
    .reduce<Plain | undefined>((at, key) => (isPlainMapping(at) ? at[key] : undefined), root);
  return found === null ? undefined : found;
}

function holds(condition: Condition, context: Context): boolean {
  return Object.entries(condition).every(([key, test]) => {
    if (key === 'any') return (test as readonly Condition[]).some((each) => holds(each, context));
    if (key === 'not') return !holds(test as Condition, context);
    const value = readIn(context.root, key);
    if (test === 'present') return value !== undefined;
    if (test === 'absent') return value === undefined;
    if (value === undefined) return false;
    if (!isPlainMapping(test))
      return (Array.isArray(test) ? test : [test]).some((wanted) => isDeepStrictEqual(wanted, value));
    if (typeof value !== 'string') throw new Wrong();
    return new RegExp(`^${(test['matches'] as string).replaceAll('*', '.*')}$`).test(value);
  });
}

/** With keys in order, lists too: equal data has equal JSON. */
function ordered(plain: Plain): Plain {
  if (Array.isArray(plain)) return plain.map(ordered);
  if (!isPlainMapping(plain)) return plain;
  return Object.entries(plain)
    .toSorted((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([key, value]) => [key, ordered(value)]);
}

export function isText(body: Body): body is Text {
  return (
    typeof body === 'object' &&
    body !== null &&
    !Array.isArray(body) &&
    (body as { readonly is?: unknown }).is === 'text'
  );
}
