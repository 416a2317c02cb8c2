/** A report for programs: all of it, in the shape of `schemas/report.schema.json`. */

import type { Report } from '../report/report.ts';
import { harmlessJson } from './json-document.ts';

/**
 * One JSON document in pieces, a row a line, ending in a line break: a logbook of years is longer than a string may be.
 * What is undefined in the data is left out. Characters that a terminal would obey are escaped, which means the same.
 */
export function* reportJson(report: Report): Generator<string> {
  const { stale, spread, logbook, ...head } = report;
  yield '{\n"version": 1';
  for (const [name, value] of Object.entries(head)) {
    if (value !== undefined) yield `,\n${text(name)}: ${text(value)}`;
  }
  if (stale !== undefined) {
    yield ',\n"stale": ';
    yield* members(stale);
  }
  if (spread !== undefined) {
    yield ',\n"spread": ';
    yield* list(spread);
  }
  if (logbook !== undefined) {
    yield ',\n"logbook": ';
    yield* members(logbook);
  }
  yield '\n}\n';
}

/** An object whose lists have a line for each element. */
function* members(object: object): Generator<string> {
  let before = '{\n';
  for (const [name, value] of Object.entries(object) as [string, unknown][]) {
    if (value === undefined) continue;
    yield `${before}${text(name)}: `;
    if (Array.isArray(value)) yield* list(value);
    else yield text(value);
    before = ',\n';
  }
  yield before === '{\n' ? '{}' : '\n}';
}

/** Some hundred rows at once: a piece each would cost more than the rows. */
function* list(rows: readonly unknown[]): Generator<string> {
  if (rows.length === 0) {
    yield '[]';
    return;
  }
  for (let at = 0; at < rows.length; at += batch) {
    const lines = rows.slice(at, at + batch).map((row) => JSON.stringify(row) ?? 'null');
    yield `${at === 0 ? '[\n' : ',\n'}${harmlessJson(lines.join(',\n'))}`;
  }
  yield '\n]';
}

const batch = 500;

function text(value: unknown): string {
  return harmlessJson(JSON.stringify(value) ?? 'null');
}
