/** Replaces one scalar of a YAML text and leaves every other byte as it is: comments, order, spaces, quotes. */

import type { Route } from '../core/site.ts';
import * as yaml from './events.ts';
import { nodeAt } from './locate.ts';
import { meaningOf } from './plain.ts';

/**
 * The text with the scalar at the end of `route` saying `text` (as text: quoted where it would read as something else),
 * or undefined where no plain or quoted scalar stands there, or `text` holds half a character.
 */
export function spliceScalar(source: string, route: Route, text: string): string | undefined {
  const events = yaml.eventsOf(source);
  if (yaml.isBroken(events) || halfCharacter.test(text)) return undefined;
  const event = nodeAt({ source, events }, route);
  if (event?.type !== yaml.SCALAR || event.valueStart === yaml.nowhere) return undefined;
  const written = writtenAs(text, event.style);
  if (written === undefined) return undefined;
  return source.slice(0, yaml.startOf(event)) + written + source.slice(yaml.endOf(event));
}

const halfCharacter = /\p{Surrogate}/u;

/** Texts that are one plain scalar wherever they stand, in block and flow. */
const plainAnywhere = /^[A-Za-z0-9_][A-Za-z0-9_.+/-]*$/;

/** Texts that need no escape between single quotes, and stay on one line. */
const singleLine = /^[ -~]*$/;

function writtenAs(text: string, style: yaml.Style): string | undefined {
  switch (style) {
    case yaml.PLAIN:
      return plainAnywhere.test(text) && meaningOf(text) === text ? text : doubleQuoted(text);
    case yaml.SINGLE:
      return singleLine.test(text) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
    case yaml.DOUBLE:
      return doubleQuoted(text);
    default:
      return undefined;
  }
}

function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\u{10ffff}]/gu, escaped);
}

/** Letters stay readable; what cannot be seen is escaped. */
function escaped(character: string): string {
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character)) return character;
  return character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
