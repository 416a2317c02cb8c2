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
  return (site) => {
    if (site.offset !== undefined) return placeOf(source, { start: site.offset, end: site.offset });
    return placeOf(source, yaml.isBroken(events) ? nothing : rangeOf({ source, events }, site));
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
function entriesAt({ source, events }: Parsed, at: number, key: string | number): readonly Step[] {
  const collection = events[at]?.type;
  if (collection !== yaml.MAPPING && collection !== yaml.SEQUENCE) return [];
  const found: Step[] = [];
  const wanted = String(key);
  let next = at + 1;
  for (let position = 0; next < events.length && events[next]?.type !== yaml.POP; position += 1) {
    const first = events[next];
    const node = collection === yaml.MAPPING ? yaml.after(events, next) : next;
    const isNamed = first?.type === yaml.SCALAR && getScalarValue(source, first) === wanted;
    if (collection === yaml.MAPPING ? isNamed : String(position) === wanted) found.push({ key: next, node });
    if (found.length === 2) break;
    next = yaml.after(events, node);
  }
  return found;
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

function placeOf(source: string, { start, end }: Range): Place {
  const from = Math.max(0, Math.min(start, source.length));
  let line = 1;
  let lineStart = 0;
  for (let i = source.indexOf('\n'); i !== -1 && i < from; i = source.indexOf('\n', lineStart)) {
    line += 1;
    lineStart = i + 1;
  }
  const lineEnd = source.indexOf('\n', from);
  const to = Math.min(end, lineEnd === -1 ? source.length : lineEnd);
  const text = source.slice(from, Math.max(from, to)).trimEnd();
  return { line, column: from - lineStart + 1, length: text.length };
}
