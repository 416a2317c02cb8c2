/** Diagnostics for programs: all of them, whole, in the shape of `schemas/diagnostics.schema.json`. */

import { byteOrder } from '../core/order.ts';
import { jsonDocument } from './json-document.ts';
import type { PlacedDiagnostic, Place, Summary } from './placed.ts';

/** One JSON document, keys in a fixed order, ending in a line break. */
export function diagnosticsJson(diagnostics: readonly PlacedDiagnostic[], summary: Summary): string {
  const { errors, warnings, notes, files, failed } = summary;
  const document = { diagnostics: diagnostics.map(shape), summary: { errors, warnings, notes, files, failed } };
  return jsonDocument(document);
}

function shape(diagnostic: PlacedDiagnostic): object {
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.sentence,
    advice: diagnostic.advice,
    place: placeShape(diagnostic.place),
    facts: sortedKeys(diagnostic.facts),
    related: diagnostic.related.map(({ role, place }) => ({ role, place: placeShape(place) })),
    chain: diagnostic.chain.map(({ file, line }) => ({ file, line: line ?? null })),
    victims: diagnostic.victims.map(({ cluster, hosts, count }) => ({ cluster, hosts: hosts ?? null, count })),
    help: diagnostic.help,
  };
}

function placeShape({ file, pointer, spot }: Place): object {
  return {
    file,
    line: spot?.line ?? null,
    column: spot?.column ?? null,
    length: spot?.length ?? null,
    pointer,
  };
}

function sortedKeys(facts: object): object {
  return Object.fromEntries(Object.entries(facts).toSorted(([a], [b]) => byteOrder(a, b)));
}
