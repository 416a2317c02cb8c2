/**
 * Floor: the bare writer of one file a cluster, the common part once and a difference per host.
 * `node write-differences.mjs PREPARED OUT`. It reads no YAML, follows no include, merges no host, validates nothing.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [prepared, out] = process.argv.slice(2);
const { bases, clusters } = JSON.parse(readFileSync(join(prepared, 'differences.json'), 'utf8'));

for (const { name, base, patch, hosts } of clusters) {
  writeFileSync(
    join(out, `${name}.json`),
    `${JSON.stringify({ cluster: name, common: changed(bases[base], patch), hosts })}\n`,
  );
}

/** A JSON Merge Patch, applied; keys stay sorted. */
function changed(value, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const keys = Object.keys(value ?? {});
  const added = Object.keys(patch).filter((key) => value?.[key] === undefined);
  if (added.length > 0) keys.push(...added);
  if (added.length > 0) keys.sort();
  const whole = {};
  for (const key of keys) {
    const part = patch[key];
    if (part === undefined) whole[key] = value[key];
    else if (part !== null) whole[key] = changed(value?.[key], part);
  }
  return whole;
}
