/**
 * A YAML file as plain data: YAML 1.2 core, without what could surprise a reader or blow up a machine.
 * Every fault of a file is reported, not only the first.
 */

import { getScalarValue, type MappingEvent, type ScalarEvent, type SequenceEvent } from 'js-yaml';
import type { Code, Diagnostics, Facts } from '../core/diagnostic.ts';
import type { Site } from '../core/site.ts';
import type { Plain, Scalar } from '../core/value.ts';
import * as yaml from './events.ts';
import { isReservedKey } from './key.ts';
import { meaningOf } from './plain.ts';

/**
 * The data of a file, or undefined when anything in it is refused. An empty file is null. Keys are text as written
 * (`10:` is "10"); `null`, empty and compound keys are refused. `file` only names the file in what is reported.
 */
export function parseYaml(file: string, source: string, out: Diagnostics): Plain | undefined {
  return dataOf({ file, source, events: yaml.eventsOf(source) }, out);
}

/** As {@link parseYaml}, of a text whose events are known already. */
export function dataOf({ file, source, events }: Text, out: Diagnostics): Plain | undefined {
  if (yaml.isBroken(events)) {
    reportBroken({ file, route: [], ...(events.offset !== undefined && { offset: events.offset }) }, events, out);
    return undefined;
  }
  if (events.length === 0) return null;
  const reading: Reading = { file, source, events, out, route: [], at: 1, reports: 0, refused: false };
  const value = node(reading, undefined);
  const next = yaml.after(events, 0);
  if (next < events.length)
    refuse(reading, 'yaml-documents', { ...here(reading), offset: secondStart(reading, next) }, {});
  return reading.refused ? undefined : value;
}

interface Text {
  readonly file: string;
  readonly source: string;
  readonly events: yaml.Events | yaml.Broken;
}

/** What is known while a file is read. `at` is the next event, `route` leads to the node that is being read. */
interface Reading {
  readonly file: string;
  readonly source: string;
  readonly events: yaml.Events;
  readonly out: Diagnostics;
  readonly route: (string | number)[];
  at: number;
  reports: number;
  refused: boolean;
}

/** More faults than this in one file are not written down: memory must not grow with a hostile file. */
const reportLimit = 1000;

const halfCharacter = /\p{Surrogate}/u;

/** Reads the node at `at`. `lead` is the key or dash it stands behind; the root has none. */
function node(reading: Reading, lead: string | undefined): Plain {
  const event = reading.events[reading.at];
  reading.at += 1;
  switch (event?.type) {
    case yaml.SCALAR:
      return scalar(reading, event, lead);
    case yaml.MAPPING:
      return entered(reading, event) ? mapping(reading) : null;
    case yaml.SEQUENCE:
      return entered(reading, event) ? sequence(reading) : null;
    case yaml.ALIAS:
      refuse(reading, 'yaml-alias', here(reading), { text: `*${slice(reading, event.anchorStart, event.anchorEnd)}` });
      return null;
    default:
      return null;
  }
}

function scalar(reading: Reading, event: ScalarEvent, lead: string | undefined): Scalar {
  if (isDecorated(event)) refuseDecoration(reading, event, here(reading));
  const text = getScalarValue(reading.source, event);
  if (event.style !== yaml.PLAIN) return wellFormed(reading, event, text);
  if (event.valueStart === yaml.nowhere && lead !== undefined) {
    report(reading, 'value-empty', here(reading), { key: lead });
    return null;
  }
  const value = meaningOf(text);
  if (value === null || typeof value !== 'object') return value;
  refuse(reading, 'number-unsafe', here(reading), value);
  return null;
}

function mapping(reading: Reading): Plain {
  const { events, route } = reading;
  const found: Record<string, Plain> = {};
  while (events[reading.at]?.type !== yaml.POP) {
    const key = keyOf(reading);
    const keyAt = reading.at;
    reading.at = events[keyAt]?.type === yaml.SCALAR ? keyAt + 1 : yaml.after(events, keyAt);
    if (key === undefined || isRefused(reading, found, key, keyAt)) {
      reading.at = yaml.after(events, reading.at);
      continue;
    }
    route.push(key);
    found[key] = node(reading, key);
    route.pop();
  }
  reading.at += 1;
  return found;
}

function sequence(reading: Reading): Plain {
  const { events, route } = reading;
  const found: Plain[] = [];
  while (events[reading.at]?.type !== yaml.POP) {
    route.push(found.length);
    found.push(node(reading, '-'));
    route.pop();
  }
  reading.at += 1;
  return found;
}

/** Whether a collection may be read; one that may not is reported and passed over. */
function entered(reading: Reading, event: MappingEvent | SequenceEvent): boolean {
  if (isDecorated(event)) refuseDecoration(reading, event, here(reading));
  if (reading.route.length < yaml.depthLimit) return true;
  refuse(reading, 'yaml-too-deep', here(reading), { limit: yaml.depthLimit });
  reading.at = yaml.after(reading.events, reading.at - 1);
  return false;
}

/** The text of the key at `at`, or undefined when it has none; then no route leads to it, and its offset is told. */
function keyOf(reading: Reading): string | undefined {
  const event = reading.events[reading.at];
  if (event?.type === yaml.SCALAR) {
    const text = getScalarValue(reading.source, event);
    if (text !== '' && (event.style !== yaml.PLAIN || meaningOf(text) !== null)) return text;
    refuse(reading, 'yaml-key', keySite(reading), { key: text });
  } else if (event?.type === yaml.ALIAS) {
    const text = `*${slice(reading, event.anchorStart, event.anchorEnd)}`;
    refuse(reading, 'yaml-alias', keySite(reading), { text });
  } else {
    refuse(reading, 'yaml-key', keySite(reading), { key: event?.type === yaml.MAPPING ? '{…}' : '[…]' });
  }
  return undefined;
}

/** Reports what is wrong with a key that has a text, and says whether its entry is left out for it. */
function isRefused(reading: Reading, found: Record<string, Plain>, key: string, keyAt: number): boolean {
  const event = reading.events[keyAt];
  if (event?.type !== yaml.SCALAR) return true;
  if (isDecorated(event)) refuseDecoration(reading, event, entrySite(reading, key));
  if (!event.fast) wellFormed(reading, event, key);
  if (isReservedKey(key)) refuse(reading, 'yaml-key', entrySite(reading, key), { key });
  else if (key === '<<' && event.style === yaml.PLAIN) refuse(reading, 'yaml-merge-key', entrySite(reading, key), {});
  else if (found[key] !== undefined && Object.hasOwn(found, key))
    refuse(reading, 'yaml-duplicate-key', entrySite(reading, key), { key });
  else return false;
  return true;
}

function isDecorated(event: ScalarEvent | MappingEvent | SequenceEvent): boolean {
  return event.tagStart !== yaml.nowhere || event.anchorStart !== yaml.nowhere;
}

function refuseDecoration(reading: Reading, event: ScalarEvent | MappingEvent | SequenceEvent, site: Site): void {
  const { tagStart, tagEnd, anchorStart, anchorEnd } = event;
  if (tagStart !== yaml.nowhere) {
    refuse(reading, 'yaml-tag', { ...site, offset: tagStart }, { tag: slice(reading, tagStart, tagEnd) });
  }
  if (anchorStart !== yaml.nowhere) {
    const text = `&${slice(reading, anchorStart, anchorEnd)}`;
    refuse(reading, 'yaml-alias', { ...site, offset: anchorStart - 1 }, { text });
  }
}

/** Half a surrogate pair can be escaped into a quoted scalar, and has no UTF-8. */
function wellFormed(reading: Reading, event: ScalarEvent, text: string): string {
  if (event.fast || !halfCharacter.test(text)) return text;
  const site = { ...here(reading), offset: event.valueStart };
  refuse(reading, 'yaml-syntax', site, { reason: 'an escape stands for half a character' });
  return text;
}

function here({ file, route }: Reading): Site {
  return { file, route: [...route] };
}

function entrySite({ file, route }: Reading, key: string): Site {
  return { file, route: [...route, key], part: 'key' };
}

function keySite(reading: Reading): Site {
  const offset = yaml.startOf(reading.events[reading.at]);
  return offset === yaml.nowhere ? here(reading) : { ...here(reading), offset };
}

function slice({ source }: Reading, start: number, end: number): string {
  return source.slice(start, end);
}

function refuse<C extends Code>(reading: Reading, code: C, site: Site, facts: Facts[C]): void {
  reading.refused = true;
  report(reading, code, site, facts);
}

function report<C extends Code>(reading: Reading, code: C, site: Site, facts: Facts[C]): void {
  reading.reports += 1;
  if (reading.reports <= reportLimit) reading.out.add(code, site, facts);
}

function reportBroken(site: Site, broken: yaml.Broken, out: Diagnostics): void {
  if (broken.tooDeep) out.add('yaml-too-deep', site, { limit: yaml.depthLimit });
  else out.add('yaml-syntax', site, { reason: broken.reason });
}

/** Where a second document begins: at its `---`, or at its first node where it has no such line. */
function secondStart({ source, events }: Reading, at: number): number {
  const content = yaml.startOf(events[at + 1]);
  const before = content === yaml.nowhere ? source.length : content;
  const marker = source.lastIndexOf('\n---', before) + 1;
  const ends = events.slice(0, at).map(yaml.endOf);
  return marker >= ends.reduce((a, b) => Math.max(a, b), 0) ? marker : before;
}
