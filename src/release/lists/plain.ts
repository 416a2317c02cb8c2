/** A plain list: one package a line, `name version arch`; what follows a `#` is a comment. */

import { listLines } from './lines.ts';
import { Listing, quoted, type ReadList } from './package.ts';

export function readPlainList(text: string): ReadList {
  const out = new Listing();
  for (const [number, line] of listLines(text, out)) {
    const said = /(?:^|\s)#/.exec(line);
    const words = (said === null ? line : line.slice(0, said.index)).split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) continue;
    const [name = '', version = '', arch = ''] = words;
    if (words.length === 3) out.take(number, { name, version, arch });
    else out.fault(number, `${quoted(line)} is not three words, name version arch`);
  }
  return out.finished();
}
