/** How lists merge, as the profile schema says with `x-merge`: a property of the data, written once. */

import { List, Mapping, valueAlong, valueAt, type Value } from '../core/value.ts';
import { readPointer } from '../core/site.ts';

export type ListStrategy =
  | { readonly is: 'append' }
  | { readonly is: 'union' }
  | { readonly is: 'by'; readonly key: string };

/** The strategies at and below one place of a profile. Undefined stands for "none here or below". */
export interface Strategies {
  readonly list: ListStrategy | undefined;
  under(key: string): Strategies | undefined;
  /** For the items of a list. */
  readonly items: Strategies | undefined;
}

/** The strategies of a profile schema, read lazily, so that recursive schemas are no trouble. */
export function strategiesOf(schema: Value): Strategies | undefined {
  if (!(schema instanceof Mapping)) return undefined;
  return placeFor(schema, [schema], { places: new Map(), identities: new Map() });
}

/** A strategy as written: `append`, `union` or `{ by: KEY }`; anything else is undefined. */
export function readStrategy(value: Value): ListStrategy | undefined {
  if (value === 'append' || value === 'union') return { is: value };
  if (!(value instanceof Mapping)) return undefined;
  const key = valueAt(value, 'by');
  return typeof key === 'string' && value.keys.length === 1 ? { is: 'by', key } : undefined;
}

/** The places of one schema that are known already, by the subschemas that describe them. */
interface Known {
  readonly places: Map<string, Strategies | undefined>;
  readonly identities: Map<Mapping, number>;
}

/** A place described by all the subschemas that apply to it. */
function placeFor(root: Mapping, schemas: readonly Mapping[], known: Known): Strategies | undefined {
  const all = withReferences(root, schemas);
  if (all.length === 0) return undefined;
  const key = all.map((schema) => identityOf(schema, known)).join();
  if (known.places.has(key)) return known.places.get(key);
  const lists = all.map((schema) => readStrategy(valueAt(schema, 'x-merge') ?? null));
  const under = new Map<string, Strategies | undefined>();
  let items: { readonly place: Strategies | undefined } | undefined;
  const place: Strategies = {
    list: lists.find((strategy) => strategy !== undefined),
    under: (name) => {
      if (!under.has(name))
        under.set(
          name,
          placeFor(
            root,
            all.flatMap((schema) => propertyOf(schema, name)),
            known,
          ),
        );
      return under.get(name);
    },
    get items() {
      items ??= {
        place: placeFor(
          root,
          all.flatMap((schema) => mappingAt(schema, 'items')),
          known,
        ),
      };
      return items.place;
    },
  };
  const worth = reachesStrategy(root, all);
  known.places.set(key, worth ? place : undefined);
  return worth ? place : undefined;
}

function identityOf(schema: Mapping, { identities }: Known): number {
  const identity = identities.get(schema) ?? identities.size;
  identities.set(schema, identity);
  return identity;
}

const inPlace = ['allOf', 'anyOf', 'oneOf'] as const;

/** The subschemas themselves, those they refer to, and the branches that apply to the same place; each once. */
function withReferences(root: Mapping, schemas: readonly Mapping[]): readonly Mapping[] {
  const found = new Set<Mapping>();
  const waiting = [...schemas];
  for (let schema = waiting.pop(); schema !== undefined; schema = waiting.pop()) {
    if (found.has(schema)) continue;
    found.add(schema);
    const reference = valueAt(schema, '$ref');
    const target = typeof reference === 'string' ? targetOf(root, reference) : undefined;
    if (target instanceof Mapping) waiting.push(target);
    for (const keyword of inPlace) {
      const branches = valueAt(schema, keyword);
      if (branches instanceof List)
        for (const branch of branches.items) if (branch instanceof Mapping) waiting.push(branch);
    }
  }
  return [...found];
}

function targetOf(root: Mapping, reference: string): Value | undefined {
  const route = reference.startsWith('#') ? readPointer(reference.slice(1)) : undefined;
  return route === undefined ? undefined : valueAlong(root, route);
}

function propertyOf(schema: Mapping, name: string): readonly Mapping[] {
  const properties = valueAt(schema, 'properties');
  const own = properties instanceof Mapping ? valueAt(properties, name) : undefined;
  if (own instanceof Mapping) return [own];
  return own === undefined ? mappingAt(schema, 'additionalProperties') : [];
}

function mappingAt(schema: Mapping, key: string): readonly Mapping[] {
  const value = valueAt(schema, key);
  return value instanceof Mapping ? [value] : [];
}

/** Whether a list strategy stands anywhere in or below places that these subschemas describe. */
function reachesStrategy(root: Mapping, schemas: readonly Mapping[]): boolean {
  const seen = new Set<Value>();
  const waiting: Value[] = [...schemas];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (at instanceof List) waiting.push(...at.items);
    if (!(at instanceof Mapping)) continue;
    if (valueAt(at, 'x-merge') !== undefined) return true;
    const reference = valueAt(at, '$ref');
    const target = typeof reference === 'string' ? targetOf(root, reference) : undefined;
    if (target !== undefined) waiting.push(target);
    for (const [index, key] of at.keys.entries()) if (!elsewhere.has(key)) waiting.push(at.values[index] as Value);
  }
  return false;
}

/** Keywords under which nothing describes the place itself or what is below it. */
const elsewhere: ReadonlySet<string> = new Set([
  '$defs',
  'definitions',
  'default',
  'examples',
  'enum',
  'const',
  'propertyNames',
]);
