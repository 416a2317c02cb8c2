/**
 * Floor: the bare writer of whole profiles. `node write-profiles.mjs PREPARED OUT`
 * A cluster's text is in memory; each host's is that text with a few stretches replaced.
 */

import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [prepared, out] = process.argv.slice(2);
const texts = openSync(join(prepared, 'profiles.txt'), 'r');

for (const { name, start, length, hosts } of JSON.parse(readFileSync(join(prepared, 'profiles.json'), 'utf8'))) {
  const text = Buffer.allocUnsafe(length);
  readSync(texts, text, 0, length, start);
  const folder = join(out, name);
  mkdirSync(folder);
  for (const [host, stretches] of hosts) writeFileSync(join(folder, `${host}.json`), replaced(text, stretches));
}
closeSync(texts);

function replaced(text, stretches) {
  const pieces = [];
  let end = 0;
  for (const [at, removed, inserted] of stretches) {
    pieces.push(text.subarray(end, at), Buffer.from(inserted));
    end = at + removed;
  }
  pieces.push(text.subarray(end));
  return Buffer.concat(pieces);
}
