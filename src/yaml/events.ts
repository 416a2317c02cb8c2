/** A YAML text as the flat list of events that the parser gives, and how to walk it. */

import { EVENT_ID, type Event, parseEvents, SCALAR_STYLE, type ScalarStyle, YAMLException } from 'js-yaml';
import { plainEventsOf } from './plain-events.ts';

/** How many collections may stand inside each other, in YAML and JSON alike. */
export const depthLimit = 64;

export type Events = readonly Event[];

/** Why a text has no events. `offset` is left out where the parser broke without saying where. */
export interface Broken {
  readonly reason: string;
  readonly offset: number | undefined;
  readonly tooDeep: boolean;
}

const DOCUMENT: typeof EVENT_ID.DOCUMENT = EVENT_ID.DOCUMENT;
export const SEQUENCE: typeof EVENT_ID.SEQUENCE = EVENT_ID.SEQUENCE;
export const MAPPING: typeof EVENT_ID.MAPPING = EVENT_ID.MAPPING;
export const SCALAR: typeof EVENT_ID.SCALAR = EVENT_ID.SCALAR;
export const ALIAS: typeof EVENT_ID.ALIAS = EVENT_ID.ALIAS;
export const POP: typeof EVENT_ID.POP = EVENT_ID.POP;
export const PLAIN: typeof SCALAR_STYLE.PLAIN = SCALAR_STYLE.PLAIN;
export const SINGLE: typeof SCALAR_STYLE.SINGLE_QUOTED = SCALAR_STYLE.SINGLE_QUOTED;
export const DOUBLE: typeof SCALAR_STYLE.DOUBLE_QUOTED = SCALAR_STYLE.DOUBLE_QUOTED;

export type Style = ScalarStyle;

/** An offset of an event that has none. */
export const nowhere = -1;

/**
 * The events of a text. Everything that the parser throws is caught, whatever it is: one bad file is one fault.
 * The parser's own limit lies above ours, because it also counts the scalar inside and the try for a key.
 */
export function eventsOf(source: string): Events | Broken {
  try {
    return plainEventsOf(source) ?? parseEvents(source, { maxDepth: depthLimit + 2 });
  } catch (error) {
    return brokenBy(error);
  }
}

export function isBroken(events: Events | Broken): events is Broken {
  return 'reason' in events;
}

/** The index just after the node that starts at `at`. */
export function after(events: Events, at: number): number {
  let depth = 0;
  for (let i = at; i < events.length; i += 1) {
    const type = events[i]?.type;
    if (type === MAPPING || type === SEQUENCE || type === DOCUMENT) depth += 1;
    else if (type === POP) depth -= 1;
    if (depth <= 0) return i + 1;
  }
  return events.length;
}

/** Where a node begins in the text, its quotes included, or {@link nowhere} for a node without text. */
export function startOf(event: Event | undefined): number {
  if (event === undefined) return nowhere;
  switch (event.type) {
    case SCALAR:
      return event.valueStart === nowhere || !isQuoted(event.style) ? event.valueStart : event.valueStart - 1;
    case MAPPING:
    case SEQUENCE:
      return event.start;
    case ALIAS:
      return event.anchorStart - 1;
    default:
      return nowhere;
  }
}

/** Where a scalar or an alias ends in the text, its quotes included; {@link nowhere} for every other event. */
export function endOf(event: Event | undefined): number {
  if (event?.type === ALIAS) return event.anchorEnd;
  if (event?.type !== SCALAR) return nowhere;
  return event.valueEnd === nowhere || !isQuoted(event.style) ? event.valueEnd : event.valueEnd + 1;
}

function isQuoted(style: ScalarStyle): boolean {
  return style === SINGLE || style === DOUBLE;
}

function brokenBy(error: unknown): Broken {
  if (!(error instanceof YAMLException)) return { reason: 'the parser failed', offset: undefined, tooDeep: false };
  const { reason, mark } = error;
  return { reason, offset: mark?.position, tooDeep: reason.startsWith('nesting exceeded') };
}
