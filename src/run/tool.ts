/** Which version of the tool this is. */

import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** The version in package.json, which lies one folder above both `src/` and `dist/`. */
export const toolVersion: string = (load('../../package.json') as { readonly version: string }).version;
