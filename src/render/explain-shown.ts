/**
 * An explanation made ready to be shown: its places found, its values closed. It is plain data, and the JSON that
 * `explain --format json` prints; `schemas/explanation.schema.json` describes it.
 */

import type { Explanation, Saying, Verb } from '../compile/explain.ts';
import type { Leaf } from '../compile/leaves.ts';
import type { PathRead } from '../compile/path-reads.ts';
import type { Skipped } from '../compile/skipped.ts';
import type { TracedLayer } from '../compile/trace.ts';
import { pointerOf, type Site } from '../core/site.ts';
import { hasHoles, Hole, List, Mapping, plainOf, type Plain, type Value } from '../core/value.ts';
import type { Locate } from './placed.ts';

/** Line and column count from 1; they are missing where the file has no such place. */
export interface ShownPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** A path that an expression or a condition read. */
export interface ShownRead {
  readonly path: string;
  readonly value?: Plain;
  /** Each host decides what it gives. */
  readonly open?: true;
  readonly place?: ShownPlace;
}

export interface ShownLayer {
  readonly kind: 'template' | 'cluster' | 'hosts';
  /** A template's name, a cluster's, or the host range of an entry. */
  readonly name: string;
  /** The release that the template lies in, and the line that pins it. */
  readonly release?: { readonly stream: string; readonly version: string; readonly pin?: ShownPlace };
  readonly params?: Plain;
  /** The includes that brought it, outermost first. */
  readonly chain: readonly ShownPlace[];
}

export interface ShownSaying {
  readonly verb: Verb;
  readonly holds: Saying['holds'];
  /** The place that it speaks of, as a JSON Pointer. */
  readonly pointer: string;
  readonly layer: ShownLayer;
  readonly place: ShownPlace;
  readonly says?: Plain;
  readonly written?: string;
  readonly reads?: readonly ShownRead[];
  /** The lock that it breaks. */
  readonly breaks?: ShownPlace;
}

export interface ShownLeaf {
  readonly pointer: string;
  /** Missing where it was removed. */
  readonly value?: Plain;
  readonly removed?: true;
  /** The value depends on the host; it is the text with expressions that gives it. */
  readonly open?: true;
  readonly layer: Omit<ShownLayer, 'params' | 'chain'>;
  readonly place: ShownPlace;
  readonly written?: string;
}

export interface ShownSkipped {
  readonly template: string;
  readonly why: Skipped['why'];
  readonly place: ShownPlace;
  readonly reads?: readonly ShownRead[];
}

export interface ShownExplanation {
  readonly cluster: string;
  /** Missing where the common profile of the cluster is meant. */
  readonly host?: string;
  readonly pointer: string;
  readonly value?: Plain;
  readonly removed?: true;
  readonly open?: true;
  readonly sayings: readonly ShownSaying[];
  readonly leaves: readonly ShownLeaf[];
  readonly skipped: readonly ShownSkipped[];
}

export interface Shown {
  readonly cluster: string;
  readonly host: string | undefined;
  readonly explanation: Explanation;
}

export function shownExplanation({ cluster, host, explanation }: Shown, locate: Locate): ShownExplanation {
  const { route, value, sayings, leaves, skipped } = explanation;
  const place = (site: Site): ShownPlace => {
    const found = locate(site);
    return { file: site.file, ...(found === undefined ? {} : { line: found.line, column: found.column }) };
  };
  return {
    cluster,
    ...(host === undefined ? {} : { host }),
    pointer: pointerOf(route),
    ...(value === undefined && leaves.length === 0 ? {} : shownValue(value)),
    sayings: sayings.map((saying) => shownSaying(saying, place)),
    leaves: leaves.map((leaf) => shownLeaf(leaf, place)),
    skipped: skipped.map(({ template, why, site, reads }) => ({
      template,
      why,
      place: place(site),
      ...shownReads(reads, place),
    })),
  };
}

type PlaceOf = (site: Site) => ShownPlace;

function shownSaying(saying: Saying, place: PlaceOf): ShownSaying {
  const { verb, holds, route, layer, site, said, written, breaks } = saying;
  const params =
    layer.origin.is === 'template' && layer.origin.params.keys.length > 0
      ? { params: closed(layer.origin.params) }
      : {};
  return {
    verb,
    holds,
    pointer: pointerOf(route),
    layer: { ...shownLayer(layer, place), ...params, chain: layer.chain.map(place) },
    place: place(site),
    ...(said === undefined ? {} : { says: closed(said) }),
    ...(written === undefined ? {} : { written: written.text, ...shownReads(written.reads, place) }),
    ...(breaks === undefined ? {} : { breaks: place(breaks) }),
  };
}

function shownLayer({ origin }: TracedLayer, place: PlaceOf): ShownLeaf['layer'] {
  if (origin.is === 'hosts') return { kind: 'hosts', name: origin.pattern };
  if (origin.is === 'cluster' || origin.release === undefined) return { kind: origin.is, name: origin.name };
  const { stream, version, pin } = origin.release;
  return {
    kind: 'template',
    name: origin.name,
    release: { stream, version, ...(pin === undefined ? {} : { pin: place(pin) }) },
  };
}

function shownLeaf({ route, value, layer, site, written }: Leaf, place: PlaceOf): ShownLeaf {
  return {
    pointer: pointerOf(route),
    ...shownValue(value),
    layer: shownLayer(layer, place),
    place: place(site),
    ...(written === undefined ? {} : { written }),
  };
}

function shownReads(reads: readonly PathRead[], place: PlaceOf): { readonly reads?: readonly ShownRead[] } {
  if (reads.length === 0) return {};
  return {
    reads: reads.map(({ path, value, open, site }) => ({
      path,
      ...(value === undefined ? {} : { value: closed(value) }),
      ...(open ? { open } : {}),
      ...(site === undefined ? {} : { place: place(site) }),
    })),
  };
}

function shownValue(value: Value | undefined): {
  readonly value?: Plain;
  readonly removed?: true;
  readonly open?: true;
} {
  if (value === undefined) return { removed: true };
  return hasHoles(value) ? { value: closed(value), open: true } : { value: closed(value) };
}

/** Plain data in which a text that waits for a host stands as it was written. */
function closed(value: Value): Plain {
  return plainOf(withoutHoles(value));
}

function withoutHoles(value: Value): Value {
  if (value instanceof Hole) return value.expression;
  if (!hasHoles(value)) return value;
  if (value instanceof Mapping) return new Mapping(value.keys, value.values.map(withoutHoles));
  return value instanceof List ? new List(value.items.map(withoutHoles)) : value;
}
