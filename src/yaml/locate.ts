/** Turns a site into line and column, by reading the one file again. Only what is shown pays for this. */

import { type Event, getScalarValue } from 'js-yaml';
import type { Route, Site } from '../core/site.ts';
import * as yaml from './events.ts';

/** Line and column count from 1, column and length in UTF-16 code units. A length is 0 where only a point is meant. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Where a site lies in the text of its file. A route that is not there gives the nearest place that encloses it. */
export function locate(source: string, site: Site): Place {
  return locator(source)(site);
}

/** As {@link locate}, for several sites of one file, which is read once. JSON files are YAML here. */
export function locator(source: string): (site: Site) => Place {
  const events = yaml.eventsOf(source);
  let starts: readonly number[] | undefined;
  return (site) => {
    starts ??= lineStarts(source);
    if (site.offset !== undefined) return placeOf(source, starts, { start: site.offset, end: site.offset });
    return placeOf(source, starts, yaml.isBroken(events) ? nothing : rangeOf({ source, events }, site));
  };
}

/** A text and its events. */
export interface Parsed {
  readonly source: string;
  readonly events: yaml.Events;
}

/** The event of the node at the end of a route, or undefined where the route leads nowhere. */
export function nodeAt(parsed: Parsed, route: Route): Event | undefined {
  const steps = stepsAlong(parsed, { file: '', route });
  return steps.length === route.length ? parsed.events[steps.at(-1)?.node ?? 1] : undefined;
}

/** An entry of a collection, by the indexes of its events. A list's item is its own key. */
interface Step {
  readonly key: number;
  readonly node: number;
}

/** Offsets in the text. */
interface Range {
  readonly start: number;
  readonly end: number;
}

const nothing: Range = { start: 0, end: 0 };

function rangeOf(parsed: Parsed, site: Site): Range {
  const steps = stepsAlong(parsed, site);
  const last = steps.at(-1);
  if (last === undefined) return rangeFrom(parsed, 1) ?? nothing;
  const ownKey = site.part === 'key' && steps.length === site.route.length ? rangeFrom(parsed, last.key) : undefined;
  return ownKey ?? nearestRange(parsed, steps);
}

/** The range of the last step that has a text: an empty value stands where its key does. */
function nearestRange(parsed: Parsed, steps: readonly Step[]): Range {
  for (const step of steps.toReversed()) {
    const range = rangeFrom(parsed, step.node) ?? rangeFrom(parsed, step.key);
    if (range !== undefined) return range;
  }
  return rangeFrom(parsed, 1) ?? nothing;
}

/** As many steps of the route as are there. */
function stepsAlong(parsed: Parsed, { route, part }: Site): readonly Step[] {
  const steps: Step[] = [];
  let at = 1;
  for (const [index, key] of route.entries()) {
    const entries = entriesAt(parsed, at, key);
    const isOwnKey = part === 'key' && index === route.length - 1;
    const step = (isOwnKey ? entries[1] : undefined) ?? entries[0];
    if (step === undefined) break;
    steps.push(step);
    at = step.node;
  }
  return steps;
}

/** The entries of this key in the collection at `at`: two where a key stands twice. */
function entriesAt(parsed: Parsed, at: number, key: string | number): readonly Step[] {
  let known = collections.get(parsed.events);
  if (known === undefined) collections.set(parsed.events, (known = new Map()));
  let entries = known.get(at);
  if (entries === undefined) known.set(at, (entries = entriesOf(parsed, at)));
  return entries.get(String(key)) ?? [];
}

type Entries = ReadonlyMap<string, readonly Step[]>;

/** The collections that were walked through, by where they begin: a file with many faults is not searched again for each. */
const collections = new WeakMap<yaml.Events, Map<number, Entries>>();

function entriesOf({ source, events }: Parsed, at: number): Entries {
  const entries = new Map<string, Step[]>();
  const collection = events[at]?.type;
  if (collection !== yaml.MAPPING && collection !== yaml.SEQUENCE) return entries;
  let next = at + 1;
  for (let position = 0; next < events.length && events[next]?.type !== yaml.POP; position += 1) {
    const first = events[next];
    const node = collection === yaml.MAPPING ? yaml.after(events, next) : next;
    const written = first?.type === yaml.SCALAR ? getScalarValue(source, first) : undefined;
    const name = collection === yaml.MAPPING ? written : String(position);
    if (name !== undefined) entries.set(name, [...(entries.get(name) ?? []), { key: next, node }].slice(0, 2));
    next = yaml.after(events, node);
  }
  return entries;
}

/** The text of a node: a scalar whole, a block collection by its first key, a flow collection to its bracket. */
function rangeFrom({ source, events }: Parsed, at: number): Range | undefined {
  const event = events[at];
  const start = yaml.startOf(event);
  if (start === yaml.nowhere) return undefined;
  const end = yaml.endOf(event);
  if (end !== yaml.nowhere) return { start, end };
  if (source[start] === '[' || source[start] === '{') return { start, end: closedAt({ source, events }, at) };
  return { start, end: Math.max(start, yaml.endOf(events[at + 1])) };
}

/** The end of a flow collection's text, or of its first line. Brackets inside scalars do not count. */
function closedAt({ source, events }: Parsed, at: number): number {
  const scalars = events.slice(at + 1, yaml.after(events, at)).filter((event) => yaml.endOf(event) !== yaml.nowhere);
  let depth = 0;
  let next = 0;
  let i = yaml.startOf(events[at]);
  while (i < source.length && source[i] !== '\n') {
    if (yaml.startOf(scalars[next]) === i) {
      i = yaml.endOf(scalars[next]);
      next += 1;
      continue;
    }
    if (source[i] === '[' || source[i] === '{') depth += 1;
    if (source[i] === ']' || source[i] === '}') depth -= 1;
    i += 1;
    if (depth === 0) break;
  }
  return i;
}

/** The offset at which each line begins. */
function lineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let i = source.indexOf('\n'); i !== -1; i = source.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function placeOf(source: string, starts: readonly number[], { start, end }: Range): Place {
  const from = Math.max(0, Math.min(start, source.length));
  const line = lineOf(starts, from);
  const lineEnd = source.indexOf('\n', from);
  const to = Math.min(end, lineEnd === -1 ? source.length : lineEnd);
  const text = source.slice(from, Math.max(from, to)).trimEnd();
  return { line, column: from - (starts[line - 1] ?? 0) + 1, length: text.length };
}

/** The number of the line in which an offset lies: how many lines begin before it, or there. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
