/**
 * The language without cleverness: every host includes, interpolates and merges for itself, on plain objects.
 * It knows what the workload uses, and checks nothing. The floors and the check of our profiles stand on it.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { load } from 'js-yaml';

/** The objects of templates that hold no other objects. */
const flat = new Set();

/** The clusters of a fleet, in the order of their files; `profileOf` makes the profile of a host, or the common one. */
export function* clustersOf(folder) {
  const fleet = read(join(folder, 'fleet.yaml'));
  const lists = listStrategies(JSON.parse(readFileSync(join(folder, fleet.profileSchema), 'utf8')));
  const templates = new Map();
  const templateNamed = (name) => {
    let template = templates.get(name);
    if (template === undefined)
      templates.set(name, (template = readTemplate(join(folder, 'templates', `${name}.yaml`))));
    return template;
  };
  for (const file of filesBelow(join(folder, 'clusters'))) {
    const cluster = read(file);
    const name = basename(file, '.yaml');
    const profileOf = (host) => {
      const entry = host === undefined ? {} : cluster.hosts[host];
      const context = {
        cluster: { ...cluster, name },
        versions: cluster.versions,
        variables: { ...fleet.variables, ...cluster.variables, ...entry.variables },
        host: { name: host },
      };
      const layers = [...layersOf(fleet.entry, context, templateNamed), cluster.profile, entry.profile ?? {}];
      return layers.reduce((profile, layer) => merge(profile, layer, lists), {});
    };
    yield { name, versions: cluster.versions, hosts: Object.keys(cluster.hosts), profileOf };
  }
}

/** The JSON text of a value: keys sorted, no spaces. */
export function sortedText(value) {
  return JSON.stringify(sorted(value));
}

/** A value with the keys of every object in byte order; flat objects of templates are so already. */
export function sorted(value) {
  if (value === null || typeof value !== 'object' || flat.has(value)) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const result = {};
  for (const key of Object.keys(value).sort()) result[key] = sorted(value[key]);
  return result;
}

/** The JSON Merge Patch (RFC 7396) that makes `to` of `from`; undefined where they are equal. Keys are sorted. */
export function patchBetween(from, to) {
  if (!isObject(from) || !isObject(to)) return sortedText(from) === sortedText(to) ? undefined : sorted(to);
  const patch = {};
  for (const key of [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()) {
    if (!(key in to)) patch[key] = null;
    else if (!(key in from)) patch[key] = sorted(to[key]);
    else {
      const inner = patchBetween(from[key], to[key]);
      if (inner !== undefined) patch[key] = inner;
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** A value with a JSON Merge Patch (RFC 7396) applied; neither is changed. */
export function patched(value, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(value) ? { ...value } : {};
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) delete result[key];
    else result[key] = patched(result[key], patch[key]);
  }
  return result;
}

function* layersOf(name, context, templateNamed) {
  const template = templateNamed(name);
  for (const written of template.include ?? []) {
    const include = typeof written === 'string' ? { template: written } : written;
    if (!holds(include.when, context)) continue;
    const inner = filled(include.template, context);
    const params = { ...defaultsOf(templateNamed(inner)), ...evaluated(include.with ?? {}, context) };
    yield* layersOf(inner, { ...context, params }, templateNamed);
  }
  if (template.profile !== undefined)
    yield template.hasExpressions ? evaluated(template.profile, context) : template.profile;
}

/** The conditions of the workload: a path that is present or absent. */
function holds(when, context) {
  return Object.entries(when ?? {}).every(
    ([path, wanted]) => (lookUp(path, context) !== undefined) === (wanted === 'present'),
  );
}

function defaultsOf(template) {
  const entries = Object.entries(template.parameters?.properties ?? {}).filter(([, schema]) => 'default' in schema);
  return Object.fromEntries(entries.map(([key, schema]) => [key, schema.default]));
}

function evaluated(value, context) {
  if (typeof value === 'string') return value.includes('{{') ? filled(value, context) : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => evaluated(item, context));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, evaluated(inner, context)]));
}

/** A string that is exactly one expression keeps the value's type. */
function filled(text, context) {
  const whole = /^\{\{([\w.]+)\}\}$/.exec(text);
  if (whole !== null) return lookUp(whole[1], context);
  return text.replace(/\{\{([\w.]+)\}\}/g, (_, path) => String(lookUp(path, context)));
}

function lookUp(path, context) {
  return path.split('.').reduce((at, key) => at?.[key], context);
}

/** Merges a layer into a profile, in place. Flat objects of a template, like packages, are shared with it until they change. */
function merge(profile, layer, lists) {
  for (const key of Object.keys(layer)) {
    const value = layer[key];
    if (value === null) delete profile[key];
    else if (typeof value !== 'object' || (flat.has(value) && profile[key] === undefined)) profile[key] = value;
    else if (Array.isArray(value)) profile[key] = mergedList(profile[key], value, lists?.[key]?.strategy);
    else profile[key] = mergedObject(profile[key], value, lists?.[key]?.inside);
  }
  return profile;
}

function mergedObject(before, after, lists) {
  if (before === undefined) return merge({}, after, lists);
  return merge(flat.has(before) ? { ...before } : before, after, lists);
}

function mergedList(before, after, strategy) {
  if (!Array.isArray(before) || strategy === undefined) return after;
  if (strategy === 'append') return [...before, ...after];
  if (strategy === 'union') return [...before, ...after.filter((item) => !before.includes(item))];
  const result = [...before];
  for (const item of after) {
    const at = result.findIndex((other) => other[strategy.by] === item[strategy.by]);
    if (at < 0) result.push({ ...item });
    else result[at] = patched(result[at], item);
  }
  return result;
}

/** Where lists do not replace: a tree of keys, with the strategy at its leaves. */
function listStrategies(schema) {
  const found = {};
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    const strategy = inner['x-merge'];
    const inside = listStrategies(inner);
    if (strategy !== undefined || inside !== undefined) found[key] = { strategy, inside };
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

function readTemplate(file) {
  const text = readFileSync(file, 'utf8');
  const { profile, ...rest } = load(text);
  const settled = sorted(profile);
  findFlat(settled);
  return { ...rest, profile: settled, hasExpressions: text.includes('{{') };
}

function findFlat(value) {
  if (!isObject(value)) return;
  const inside = Object.values(value).filter((inner) => inner !== null && typeof inner === 'object');
  if (inside.length === 0) flat.add(value);
  else inside.forEach(findFlat);
}

function read(file) {
  return load(readFileSync(file, 'utf8'));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
