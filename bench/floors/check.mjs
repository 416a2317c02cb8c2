/**
 * Whether our output says the same as the unclever merge, for every host. `node check.mjs FLEET OUT LAYOUT`
 * Prints how many profiles are equal; names the first few that are not, and then exits with 1.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clustersOf, patched, sortedText } from './plain.mjs';

const [fleet, out, layout] = process.argv.slice(2);
const shown = 5;

let equal = 0;
const wrong = [];
for (const { name, hosts, profileOf } of clustersOf(fleet)) {
  const textOf = layout === 'cluster' ? expandedFrom(join(out, `${name}.json`), name) : writtenIn(join(out, name));
  for (const host of hosts) {
    const expected = `${sortedText(profileOf(host))}\n`;
    const found = textOf(host);
    if (found === expected) equal += 1;
    else wrong.push(`${name} ${host}: ${found === undefined ? 'is not there' : firstDifference(found, expected)}`);
  }
}
process.stdout.write(`${equal} profiles equal, ${wrong.length} not\n${wrong.slice(0, shown).join('\n')}`);
process.exitCode = wrong.length > 0 || equal === 0 ? 1 : 0;

/** Reads a file of the layout `cluster`, and sees that it is written as it should be: keys sorted, one trailing newline. */
function expandedFrom(file, name) {
  if (!existsSync(file)) return () => undefined;
  const text = readFileSync(file, 'utf8');
  const written = JSON.parse(text);
  if (`${sortedText(written)}\n` !== text)
    return () => 'the file is not canonical: keys sorted, no spaces, one newline';
  if (written.cluster !== name) return () => `the file says that it is of ${written.cluster}`;
  return (host) =>
    host in written.hosts ? `${sortedText(patched(written.common, written.hosts[host]))}\n` : undefined;
}

function writtenIn(folder) {
  return (host) => {
    const file = join(folder, `${host}.json`);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
}

function firstDifference(found, expected) {
  let at = 0;
  while (found[at] === expected[at]) at += 1;
  const around = (text) => text.slice(Math.max(0, at - 40), at + 40);
  return `found …${around(found)}…, expected …${around(expected)}…`;
}
