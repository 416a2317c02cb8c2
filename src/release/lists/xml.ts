/** A walk through the XML of a repository. A document type, great depth, or an end too soon is refused (trust row 23). */

import { SaxesParser } from 'saxes';
import type { ListFault } from './package.ts';

/** What is told of a document: elements as they open and close, named without their prefix. */
export interface XmlVisitor {
  open(name: string, attributes: ReadonlyMap<string, string>, at: XmlPlace): void;
  /** `text` is what stood directly inside, as far as {@link longestText} goes. */
  close(name: string, text: string, at: XmlPlace): void;
}

export interface XmlPlace {
  readonly line: number;
  /** How many elements are open around this one. */
  readonly depth: number;
}

/** No word that is looked for is longer. */
const longestText = 8192;
const deepest = 32;
const pieceSize = 1 << 16;

/** Walks a document to its end; gives the fault that stopped it, or undefined. */
export function walkXml(text: string, visitor: XmlVisitor): ListFault | undefined {
  const parser = new SaxesParser({ xmlns: false });
  const texts: string[] = [];
  const end: { fault: ListFault | undefined } = { fault: undefined };
  const stop = (reason: string): void => {
    end.fault ??= { line: parser.line, reason };
  };
  parser.on('error', (error) => stop(`it is no whole XML document: ${error.message.replace(/^[\d:\s]*/, '')}`));
  parser.on('doctype', () => stop('it has a document type (DOCTYPE), which no repository needs'));
  parser.on('opentag', ({ name, attributes }) => {
    if (end.fault !== undefined) return;
    if (texts.length >= deepest) stop(`it is nested deeper than ${deepest} elements`);
    else visitor.open(local(name), new Map(Object.entries(attributes)), { line: parser.line, depth: texts.length });
    texts.push('');
  });
  const hear = (said: string): void => {
    const top = texts.length - 1;
    if (top >= 0 && (texts[top] ?? '').length < longestText) texts[top] += said.slice(0, longestText);
  };
  parser.on('text', hear);
  parser.on('cdata', hear);
  parser.on('closetag', ({ name }) => {
    const said = texts.pop() ?? '';
    if (end.fault === undefined) visitor.close(local(name), said.trim(), { line: parser.line, depth: texts.length });
  });
  try {
    for (let at = 0; at < text.length && end.fault === undefined; at += pieceSize)
      parser.write(text.slice(at, at + pieceSize));
    if (end.fault === undefined) parser.close();
  } catch (error) {
    // The parser lets some characters through to functions that refuse them.
    if (!(error instanceof RangeError)) throw error;
    stop('it is no whole XML document: it holds half a character');
  }
  return end.fault;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
