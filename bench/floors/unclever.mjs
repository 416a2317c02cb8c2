/**
 * Floor: whole profiles without cleverness or validation. `node unclever.mjs FLEET OUT`
 * Parses every file once, merges plain objects for each host, writes each host's profile with its keys sorted.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clustersOf, sortedText } from './plain.mjs';

const [fleet, out] = process.argv.slice(2);

for (const { name, hosts, profileOf } of clustersOf(fleet)) {
  const folder = join(out, name);
  mkdirSync(folder, { recursive: true });
  for (const host of hosts) writeFileSync(join(folder, `${host}.json`), `${sortedText(profileOf(host))}\n`);
}
