/**
 * Whether a schema that comes with a fleet is one: known keywords, each with a value of its kind, references that
 * lead somewhere inside it. Finds every mistake, and the places of all schemas in it.
 */

import { nearest } from '../core/nearest.ts';
import { pointerOf, readPointer, type Route } from '../core/site.ts';
import type { Plain } from '../core/value.ts';
import { formats } from './formats.ts';
import { patternMistake } from './pattern.ts';
import { foundWords } from './words.ts';

/** Something in a schema that cannot be used. The sentence goes on after “this schema cannot be used: ”. */
export interface SchemaMistake {
  readonly route: Route;
  readonly part?: 'key';
  readonly reason: string;
}

export interface SchemaReading {
  readonly mistakes: readonly SchemaMistake[];
  /** Every schema in it, by JSON Pointer. */
  readonly schemas: ReadonlyMap<string, Plain>;
  readonly places: WeakMap<object, Route>;
  readonly unevaluated: boolean;
  /** Every reference leads into the `$defs` or `definitions` at the top. */
  readonly refersToDefinitionsOnly: boolean;
}

const most = { depth: 100, schemas: 20_000, mistakes: 100 };

/** Reads a schema; gives its mistakes rather than throwing. */
export function readSchema(schema: Plain): SchemaReading {
  const reader: Reader = {
    mistakes: [],
    schemas: new Map(),
    places: new WeakMap(),
    refs: [],
    patterns: new Map(),
    unevaluated: false,
  };
  readNode(schema, [], reader);
  for (const { route, ref } of reader.refs) {
    const mistake = refMistake(ref, reader.schemas);
    if (mistake !== undefined) reader.mistakes.push({ route, reason: mistake });
  }
  const refersToDefinitionsOnly = reader.refs.every(({ ref }) => /^#\/(?:\$defs|definitions)\//.test(ref));
  return { ...reader, mistakes: reader.mistakes.slice(0, most.mistakes), refersToDefinitionsOnly };
}

interface Reader {
  readonly mistakes: SchemaMistake[];
  readonly schemas: Map<string, Plain>;
  readonly places: WeakMap<object, Route>;
  readonly refs: { readonly route: Route; readonly ref: string }[];
  /** What is wrong with each pattern that was met; schemas repeat them, and they are costly to read. */
  readonly patterns: Map<string, string | undefined>;
  unevaluated: boolean;
}

interface Place {
  readonly value: Plain;
  readonly route: Route;
  readonly reader: Reader;
}

/** What stands after a keyword: reports what is wrong with it, and goes on into the schemas that it holds. */
type Kind = (place: Place) => void;

const schema: Kind = ({ value, route, reader }) => readNode(value, route, reader);
const schemas: Kind = (place) => {
  const { value: whole, route, reader } = place;
  if (Array.isArray(whole) && whole.length === 0)
    reader.mistakes.push({ route, reason: 'a list of schemas holds at least one' });
  eachItem(place, schema);
};
const schemaMap: Kind = (place) => eachEntry(place, schema);
const anything: Kind = () => {};
/** Values that ajv writes into code, where these keys would mean something. */
const value: Kind = ({ value: whole, route, reader }) => {
  const open: Plain[] = [whole];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (typeof at !== 'object' || at === null) continue;
    const bad = Object.keys(at).find((key) => forbidden.has(key));
    if (bad !== undefined) reader.mistakes.push({ route, reason: `"${bad}" cannot be a key` });
    for (const part of Object.values<Plain>(at)) open.push(part);
  }
};
const text = scalar('text', (it) => typeof it === 'string');
const flag = scalar('true or false', (it) => typeof it === 'boolean');
const number = scalar('a number', (it) => typeof it === 'number');
const positive = scalar('a number above 0', (it) => typeof it === 'number' && it > 0);
const count = scalar('a whole number from 0', (it) => Number.isInteger(it) && Number(it) >= 0);
const names: Kind = (place) => eachItem(place, text);
const values: Kind = (place) => {
  scalar('a list with at least one value', (list) => Array.isArray(list) && list.length > 0)(place);
  value(place);
};
const types = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

const keywords: Readonly<Record<string, Kind>> = {
  $schema: anything,
  $id: anything,
  $comment: text,
  $defs: schemaMap,
  definitions: schemaMap,
  $ref: (place) => {
    if (typeof place.value === 'string') place.reader.refs.push({ route: place.route, ref: place.value });
    else text(place);
  },
  title: text,
  description: text,
  markdownDescription: text,
  patternErrorMessage: text,
  deprecationMessage: text,
  enumDescriptions: names,
  defaultSnippets: anything,
  examples: anything,
  default: value,
  deprecated: flag,
  readOnly: flag,
  writeOnly: flag,
  type: ({ value, route, reader }) => {
    for (const name of Array.isArray(value) && value.length > 0 ? value : [value]) {
      if (typeof name === 'string' && types.includes(name)) continue;
      reader.mistakes.push({ route, reason: `${foundWords(name)} is no type; types are ${types.join(', ')}` });
    }
  },
  const: value,
  enum: values,
  format: ({ value, route, reader }) => {
    if (typeof value === 'string' && Object.hasOwn(formats, value)) return;
    reader.mistakes.push({
      route,
      reason: `${foundWords(value)} is no format; formats are ${Object.keys(formats).join(', ')}`,
    });
  },
  pattern: (place) => {
    if (typeof place.value === 'string') checkPattern(place.value, place);
    else text(place);
  },
  minLength: count,
  maxLength: count,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: positive,
  items: schema,
  prefixItems: schemas,
  contains: schema,
  minContains: count,
  maxContains: count,
  minItems: count,
  maxItems: count,
  uniqueItems: flag,
  unevaluatedItems: schema,
  properties: schemaMap,
  patternProperties: (place) => {
    if (isMapping(place.value)) for (const pattern of Object.keys(place.value)) checkPattern(pattern, place);
    schemaMap(place);
  },
  additionalProperties: schema,
  unevaluatedProperties: schema,
  propertyNames: schema,
  required: names,
  minProperties: count,
  maxProperties: count,
  dependentRequired: (place) => eachEntry(place, names),
  dependentSchemas: schemaMap,
  allOf: schemas,
  anyOf: schemas,
  oneOf: schemas,
  not: schema,
  if: schema,
  then: schema,
  else: schema,
};

const rootOnly = new Set(['$schema', '$id']);
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

function readNode(node: Plain, route: Route, reader: Reader): void {
  if (typeof node === 'boolean') {
    reader.schemas.set(pointerOf(route), node);
    return;
  }
  if (!isMapping(node)) {
    const hint = Array.isArray(node) && route.at(-1) === 'items' ? '; a list of schemas is written `prefixItems`' : '';
    reader.mistakes.push({
      route,
      reason: `a schema is a mapping, true or false, and this is ${foundWords(node)}${hint}`,
    });
    return;
  }
  if (route.length > most.depth || reader.schemas.size >= most.schemas) {
    const tooMuch = {
      route: [],
      reason: `it is nested deeper than ${most.depth} levels or has more than ${most.schemas} parts`,
    };
    if (!reader.mistakes.some((mistake) => mistake.reason === tooMuch.reason)) reader.mistakes.push(tooMuch);
    return;
  }
  reader.schemas.set(pointerOf(route), node);
  reader.places.set(node, route);
  for (const [keyword, value] of Object.entries(node)) {
    readKeyword(keyword, { value, route: [...route, keyword], reader });
  }
}

function readKeyword(keyword: string, place: Place): void {
  const { route, reader } = place;
  if (keyword.startsWith('unevaluated')) reader.unevaluated = true;
  const kind = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
  if (rootOnly.has(keyword) && route.length > 1) {
    reader.mistakes.push({ route, part: 'key', reason: `"${keyword}" stands at the top only` });
  } else if (kind !== undefined) {
    kind(place);
  } else if (!keyword.startsWith('x-')) {
    const near = nearest(keyword, Object.keys(keywords));
    const hint = near.length === 0 ? '' : ` (did you mean ${near.map((name) => `"${name}"`).join(' or ')}?)`;
    reader.mistakes.push({
      route,
      part: 'key',
      reason: `"${keyword}" is no keyword${hint}; keywords of one's own begin with "x-"`,
    });
  }
}

function scalar(expected: string, fits: (value: Plain) => boolean): Kind {
  return ({ value, route, reader }) => {
    if (!fits(value))
      reader.mistakes.push({ route, reason: `this should be ${expected}, and is ${foundWords(value)}` });
  };
}

function eachItem({ value, route, reader }: Place, kind: Kind): void {
  if (!Array.isArray(value))
    reader.mistakes.push({ route, reason: `this should be a list, and is ${foundWords(value)}` });
  else for (const [index, item] of value.entries()) kind({ value: item as Plain, route: [...route, index], reader });
}

function eachEntry({ value, route, reader }: Place, kind: Kind): void {
  if (!isMapping(value)) {
    reader.mistakes.push({ route, reason: `this should be a mapping, and is ${foundWords(value)}` });
    return;
  }
  for (const [key, entry] of Object.entries(value)) {
    if (forbidden.has(key))
      reader.mistakes.push({ route: [...route, key], part: 'key', reason: `"${key}" cannot be a key` });
    else kind({ value: entry, route: [...route, key], reader });
  }
}

function checkPattern(pattern: string, { route, reader }: Place): void {
  const mistake = reader.patterns.has(pattern) ? reader.patterns.get(pattern) : patternMistake(pattern);
  reader.patterns.set(pattern, mistake);
  if (mistake !== undefined) reader.mistakes.push({ route, reason: `the pattern ${mistake}` });
}

function refMistake(ref: string, known: ReadonlyMap<string, Plain>): string | undefined {
  if (!ref.startsWith('#')) return `"${ref}" lies outside; a reference stays inside its schema, like #/$defs/name`;
  const pointer = decoded(ref.slice(1));
  if (pointer === undefined || readPointer(pointer) === undefined)
    return `"${ref}" is no JSON Pointer, like #/$defs/name`;
  if (known.has(pointer)) return undefined;
  const near = nearest(pointer, known.keys());
  return `"${ref}" leads nowhere${near.length === 0 ? '' : ` (did you mean ${near.map((name) => `"#${name}"`).join(' or ')}?)`}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isMapping(plain: Plain): plain is { readonly [key: string]: Plain } {
  return typeof plain === 'object' && plain !== null && !Array.isArray(plain);
}
