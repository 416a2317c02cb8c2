/**
 * Prepares, outside of any timing, what the bare writers write. `node prepare.mjs FLEET PREPARED LAYOUT`
 *
 * cluster: PREPARED/differences.json holds one common profile for each pair of versions, and for each cluster
 *          what makes it of that one, and its hosts' differences.
 * host:    PREPARED/profiles.txt holds the profile of each cluster's first host, PREPARED/profiles.json for each
 *          host the stretches of that text which are others for it.
 */

import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { clustersOf, patchBetween, sorted, sortedText } from './plain.mjs';

const [fleet, prepared, layout] = process.argv.slice(2);

if (layout === 'cluster') prepareDifferences();
else prepareProfiles();

function prepareDifferences() {
  const bases = {};
  const clusters = [];
  for (const { name, versions, hosts, profileOf } of clustersOf(fleet)) {
    const common = profileOf();
    const base = `${versions.linux} ${versions.elfms}`;
    bases[base] ??= sorted(common);
    const patch = patchBetween(bases[base], common) ?? {};
    const differences = hosts.toSorted().map((host) => [host, patchBetween(common, profileOf(host)) ?? {}]);
    clusters.push({ name, base, patch, hosts: Object.fromEntries(differences) });
  }
  writeFileSync(join(prepared, 'differences.json'), JSON.stringify({ bases, clusters }));
}

function prepareProfiles() {
  const texts = openSync(join(prepared, 'profiles.txt'), 'w');
  const clusters = [];
  let start = 0;
  for (const { name, hosts, profileOf } of clustersOf(fleet)) {
    const profiles = hosts.map((host) => partsOf(profileOf(host)));
    const first = profiles[0];
    const text = Buffer.from(first.join(''));
    clusters.push({
      name,
      start,
      length: text.length,
      hosts: hosts.map((host, i) => [host, stretches(first, profiles[i])]),
    });
    writeSync(texts, text);
    start += text.length;
  }
  closeSync(texts);
  writeFileSync(join(prepared, 'profiles.json'), JSON.stringify(clusters));
}

/** A profile's text, cut before each of its top keys. */
function partsOf(profile) {
  const parts = Object.keys(profile)
    .sort()
    .map((key, i) => `${i === 0 ? '{' : ','}${JSON.stringify(key)}:${sortedText(profile[key])}`);
  return [...parts, '}\n'];
}

/** Where the parts of two texts begin to differ, how much of the first is replaced, and by what. The workload is ASCII. */
function stretches(from, to) {
  if (from.length !== to.length) throw new Error('the workload has the same top keys in every profile of a cluster');
  const found = [];
  let start = 0;
  for (const [i, part] of from.entries()) {
    if (part !== to[i]) found.push(stretch(start, part, to[i]));
    start += part.length;
  }
  return found;
}

function stretch(start, from, to) {
  let at = 0;
  while (at < from.length && at < to.length && from[at] === to[at]) at += 1;
  let tail = 0;
  while (tail < Math.min(from.length, to.length) - at && from[from.length - 1 - tail] === to[to.length - 1 - tail])
    tail += 1;
  return [start + at, from.length - at - tail, to.slice(at, to.length - tail)];
}
