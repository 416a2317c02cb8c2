/** A file's data together with where its scalars stand, parsed once for both. */

import { getScalarValue } from 'js-yaml';
import { Diagnostics } from '../core/diagnostic.ts';
import type { Route } from '../core/site.ts';
import type { Plain } from '../core/value.ts';
import * as yaml from './events.ts';
import { nodeAt } from './locate.ts';
import { dataOf } from './parse.ts';

export interface PlacedData {
  readonly plain: Plain;
  /**
   * Offsets of the text of the scalar at the end of a route, quotes left out; undefined where no scalar on one line stands
   * there that is written as it reads.
   */
  scalarAt(route: Route): { readonly start: number; readonly end: number } | undefined;
  /** The offset of a key of the outermost mapping. */
  keyAt(key: string): number | undefined;
}

/** Undefined where anything in the text is refused, as by `parseYaml`. */
export function parsePlaced(source: string): PlacedData | undefined {
  const events = yaml.eventsOf(source);
  const plain = dataOf({ file: '', source, events }, new Diagnostics());
  if (plain === undefined || yaml.isBroken(events)) return undefined;
  return {
    plain,
    scalarAt: (route) => {
      const event = nodeAt({ source, events }, route);
      if (event?.type !== yaml.SCALAR || event.valueStart === yaml.nowhere || !isWrittenOut(event.style))
        return undefined;
      return { start: event.valueStart, end: event.valueEnd };
    },
    keyAt: (key) => outermostKey(source, events, key),
  };
}

function outermostKey(source: string, events: yaml.Events, wanted: string): number | undefined {
  if (events[1]?.type !== yaml.MAPPING) return undefined;
  for (
    let at = 2;
    at < events.length && events[at]?.type !== yaml.POP;
    at = yaml.after(events, yaml.after(events, at))
  ) {
    const key = events[at];
    if (key?.type === yaml.SCALAR && getScalarValue(source, key) === wanted) return yaml.startOf(key);
  }
  return undefined;
}

function isWrittenOut(style: yaml.Style): boolean {
  return style === yaml.PLAIN || style === yaml.SINGLE || style === yaml.DOUBLE;
}
