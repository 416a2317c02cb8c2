/** Which version of the tool this is, and whether a fleet wants it. */

import { createRequire } from 'node:module';
import satisfies from 'semver/functions/satisfies.js';

const load = createRequire(import.meta.url);

/** The version in package.json, which lies one folder above both `src/` and `dist/`. */
export const toolVersion: string = (load('../../package.json') as { readonly version: string }).version;

/** Whether a semver range of fleet.yaml takes this tool. */
export function wantsTool(range: string): boolean {
  return satisfies(toolVersion, range);
}
