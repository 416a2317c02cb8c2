/** Flow collections that end on the line on which they begin, read just as js-yaml reads them. */

import { COLLECTION_STYLE, EVENT_ID } from 'js-yaml';
import * as on from './plain-line.ts';
import { emptyScalar, scalarInFlow } from './plain-scalars.ts';

/** Whether a flow collection begins here. */
export function isBracket(line: on.Line): boolean {
  const code = on.codeAt(line);
  return code === on.BRACKET || code === on.BRACE;
}

/** Reads a flow collection, stands behind it, and says whether it is plain. `depth` counts the collections around it. */
export function readFlow(line: on.Line, depth: number): boolean {
  if (depth >= on.plainDepth) return false;
  const isMapping = on.codeAt(line) === on.BRACE;
  const close = isMapping ? on.BRACE_END : on.BRACKET_END;
  const type = isMapping ? EVENT_ID.MAPPING : EVENT_ID.SEQUENCE;
  line.events.push(on.collectionEvent(type, line.at, COLLECTION_STYLE.FLOW));
  line.at += 1;
  on.skipSpaces(line);
  while (on.codeAt(line) !== close) {
    if (!(isMapping ? pair(line, depth + 1) : node(line, depth + 1))) return false;
    on.skipSpaces(line);
    const next = on.codeAt(line);
    if (next !== on.COMMA && next !== close) return false;
    if (next === on.COMMA) line.at += 1;
    on.skipSpaces(line);
  }
  line.at += 1;
  line.events.push(on.pop);
  return true;
}

function pair(line: on.Line, depth: number): boolean {
  const key = scalarInFlow(line);
  if (key === undefined) return false;
  line.events.push(key);
  on.skipSpaces(line);
  if (on.codeAt(line) === on.COLON) {
    line.at += 1;
    on.skipSpaces(line);
    const next = on.codeAt(line);
    if (next !== on.COMMA && next !== on.BRACE_END) return node(line, depth);
  }
  line.events.push(emptyScalar);
  return true;
}

function node(line: on.Line, depth: number): boolean {
  if (isBracket(line)) return readFlow(line, depth);
  const scalar = scalarInFlow(line);
  if (scalar === undefined) return false;
  line.events.push(scalar);
  return true;
}
