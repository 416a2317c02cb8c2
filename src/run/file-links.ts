/** Where the pages of a fleet's files are at its forge. */

import type { ForgeFacts } from '../forge/forge.ts';
import type { Links } from '../render/notice-words.ts';

/** `folder` is where the fleet lies in its repository: `` or `fleets/cern/`. Without pages there is no address. */
export function fileLinks(
  { webUrl, defaultBranch }: Pick<ForgeFacts, 'webUrl' | 'defaultBranch'>,
  folder: string,
): Links['file'] {
  return (path, line) => {
    if (webUrl === undefined) return undefined;
    const anchor = line === undefined ? '' : `#L${line}`;
    return `${webUrl}/blob/${escapedPath(`${defaultBranch}/${folder}${path}`)}${anchor}`;
  };
}

/** Each part of a path is escaped, so that a file's name can be no address of its own. */
function escapedPath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '?')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
