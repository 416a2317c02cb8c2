/** Values as JSON for reading and for comparing line by line. */

import { Hole, List, Mapping, type Value } from '../core/value.ts';

/**
 * A value as indented JSON, keys in byte order, without a line break at its end. Characters that cannot be seen are
 * written as `\uXXXX`, so that the text is as harmless on a terminal as it is exact.
 */
export function prettyJson(value: Value): string {
  const lines: string[] = [];
  write(value, { lead: '', indent: '', tail: '', lines });
  return lines.join('\n');
}

interface Writing {
  /** What stands before the value on its first line. */
  readonly lead: string;
  readonly indent: string;
  /** What follows the value on its last line. */
  readonly tail: string;
  readonly lines: string[];
}

function write(value: Value, { lead, indent, tail, lines }: Writing): void {
  const start = `${indent}${lead}`;
  const inner = `${indent}  `;
  if (value instanceof Mapping && value.keys.length > 0) {
    lines.push(`${start}{`);
    value.keys.forEach((key, i) => {
      const comma = i + 1 < value.keys.length ? ',' : '';
      write(value.values[i] as Value, { lead: `${scalarJson(key)}: `, indent: inner, tail: comma, lines });
    });
    lines.push(`${indent}}${tail}`);
  } else if (value instanceof List && value.items.length > 0) {
    lines.push(`${start}[`);
    value.items.forEach((item, i) => {
      const comma = i + 1 < value.items.length ? ',' : '';
      write(item, { lead: '', indent: inner, tail: comma, lines });
    });
    lines.push(`${indent}]${tail}`);
  } else {
    lines.push(`${start}${emptyOrScalar(value)}${tail}`);
  }
}

function emptyOrScalar(value: Value): string {
  if (value instanceof Mapping) return '{}';
  if (value instanceof Hole) return scalarJson(value.expression);
  return value instanceof List ? '[]' : scalarJson(value);
}

function scalarJson(value: string | number | boolean | null): string {
  const text = JSON.stringify(value);
  return typeof value === 'string' && unseen.test(text) ? text.replace(unseenAll, asUnits) : text;
}

const unseen = /(?! )[\p{Cc}\p{Cf}\p{Co}\p{Z}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/u;
const unseenAll = new RegExp(unseen, 'gu');

function asUnits(character: string): string {
  let units = '';
  for (let i = 0; i < character.length; i += 1) {
    units += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return units;
}
